"""The whole path in memory: what drives the money, and what may be changed from outside."""

from itertools import combinations

import pandas as pd
import pytest

from decision import InputProblems, ParkfundError, allocate, decide, load_study, make_study, rank
from decision.model.study import Study
from decision.settings import apply

PARKS = pd.DataFrame(
    {
        "park_id": list("ABCDEF"),
        "name": list("ABCDEF"),
        "requested_mln_rub": [100.0, 120, 60, 90, 200, 40],
        "jobs": [50.0, 80, 20, 60, 190, 5],
        "share": [0.9, 0.3, 0.6, 0.2, 0.5, 0.05],
    }
)
CRITERIA = {
    "title": "Two",
    "method": "topsis",
    "normalization": "minmax",
    "criteria": [
        {"id": "jobs", "column": "jobs", "weight": 1, "scale": {"worst": 0, "best": 200}, "do_nothing": 10},
        {"id": "share", "column": "share", "weight": 1, "scale": {"worst": 0, "best": 1}, "do_nothing": 0.1},
    ],
}
PROGRAMME = {"title": "P", "years": [2025], "budget": {"total": 260}}


def study(**objective: object) -> Study:
    return make_study(PARKS, CRITERIA, PROGRAMME | {"objective": objective})


def best_by_hand(gain: pd.Series) -> float:
    requests = PARKS.set_index("park_id")["requested_mln_rub"]
    sets = [chosen for size in range(7) for chosen in combinations("ABCDEF", size)]
    return max(sum(gain[list(chosen)]) for chosen in sets if sum(requests[list(chosen)]) <= 260)


def test_merit_counts_over_doing_nothing() -> None:
    """A park worth less than doing nothing (F) is not funded even where money is left."""
    ranking = rank(study())
    assert ranking.merit_of_doing_nothing is not None
    gain = ranking.table["merit"] - ranking.merit_of_doing_nothing
    assert gain["F"] < 0
    portfolio = allocate(study())
    assert "F" not in {park.park_id for park in portfolio.funded}
    assert portfolio.objective == pytest.approx(best_by_hand(gain), rel=1e-3)


def test_value_is_additive_whatever_the_method() -> None:
    by_hand = ((PARKS["jobs"].clip(0, 200) - 10) / 200 + (PARKS["share"] - 0.1)) / 2
    by_hand.index = pd.Index(PARKS["park_id"], dtype=object)
    for method in ("topsis", "vikor", "promethee_ii"):
        ranking = rank(study(maximise="value"), method=method)
        pd.testing.assert_series_equal(
            ranking.table["value"].sort_index(),
            by_hand,
            check_names=False,
            check_index_type=False,
            rtol=1e-12,
        )
        portfolio = allocate(study(maximise="value"), ranking=ranking)
        assert portfolio.objective == pytest.approx(best_by_hand(by_hand), rel=1e-3)


def test_net_flows_never_drive_money() -> None:
    with pytest.raises(ParkfundError, match="net flows"):
        allocate(study(), method="promethee_ii")


@pytest.mark.parametrize(
    ("objective", "column"), [("jobs", "jobs"), ("requested_mln_rub", "requested_mln_rub")]
)
def test_an_outcome_may_be_maximised(objective: str, column: str) -> None:
    outcome = PARKS.set_index("park_id")[column]
    assert allocate(study(maximise=objective)).objective == pytest.approx(best_by_hand(outcome), rel=1e-3)


def test_size_makes_a_large_park_count_for_more() -> None:
    ranking = rank(study())
    requests = PARKS.set_index("park_id")["requested_mln_rub"]
    gain = (ranking.table["merit"] - ranking.merit_of_doing_nothing) * requests
    portfolio = allocate(study(size="requested_mln_rub"))
    assert portfolio.objective == pytest.approx(best_by_hand(gain), rel=1e-3)


def test_merit_without_a_zero_says_so() -> None:
    bare = CRITERIA | {"criteria": [{"id": "jobs", "column": "jobs"}, {"id": "share", "column": "share"}]}
    portfolio = allocate(make_study(PARKS, bare, PROGRAMME))
    assert any("convention" in str(warning) for warning in portfolio.warnings)


def test_one_more_applicant_changes_no_merit() -> None:
    newcomer = pd.DataFrame(
        {"park_id": ["Z"], "name": ["Z"], "requested_mln_rub": [10.0], "jobs": [199.0], "share": [0.99]}
    )
    before = rank(study()).table["merit"]
    after = rank(make_study(pd.concat([PARKS, newcomer]), CRITERIA, PROGRAMME)).table["merit"]
    pd.testing.assert_series_equal(before.sort_index(), after.drop("Z").sort_index(), rtol=1e-12)


def test_settings_are_checked_as_strictly_as_a_file() -> None:
    programme = load_study("illustrative-2025").programme
    changed = apply(
        programme,
        {
            "rules.hundred_parks.min": "110",
            "rules.low_security_starts.active": "true",
            "budget.by_year.2026": "7000",
            "terms.funding": "whole",
        },
    )
    rules = {rule.id: rule for rule in changed.rules}
    assert rules["hundred_parks"].min == 110
    assert rules["low_security_starts"].active
    assert changed.budget.by_year is not None
    assert changed.budget.by_year[2026] == 7000
    assert changed.terms.funding == "whole"
    assert apply(programme, {}) == programme
    with pytest.raises(InputProblems) as faults:
        apply(programme, {"rules.hundred_park.min": "1", "rule.x": "1", "terms.founding": "whole"})
    assert len(faults.value.problems) == 2
    with pytest.raises(InputProblems, match="founding"):
        apply(programme, {"terms.founding": "whole"})


def test_unknown_parks_are_all_named() -> None:
    with pytest.raises(InputProblems) as faults:
        decide(study(), fund=["A", "Q"])
    assert "Q" in str(faults.value)
