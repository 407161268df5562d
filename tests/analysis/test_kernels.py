"""Scores of many weight vectors at once are those of the ranking engine, one by one, and so pymcdm's."""

from __future__ import annotations

import pickle
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ranking"))
from ranking_examples import criteria_of, parks_of, random_problem

from decision.analysis.kernels import BLOCK_SCORES, batch_ranking
from decision.analysis.kernels_buffer import row_buffer
from decision.analysis.kernels_formulas import FORMULAS
from decision.analysis.kernels_stack import normalised_stack
from decision.errors import InputProblems
from decision.ranking.matrix import build_matrix
from decision.ranking.methods import METHODS
from decision.ranking.normalisations import NORMALISATIONS, normalised
from decision.ranking.problem import CannotScore
from decision.ranking.rank import rank_parks
from decision.ranking.scoring import choose, scores_with
from decision.ranking.weights import weigh_matrix

quick = settings(max_examples=8, deadline=None, derandomize=True)
COMBINATIONS = [(name, n) for name in sorted(FORMULAS) for n in (METHODS[name].normalisations or (None,))]
SCALES = [(1.0, 11.0)] * 5
PREFERENCES = [
    {"function": "vshape", "p": 3.0},
    {"function": "usual"},
    {"function": "vshape_2", "q": 0.5, "p": 2.5},
    {"function": "gaussian", "s": 1.0},
    {"function": "level", "q": 1.0, "p": 3.0},
]


def weights_with_zeros(seed: int, columns: int, samples: int = 7) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(columns), samples)
    if columns > 1:
        weights[1, rng.integers(columns)] = 0.0
    weights[2] = np.eye(columns)[rng.integers(columns)]
    weights[3] = 1.0
    return weights


def engine(parks, model):
    """Preferences by the ranking engine under one weight vector, the matrix built once for all of them."""
    (chosen, _problems), matrix = choose(model, None), build_matrix(parks, model)

    def preferences(weights):
        weighed = weigh_matrix(model, matrix, {f"c{j:02d}": float(value) for j, value in enumerate(weights)})
        return scores_with(matrix, weighed.weights, chosen)[1].preference[: len(parks)]

    return preferences


@pytest.mark.parametrize(("name", "normalization"), COMBINATIONS)
@quick
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(2, 30),
    columns=st.integers(1, 5),
    fixed=st.booleans(),
    ties=st.booleans(),
)
def test_every_sample_is_scored_as_the_ranking_engine_scores_it(
    name, normalization, seed, rows, columns, fixed, ties
):
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(1.0, 10.0, (rows, columns))
    if ties:
        matrix = np.ceil(matrix / 3) * 3
    types = rng.choice([1, -1], columns)
    extra = {"scales": SCALES[:columns], "do_nothing": [5.0] * columns} if fixed else {}
    if name == "promethee_ii":
        extra["preferences"] = PREFERENCES[:columns]
    parks = parks_of(matrix)
    model = criteria_of(np.ones(columns), types, name, normalization=normalization, **extra)
    try:
        batch = batch_ranking(parks, model)
    except CannotScore as refused:
        with pytest.raises(CannotScore, match="^" + str(refused)[:20].replace("(", r"\(")):
            rank_parks(parks, model)
        return
    assert batch.has_kernel
    by_engine = engine(parks, model)
    for weights in weights_with_zeros(seed, columns):
        try:
            expected = by_engine(weights)
        except CannotScore:
            with pytest.raises(CannotScore):
                batch.scores(weights[None])
            continue
        np.testing.assert_allclose(batch.scores(weights[None])[0], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["wsm", "topsis", "spotis", "mabac", "marcos", "waspas", "edas"])
