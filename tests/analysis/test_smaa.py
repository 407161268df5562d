"""SMAA-2 against published cases, against counting by hand, and against whoever computes it in other pieces."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path
from threading import Event

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ranking"))
from ranking_examples import criteria_of, parks_of, random_problem

import decision.analysis.smaa as smaa_module
from decision.analysis.chunks import Chunks
from decision.analysis.kernels import batch_ranking
from decision.analysis.kernels_keys import HALF, ShortKeys, mask_of
from decision.analysis.kernels_order import OrderingBlocks
from decision.analysis.kernels_ranks import RankCounter
from decision.analysis.polytope import polytope
from decision.analysis.sampling import BLOCK, Dirichlet, Fixed, Given, InPolytope, Uniform
from decision.analysis.smaa import smaa
from decision.errors import InputProblems, Interrupted
from decision.files.load import make_study
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks
from decision.ranking.rank import competition_ranks, rank_parks

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"


def case(name: str) -> dict:
    path = CASES / f"{name}.json"
    if not path.is_file():
        pytest.skip("the folder of published cases is absent")
    return json.loads(path.read_text(encoding="utf-8"))


def same(first, second) -> bool:
    """Every field equal, to the last bit."""
    for field in fields(first):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if isinstance(one, np.ndarray):
            if one.tobytes() != other.tobytes():
                return False
        elif field.name not in ("engine", "weights_text", "warnings") and one != other:
            return False
    return True


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), parks=st.integers(1, 40), ties=st.sampled_from([0.0, 1e-14, 0.2, 1.0]))
def test_ranks_are_those_of_a_single_ranking_and_are_all_counted(seed, parks, ties):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(50, parks))
    if ties == 1e-14:
        scores[::3, parks // 2 :] = scores[::3, : parks - parks // 2] * (1 + 1e-14)
    elif ties:
        scores[::2] = np.round(scores[::2] / ties)
    for sign in (1, -1):
        counter = RankCounter(parks)
        found = {
            (sample, park) for sample, park in zip(*counter.add(sign * scores[:31], sign > 0), strict=True)
        }
        found |= {
            (31 + sample, park)
            for sample, park in zip(*counter.add(sign * scores[31:], sign > 0), strict=True)
        }
        expected = np.zeros((parks, parks), dtype=int)
        firsts = set()
        for sample, row in enumerate(scores):
            _order, own = competition_ranks(row)
            expected[own - 1, np.arange(parks)] += 1
            firsts |= {(sample, park) for park in np.flatnonzero(own == 1)}
        np.testing.assert_array_equal(counter.counts, expected)
        assert found == firsts


@pytest.mark.parametrize("away", [0.0, 3e5])
@pytest.mark.parametrize("most", [2, 5])
def test_scores_that_lie_close_are_ranked_by_the_rule(most, away):
    """Bunches of up to ``most`` scores, apart by less than half a key holds and by what makes them equal."""
    rng = np.random.default_rng(most)
    steps = 10.0 ** rng.uniform(-14, -5, (60, 90)) * rng.choice([1, 0], (60, 90), p=[0.9, 0.1])
    steps[:, ::most] = 0.0
    scores = rng.normal(size=(60, 90 // most + 1)).repeat(most, axis=1)[:, :90] + away + steps
    scores = rng.permuted(scores, axis=1)
    for sign in (1, -1):
        counter = RankCounter(90)
        samples, parks = counter.add(sign * scores, sign > 0)
        expected, firsts = np.zeros((90, 90), dtype=int), set()
        for sample, row in enumerate(scores):
            _order, own = competition_ranks(row)
            expected[own - 1, np.arange(90)] += 1
            firsts |= {(sample, park) for park in np.flatnonzero(own == 1)}
        np.testing.assert_array_equal(counter.counts, expected)
        assert set(zip(samples, parks, strict=True)) == firsts


@pytest.mark.parametrize("higher", [True, False])
def test_short_keys_order_what_they_do_not_leave(higher):
    """A pair in one cell of the keys changes places where it must; three in a row are left, and so are equals."""
    rng = np.random.default_rng(4)
    scores = np.concatenate(
        [np.full((120, 1), -1.0), rng.uniform(-1, 1, (120, 78)), np.full((120, 1), 1.0)], 1
    )
    scores[:, 11] = scores[:, 10] + rng.choice([-1e-10, 1e-10], 120)
    scores[:40, 12] = scores[:40, 10] + rng.uniform(-1e-10, 1e-10, 40)
    # equals on both sides of a cell's end, the better one of the lesser number; the greatest score is 1
    cells = 128 * rng.integers(10**6, 10**7, 20)
    scores[40:60, 20] = (cells + 1) / HALF if higher else np.nextafter(cells / HALF, 0.0)
    scores[40:60, 21] = np.nextafter((cells + 1) / HALF, 0.0) if higher else cells / HALF
    keys, left = ShortKeys(80).order(scores, higher)
    assert set(range(60)) <= set(left)
    assert len(left) < 70
    sure = np.setdiff1d(np.arange(120), left)
    np.testing.assert_array_equal(keys[sure] & mask_of(80), np.argsort(-scores if higher else scores)[sure])


def test_short_keys_are_refused_where_they_could_not_tell_equals():
    scores = np.random.default_rng(4).uniform(size=(5, 80))
    for faulty in (scores * 1e-300, scores * 1e300, scores + 1e5, scores * 0.0):
        assert ShortKeys(80).order(faulty, True) is None
    assert ShortKeys(80).order(scores + 1e3, True) is not None


@pytest.mark.parametrize(("parks", "samples"), [(1024, 40), (1100, 40), (1100, 9), (3, 9000)])
def test_many_parks_and_samples_are_counted_alike(parks, samples):
    scores = np.random.default_rng(1).normal(size=(samples, parks))
    counter = RankCounter(parks)
    for start in range(0, samples, 23):
        counter.add(scores[start : start + 23])
    ranks = (-scores).argsort(axis=1).argsort(axis=1)
    expected = np.zeros((parks, parks), dtype=int)
    np.add.at(expected, (ranks, np.arange(parks)), 1)
    np.testing.assert_array_equal(counter.counts, expected)


@pytest.mark.parametrize("method", ["topsis", "spotis", "codas"])
def test_indices_are_what_single_rankings_count(method):
    """Rank by rank with the ordinary ranking; parks 0 and 1 are equal and share."""
    matrix, _weights, types = random_problem(3, rows=6)
    matrix[1] = matrix[0]
    parks, model = parks_of(matrix), criteria_of([1, 1, 1, 1], types, method)
    found = smaa(parks, model, Uniform(4), samples=300, seed=5, pairs=6)
    weights = Uniform(4).block(5, 0)[:300]
    counts, firsts = np.zeros((6, 6)), np.zeros((6, 4))
    wins = np.zeros((6, 6))
    for row in weights:
        table = rank_parks(
            parks, model, weights=dict(zip(found.criteria, map(float, row), strict=True))
        ).table
        ranks = table["rank"].sort_index().to_numpy()
        counts[np.arange(6), ranks - 1] += 1
        firsts[ranks == 1] += row
        wins += ranks[:, None] < ranks
    np.testing.assert_array_equal(found.rank_counts, counts)
    first = counts[:, 0] > 0
    np.testing.assert_allclose(found.central_weights[first], firsts[first] / counts[first, :1], atol=1e-9)
    assert np.isnan(found.central_weights[~first]).all()
    places = [found.parks.index(park) for park in found.pairs]
    np.testing.assert_allclose(found.pairwise, wins[np.ix_(places, places)] / 300)
    np.testing.assert_allclose(found.mean_rank, counts @ np.arange(1, 7) / 300)
    assert (found.confidence[first] >= 0).all()
    assert found.kernel == (method != "codas")


@pytest.mark.parametrize("rows", [40, 1100])
@pytest.mark.parametrize("fixed", [True, False])
def test_what_orders_topsis_for_less_orders_it_as_closeness_does(rows, fixed):
    """Parks as near as 1e-13, equal ones and a criterion in which all are equal; weights near 0 and 1."""
    rng = np.random.default_rng(7)
    matrix = np.ceil(rng.uniform(0, 9, (rows, 3)))
    matrix[1::2] = matrix[::2] + 10.0 ** rng.uniform(-14, -8, (rows // 2, 3))
    matrix = np.column_stack([matrix, np.full(rows, 4.0)])
    extra = {"scales": [(0.0, 10.0)] * 4} if fixed else {}
    model = criteria_of(np.ones(4), [1, -1, 1, 1], "topsis", normalization="minmax", **extra)
    ranking = batch_ranking(parks_of(matrix), model)
    weights = rng.dirichlet(np.full(4, 0.3), 64) + 1e-300
    order = OrderingBlocks(ranking)
    counter, expected = RankCounter(rows), np.zeros((rows, rows), dtype=int)
    for start, numbers, stands_for in order(weights):
        assert stands_for is not None
        scores = ranking.scores(weights[start : start + len(numbers)])
        least = np.subtract.outer(numbers[0], numbers[0])
        true = np.subtract.outer(scores[0], scores[0])
        assert (np.abs(true) >= np.abs(least) / 2 - 1e-14).all()
        counter.add(numbers, True, stands_for)
        for row in scores:
            expected[competition_ranks(row)[1] - 1, np.arange(rows)] += 1
    np.testing.assert_array_equal(counter.counts, expected)


def test_topsis_without_an_order_for_less_goes_by_scores():
    """A weight of zero takes a criterion out, and what orders the others is another formula."""
    model = criteria_of([1, 1], [1, 1], "topsis", normalization="minmax", scales=[(0, 1)] * 2)
    ranking = batch_ranking(parks_of([[1.0, 0.0], [0.0, 0.5], [0.3, 0.3]]), model)
    found = list(OrderingBlocks(ranking)(np.array([[1.0, 0.0], [0.5, 0.5]])))
    assert [stands_for for _start, _scores, stands_for in found] == [None] * len(found)
    np.testing.assert_array_equal(found[0][1][0], ranking.scores(np.array([[1.0, 0.0]]))[0])


def test_shares_for_two_criteria_are_lengths_on_a_line():
    """With two criteria and scores a, b the first place changes where w a1 + (1−w) a2 = w b1 + (1−w) b2."""
    model = criteria_of([1, 1], [1, 1], "wsm", normalization="minmax", scales=[(0, 1)] * 2)
    parks = parks_of([[1.0, 0.0], [0.0, 0.5], [0.3, 0.3]])
    found = smaa(parks, model, Uniform(2), samples=400_000, seed=2)
    # park 0 wins for w > 1/3; parks 1 and 2 cross at w = 0.4, so park 2 is never first
    np.testing.assert_allclose(found.first_rank, [2 / 3, 1 / 3, 0], atol=4 * 0.75e-3)
    np.testing.assert_allclose(found.central_weights[0], [2 / 3, 1 / 3], atol=2e-3)
    np.testing.assert_allclose(found.central_weights[1], [1 / 6, 5 / 6], atol=2e-3)
    assert abs(found.first_rank[0] - 2 / 3) < 4 * found.error[0, 0]
    low, high = found.interval[0]
    assert low < found.first_rank[0] < high
    assert high - low == pytest.approx(2 * 1.96 * found.error[0, 0], rel=0.01)
    assert list(found.confidence[:2]) == [1.0, 1.0]


def test_errors_are_those_of_repeated_runs():
    matrix, _weights, types = random_problem(3, rows=6)
    parks, model = parks_of(matrix), criteria_of([1, 1, 1, 1], types, "topsis")
    runs = [smaa(parks, model, Uniform(4), samples=500, seed=seed) for seed in range(60)]
    spread = np.std([run.first_rank for run in runs], axis=0)
    np.testing.assert_allclose(spread, runs[0].error[:, 0], atol=0.006)
    np.testing.assert_allclose(
        np.std([run.mean_rank for run in runs], axis=0), runs[0].mean_rank_error, rtol=0.5, atol=1e-3
    )


def test_no_preference_thrombolytics():
    content = case("smaa_thrombolytics_nopref")
    check_thrombolytics(content, Uniform(3))


def test_exact_swing_thrombolytics():
    content = case("smaa_thrombolytics_exact_swing")
    check_thrombolytics(content, Fixed(np.array(content["inputs"]["weights"]["values"])))


def check_thrombolytics(content: dict, sampler) -> None:
    """Beta-distributed event rates on linear partial values, drawn here and given to SMAA."""
    inputs, expected, tolerance = content["inputs"], content["expected"], content["tolerance"]
    rng = np.random.default_rng(4)
    draws = np.empty((200_000, 2, 3))
    for column, criterion in enumerate(inputs["criteria"]):
        low, high = inputs["value_ranges"][criterion]
        for row, alternative in enumerate(inputs["alternatives"]):
            beta = inputs["measurements"][criterion][alternative]
            values = rng.beta(beta["alpha"], beta["beta"], len(draws))
            draws[:, row, column] = (high - values) / (high - low)
    found = of_partial_values(draws, sampler, len(draws))
    np.testing.assert_allclose(
        found.rank_acceptability, expected["rank_acceptability"], atol=tolerance["rank_acceptability"]
    )
    if "central_weights" in expected:
        np.testing.assert_allclose(
            found.central_weights, expected["central_weights"], atol=tolerance["central_weights"]
        )
        np.testing.assert_allclose(
            found.confidence, expected["confidence_factors"], atol=tolerance["confidence_factors"]
        )


def of_partial_values(draws: np.ndarray, sampler, samples: int):
    count = draws.shape[2]
    model = criteria_of(np.ones(count), np.ones(count), "wsm", normalization="none")
    return smaa(parks_of(draws[0]), model, sampler, samples=samples, given=draws, jobs=2)


def test_stored_samples_of_the_r_package():
    """No random numbers of ours: the answer is exact."""
    content = case("smaa_rsmaa_thrombo_samples")
    path = CASES / ".." / "data" / content["inputs"]["samples_file"]
    if not path.is_file():
        pytest.skip("the stored samples are absent")
    with np.load(path) as held:
        draws, weights = held["measurements"], held["weights"]
    found = of_partial_values(draws, Given(weights), len(draws))
    expected, tolerance = content["expected"], content["tolerance"]
    np.testing.assert_allclose(
        found.rank_acceptability, expected["rank_acceptability"], atol=tolerance["rank_acceptability"]
    )
    np.testing.assert_allclose(
        found.central_weights, expected["central_weights"], atol=tolerance["central_weights"]
    )
    np.testing.assert_allclose(
        found.confidence, expected["confidence_factors"], atol=tolerance["confidence_factors"]
    )


UNCERTAIN = pd.DataFrame(
    {
        "park_id": ["P1", "P2", "P3"],
        "name": ["A", "B", "C"],
        "x": ["10..20", "8/12/28", "15"],
        "y": ["1", "2", "1.5"],
    }
)


def uncertain_study(**criterion):
    model = {
        "title": "t",
        "method": "wsm",
        "normalization": "minmax",
        "criteria": [
            {"id": "x", "column": "x", "weight": 1, "scale": {"worst": 0, "best": 30}, **criterion},
            {"id": "y", "column": "y", "weight": 0, "scale": {"worst": 0, "best": 3}},
        ],
    }
    return make_study(UNCERTAIN, model, None)


def test_ranges_are_uniform_and_triples_triangular():
    """P1 beats 15 half the time; P2's triangle 8/12/28 lies above 15 with (28−15)²/(20·16)."""
    study = uncertain_study()
    found = smaa(study.parks, study.criteria, Fixed(np.array([1.0, 0.0])), samples=200_000, pairs=3)
    wins = {
        (one, other): found.pairwise[i, j]
        for i, one in enumerate(found.pairs)
        for j, other in enumerate(found.pairs)
    }
    assert wins["P1", "P3"] == pytest.approx(0.5, abs=0.005)
    assert wins["P2", "P3"] == pytest.approx(13**2 / (20 * 16), abs=0.005)
    assert found.uncertain_cells == 2
    rng = np.random.default_rng(1)
    one, two = rng.uniform(10, 20, 400_000), rng.triangular(8, 12, 28, 400_000)
    assert found.first_rank[0] == pytest.approx(((one > two) & (one > 15)).mean(), abs=0.005)
    assert (found.confidence == found.first_rank)[:2].mean() == 0 or found.confidence_draws == 10_000
    np.testing.assert_allclose(
        found.confidence, found.first_rank, atol=0.02
    )  # the weights are always the same


