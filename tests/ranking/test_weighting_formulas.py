"""Every method against a formula written a second time, without the code under test."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from ranking_examples import parks_of, random_problem
from scipy.optimize import linprog, minimize
from weighting_examples import flat, named, pairs_of

from decision.ranking.elicitation.ahp import consistency_ratio
from decision.ranking.elicitation.bwm import consistency_index
from decision.ranking.weighting import WEIGHTINGS, weigh


def oriented_share(x, kind):
    best = x if kind == 1 else [min(x) / v for v in x]
    return [v / sum(best) for v in best]


def by_hand(method, matrix, types):
    """Weights by loops over plain lists."""
    columns = [list(column) for column in matrix.T]
    m = len(matrix)
    mean = [sum(x) / m for x in columns]
    sample = [math.sqrt(sum((v - a) ** 2 for v in x) / (m - 1)) for x, a in zip(columns, mean, strict=True)]
    unit = [
        [(v - min(x)) / (max(x) - min(x)) if t == 1 else (max(x) - v) / (max(x) - min(x)) for v in x]
        for x, t in zip(columns, types, strict=True)
    ]

    def deviation(x):
        a = sum(x) / m
        return math.sqrt(sum((v - a) ** 2 for v in x) / (m - 1))

    def correlation(x, y):
        a, b = sum(x) / m, sum(y) / m
        top = sum((u - a) * (v - b) for u, v in zip(x, y, strict=True))
        return top / (m - 1) / deviation(x) / deviation(y)

    def entropy():
        shares = [[v / sum(x) for v in x] for x in columns]
        return [1 + sum(p * math.log(p) for p in x if p > 0) / math.log(m) for x in shares]

    def cilos():
        shares = [oriented_share(x, t) for x, t in zip(columns, types, strict=True)]
        n = len(columns)
        best = [max(range(m), key=lambda i, x=x: x[i]) for x in shares]
        losses = np.array(
            [
                [(shares[j][best[j]] - shares[j][best[i]]) / shares[j][best[j]] for j in range(n)]
                for i in range(n)
            ]
        )
        balance = losses - np.diag(losses.sum(axis=0))
        system = np.vstack([balance, np.ones(n)])
        return list(np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)[0])

    def merec():
        n = len(columns)
        r = [[min(x) / v if t == 1 else v / max(x) for v in x] for x, t in zip(columns, types, strict=True)]
        logs = [[abs(math.log(r[j][i])) for j in range(n)] for i in range(m)]
        total = [math.log(1 + sum(row) / n) for row in logs]
        return [
            sum(abs(math.log(1 + (sum(logs[i]) - logs[i][j]) / n) - total[i]) for i in range(m))
            for j in range(n)
        ]

    formulas = {
        "entropy": entropy,
        "critic": lambda: [deviation(x) * sum(1 - correlation(x, y) for y in unit) for x in unit],
        "merec": merec,
        "standard_deviation": lambda: sample,
        "variance": lambda: [deviation(x) ** 2 for x in unit],
        "gini": lambda: [
            sum(abs(a - b) for a in x for b in x) / (2 * m * m * k)
            for x, k in zip(columns, mean, strict=True)
        ],
        "angle": lambda: [math.acos(sum(x) / math.sqrt(m * sum(v * v for v in x))) for x in columns],
        "cilos": cilos,
        "idocriw": lambda: [a * b for a, b in zip(cilos(), entropy(), strict=True)],
        "lopcow": lambda: [
            abs(math.log(math.sqrt(sum(v * v for v in x) / m) / deviation(x)) * 100) for x in unit
        ],
    }
    raw = formulas[method]()
    return [value / sum(raw) for value in raw]


DATA_DRIVEN = [info.id for info in WEIGHTINGS.values() if info.origin == "data"]


def test_every_data_driven_method_is_checked():
    assert set(DATA_DRIVEN) == {
        "entropy", "critic", "merec", "standard_deviation", "variance", "gini", "angle", "cilos", "idocriw", "lopcow",
    }  # fmt: skip


@pytest.mark.parametrize("method", DATA_DRIVEN)
@pytest.mark.parametrize("seed", range(4))
def test_data_driven_by_hand(method, seed):
    matrix, _weights, types = random_problem(seed)
    result = weigh(flat(4, {"method": method}, types), parks_of(matrix))
    np.testing.assert_allclose(list(result.weights.values()), by_hand(method, matrix, types), rtol=1e-8)
    assert result.from_data
    assert sum(result.weights.values()) == pytest.approx(1)


@pytest.mark.parametrize("method", DATA_DRIVEN)
def test_against_pymcdm_where_it_is_right(method):
    """All criteria are benefits without zeros and without ties at the top: there pymcdm agrees on everything."""
    from pymcdm import weights

    matrix, _weights, _types = random_problem(7)
    types = np.ones(4, dtype=int)
    theirs = getattr(weights, f"{method}_weights")(matrix, types)
    ours = weigh(flat(4, {"method": method}), parks_of(matrix)).weights
    np.testing.assert_allclose(list(ours.values()), theirs, rtol=1e-8)


def test_pymcdm_is_still_wrong_where_we_deviate():
    """When one of these fails, upstream was mended: use it again."""
    from pymcdm import weights

    with pytest.raises(ValueError, match="positive"):
        weights.entropy_weights(np.array([[0.0, 5.0], [4.0, 6.0], [5.0, 9.0]]))
    matrix, _w, types = random_problem(3)
    assert not np.allclose(weights.critic_weights(matrix, types), by_hand("critic", matrix, types))
    with np.errstate(all="ignore"):
        assert not np.isfinite(weights.lopcow_weights(np.array([[1.0, 2], [1, 3], [1, 9]]), np.ones(2))).all()


def test_entropy_of_a_column_with_a_zero():
    matrix = np.array([[0.0, 5.0], [4.0, 6.0], [5.0, 9.0]])
    result = weigh(flat(2, {"method": "entropy"}), parks_of(matrix))
    np.testing.assert_allclose(list(result.weights.values()), by_hand("entropy", matrix, [1, 1]))


def test_cilos_with_a_tie_at_the_top_does_not_depend_on_names():
    matrix = np.array([[9.0, 1.0, 4.0], [9.0, 5.0, 2.0], [3.0, 6.0, 3.0], [2.0, 2.0, 8.0]])
    criteria = flat(3, {"method": "cilos"})
    first = weigh(criteria, parks_of(matrix)).weights
    swapped = weigh(criteria, parks_of(matrix[[1, 0, 3, 2]])).weights
    assert first == pytest.approx(swapped)
    # between the two answers that either row alone would give the losses of that criterion
    by_row = [by_hand("cilos", matrix[order], [1, 1, 1]) for order in ([0, 1, 2, 3], [1, 0, 2, 3])]
    assert not np.allclose(*by_row)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_weights_from_ranks(count):
    ids = [f"c{j:02d}" for j in range(count)]

    def weights(method):
        return list(weigh(flat(count, {"method": method, "order": ids})).weights.values())

    centroid = [sum(1 / i for i in range(k, count + 1)) / count for k in range(1, count + 1)]
    assert weights("rank_order_centroid") == pytest.approx(centroid)
    assert weights("rank_sum") == pytest.approx(
        [(count + 1 - k) / (count * (count + 1) / 2) for k in range(1, count + 1)]
    )
    harmonic = sum(1 / k for k in range(1, count + 1))
    assert weights("rank_reciprocal") == pytest.approx([1 / k / harmonic for k in range(1, count + 1)])


def test_rank_order_centroid_is_the_mean_of_ordered_weights():
    """Its definition: the mean of the extreme points (1, 0 …), (½, ½, 0 …) …"""
    corners = np.array([[1 / k] * k + [0] * (4 - k) for k in range(1, 5)])
    found = weigh(flat(4, {"method": "rank_order_centroid", "order": ["c00", "c01", "c02", "c03"]})).weights
    np.testing.assert_allclose(list(found.values()), corners.mean(axis=0))


@pytest.mark.parametrize("method", ["rank_order_centroid", "rank_sum", "rank_reciprocal"])
def test_equals_share_the_mean_of_their_places(method):
    strict = weigh(named("abcd", method=method, order=["c", "a", "b", "d"])).weights
    tied = weigh(named("abcd", method=method, order=["c", ["b", "a"], "d"])).weights
    assert tied["a"] == tied["b"] == pytest.approx((strict["a"] + strict["b"]) / 2)
    assert (tied["c"], tied["d"]) == pytest.approx((strict["c"], strict["d"]))


def random_judgements(seed, count):
    rng = np.random.default_rng(seed)
    scale = [1 / k for k in range(9, 1, -1)] + list(range(1, 10))
    matrix = np.eye(count)
    for i, j in itertools.combinations(range(count), 2):
        matrix[i, j] = rng.choice(scale)
        matrix[j, i] = 1 / matrix[i, j]
    return matrix


@pytest.mark.parametrize("seed", range(4))
def test_ahp_by_power_iteration_and_by_logarithms(seed):
    matrix = random_judgements(seed, 5)
    ids = [f"c{j:02d}" for j in range(5)]
    vector = np.ones(5)
    for _step in range(3000):
        vector = matrix @ vector
        vector /= vector.sum()
    greatest = float((matrix @ vector / vector).mean())
    result = weigh(flat(5, {"method": "ahp", "pairwise": pairs_of(matrix, ids)}))
    np.testing.assert_allclose(list(result.weights.values()), vector, rtol=1e-6)
    ratio = {figure.id: figure for figure in result.quality}["consistency_ratio"]
    assert ratio.value == pytest.approx((greatest - 5) / 4 / 1.12, rel=1e-6)
    assert ratio.acceptable == (ratio.value <= 0.10)

    def squares(logs):
        return ((np.log(matrix) - (logs[:, None] - logs[None, :])) ** 2).sum()

    fitted = np.exp(minimize(squares, np.zeros(5)).x)
    means = weigh(
        flat(5, {"method": "ahp", "priorities": "geometric_mean", "pairwise": pairs_of(matrix, ids)})
    )
    np.testing.assert_allclose(list(means.weights.values()), fitted / fitted.sum(), rtol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_worst_judgement_is_the_best_single_change(seed):
    matrix = random_judgements(seed, 4)
    ids = ["c00", "c01", "c02", "c03"]
    result = weigh(flat(4, {"method": "ahp", "pairwise": pairs_of(matrix, ids)}))
    least = math.inf
    for i, j in itertools.combinations(range(4), 2):
        for value in [1 / k for k in range(9, 1, -1)] + list(range(1, 10)):
            tried = matrix.copy()
            tried[i, j], tried[j, i] = value, 1 / value
            least = min(least, consistency_ratio(tried))
    worst = result.doubtful[0]
    assert worst.consistency_ratio == pytest.approx(least, abs=1e-9)
    places = {identifier: place for place, identifier in enumerate(ids)}
    i, j = places[worst.first], places[worst.second]
    assert matrix[i, j] == pytest.approx(worst.value)
    matrix[i, j], matrix[j, i] = worst.fitting, 1 / worst.fitting
    assert consistency_ratio(matrix) == pytest.approx(least, abs=1e-9)


def random_comparisons(seed, count):
    rng = np.random.default_rng(seed)
    ids = [f"c{j:02d}" for j in range(count)]
    best, worst = 1, count - 1
    to_others = rng.integers(1, 10, count).astype(float)
    to_worst = rng.integers(1, 10, count).astype(float)
    to_others[best] = to_worst[worst] = 1.0
    to_worst[best] = to_others[worst] = float(rng.integers(5, 10))
    judged = {
        "best": ids[best],
        "worst": ids[worst],
        "best_to_others": dict(zip(ids, to_others.tolist(), strict=True)),
        "others_to_worst": dict(zip(ids, to_worst.tolist(), strict=True)),
    }
    return judged, best, worst, to_others, to_worst


def figures(result):
    return {figure.id: figure.value for figure in result.quality}


@pytest.mark.parametrize("seed", range(6))
def test_best_worst_linear(seed):
    """No weights on a fine random search or by a second solver deviate less."""
    judged, best, worst, to_others, to_worst = random_comparisons(seed, 4)
    result = weigh(flat(4, {"method": "bwm", **judged}))
    weights = np.array(list(result.weights.values()))

    def deviation(w):
        return max(
            np.abs(w[..., [best]] - to_others * w).max(axis=-1).max(),
            np.abs(w - to_worst * w[..., [worst]]).max(axis=-1).max(),
        )

    xi = figures(result)["xi"]
    assert deviation(weights) == pytest.approx(xi, abs=1e-7)
    rng = np.random.default_rng(seed)
    near = np.abs(weights + rng.normal(0, 0.02, (4000, 4)))
    near /= near.sum(axis=1, keepdims=True)
    everywhere = np.vstack([near, rng.dirichlet(np.ones(4), 4000)])
    assert min(deviation(w) for w in everywhere) >= xi - 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_best_worst_original(seed):
    """A little below ξ* the linear conditions have no solution; the weights keep them at ξ*."""
    count = 5
    judged, best, worst, to_others, to_worst = random_comparisons(seed, count)
    result = weigh(flat(count, {"method": "bwm", "model": "nonlinear", **judged}))
    weights, xi = np.array(list(result.weights.values())), figures(result)["xi"]
    deviation = max(
        np.abs(weights[best] / weights - to_others).max(), np.abs(weights / weights[worst] - to_worst).max()
    )
    assert deviation == pytest.approx(xi, abs=1e-8)

    def conditions(limit):
        rows = []
        for j in range(count):
            for first, second, value in ((best, j, to_others[j]), (j, worst, to_worst[j])):
                if first != second:
                    upper, lower = np.zeros(count), np.zeros(count)
                    upper[first], upper[second] = 1.0, -(value + limit)
                    lower[first], lower[second] = -1.0, value - limit
                    rows += [upper, lower]
        return rows

    def ends(limit, objective):
        rows = conditions(limit)
        return linprog(
            objective, A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=[np.ones(count)], b_eq=[1], bounds=(0, None)
        )

    assert ends(xi - 1e-4, np.zeros(count)).status == 2
    for j, identifier in enumerate(result.weights):
        least, most = result.intervals[identifier]
        own = np.eye(count)[j]
        assert ends(xi + 1e-9, own).fun == pytest.approx(least, abs=1e-5)
        assert -ends(xi + 1e-9, -own).fun == pytest.approx(most, abs=1e-5)
        assert least - 1e-9 <= result.weights[identifier] <= most + 1e-9
    assert figures(result)["input_based_consistency_ratio"] == pytest.approx(
        max(abs(a * b - to_others[worst]) for a, b in zip(to_others, to_worst, strict=True))
        / (to_others[worst] ** 2 - to_others[worst])
    )


def test_consistency_index_is_the_published_table():
    """Rezaei 2015, table 1."""
    table = [0.00, 0.44, 1.00, 1.63, 2.30, 3.00, 3.73, 4.47, 5.23]
    assert [consistency_index(a) for a in range(1, 10)] == pytest.approx(table, abs=0.006)


def test_rancom_from_an_order_is_the_same_as_from_words():
    order = weigh(named("abc", method="rancom", order=["b", ["a", "c"]])).weights
    words = weigh(
        named("abc", method="rancom", pairwise={"a/b": "less", "a/c": "equal", "b/c": "more"})
    ).weights
    assert order == pytest.approx(words)
    assert order == pytest.approx({"a": 1 / 4.5, "b": 2.5 / 4.5, "c": 1 / 4.5})
