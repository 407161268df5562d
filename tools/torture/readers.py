"""Every reader of the program, with small and real files to begin from."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.torture.mutations import text_mutated, workbook_mutated

PARKS = """park_id,name,district,requested_mln_rub,minimum_mln_rub,capex_mln_rub,jobs,share,earliest_start
P1,Alpha,CFO,100,60,250,90,0.9,2025
P2,"Beta, the second",CFO,100,,200,80..95,0.2,2025
P3,Gamma,SFO,150,90,400,100/120/130,0.5,2026
P4,Delta,SFO,50,30,90,20,0.8,2025
"""
PARTNERSHIPS = "park,partner,kind,strength\nP1,P2,supply,0.5\nP3,Technical University,research,1\n"
CRITERIA = """title: {en: Four, ru: Четыре}
method: {name: promethee_ii}
criteria:
  - {id: jobs, column: jobs, weight: 60, scale: {worst: 0, best: 200}, do_nothing: 0, missing: median}
  - id: quality
    weight: 40
    criteria:
      - {id: share, name: Share, column: share, weight: 1, preference: {function: vshape_2, q: 0.01, p: 0.2}}
      - {id: cost, expression: requested_mln_rub / (capex_mln_rub + 1), goal: min, accept: {max: 5}, value: [[0, 1], [1, 0]]}
weights:
  method: ahp
  pairwise: {jobs/quality: 3}
incomplete: [jobs >= quality, 0.2 <= jobs <= 0.8]
"""
PROGRAMME = """title: Six
years: [2025, 2026, 2027]
budget: {total: 350, by_year: {2025: 150, 2026: 200}, carry_over: 0.1}
terms: {funding: partial, minimum_share: 0.6, cap: 200, cap_share_of_capex: 0.7, tranches: flexible, yearly_share: [0.1, 0.7]}
objective: {maximise: merit, discount: 0.02, synergy: 0.1}
rules:
  - {id: east, name: {en: East}, measure: count, where: {district: [SFO, DFO]}, min: 1}
  - {id: few, measure: count, max: 3, soft: {penalty: 0.5}}
  - {id: starts, measure: starts, each_year: true, max: 2}
  - {id: share, measure: grant, where: {jobs: {min: 50}}, max_share: 0.9}
  - {id: must, fund: [P1]}
  - {id: one_of, at_most: 1, of: [P2, P3]}
scorecard:
  - {measure: jobs, target: 300, source: a plan}
"""
MEMBER = (
    "name: {en: Chair, ru: Председатель}\nrole: chair\nweights: {jobs: 30, quality: 70, share: 1, cost: 2}\n"
)
SCENARIOS = """title: What could go wrong
scenarios:
  - {id: cut, name: Cut, budget_cut: {2026: 0.3}}
  - {id: dear, price_growth: 0.1}
