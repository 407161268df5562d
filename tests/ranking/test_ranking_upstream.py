"""Where pymcdm 1.4 is wrong or breaks: parkfund is right, and a test says when upstream has been mended."""

from __future__ import annotations

import independent_formulas
import numpy as np
import pytest
from ranking_examples import criteria_of, parks_of, random_problem

from decision.ranking.rank import rank_parks

ALIKE_BUT_DEAR = np.array(
    [[5.0, 1.0, 3.0], [5.0, 10.0, 3.0]]
)  # equal in benefit, the second ten times as dear


def preference(matrix, weights, types, method, **options):
    ranking = rank_parks(parks_of(matrix), criteria_of(weights, types, method, **options))
    return ranking.table["preference"].sort_index().to_numpy()


def test_copras_punishes_costs():
    cheap, dear = preference(ALIKE_BUT_DEAR, [0.4, 0.3, 0.3], [1, -1, 1], "copras")
    assert cheap == 1.0
    assert dear < 0.9


def test_copras_without_costs_is_the_sum_of_benefits():
    matrix, weights, _types = random_problem(7)
    sums = (matrix / matrix.sum(axis=0)) @ weights
    np.testing.assert_allclose(preference(matrix, weights, [1] * 4, "copras"), sums / sums.max(), rtol=1e-12)


def test_upstream_copras_still_rewards_costs():
    """Fails when pymcdm's COPRAS is mended: then parkfund can let pymcdm compute it."""
    from pymcdm.methods import COPRAS

    cheap, dear = COPRAS()(ALIKE_BUT_DEAR, np.array([0.4, 0.3, 0.3]), np.array([1, -1, 1]), validation=False)
    assert dear > cheap


@pytest.mark.parametrize("name", ["mabac", "lmaw"])
def test_many_parks_do_not_break_products(name):
    matrix, weights, types = random_problem(8, rows=2500, columns=4)
    expected = getattr(independent_formulas, name)(matrix, weights, types)
    np.testing.assert_allclose(preference(matrix, weights, types, name), expected, rtol=1e-9, atol=1e-12)


def test_upstream_products_still_break():
    """Fails when pymcdm's MABAC and LMAW are mended."""
    from pymcdm.methods import LMAW, MABAC

    matrix, weights, types = random_problem(8, rows=2500, columns=4)
    with np.errstate(all="ignore"):
        mabac = MABAC()(matrix, weights, types, validation=False)
        lmaw = LMAW()(matrix, weights, np.ones(4), validation=False)
    assert not np.allclose(mabac, independent_formulas.mabac(matrix, weights, types), atol=1e-3)
    assert not np.allclose(lmaw, independent_formulas.lmaw(matrix, weights, np.ones(4)), atol=1e-3)


def test_logarithmic_normalisation_of_many_parks():
    """pymcdm multiplies all values, which overflows; the images must still sum to 1 for a benefit."""
    matrix = 2.0 + np.random.default_rng(1).uniform(0, 5, (900, 2))
    scores = preference(matrix, [0.5, 0.5], [1, 1], "wsm", normalization="logarithmic")
    assert scores.sum() == pytest.approx(1.0, abs=1e-9)


def test_upstream_ranks_lopm_the_wrong_way():
    """Fails when pymcdm's LoPM ranks its figure of merit, where lower is better, the right way."""
    from pymcdm.methods import LoPM

    assert LoPM().rank(np.array([0.66, 1.08])).tolist() == [2.0, 1.0]


def test_lopm_ranks_the_least_figure_first():
    ranking = rank_parks(parks_of([[10.0, 1.0], [5.0, 2.0]]), criteria_of([1, 1], [1, -1], "lopm"))
    assert ranking.table.index.tolist() == ["P0000", "P0001"]
    assert ranking.table["merit"].tolist() == [1.0, 0.0]


def test_vikor_with_a_criterion_on_which_all_are_equal():
    matrix, weights, types = random_problem(9)
    expected = preference(matrix, weights, types, "vikor")
    wider = np.column_stack([matrix, np.full(len(matrix), 3.0)])
    # terms of the equal criterion are 0, and Q does not depend on a common factor of the other weights
    widened = preference(wider, [*(weights * 0.75), 0.25], [*types, 1], "vikor")
    np.testing.assert_allclose(widened, expected, atol=1e-12)


def test_vikor_with_equal_regrets():
    matrix = [[1.0, 2.0], [2.0, 1.0]]
    assert preference(matrix, [0.5, 0.5], [1, 1], "vikor").tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", ["ram", "ervd"])
def test_zeros_do_no_harm_where_the_formula_takes_shares(name):
    matrix, weights, types = random_problem(15)
    matrix[2, 0] = matrix[3, 1] = 0.0
    expected = getattr(independent_formulas, name)(matrix, weights, types)
    np.testing.assert_allclose(preference(matrix, weights, types, name), expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["wsm", "waspas", "aras"])
def test_zeros_do_no_harm_where_more_is_better(name):
    matrix, weights, types = random_problem(16)
    matrix[2, 0] = 0.0
    nearly = np.where(matrix == 0, 1e-200, matrix)
    expected = getattr(independent_formulas, name)(nearly, weights, types)
    np.testing.assert_allclose(preference(matrix, weights, types, name), expected, rtol=1e-9, atol=1e-12)


def test_moora_without_costs():
    matrix, weights, _types = random_problem(10)
    expected = independent_formulas.moora(matrix, weights, np.ones(4))
    np.testing.assert_allclose(preference(matrix, weights, [1] * 4, "moora"), expected, rtol=1e-12)


def test_marcos_with_a_worthless_anti_ideal_is_the_limit():
    matrix, weights, _types = random_problem(11)
    types = np.ones(4)
    matrix[0] = 0.0
    nearly = matrix.copy()
    nearly[0] = 1e-9
    limit = independent_formulas.marcos(nearly, weights, types)
    np.testing.assert_allclose(preference(matrix, weights, types, "marcos"), limit, atol=1e-8)


@pytest.mark.parametrize("function", ["vshape", "vshape_2"])
def test_promethee_thresholds_work_every_time(function):
    """pymcdm keeps thresholds in a generator that one call empties."""
    matrix, weights, types = random_problem(12)
    chosen = [{"function": function, "q": 0.1, "p": 3.0}] * 4
    first = preference(matrix, weights, types, "promethee_ii", preferences=chosen)
    second = preference(matrix, weights, types, "promethee_ii", preferences=chosen)
    assert first.tolist() == second.tolist()
