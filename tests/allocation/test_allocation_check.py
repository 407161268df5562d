"""What a programme names and the parks lack, with the nearest spelling."""

import pytest
from allocation_examples import allocate, programme, table

from decision.allocation.check import problems
from decision.errors import InputProblems
from decision.model.parks import Parks

PARKS = table(
    [
        {"requested_mln_rub": 10.0, "gain": 1.0, "district": "SFO", "new_jobs": 5.0, "capex_mln_rub": 20.0},
        {"requested_mln_rub": 10.0, "gain": 1.0, "district": "DFO", "new_jobs": 5.0, "capex_mln_rub": 20.0},
    ]
).assign(model=["rental", "service"], people=[0.0, 7.0])


def found(**parts: object) -> list[tuple[str, str, str, bool]]:
    return [
        (p.field or "", str(p.says), str(p.remedy or ""), p.warning)
        for p in problems(programme(**parts), Parks(PARKS))
    ]


def test_a_sound_programme_has_no_problems() -> None:
    rules = [
        {"id": "a", "measure": "new_jobs", "where": {"district": ["SFO", "DFO"]}, "min": 1},
        {"id": "b", "measure": "count", "where": {"new_jobs": {"below": 1}}, "max": 0},
        {"id": "c", "fund": ["P1"]},
    ]
    assert found(rules=rules, terms={"cap_share_of_capex": {"rental": 1, "service": 1}}) == []


@pytest.mark.parametrize(
    ("parts", "field", "says", "remedy"),
    [
        ({"rules": [{"id": "a", "measure": "new_job", "min": 1}]}, "rules[0].measure", "new_job", "new_jobs"),
        ({"rules": [{"id": "a", "measure": "counts", "min": 1}]}, "rules[0].measure", "counts", "count"),
        ({"rules": [{"id": "a", "measure": "district", "min": 1}]}, "rules[0].measure", "P1 has SFO", ""),
        (
            {"rules": [{"id": "a", "measure": {"column": "jobs", "per": "count"}, "min": 1}]},
            "rules[0].measure.column",
            "jobs",
            "new_jobs",
        ),
        (
            {"rules": [{"id": "a", "measure": "count", "where": {"distrct": "SFO"}, "min": 1}]},
            "rules[0].where.distrct",
            "distrct",
            "district",
        ),
        (
            {"rules": [{"id": "a", "measure": "count", "where": {"district": {"min": 3}}, "min": 1}]},
            "rules[0].where.district",
            "not a number",
            "",
        ),
        (
            {"rules": [{"id": "a", "measure": "count", "each": "regio", "max": 1}]},
            "rules[0].each",
            "regio",
            "",
        ),
        ({"rules": [{"id": "a", "fund": ["P1", "P11"]}]}, "rules[0].fund[1]", "P11", "P1"),
        ({"rules": [{"id": "a", "park": "P1", "requires": "p2"}]}, "rules[0].requires", "p2", "P2"),
        (
            {"rules": [{"id": "a", "measure": "starts", "years": [2044], "max": 1}]},
            "rules[0].years",
            "2044",
            "",
        ),
        ({"objective": {"maximise": "merits"}}, "objective.maximise", "merits", "merit"),
        ({"objective": {"size": "capex"}}, "objective.size", "capex", ""),
        ({"terms": {"cap_share_of_capex": {"rental": 0.5}}}, "terms.cap_share_of_capex", "model service", ""),
        ({"terms": {"cap_per_hectare": 5}}, "terms.cap_per_hectare", "area_ha", ""),
        (
            {"rules": [{"id": "a", "co_financing": {"column": "capex_mln", "min_share": 0.3}}]},
            "rules[0].co_financing.column",
            "capex_mln",
            "capex_mln_rub",
        ),
        (
            {"rules": [{"id": "a", "park_cap": {"column": "district"}}]},
            "rules[0].park_cap.column",
            "P1 has SFO",
            "",
        ),
        ({"rules": [{"id": "a", "excludes": ["P1", "P3"]}]}, "rules[0].excludes[1]", "P3", ""),
        ({"rules": [{"id": "a", "exactly": 1, "of": ["P1", "p2"]}]}, "rules[0].of[1]", "p2", "P2"),
        (
            {"rules": [{"id": "a", "equity": {"population": {"SF0": 3, "DFO": 1}, "max_gini": 0.3}}]},
            "rules[0].equity.population",
            "district SFO",
            "SF0",
        ),
        (
            {"rules": [{"id": "a", "equity": {"population": "person", "min_ratio": 0.3}}]},
            "rules[0].equity.population",
            "person",
            "",
        ),
        (
            {"rules": [{"id": "a", "equity": {"population": "people", "min_ratio": 0.3}}]},
            "rules[0].equity.population",
            "one population",
            "",
        ),
        (
            {"scorecard": [{"measure": {"numerator": "new_jobs", "denominator": "wages"}}]},
            "scorecard[0].measure.denominator",
            "wages",
            "",
        ),
    ],
)
def test_faults_are_named_with_their_key(
    parts: dict[str, object], field: str, says: str, remedy: str
) -> None:
    ((where, what, near, warning),) = [one for one in found(**parts) if not one[3]]
    assert where == field
    assert says in what
    assert remedy in near
    assert bool(near) or not remedy
    assert not warning


def test_a_code_that_no_park_has_is_a_warning_with_the_nearest() -> None:
    rules = [{"id": "a", "measure": "count", "where": {"district": ["SF0", "DFO"]}, "max": 1}]
    ((field, says, remedy, warning),) = found(rules=rules)
    assert (field, warning) == ("rules[0].where.district", True)
    assert "SF0" in says
    assert "SFO" in remedy


def test_budgets_that_do_not_fit_together_are_warned_of() -> None:
    ((field, says, __, warning),) = found(years=2, total=100, budget={"by_year": {2025: 30, 2026: 60}})
    assert (field, warning) == ("budget.by_year", True)
    assert "10 mln RUB" in says
    assert found(years=2, total=100, budget={"by_year": {2025: 30}}) == []
    assert found(years=2, total=100, budget={"by_year": {2025: 30, 2026: 70}}) == []


def test_a_district_without_parks_counts_in_equity() -> None:
    rules = [{"id": "a", "equity": {"population": {"SFO": 3, "DFO": 1, "UFO": 2}, "min_ratio": 0.3}}]
    ((field, says, __, warning),) = found(rules=rules)
    assert (field, warning) == ("rules[0].equity.population.UFO", True)
    assert "counts" in says


def test_all_faults_come_at_once_and_nothing_is_solved() -> None:
    rules = [
        {"id": "a", "measure": "x", "min": 1},
        {"id": "b", "measure": "count", "where": {"y": 1}, "min": 1},
    ]
    with pytest.raises(InputProblems) as caught:
        allocate(PARKS, programme(rules=rules))
    assert [problem.field for problem in caught.value.problems] == ["rules[0].measure", "rules[1].where.y"]