"""
STUDY = "title: Six\nparks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\npartnerships: partners.csv\n"


@dataclass(frozen=True)
class Reader:
    """A reader and what its files are made from."""

    name: str
    file: str
    originals: tuple[bytes, ...]
    read: Callable[[Path], object]
    mutate: Callable[[bytes, random.Random], bytes]


def _text(content: bytes, chooser: random.Random) -> bytes:
    return text_mutated(content.decode("utf-8"), chooser)


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def readers(folder: Path) -> list[Reader]:
    """All readers; ``folder`` receives the neighbours that a study needs, and a record."""
    from decision.checks import check
    from decision.files import bundled
    from decision.files.ballots import load_rankings
    from decision.files.load import (
        load_criteria,
        load_parks,
        load_programme,
        load_scenarios,
        load_weights,
        read_study,
    )
    from decision.records.read import read_record

    neighbours = {
        "parks.csv": PARKS,
        "criteria.yaml": CRITERIA,
        "programme.yaml": PROGRAMME,
        "partners.csv": PARTNERSHIPS,
    }
    study = folder / "study"
    study.mkdir(parents=True, exist_ok=True)
    for name, text in neighbours.items():
        (study / name).write_text(text, encoding="utf-8")
    (study / "study.yaml").write_text(STUDY, encoding="utf-8")
    real = bundled.study_path("illustrative-2025")
    assert real is not None
    home = real if real.is_dir() else real.parent
    real_programme, real_parks = (home / "programme.yaml").read_bytes(), (home / "parks.csv").read_bytes()
    real_criteria = bundled.criteria_path("four-approaches")
    assert real_criteria is not None
    rows = [line.split(",") for line in PARKS.replace('"Beta, the second"', "Beta").splitlines()]
    run = record(folder / "record")

    def read_changed_study(path: Path) -> object:
        target = study / "study.yaml"
        target.write_bytes(path.read_bytes())
        return _raise(read_study(target).problems)

    def read_changed_partners(path: Path) -> object:
        (study / "study.yaml").write_text(STUDY, encoding="utf-8")
        (study / "partners.csv").write_bytes(path.read_bytes())
        try:
            return _raise(read_study(study).problems)
        finally:
            (study / "partners.csv").write_text(PARTNERSHIPS, encoding="utf-8")

    def read_changed_record(path: Path) -> object:
        (run / "run.json").write_bytes(path.read_bytes())
        found = read_record(run)
        return found.portfolio()

    def small(*texts: str) -> tuple[bytes, ...]:
        return tuple(text.encode("utf-8") for text in texts)

    return [
        Reader(
            "criteria",
            "criteria.yaml",
            small(CRITERIA) * 12 + (real_criteria.read_bytes(),),
            load_criteria,
            _text,
        ),
        Reader(
            "programme", "programme.yaml", small(PROGRAMME) * 30 + (real_programme,), load_programme, _text
        ),
        Reader("study", "study.yaml", small(STUDY), read_changed_study, _text),
        Reader("member", "member.yaml", small(MEMBER), lambda path: _raise(check([path])), _text),
        Reader("weights", "weights.yaml", small(MEMBER, "jobs: 1\nquality: 2\n"), load_weights, _text),
        Reader("scenarios", "scenarios.yaml", small(SCENARIOS), load_scenarios, _text),
        Reader(
            "ballots",
            "ballots.yaml",
            small("ballots:\n  - {count: 42, order: [a, b, c]}\n  - {count: 26, order: [b, c, a]}\n"),
            load_rankings,
            _text,
        ),
        Reader("parks (CSV)", "parks.csv", small(PARKS) * 30 + (real_parks,), load_parks, _text),
        Reader("partnerships", "partners.csv", small(PARTNERSHIPS), read_changed_partners, _text),
        Reader(
            "parks (XLSX)",
            "parks.xlsx",
            (workbook([list(row) for row in rows]),),
            load_parks,
            workbook_mutated,
        ),
        Reader("record", "run.json", ((run / "run.json").read_bytes(),), read_changed_record, _text),
    ]


def record(folder: Path) -> Path:
    """A real record of a small allocation."""
    import pandas as pd

    from decision import allocate, make_study, rank
    from decision.decisions import Decision
    from decision.model.options import SolveOptions
    from decision.records.write import write_record

    study = make_study(
        pd.read_csv(io.StringIO(PARKS)).astype({"jobs": str}),
        {"title": "t", "method": "wsm", "criteria": [{"id": "share", "column": "share"}]},
        {"title": "t", "years": [2025, 2026], "budget": {"total": 200}, "terms": {"funding": "whole"}},
    )
    ranking = rank(study)
    decision = Decision(study, ranking, allocate(study, ranking=ranking))
    path = write_record(decision, folder=folder, arguments={}, options=SolveOptions())
    found = Path(str(path))
    assert json.loads((found / "run.json").read_text(encoding="utf-8"))
    return found


def _raise(problems: object) -> object:
    """Faults that a reader collects instead of raising."""
    from decision.errors import InputProblems

    faults = [problem for problem in problems if not problem.warning]  # type: ignore[attr-defined]
    if faults:
        raise InputProblems(faults)
    return problems
