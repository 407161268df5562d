"""A plan is kept only where a fresh solve of the changed question finds nothing better than the gap allows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from allocation_examples import funded, programme, random_case, table

from decision.allocation.allocate import answer
from decision.allocation.question import Question
from decision.allocation.revising import Reviser
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme

EXACT = SolveOptions(gap=0.0)


def asked(parks: pd.DataFrame, plan: Programme, gain: pd.Series) -> Question:
    ranking = pd.DataFrame({"rank": gain.rank(ascending=False, method="min"), "merit": gain})
    return Question(parks=Parks(parks.sort_index()), gain=gain, ranking=ranking, programme=plan)


@pytest.mark.parametrize("seed", range(12))
def test_a_kept_plan_is_within_the_gap_of_the_best(seed: int) -> None:
    parks, content = random_case(seed, partial=True)
    first = asked(parks, Programme.model_validate(content), parks["gain"].astype(float))
    draw = np.random.default_rng(seed)
    reviser, options = Reviser(), SolveOptions(gap=0.05)
    plans = reviser.answer(first, options).ending == "optimal"
    reviser.prepare()
    for step in (1e-9, 0.01, 0.05, 2.0):
        question = replace(first, gain=first.gain * (1 + step * draw.uniform(-1, 1, len(parks))).clip(0))
        said, best = reviser.answer(question, options), answer(question, EXACT)
        assert said.ending == best.ending
        if not plans:
            continue
        assert said.objective is not None
        assert best.objective is not None
        assert said.gap is not None
        assert said.gap <= 0.05
        assert best.objective <= said.objective + 0.05 * abs(said.objective) + 1e-6
        assert said.solver.bound is not None
        assert said.solver.bound >= best.objective - 1e-5 * abs(best.objective)  # whole thousands


def whole() -> tuple[Question, Reviser]:
    """Four equal requests and money for two: the relaxation is whole, so that its bound is the best plan."""
    parks = table([{"requested_mln_rub": 10.0, "gain": gain} for gain in (4.0, 3.0, 2.0, 1.0)])
    question = asked(parks, programme(total=20, terms={"funding": "whole"}), parks["gain"])
    reviser = Reviser()
    assert funded(reviser.answer(question, EXACT)) == {"P1", "P2"}
    return question, reviser


def test_unchanged_says_so_and_shows_the_figures_of_the_new_question() -> None:
    question, reviser = whole()
    other = replace(question, gain=question.gain + 0.5)
    kept = reviser.answer(other, EXACT)
    assert kept.unchanged
    assert kept.ending == "optimal"
    assert kept.gap == 0
    assert kept.objective == pytest.approx(8.0)
    assert kept.solver.bound == pytest.approx(8.0)
    assert kept.to_dict()["solver"]["proof"] == "LP bound of the plan before"
    assert [park.merit for park in kept.funded] == [4.0, 3.0]


def test_a_better_plan_is_searched_for() -> None:
    question, reviser = whole()
    other = replace(question, gain=question.gain * [1.0, 1.0, 2.0, 1.0])
    found = reviser.answer(other, EXACT)
    assert not found.unchanged
    assert funded(found) == {"P1", "P3"}


@pytest.mark.parametrize(
    "change",
    [
        {"reject": ("P1",)},
        {"fund": ("P4",)},
        {"programme": programme(total=10, terms={"funding": "whole"})},
        {"ineligible": {"P1": ("late",)}},
    ],
)
def test_a_plan_that_breaks_the_new_question_is_not_kept(change: dict[str, object]) -> None:
    question, reviser = whole()
    found = reviser.answer(replace(question, **change), EXACT)  # type: ignore[arg-type]
    assert not found.unchanged
    assert found.objective == pytest.approx(answer(replace(question, **change), EXACT).objective)  # type: ignore[arg-type]


def test_a_pin_on_a_park_that_is_funded_anyway_changes_nothing() -> None:
    question, reviser = whole()
    assert reviser.answer(replace(question, fund=("P1",)), EXACT).unchanged


def test_more_money_is_noticed() -> None:
    question, reviser = whole()
    more = replace(question, programme=programme(total=30, terms={"funding": "whole"}))
    found = reviser.answer(more, EXACT)
    assert funded(found) == {"P1", "P2", "P3"}
    assert not found.unchanged


def test_priorities_are_always_settled_anew() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": gain} for gain in (4.0, 3.0)])
    rules = [{"id": "two", "measure": "count", "min": 2, "soft": {"priority": 1}}]
    question = asked(parks, programme(total=10, terms={"funding": "whole"}, rules=rules), parks["gain"])
    reviser = Reviser()
    assert funded(reviser.answer(question, EXACT)) == {"P1"}
    assert not reviser.answer(question, EXACT).unchanged
