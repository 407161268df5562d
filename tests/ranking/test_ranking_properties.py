"""What must hold whatever the parks: order, names, units, dominance, bounds, sums, irrelevant applicants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking_examples import criteria_of, parks_of, random_problem

from decision.errors import ParkfundError
from decision.ranking.methods import METHODS
from decision.ranking.rank import competition_ranks, rank_parks

SCALES = [(1.0, 11.0)] * 4
NOTHING = [1.5, 9.0, 2.0, 3.0]
quick = settings(max_examples=6, deadline=None, derandomize=True)
seeds = st.integers(0, 10_000)
EVERY = sorted(METHODS)
COMBINATIONS = [(name, n) for name in EVERY for n in (METHODS[name].normalisations or (None,)) if n != "none"]


def scaled(seed, rows=9):
    matrix, weights, types = random_problem(seed, rows)
    nothing = [1.5 if kind == 1 else 9.0 for kind in types]
    return matrix, weights, types, {"scales": SCALES, "do_nothing": nothing}


@pytest.mark.parametrize("name", EVERY)
@quick
@given(seed=seeds)
def test_order_of_rows_changes_nothing(name, seed):
    matrix, weights, types, options = scaled(seed)
    parks, model = parks_of(matrix), criteria_of(weights, types, name, **options)
    order = np.random.default_rng(seed).permutation(len(matrix))
    shuffled = type(parks)(parks.table.iloc[order])
    try:
        first = rank_parks(parks, model)
    except ParkfundError:
        assert name == "cocoso"  # a park worst on everything
        return
    second = rank_parks(shuffled, model)
    assert first.to_frame().to_csv() == second.to_frame().to_csv()


@pytest.mark.parametrize("name", EVERY)
def test_names_change_nothing(name):
    matrix, weights, types = random_problem(21)
    renamed = [f"Q{len(matrix) - i:04d}" for i in range(len(matrix))]
    model = criteria_of(weights, types, name)
    first = rank_parks(parks_of(matrix), model).table.sort_index()
    second = rank_parks(parks_of(matrix, renamed), model).table.sort_index(ascending=False)
    assert first["rank"].tolist() == second["rank"].tolist()
    np.testing.assert_allclose(first["merit"], second["merit"], atol=1e-12)


@pytest.mark.parametrize("name", EVERY)
@quick
@given(seed=seeds, factor=st.floats(1e-3, 1e3))
def test_units_change_nothing(name, seed, factor):
    """Every method here is indifferent to the unit of a criterion."""
    matrix, weights, types = random_problem(seed)
    try:
        before = rank_parks(parks_of(matrix), criteria_of(weights, types, name)).table
    except ParkfundError:
        return  # a park worst on everything under CoCoSo
    matrix[:, 2] *= factor
    after = rank_parks(parks_of(matrix), criteria_of(weights, types, name)).table
    np.testing.assert_allclose(after["merit"].sort_index(), before["merit"].sort_index(), atol=1e-7)


@pytest.mark.parametrize(("name", "normalization"), COMBINATIONS)
@quick
@given(seed=seeds)
def test_merit_lies_between_0_and_1_follows_the_ranks_and_is_what_criteria_contribute(
    name, normalization, seed
):
    for options in ({}, scaled(seed)[3]):
        matrix, weights, types, _options = scaled(seed)
        try:
            ranking = rank_parks(
                parks_of(matrix), criteria_of(weights, types, name, normalization=normalization, **options)
            )
        except ParkfundError:
            assert name == "cocoso"  # a park worst on everything
            continue
        table = ranking.table
        assert table["merit"].between(0, 1).all()
        assert (table["merit"].diff().dropna() <= 1e-12).all()
        np.testing.assert_allclose(ranking.contributions.sum(axis=1), table["merit"], atol=1e-12)
        assert ranking.contributions_exact == METHODS[name].additive
        assert not table[["rank", "preference", "merit"]].isna().any().any()


@pytest.mark.parametrize("name", [name for name in EVERY if METHODS[name].monotone])
@quick
@given(seed=seeds, options=st.booleans())
def test_a_dominated_park_never_stands_above_its_dominator(name, seed, options):
    matrix, weights, types, fixed = scaled(seed)
    rng = np.random.default_rng(seed)
    matrix[1] = matrix[0] - types * rng.uniform(0.01, 0.4, matrix.shape[1])
    matrix = np.clip(matrix, 1.0, 11.0)
    model = criteria_of(weights, types, name, **(fixed if options else {}))
    try:
        table = rank_parks(parks_of(matrix), model).table
    except ParkfundError:
        assert name == "cocoso"
        return
    assert table.loc["P0000", "rank"] <= table.loc["P0001", "rank"]
    assert table.loc["P0000", "merit"] >= table.loc["P0001", "merit"] - 1e-12


@pytest.mark.parametrize(("name", "normalization"), COMBINATIONS)
def test_an_irrelevant_applicant_moves_merits_exactly_where_the_ranking_says_so(name, normalization):
    moved = 0.0
    for seed in range(4):
        matrix, weights, types, options = scaled(seed)
        model = criteria_of(weights, types, name, normalization=normalization, **options)
        before = rank_parks(parks_of(matrix), model)
        newcomer = np.where(types == 1, 10.9, 1.1) if seed % 2 else np.array([10.0, 1.0, 1.0, 10.0])
        after = rank_parks(parks_of(np.vstack([matrix, newcomer])), model)
        difference = (after.table["merit"] - before.table["merit"]).abs().max()
        if before.independent_of_others:
            assert difference < 1e-12
            nothing = (before.merit_of_doing_nothing, after.merit_of_doing_nothing)
            assert METHODS[name].needs_ends or nothing[0] == pytest.approx(nothing[1], abs=1e-12)
        moved = max(moved, difference)
    assert before.independent_of_others == (moved < 1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_without_scales_no_merit_is_called_independent(name):
    matrix, weights, types = random_problem(22)
    ranking = rank_parks(parks_of(matrix), criteria_of(weights, types, name))
    assert not ranking.independent_of_others
    assert ranking.merit_of_doing_nothing is None
    assert ranking.table["value"].isna().all()


def test_value_over_doing_nothing():
    """Σ w (u(x) − u(do nothing)) by hand: 0.75·(0.5 − 0.2) + 0.25·(0.9 − 0.6)."""
    model = criteria_of([3, 1], [1, -1], "topsis", scales=[(0, 10), (0, 100)], do_nothing=[2, 40])
    ranking = rank_parks(parks_of([[5.0, 10.0], [2.0, 40.0]]), model)
    assert ranking.table["value"].to_dict() == pytest.approx({"P0000": 0.3, "P0001": 0.0})
    assert ranking.table.loc["P0001", "merit"] == pytest.approx(ranking.merit_of_doing_nothing)


@quick
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_equal_preferences_share_a_rank(numbers):
    values = np.array(numbers, dtype=float) / 3 + np.arange(len(numbers)) * 1e-16
    order, ranks = competition_ranks(values)
    assert ranks.tolist() == [1 + sum(other > own for other in numbers) for own in numbers]
    assert order.tolist() == sorted(range(len(numbers)), key=lambda i: (-numbers[i], i))


def test_criteria_that_weigh_nothing_do_not_matter():
    matrix, weights, types = random_problem(23)
    wider = np.column_stack([matrix, np.zeros(len(matrix))])  # zeros would break every ratio
    for name in EVERY:
        narrow = rank_parks(parks_of(matrix), criteria_of(weights, types, name))
        wide = rank_parks(parks_of(wider), criteria_of([*weights, 0.0], [*types, -1], name))
        np.testing.assert_allclose(wide.table["merit"], narrow.table["merit"], atol=1e-12)
        assert (wide.contributions["c04"] == 0).all()
