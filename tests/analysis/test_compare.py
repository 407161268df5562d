"""Portfolios side by side, against figures worked out by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from decision import Compared, ParkfundError, SolveOptions, compare, decide, load_study
from decision.analysis.compared import decided
from decision.model.results import FundedPark, Portfolio
from decision.records import read_record, write_record
from decision.records.sides import side_of

EXACT = SolveOptions(gap=0.0)
GAINS = {"P1": 0.63, "P2": 0.32, "P3": 0.56, "P4": 0.38, "P5": 0.61, "P6": 0.22}
"""0.6 · jobs / 200 + 0.4 · share."""
REQUESTS = {"P1": 100.0, "P2": 100.0, "P3": 150.0, "P4": 50.0, "P5": 200.0, "P6": 80.0}


def by_hand(portfolio: Portfolio, *parks: str) -> Portfolio:
    """A portfolio that somebody chose, whole requests paid in 2025."""
    funded = tuple(
        FundedPark(park, park, None, None, REQUESTS[park], REQUESTS[park], 1.0, 2025, {2025: REQUESTS[park]})
        for park in parks
    )
    granted = sum(REQUESTS[park] for park in parks)
    worth = sum(GAINS[park] for park in parks)
    return replace(portfolio, funded=funded, granted=granted, objective=worth, outcomes={}, rules=())


@pytest.fixture
def six(six_parks: Path) -> Compared:
    return decided("best", load_study(six_parks), EXACT)


def test_parks_money_and_outcomes(six: Compared) -> None:
    chosen = replace(six, label="chosen", portfolio=by_hand(six.portfolio, "P1", "P6", "P4"))
    found = compare([six, chosen])
    assert (found.in_all, found.in_some) == (("P1", "P4"), ("P5", "P6"))
    assert set(found.in_none) == {"P2", "P3"}
    assert found.only == {"best": ("P5",), "chosen": ("P6",)}
    assert list(found.parks.index)[:2] == ["P5", "P6"]
    assert found.parks.loc["P6", "chosen:grant"] == 80
    grants = {one.key: one.values for one in found.group("district") if one.quantity == "grant"}
    assert grants == {"CFO": (100, 100), "DFO": (200, 80), "SFO": (50, 50)}
    paid = {one.key: one.values for one in found.group("year") if one.quantity == "paid"}
    assert sum(values[0] for values in paid.values() if values[0]) == 350
    granted = next(one for one in found.measures if one.key == "granted")
    assert granted.values == (350, 230)
    assert granted.differences == (0, -120)
    assert granted.differs
    frame = found.to_frame().set_index(["group", "key", "quantity"])
    assert frame.loc[("summary", "objective", "value"), "difference:chosen"] == pytest.approx(1.23 - 1.62)


def test_an_outcome_that_one_programme_names_is_worked_out_for_the_other(six_parks: Path) -> None:
    study = load_study(six_parks)
    plain = decided("plain", study, EXACT)
    jobs = decided("jobs", study, EXACT, settings={"objective.maximise": "jobs"})
    found = compare([plain, jobs])
    (line,) = [one for one in found.group("outcome") if one.key == "jobs"]
    assert line.values[0] == 90 + 150 + 20
    assert line.values[1] == jobs.portfolio.objective
    assert any("different things" in str(remark) for remark in found.remarks)


def test_each_by_the_others_criteria_and_rules(six: Compared, six_parks: Path) -> None:
    study = load_study(six_parks)
    tight = decided("tight", study, EXACT, budget=250, settings={"rules.few.max": "2"})
    west = replace(six, label="west", portfolio=by_hand(six.portfolio, "P1", "P3"))
    found = compare([six, tight, west])
    crosses = {(one.by, one.of): one for one in found.crosses}
    assert len(crosses) == 9
    own = crosses["best", "best"]
    assert own.value == pytest.approx(1.62)
    assert own.loss == pytest.approx(0)
    assert own.allowed
    assert set(crosses["tight", "best"].breaks) == {"few", "budget"}
    assert not crosses["tight", "best"].allowed
    # Gamma lies in Siberia: without a park of the Far East the rule ``east`` is broken.
    assert crosses["best", "west"].breaks == ("east",)
    assert crosses["best", "west"].value == pytest.approx(1.19)
    assert crosses["best", "west"].loss == pytest.approx((1.62 - 1.19) / 1.62)
    assert crosses["best", "tight"].allowed
    said = " ".join(str(sentence) for sentence in found.says())
    assert "west cannot be chosen: it breaks east" in said


def test_other_weights_measure_the_same_portfolio_otherwise(six_parks: Path) -> None:
    study = load_study(six_parks)
    jobs = decided("jobs", study, EXACT, weights={"jobs": 1, "share": 0})
    share = decided("share", study, EXACT, weights={"jobs": 0, "share": 1})
    found = compare([jobs, share])
    crosses = {(one.by, one.of): one for one in found.crosses}
    per_job = {"P1": 90, "P2": 80, "P3": 120, "P4": 20, "P5": 150, "P6": 60}
    theirs = [park.park_id for park in share.portfolio.funded]
    assert crosses["jobs", "share"].value == pytest.approx(sum(per_job[park] for park in theirs) / 200)
    loss = crosses["jobs", "share"].loss
    assert loss is not None
    assert loss >= 0
    assert any("different weights" in str(remark) for remark in found.remarks)


def test_a_park_that_is_not_eligible_there_leaves_the_worth_open(six: Compared, six_parks: Path) -> None:
    parks = (six_parks / "parks.csv").read_text(encoding="utf-8").replace("P5,", "P9,")
    (six_parks / "parks.csv").write_text(parks, encoding="utf-8")
    found = compare([six, decided("later", load_study(six_parks), EXACT)])
    crosses = {(one.by, one.of): one for one in found.crosses}
    assert crosses["best", "later"].unknown == ("P9",)
    assert crosses["best", "later"].value is None
    assert any("not the same file" in str(remark) for remark in found.remarks)


def test_no_portfolio_is_told_and_not_hidden(six: Compared, six_parks: Path) -> None:
    none = decided("none", load_study(six_parks), EXACT, settings={"rules.east.min": "3"})
    found = compare([six, none])
    assert found.in_all == six_ids(six)
    assert any("none has no portfolio (proven)" in str(one) and "east" in str(one) for one in found.remarks)
    assert next(one for one in found.measures if one.key == "objective").values[1] is None
    assert found.to_dict()["items"][1]["ending"] == "infeasible"


def six_ids(side: Compared) -> tuple[str, ...]:
    return tuple(park.park_id for park in side.portfolio.funded)


def test_a_record_is_compared_as_it_was_decided(six: Compared, six_parks: Path, tmp_path: Path) -> None:
    study = load_study(six_parks)
    decision = decide(study, budget=250, options=EXACT)
    folder = write_record(decision, folder=tmp_path / "runs", arguments={"budget": 250.0}, options=EXACT)
    kept = side_of(read_record(folder), "kept")
    assert kept.portfolio.to_dict() == decision.portfolio.to_dict()
    assert kept.question.programme.budget.total == 250
    # The study may change afterwards: the record keeps its own inputs.
    (six_parks / "parks.csv").unlink()
    again = compare([six, side_of(read_record(folder / "run.json"), "kept")])
    crosses = {(one.by, one.of): one for one in again.crosses}
    assert crosses["kept", "kept"].value == pytest.approx(decision.portfolio.objective)
    assert "budget" in crosses["kept", "best"].breaks


def test_two_to_four_with_different_labels(six: Compared) -> None:
    for sides in ([six], [replace(six, label=str(n)) for n in range(5)], [six, six]):
        with pytest.raises(ParkfundError):
            compare(sides)