def test_expressions_and_median_follow_the_draws():
    content = UNCERTAIN.assign(z=["4", "", "2"])
    model = {
        "title": "t",
        "method": "wsm",
        "normalization": "none",
        "criteria": [
            {"id": "r", "expression": "x / y"},
            {"id": "x", "column": "x", "missing": "median"},
            {"id": "z", "column": "z", "missing": "median"},
        ],
    }
    study = make_study(content, model, None)
    from decision.analysis.draws import data_draws
    from decision.ranking.matrix import build_matrix

    matrix = build_matrix(study.parks, study.criteria)
    draws = data_draws(study.parks, study.criteria, matrix.parks, matrix.values)
    values = np.concatenate([piece for _start, piece in draws.pieces(1, 0)])
    assert values.shape == (BLOCK, 3, 3)
    np.testing.assert_allclose(values[:, :, 0], values[:, :, 1] / [1.0, 2.0, 1.5], rtol=1e-12)
    np.testing.assert_array_equal(values[:, :, 2], np.tile([4.0, 3.0, 2.0], (BLOCK, 1)))
    assert values[:, 0, 1].min() >= 10
    assert values[:, 0, 1].max() <= 20
    # any single draw is the matrix that a ranking of those values builds
    table = study.parks.table.copy()
    table["x"] = values[17, :, 1]
    np.testing.assert_allclose(build_matrix(Parks(table), study.criteria).values, values[17], rtol=1e-12)


