"""A round small enough to decide in a moment, with names that mean harm, and everything a document can show of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from decision import SolveOptions, decide, load_study
from decision.records import read_record, write_record
from decision.report.collect import with_reasons, with_trust
from decision.report.evidence import Evidence

_ALL = TemporaryDirectory()
HOME = Path(_ALL.name)
PARKS = """park_id,name,name_ru,district,requested_mln_rub,jobs,share,earlier_support_mln_rub
P1,=1+1,Альфа,CFO,100.5,90,0.9,
P2,<b>Beta</b>,Бета & Ко,CFO,100,80,0.2,10
P3,+Gamma,Гамма,SFO,150,120,0.5,0
P4,@Delta,Дельта,SFO,1050.25,20,0.8,25.5
P5,-Epsilon,Эпсилон,DFO,1200,150,0.4,
P6,Zeta,Дзета,DFO,80,60,0.1,
P7,Eta,Эта,DFO,80,,0.1,
"""
CRITERIA = """title: {en: Two criteria, ru: Два критерия}
method: wsm
normalization: minmax
criteria:
  - {id: jobs, name: {en: Jobs, ru: Места}, column: jobs, weight: 60, scale: {worst: 0, best: 200}, do_nothing: 0}
  - {id: share, column: share, weight: 40, scale: {worst: 0, best: 1}, do_nothing: 0, source: a survey}
"""
PROGRAMME = """title: {en: Small programme, ru: Малая программа}
years: [2025, 2026]
budget: {total: 2400, by_year: {2025: 1300, 2026: 1300}, carry_over: 0.5}
terms: {funding: partial, minimum_share: 0.6, cap: 1100, build_years: 1}
rules:
  - {id: east, name: {en: East, ru: Восток}, measure: count, where: {district: DFO}, min: 1, source: act 1}
  - {id: few, measure: count, max: 4}
  - {id: west, measure: grant, where: {district: CFO}, min_share: 0.05}
  - {id: off, measure: count, min: 7, active: false}
scorecard:
  - {measure: jobs, name: {en: Jobs, ru: Места}, unit: {en: jobs, ru: мест}, target: 300, year: 2030, source: plan}
"""
MEMBER = "name: {{en: {name}, ru: {name}}}\nweights: {{jobs: {jobs}, share: {share}}}\n"


def small_round(folder: Path, **texts: str) -> Path:
    """Write the study into a folder; texts replace files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"parks.csv": PARKS, "criteria.yaml": CRITERIA, "programme.yaml": PROGRAMME}
    files["study.yaml"] = (
        "title: {en: Small round, ru: Малый конкурс}\nparks: parks.csv\ncriteria: criteria.yaml\n"
        "programme: programme.yaml\ncommittee: members/\n"
    )
    for name, text in (files | texts).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "members").mkdir(exist_ok=True)
    for name, jobs, share in (("ann", 80, 20), ("bob", 10, 90)):
        text = MEMBER.format(name=name.title(), jobs=jobs, share=share)
        (folder / "members" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def decided(folder: Path, **arguments: object) -> Evidence:
    """Decide the study and take its record as it lies on disk."""
    study = load_study(folder)
    options = SolveOptions(gap=0.0)
    decision = decide(study, options=options, **arguments)  # type: ignore[arg-type]
    record = write_record(
        decision, folder=folder / "runs", arguments=arguments, options=options, by="Ann", reason="a test"
    )
    return Evidence.of(read_record(record))


@cache
def whole_evidence() -> Evidence:
    """The small round with reasons, robustness and regrets."""
    evidence = decided(small_round(HOME / "small"))
    return with_trust(with_reasons(evidence), samples=8, jobs=1)


@cache
def impossible_evidence() -> Evidence:
    """The small round with a rule that cannot be kept."""
    return decided(small_round(HOME / "impossible"), settings={"rules.off.active": "true"})
