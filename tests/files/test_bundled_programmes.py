"""The programmes that come with parkfund: found by name, sourced, and usable with the illustrative round."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from decision import decisions
from decision.allocation.check import problems
from decision.files import bundled
from decision.files.load import load_programme, load_study
from decision.model.options import SolveOptions
from decision.model.study import Study

NAMES = sorted(path.stem for path in (bundled.folder("criteria") / "programmes").glob("*.yaml"))
MARKS = re.compile(r"\[(law|press|law/press|observed|old|derived|scenario)\]")


@pytest.fixture(scope="module")
def illustrative() -> Study:
    return load_study("illustrative-2025")


def test_there_are_some_and_they_are_found_by_name() -> None:
    assert {"sme-infrastructure-2025", "sme-infrastructure-2026", "industrial-parks-refund-2024"} <= set(
        NAMES
    )
    assert set(NAMES) < set(bundled.programme_names())
    assert set(NAMES).isdisjoint(bundled.study_names())


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_says_where_it_comes_from(name: str) -> None:
    programme = load_programme(name)
    sources = [programme.budget.source, programme.terms.source, *(rule.source for rule in programme.rules)]
    assert all(source and MARKS.search(source.en) for source in sources)
    texts = [programme.title, programme.note, *(rule.name for rule in programme.rules)]
    assert all(text is not None and text.en and text.ru for text in texts)
    assert "Status:" in str(programme.note.en)
    assert "Not a legal opinion" in programme.note.en


@pytest.mark.parametrize("name", NAMES)
def test_it_allocates_on_the_illustrative_round(name: str, illustrative: Study) -> None:
    programme = load_programme(name)
    assert problems(programme, illustrative.parks) == []
    study = replace(illustrative, programme=programme)
    portfolio = decisions.allocate(study, options=SolveOptions(gap=0.005, time_limit=60))
    assert portfolio.ending == "optimal"
    assert portfolio.funded
    assert portfolio.granted <= programme.budget.total
    assert all(report.soft or report.violation == 0 for report in portfolio.rules)
    every_rule_on = programme.model_copy(
        update={"rules": tuple(rule.model_copy(update={"active": True}) for rule in programme.rules)}
    )
    other = decisions.allocate(replace(study, programme=every_rule_on), options=SolveOptions(gap=0.005))
    assert other.ending in ("optimal", "infeasible")
    assert (other.conflict is not None) == (other.ending == "infeasible")


def test_the_refund_never_exceeds_taxes_area_or_costs(illustrative: Study) -> None:
    """The rules of the programme, recomputed from the table of parks."""
    study = replace(illustrative, programme=load_programme("industrial-parks-refund-2024"))
    portfolio = decisions.allocate(study, options=SolveOptions(gap=0.005))
    for park in portfolio.funded:
        row = illustrative.parks.table.loc[park.park_id]
        limits = [row.tax_mln_rub, 0.75 * row.capex_mln_rub]
        limits.append(30 * row.area_ha if row.kind == "industrial_park" else 0.12 * row.floor_area_m2)
        assert park.grant_mln_rub <= min(limits) + 1e-6
        assert list(park.payments) == [park.start_year + 2]


def test_the_region_pays_its_fifth(illustrative: Study) -> None:
    study = replace(illustrative, programme=load_programme("sme-infrastructure-2025"))
    portfolio = decisions.allocate(study, options=SolveOptions(gap=0.005))
    for park in portfolio.funded:
        regional = illustrative.parks.table.regional_mln_rub[park.park_id]
        assert regional >= 0.20 * (park.grant_mln_rub + regional) - 1e-6


def test_the_border_floor_is_missed_by_as_little_as_can_be(illustrative: Study) -> None:
    study = replace(illustrative, programme=load_programme("sme-infrastructure-2026"))
    portfolio = decisions.allocate(study, options=SolveOptions(gap=0.005))
    (priority,) = portfolio.priorities
    assert priority.proven
    table = illustrative.parks.table
    got = sum(p.grant_mln_rub for p in portfolio.funded if table.border_region[p.park_id] == 1)
    assert priority.violation == pytest.approx((4440 - got) / 4440, abs=1e-6)
    others = [rule for rule in study.programme.rules if rule.id != "border_floor"]
    most = study.programme.model_copy(
        update={
            "rules": tuple(others),
            "objective": study.programme.objective.model_copy(update={"maximise": "merit_money"}),
        }
    )
    # as much money into border regions as there can be, by another objective: merit counts only there
    from decision.allocation.allocate import answer

    asked = decisions.question(replace(study, programme=most))
    border = table.border_region.reindex(asked.gain.index).eq(1).astype(float)
    best = answer(replace(asked, gain=border), SolveOptions(gap=1e-6))
    assert best.objective == pytest.approx(got, rel=1e-4)


@pytest.mark.parametrize("name", ["sme-infrastructure-2025", "sme-infrastructure-2026.yaml"])
def test_a_study_names_one_as_its_programme(name: str, tmp_path: Path) -> None:
    folder = bundled.folder("datasets") / "illustrative-2025"
    (tmp_path / "parks.csv").write_bytes((folder / "parks.csv").read_bytes())
    (tmp_path / "study.yaml").write_text(
        f"title: t\nparks: parks.csv\ncriteria: three-criteria\nprogramme: {name}\n", encoding="utf-8"
    )
    study = load_study(tmp_path)
    assert study.programme == load_programme(name)
    assert any(file.startswith("criteria/programmes/") for file in study.digests)
    assert study.places["rule:far_east"][0].startswith("criteria/programmes/")