def test_drawn_values_stop_at_the_scale_and_go_through_the_value_function():
    study = uncertain_study(scale={"worst": 0, "best": 16}, value=[[0, 0], [12, 0.9], [16, 1]])
    from decision.analysis.draws import data_draws
    from decision.ranking.matrix import build_matrix

    matrix = build_matrix(study.parks, study.criteria)
    draws = data_draws(study.parks, study.criteria, matrix.parks, matrix.values)
    values = np.concatenate([piece for _start, piece in draws.pieces(1, 0)])[:, 0, 0]
    assert (values == 1.0).mean() == pytest.approx(0.4, abs=0.05)
    assert values.min() == pytest.approx(np.interp(10, [0, 12], [0, 0.9]), abs=0.005)


def test_without_data_the_most_likely_values_hold():
    study = uncertain_study()
    found = smaa(study.parks, study.criteria, Uniform(2), samples=2000, data=False)
    assert found.data == "certain"
    table = study.parks.table
    assert table["x"].tolist() == [15, 12, 15]
    sure = smaa(Parks(table), study.criteria, Uniform(2), samples=2000)
    np.testing.assert_array_equal(found.rank_counts, sure.rank_counts)


def variants():
    study = uncertain_study()
    matrix, _weights, types = random_problem(3, rows=30)
    order = polytope(criteria_of([1] * 4, types, "wsm", incomplete=["c00 >= c01", "c02 <= 0.4"]))
    yield study.parks, study.criteria, Uniform(2)
    yield parks_of(matrix), criteria_of([1] * 4, types, "topsis"), InPolytope(order)
    yield parks_of(matrix), criteria_of([1] * 4, types, "vikor"), Dirichlet(np.array([0.4, 0.3, 0.2, 0.1]))