def test_scores_are_pymcdm_s(name):
    """Straight from pymcdm, past this project's own engine."""
    from pymcdm import methods

    rng = np.random.default_rng(5)
    matrix, types = rng.uniform(1, 10, (60, 6)), np.array([1, -1, 1, 1, -1, 1])
    weights = rng.dirichlet(np.ones(6), 20)
    batch = batch_ranking(parks_of(matrix), criteria_of(np.ones(6), types, name))
    normalisation = batch.chosen.normalisation
    arguments = {} if normalisation is None else {"normalization_function": normalisation.function()}
    if name == "spotis":
        arguments["bounds"] = np.column_stack([matrix.min(axis=0), matrix.max(axis=0)])
    own = getattr(methods, name.upper())(**arguments)
    expected = np.array([own(matrix, row, types, validation=False) for row in weights])
    np.testing.assert_allclose(batch.scores(weights), expected, rtol=1e-12, atol=1e-12)


def test_vikor_and_promethee_are_pymcdm_s():
    from pymcdm.methods import PROMETHEE_II, VIKOR

    rng = np.random.default_rng(6)
    matrix, types = rng.uniform(1, 10, (40, 4)), np.array([1, -1, 1, -1])
    weights = rng.dirichlet(np.ones(4), 20)
    batch = batch_ranking(parks_of(matrix), criteria_of(np.ones(4), types, {"name": "vikor", "v": 0.3}))
    expected = np.array([VIKOR(v=0.3)(matrix, row, types, validation=False) for row in weights])
    np.testing.assert_allclose(batch.scores(weights), expected, rtol=1e-12, atol=1e-12)
    preferences = [{"function": "vshape_2", "q": 0.5, "p": 4.0}] * 4
    model = criteria_of(np.ones(4), types, "promethee_ii", preferences=preferences)
    expected = np.array(
        [
            PROMETHEE_II("vshape_2", p=[4.0] * 4, q=[0.5] * 4)(matrix, row, types, validation=False)
            for row in weights
        ]
    )
    np.testing.assert_allclose(batch_ranking(parks_of(matrix), model).scores(weights), expected, atol=1e-12)


@pytest.mark.parametrize("name", sorted(set(METHODS) - set(FORMULAS) - {"comet"}))
def test_a_method_without_kernel_goes_through_the_engine_and_says_so(name):
    matrix, _weights, types = random_problem(3)
    parks, model = parks_of(matrix), criteria_of(np.ones(4), types, name)
    batch = batch_ranking(parks, model)
    assert not batch.has_kernel
    assert "sample by sample" in str(batch.engine)
    weights = np.random.default_rng(1).dirichlet(np.ones(4), 3)
    for own, row in zip(batch.scores(weights), weights, strict=True):
        np.testing.assert_allclose(own, engine(parks, model)(row), rtol=1e-12)


@pytest.mark.parametrize("name", ["topsis", "vikor", "copras", "promethee_ii"])
def test_a_sample_does_not_depend_on_its_neighbours(name):
    matrix, _weights, types = random_problem(8, rows=300)
    batch = batch_ranking(parks_of(matrix), criteria_of(np.ones(4), types, name))
    weights = np.random.default_rng(2).dirichlet(np.ones(4), 2048)
    whole = batch.scores(weights)
    np.testing.assert_array_equal(
        np.vstack([batch.scores(weights[:1024]), batch.scores(weights[1024:])]), whole
    )


def test_other_processes_get_a_ranking_that_scores_the_same():
    matrix, _weights, types = random_problem(9)
    batch = batch_ranking(parks_of(matrix), criteria_of(np.ones(4), types, "topsis"))
    weights = np.random.default_rng(2).dirichlet(np.ones(4), 16)
    before = batch.scores(weights)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(batch)).scores(weights), before)


def test_memory_stays_bounded_however_many_samples():
    """Beside the answer, a kernel holds some blocks of half a mebibyte."""
    matrix, _weights, types = random_problem(10, rows=500)
    batch = batch_ranking(parks_of(matrix), criteria_of(np.ones(4), types, "vikor"))
    weights = np.random.default_rng(2).dirichlet(np.ones(4), 20_000)
    batch.scores(weights[:10])
    tracemalloc.start()
    for _start, block in batch.blocks(weights):
        assert block.size <= BLOCK_SCORES
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 8 * BLOCK_SCORES


