"""Places explained, dominated parks, withdrawals and disagreement: by hand and against the plain definition."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking_examples import criteria_of, parks_of, random_problem

from decision.errors import InputProblems
from decision.model.criteria import Member
from decision.ranking.committee import agreement
from decision.ranking.compare import compare_methods
from decision.ranking.dominance import dominated_parks
from decision.ranking.methods import METHODS
from decision.ranking.places import Places
from decision.ranking.rank import rank_parks
from decision.ranking.scoring import score
from decision.ranking.withdrawal import withdrawals


def test_why_one_park_stands_above_another_by_hand() -> None:
    # Worths by minmax: A (1, 0), B (0.5, 1), C (0, 0.2); weights 0.7 and 0.3: A 0.70, B 0.65, C 0.06.
    parks = parks_of([[10.0, 0.0], [5.0, 5.0], [0.0, 1.0]], ["A", "B", "C"])
    pair = Places(parks, criteria_of([70, 30], [1, 1], "wsm", normalization="minmax")).pair("B", "A")
    assert (pair.above, pair.below) == ("A", "B")
    assert pair.merit_difference == pytest.approx(0.05)
    assert [(one.id, pytest.approx(one.difference)) for one in pair.criteria] == [
        ("c00", 0.35),
        ("c01", -0.3),
    ]
    # A stays above while 0.5 t ≥ 1 − t, t the weight of the first criterion.
    assert pair.criteria[0].interval == pytest.approx((2 / 3, 1.0))
    assert pair.criteria[1].interval == pytest.approx((0.0, 1 / 3))
    assert pair.nearest_swap[0] in ("c00", "c01")
    assert pair.joint_change == pytest.approx({"c00": 2 / 3, "c01": 1 / 3})
    assert str(pair.sentence) == "A stands above B; in its favour: c00; against it: c01"


def test_a_place_names_contributions_neighbours_and_dominance() -> None:
    parks = parks_of([[10.0, 9.0], [5.0, 5.0], [4.0, 1.0]], ["A", "B", "C"])
    places = Places(parks, criteria_of([70, 30], [1, 1], "topsis"))
    middle = places.place("B")
    assert (middle.rank, middle.of) == (2, 3)
    assert sum(middle.contributions.values()) == pytest.approx(middle.merit)
    assert (middle.dominated_by, middle.dominates) == (("A",), ("C",))
    assert [(pair.above, pair.below) for pair in middle.neighbours] == [("A", "B"), ("B", "C")]
    # Nothing speaks against a dominator, and no single weight turns the order.
    assert all(one.difference > 0 for one in middle.neighbours[0].criteria)
    assert "nothing" in str(middle.neighbours[0].sentence)
    assert middle.neighbours[0].nearest_swap is None


@pytest.mark.parametrize("method", sorted(METHODS))
def test_for_a_method_that_is_not_additive_better_values_speak_for_a_park(method: str) -> None:
    matrix, weights, types = random_problem(11, rows=7)
    places = Places(parks_of(matrix), criteria_of(weights, types, method))
    order = list(places.ranking.table.index)
    pair = places.pair(order[0], order[-1])
    goals = {f"c{j:02d}": kind for j, kind in enumerate(types)}
    if not places.ranking.contributions_exact:
        for one in pair.criteria:
            assert np.sign(one.difference) == np.sign((one.above_value - one.below_value) * goals[one.id])
    else:
        assert sum(one.difference for one in pair.criteria) == pytest.approx(pair.merit_difference, abs=1e-9)


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_dominance_is_the_plain_definition(seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(1, 4, (8, 3)).astype(float)
    types = random.choice([1, -1], 3)
    weights = random.choice([0.0, 1.0], 3)
    weights[0] = 1.0
    scored = score(parks_of(matrix), criteria_of(weights, types, "wsm", normalization="minmax"))
    found = {one.park_id: set(one.by) for one in dominated_parks(scored)}
    expected: dict[str, set[str]] = {}
    values = (matrix * types)[:, weights > 0]
    for own in range(8):
        by = {
            f"P{o:04d}"
            for o in range(8)
            if (values[o] >= values[own]).all() and (values[o] > values[own]).any()
        }
        if by:
            expected[f"P{own:04d}"] = by
    assert found == expected
    assert not any(one.ranks_above for one in dominated_parks(scored))


def test_a_dominated_park_ranked_above_its_dominator_is_told() -> None:
    parks = parks_of([[3.0, 3.0], [2.0, 2.0]], ["A", "B"])
    scored = score(parks, criteria_of([1, 1], [1, 1], "wsm", normalization="minmax"))
    upside_down = replace(scored, scores=replace(scored.scores, preference=-scored.scores.preference))
    (one,) = dominated_parks(upside_down)
    assert (one.park_id, one.ranks_above) == ("B", ("A",))


def test_withdrawals_against_plain_ranking_without_the_park() -> None:
    random = np.random.default_rng(8)
    matrix = random.integers(1, 30, (9, 4)).astype(float)
    parks, criteria = parks_of(matrix), criteria_of([4, 3, 2, 1], [1, 1, -1, 1], "promethee_ii")
    ranking = rank_parks(parks, criteria)
    found = withdrawals(parks, criteria, ranking)
    assert not found.impossible
    assert len(found.tested) == 9
    assert found.reversals, "a net flow has no reversal here: choose another example"
    for one in found.tested:
        after = rank_parks(replace(parks, table=parks.table.drop(index=one.park_id)), criteria).table["rank"]
        before = ranking.table["rank"].drop(index=one.park_id)
        turned = {
            (a, b) for a in after.index for b in after.index if before[a] < before[b] and after[a] > after[b]
        }
        assert one.reversed_pairs == len(turned)
        assert set(one.examples) <= turned


def test_fixed_scales_make_reversal_impossible_and_so_it_is() -> None:
    matrix, weights, types = random_problem(5)
    criteria = criteria_of(weights, types, "topsis", scales=[(0, 20)] * 4, do_nothing=[1] * 4)
    parks = parks_of(matrix)
    found = withdrawals(parks, criteria, rank_parks(parks, criteria))
    assert found.impossible
    assert not found.reversals


def test_a_withdrawal_that_leaves_no_answer_gives_its_reason() -> None:
    parks, criteria = parks_of([[1.0, 2.0], [2.0, 1.0]]), criteria_of([1, 1], [1, 1], "topsis")
    found = withdrawals(parks, criteria, rank_parks(parks, criteria))
    assert all("only one" in str(one.refused) for one in found.tested)


def test_the_disagreement_of_methods_is_explained_by_what_was_planted() -> None:
    # The first half is strong in one criterion and nearly empty in the other, the second half middling in both.
    random = np.random.default_rng(2)
    uneven = np.column_stack([random.uniform(90, 100, 10), random.uniform(1, 3, 10)])
    even = random.uniform(30, 40, (10, 2))
    parks = parks_of(np.vstack([uneven, even]))
    criteria = criteria_of([1, 1], [1, 1], "wsm", normalization="max")
    comparison = compare_methods(parks, criteria, ["wsm", "wpm"])
    found = comparison.disagreement
    assert {found.first, found.second} == {"wsm", "wpm"}
    assert found.cause == "weakest"
    assert "wpm places parks without a weak criterion higher" in str(found.sentences[1])
    assert comparison.consensus.kemeny.proven
    assert (
        abs(found.ranks[0] - found.ranks[1])
        == (comparison.table["wsm"] - comparison.table["wpm"]).abs().max()
    )


def test_methods_that_agree_fully_are_told_so() -> None:
    parks = parks_of([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    found = compare_methods(parks, criteria_of([1, 1], [1, 1], "wsm"), ["wsm", "topsis"]).disagreement
    assert [str(sentence) for sentence in found.sentences] == ["all rankings give every park the same place"]
    assert compare_methods(parks, criteria_of([1, 1], [1, 1], "wsm"), ["wsm"]).disagreement is None


def members(**weights: dict[str, float]) -> dict[str, Member]:
    return {key: Member.model_validate({"name": key.title(), "weights": own}) for key, own in weights.items()}


def test_a_committee_by_hand() -> None:
    parks = parks_of([[10.0, 0.0], [0.0, 10.0], [6.0, 6.0]], ["A", "B", "C"])
    criteria = criteria_of([1, 1], [1, 1], "wsm", normalization="minmax")
    found = agreement(
        parks,
        criteria,
        members(one={"c00": 9, "c01": 1}, two={"c00": 1, "c01": 9}, three={"c00": 4, "c01": 1}),
    )
    assert list(found.weights["arithmetic"]) == pytest.approx([(0.9 + 0.1 + 0.8) / 3, (0.1 + 0.9 + 0.2) / 3])
    ratio = (9 * (1 / 9) * 4) ** (1 / 3)
    assert list(found.weights["geometric"]) == pytest.approx([ratio / (1 + ratio), 1 / (1 + ratio)])
    assert found.rankings["one"].table.index.tolist() == ["A", "C", "B"]
    assert found.rankings["two"].table.index.tolist() == ["B", "C", "A"]
    assert found.by_ranks.table.index.tolist() == ["A", "C", "B"]
    # Sums of ranks 5, 6, 7: W = 12 · 2 / (9 · 24).
    assert found.by_ranks.concordance == pytest.approx(12 * 2 / (9 * 24))
    assert (found.pairs[0].first, found.pairs[0].second, found.pairs[0].spearman) == ("one", "two", -1.0)
    assert found.pairs[0].weights == pytest.approx((0.9, 0.1))
    assert found.pairs[0].parks[0] == ("A", 1, 3)


def test_a_criterion_that_a_member_gives_nothing_is_told() -> None:
    parks = parks_of([[10.0, 0.0], [0.0, 10.0], [6.0, 6.0]])
    criteria = criteria_of([1, 1], [1, 1], "wsm", normalization="minmax")
    found = agreement(parks, criteria, members(one={"c00": 1}, two={"c00": 1, "c01": 1}))
    assert list(found.weights["geometric"]) == [1.0, 0.0]
    assert "c01" in str(found.warnings[0])
    none = agreement(parks, criteria, members(one={"c00": 1}, two={"c01": 1}))
    assert "geometric" not in none.rankings
    assert "no geometric mean" in str(none.warnings[0])


def test_faulty_members_are_told_all_at_once() -> None:
    parks, criteria = parks_of([[1.0, 2.0], [2.0, 1.0]]), criteria_of([1, 1], [1, 1], "wsm")
    with pytest.raises(InputProblems) as told:
        agreement(parks, criteria, members(one={"c0": 1}, two={"c01": 0}))
    assert [str(problem.says)[:10] for problem in told.value.problems] == ["member one", "member two"]
    with pytest.raises(InputProblems, match="at least two"):
        agreement(parks, criteria, members(one={"c00": 1}))