@pytest.mark.parametrize("number", range(3))
def test_the_answer_hangs_on_neither_pieces_nor_jobs(number):
    parks, model, sampler = list(variants())[number]
    first = smaa(parks, model, sampler, samples=5000, seed=3, pairs=2)
    for options in ({"chunk": 1024}, {"chunk": 100_000}, {"chunk": 1500, "jobs": 2}):
        assert same(smaa(parks, model, sampler, samples=5000, seed=3, pairs=2, **options), first), options
    assert not same(smaa(parks, model, sampler, samples=5000, seed=4, pairs=2), first)


@pytest.mark.parametrize("number", range(3))
def test_a_long_sweep_takes_processes_and_gives_the_same(number, monkeypatch):
    parks, model, sampler = list(variants())[number]
    first = smaa(parks, model, sampler, samples=5000, seed=3, pairs=2)
    used = []
    own = smaa_module.sweep
    monkeypatch.setattr(smaa_module, "LONG", 0)
    monkeypatch.setattr(
        smaa_module, "sweep", lambda *given, **how: used.append(how["workers"]) or own(*given, **how)
    )
    assert same(smaa(parks, model, sampler, samples=5000, seed=3, pairs=2, chunk=1024, jobs=2), first)
    assert set(used) == {"processes"}


def test_more_samples_begin_with_the_same():
    """5 000 samples are the first 5 000 of 6 000: counts only grow."""
    parks, model, sampler = list(variants())[1]
    few = smaa(parks, model, sampler, samples=5000, seed=3)
    more = smaa(parks, model, sampler, samples=6000, seed=3)
    assert (more.rank_counts >= few.rank_counts).all()
    assert few.rank_counts.sum(axis=1).tolist() == [5000] * 30