@pytest.mark.parametrize("name", sorted(NORMALISATIONS))
@pytest.mark.parametrize("kind", [1, -1])
def test_draws_are_normalised_one_by_one(name, kind):
    rng = np.random.default_rng(4)
    values = rng.uniform(1.0, 9.0, (5, 8, 3))
    values[2, :, 1] = 4.0 if name != "enhanced_accuracy" else values[2, :, 1]
    types = np.array([kind] * 3)
    expected = [normalised(draw, types, NORMALISATIONS[name]) for draw in values]
    np.testing.assert_allclose(normalised_stack(values, types, NORMALISATIONS[name]), expected, rtol=1e-13)


@pytest.mark.parametrize("name", [*sorted(FORMULAS), "codas"])
@pytest.mark.parametrize("fixed", [True, False])
def test_drawn_values_are_scored_as_if_stated(name, fixed):
    matrix, _weights, types = random_problem(11, rows=12)
    nothing = [1.5 if kind == 1 else 9.0 for kind in types]
    extra = {"scales": SCALES[:4], "do_nothing": nothing} if fixed else {}
    model = criteria_of(np.ones(4), types, name, **extra)
    batch = batch_ranking(parks_of(matrix), model)
    rng = np.random.default_rng(1)
    draws = np.clip(matrix + rng.uniform(-0.5, 0.5, (4, *matrix.shape)), 1.0, 11.0)
    draws[:, :, 0] = matrix[:, 0]  # a criterion that is certain
    weights = rng.dirichlet(np.ones(4), (4, 3))
    weights[3] = 0.25
    found = batch.scores_of_draws(weights, draws)
    for draw in range(4):
        for sample in range(3):
            expected = engine(parks_of(draws[draw]), model)(weights[draw, sample])
            np.testing.assert_allclose(found[draw, sample], expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("name", ["topsis", "wsm", "vikor", "copras", "codas"])
@pytest.mark.parametrize("fixed", [True, False])
def test_merits_are_those_of_the_ranking(name, fixed):
    matrix, _weights, types = random_problem(12)
    nothing = [1.5 if kind == 1 else 9.0 for kind in types]
    extra = {"scales": SCALES[:4], "do_nothing": nothing} if fixed else {}
    parks, model = parks_of(matrix), criteria_of(np.ones(4), types, name, **extra)
    weights = np.random.default_rng(2).dirichlet(np.ones(4), 5)
    merit, doing_nothing = batch_ranking(parks, model).merits(weights)
    for place, row in enumerate(weights):
        ranking = rank_parks(parks, model, weights={f"c{j:02d}": float(w) for j, w in enumerate(row)})
        np.testing.assert_allclose(merit[place], ranking.table["merit"].sort_index(), atol=1e-12)
        if ranking.merit_of_doing_nothing is None:
            assert np.isnan(doing_nothing[place])
        else:
            assert doing_nothing[place] == pytest.approx(ranking.merit_of_doing_nothing, abs=1e-12)


def test_faults_are_those_of_a_ranking():
    matrix, weights, types = random_problem(13)
    model = criteria_of(weights, types, "topsis")
    with pytest.raises(InputProblems, match="did you mean topsis"):
        batch_ranking(parks_of(matrix), model, method="topsi")
    with pytest.raises(InputProblems, match="no criterion or group has the id x"):
        batch_ranking(parks_of(matrix), model, weights={"x": 1.0})


def test_numpy_s_buffer_is_the_caller_s_again():
    """Between blocks, and after a failure: what the caller computes with it is not ours to slow down."""
    matrix, weights, types = random_problem(5, rows=40)
    ranking = batch_ranking(parks_of(matrix), criteria_of(weights, types, "topsis"))
    before = np.getbufsize()
    inside = []
    with row_buffer(40):
        inside.append(np.getbufsize())
        with row_buffer(3):
            inside.append(np.getbufsize())
        inside.append(np.getbufsize())
    for _start, _block in ranking.blocks(np.ones((3, 4))):
        inside.append(np.getbufsize())
    with pytest.raises(ZeroDivisionError), row_buffer(40):
        raise ZeroDivisionError
    assert inside == [32, 16, 32, before]
    assert np.getbufsize() == before