def test_processes_give_the_same_as_one(tmp_path):
    matrix, _weights, types = random_problem(3, rows=5)
    parks, model = parks_of(matrix), criteria_of([1] * 4, types, "codas")
    first = smaa(parks, model, Uniform(4), samples=1500)
    assert same(smaa(parks, model, Uniform(4), samples=1500, chunk=1024, jobs=2), first)


def test_a_sweep_goes_on_from_what_is_kept(tmp_path):
    parks, model, sampler = next(iter(variants()))
    whole = smaa(parks, model, sampler, samples=8000, chunk=1024)
    stop = Event()

    def after_three(progress):
        if progress.done >= 3 * 1024:
            stop.set()

    chunks = Chunks(tmp_path, "smaa", "d" * 64)
    partial = smaa(
        parks, model, sampler, samples=8000, chunk=1024, chunks=chunks, progress=after_three, stop=stop
    )
    assert partial.samples == 3 * 1024
    assert not partial.complete
    assert len(list(chunks.folder.glob("chunk-0*"))) == 3
    seen = []
    again = Chunks(tmp_path, "smaa", "d" * 64)
    rest = smaa(parks, model, sampler, samples=8000, chunk=1024, chunks=again, progress=seen.append)
    assert same(rest, whole)
    assert seen[0].done == 4 * 1024
    assert seen[0].begun_at == 3 * 1024


def test_stopped_before_anything_is_done():
    parks, model, sampler = list(variants())[1]
    stop = Event()
    stop.set()
    with pytest.raises(Interrupted):
        smaa(parks, model, sampler, samples=5000, stop=stop)


@pytest.mark.parametrize(("samples", "says"), [(0, "at least 1"), (-3, "at least 1"), (10**9, "at most")])
def test_samples_that_make_no_sense(samples, says):
    parks, model, sampler = list(variants())[1]
    with pytest.raises(InputProblems, match=says):
        smaa(parks, model, sampler, samples=samples)


def test_one_park_is_always_first():
    model = criteria_of([1, 1], [1, 1], "wsm", normalization="minmax", scales=[(0, 1)] * 2)
    found = smaa(parks_of([[0.3, 0.4]]), model, Uniform(2), samples=100)
    assert found.rank_acceptability.tolist() == [[1.0]]
    assert found.to_dict()["parks"][0]["confidence_factor"] == 1.0


def test_tables_and_json_hold_the_same(tmp_path):
    parks, model, sampler = list(variants())[1]
    found = smaa(parks, model, sampler, samples=3000, pairs=3)
    frame, content = found.to_frame(), json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert frame["park_id"].tolist() == [park["park_id"] for park in content["parks"]]
    assert frame["mean_rank"].is_monotonic_increasing
    np.testing.assert_allclose(frame["rank:1"], [park["rank_acceptability"][0] for park in content["parks"]])
    assert len(content["pairwise"]["wins"]) == 3
    assert content["weights"]["statements"] == ["c00 >= c01", "c02 <= 0.4"]
    assert isinstance(model, CriteriaModel)
