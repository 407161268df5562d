"""Every method on offer against its published formula, written independently in ``independent_formulas``."""

from __future__ import annotations

import independent_formulas
import numpy as np
import pytest
from ranking_examples import criteria_of, parks_of, random_problem

from decision.ranking.methods import METHODS
from decision.ranking.rank import rank_parks


def preference(matrix, weights, types, method, **options):
    ranking = rank_parks(parks_of(matrix), criteria_of(weights, types, method, **options))
    return ranking.table["preference"].sort_index().to_numpy()


def test_every_pymcdm_method_is_on_offer():
    from pymcdm import methods

    theirs = {name.lower() for name in vars(methods) if name[0].isupper()}
    assert {name.replace("_", "") for name in METHODS} == {name.replace("_", "") for name in theirs}


@pytest.mark.parametrize("name", sorted(METHODS))
@pytest.mark.parametrize(("seed", "rows"), [(1, 9), (2, 10), (3, 3), (4, 26)])
def test_preference_is_the_published_formula(name, seed, rows):
    matrix, weights, types = random_problem(seed, rows)
    if name == "cocoso":  # a park worst on everything would divide by zero; it is none here
        assert (independent_formulas.minmax(matrix, types).sum(axis=1) > 0).all()
    expected = getattr(independent_formulas, name)(matrix, weights, types)
    np.testing.assert_allclose(preference(matrix, weights, types, name), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ({"name": "vikor", "v": 0.2}, {"v": 0.2}),
        ({"name": "waspas", "l": 0.9}, {"lam": 0.9}),
        ({"name": "waspas", "lambda": 0.9}, {"lam": 0.9}),
        ({"name": "cocoso", "lambda": 0.1}, {"lam": 0.1}),
        ({"name": "codas", "tau": 0.3}, {"tau": 0.3}),
        ({"name": "aroman", "beta": 0.8, "lambda": 0.3}, {"beta": 0.8, "lam": 0.3}),
        ({"name": "rafsi", "n1": 2, "n2k": 9}, {"n1": 2.0, "n2k": 9.0}),
        ({"name": "ervd", "lambda": 1.5, "alpha": 0.5}, {"lam": 1.5, "alpha": 0.5}),
        ({"name": "comet", "characteristic_values": 4}, {"count": 4}),
        ({"name": "spotis", "expected": {f"c{j:02d}": 5.0 for j in range(4)}}, {"expected": np.full(4, 5.0)}),
        (
            {"name": "balanced_spotis", "alpha": 0.3, "expected": {f"c{j:02d}": 5.0 for j in range(4)}},
            {"expected": np.full(4, 5.0), "alpha": 0.3},
        ),
    ],
)
def test_parameters_reach_the_formula(method, arguments):
    matrix, weights, types = random_problem(5, 12)
    formula = getattr(independent_formulas, method["name"])
    expected = formula(matrix, weights, types, **arguments)
    assert not np.allclose(expected, formula(matrix, weights, types), rtol=1e-6)
    np.testing.assert_allclose(preference(matrix, weights, types, method), expected, rtol=1e-10, atol=1e-12)


# Tables printed in the papers (found in pymcdm's documentation): matrix, weights, types, parameters, scores.
OCRA = (
    [
        [7.7, 256, 7.2, 7.3, 7.3],
        [8.1, 250, 7.9, 7.8, 7.7],
        [8.7, 352, 8.6, 7.9, 8.0],
        [8.1, 262, 7.0, 8.1, 7.2],
        [6.5, 271, 6.3, 6.4, 6.1],
        [6.8, 228, 7.1, 7.2, 6.5],
    ],
    [0.239, 0.225, 0.197, 0.186, 0.153],
    [1, -1, 1, 1, 1],
    "ocra",
    [0.143, 0.210, 0.164, 0.167, 0, 0.112],
    1e-3,
)
LMAW = (
    [
        [647.34, 6.24, 49.87, 19.46, 212.58, 6.75],
        [115.64, 3.24, 16.26, 9.69, 207.59, 3.0],
        [373.61, 5.0, 26.43, 12.0, 184.62, 3.74],
        [37.63, 2.48, 2.85, 9.35, 142.5, 3.24],
        [858.01, 4.74, 62.85, 45.96, 267.95, 4.0],
        [222.92, 3.0, 19.24, 21.46, 221.38, 3.49],
    ],
    [0.215, 0.126, 0.152, 0.09, 0.19, 0.226],
    [1, 1, -1, -1, -1, 1],
    "lmaw",
    [4.840, 4.681, 4.799, 4.733, 4.736, 4.704],
    5e-3,  # the weights as printed sum to 0.999
)
AROMAN = (
    [[40000, 1.2, 1.4, 8, 9], [38500, 1.15, 1.2, 6, 6], [39400, 0.6, 1.1, 7, 5], [48000, 1.3, 1.6, 10, 12]],
    [0.28, 0.22, 0.26, 0.15, 0.09],
    [-1, 1, 1, 1, 1],
    "aroman",
    [0.6727, 0.5535, 0.4721, 0.8718],
    1e-4,
)
LOPM = (
    [
        [14820, 18, 0.0002, 2.1, 9.5, 4.5],
        [21450, 18, 0.0012, 2.7, 14.4, 9.0],
        [78000, 16, 0.0006, 2.6, 9.0, 8.5],
        [20475, 17, 0.0006, 2.6, 6.5, 2.6],
        [16575, 14, 0.001, 3.1, 5.6, 3.5],
        [21450, 16, 0.0005, 2.2, 8.6, 1.0],
    ],
    [0.20, 0.33, 0.13, 0.07, 0.07, 0.20],
    [1, 1, -1, -1, 1, -1],
    {
        "name": "lopm",
        "limits": {"c00": 10000, "c01": 14, "c02": 0.0015, "c03": 3.5, "c05": 9.0},
        "targets": {"c04": 2.3},
    },
    [0.77, 1.08, 0.81, 0.66, 0.78, 0.68],
    5e-3,
)
RIM = (
    [
        [30, 0, 2, 3, 3, 2],
        [40, 9, 1, 3, 2, 2],
        [25, 0, 3, 1, 3, 2],
        [27, 0, 5, 3, 3, 1],
        [45, 15, 2, 2, 3, 4],
    ],
    [0.2262, 0.2143, 0.1786, 0.1429, 0.1190, 0.1190],
    [1, 1, -1, 1, 1, 1],
    {"name": "rim", "ideal": {"c00": [30, 35], "c01": [10, 15], "c05": [4, 5]}},
    [0.5866, 0.7558, 0.3716, 0.4666, 0.7401],
    1e-4,
)
ERVD = (
    [
        [80, 70, 87, 77, 76, 80, 75],
        [85, 65, 76, 80, 75, 65, 75],
        [78, 90, 72, 80, 85, 90, 85],
        [75, 84, 69, 85, 65, 65, 70],
        [84, 67, 60, 75, 85, 75, 80],
        [85, 78, 82, 81, 79, 80, 80],
        [77, 83, 74, 70, 71, 65, 70],
        [78, 82, 72, 80, 78, 70, 60],
        [85, 90, 80, 88, 90, 80, 85],
        [89, 75, 79, 67, 77, 70, 75],
        [65, 55, 68, 62, 70, 50, 60],
        [70, 64, 65, 65, 60, 60, 65],
        [95, 80, 70, 75, 70, 75, 75],
        [70, 80, 79, 80, 85, 80, 70],
        [60, 78, 87, 70, 66, 70, 65],
        [92, 85, 88, 90, 85, 90, 95],
        [86, 87, 80, 70, 72, 80, 85],
    ],
    [0.066, 0.196, 0.066, 0.130, 0.130, 0.216, 0.196],
    [1] * 7,
    {"name": "ervd", "reference": {f"c{j:02d}": 80 for j in range(7)}},
    [
        0.66,
        0.503,
        0.885,
        0.521,
        0.61,
        0.796,
        0.498,
        0.549,
        0.908,
        0.565,
        0.07,
        0.199,
        0.632,
        0.716,
        0.438,
        0.972,
        0.767,
    ],
    1e-3,
)
PROBID = (
    [
        [1679000.0, 1.525e-07, 3.747e-05, 0.251, 2.917],
        [2213000.0, 1.304e-07, 3.25e-05, 0.218, 6.633],
        [2461000.0, 1.445e-07, 3.854e-05, 0.259, 0.553],
        [2854000.0, 1.54e-07, 3.97e-05, 0.266, 1.597],
        [3107000.0, 1.522e-07, 3.779e-05, 0.254, 2.905],
        [3574000.0, 1.469e-07, 3.297e-05, 0.221, 6.378],
        [3932000.0, 1.977e-07, 3.129e-05, 0.21, 11.381],
        [4383000.0, 1.292e-07, 3.142e-05, 0.211, 9.929],
        [4988000.0, 1.69e-07, 3.767e-05, 0.253, 8.459],
        [5497000.0, 5.703e-07, 3.012e-05, 0.2, 18.918],
        [5751000.0, 4.653e-07, 3.017e-05, 0.201, 17.517],
    ],
    [0.1819, 0.2131, 0.1838, 0.1832, 0.2379],
    [1, -1, -1, -1, -1],
    "probid",
    [0.8568, 0.7826, 0.9362, 0.9369, 0.9379, 0.8716, 0.5489, 0.7231, 0.7792, 0.3331, 0.3387],
    1e-4,
)
RIM_SCALES = [(23, 60), (0, 15), (0, 10), (1, 3), (1, 3), (1, 5)]


@pytest.mark.parametrize(
    "case", [OCRA, LMAW, AROMAN, LOPM, RIM, ERVD, PROBID], ids=lambda case: str(case[3])[:20]
)
def test_tables_printed_in_the_papers(case):
    matrix, weights, types, method, scores, tolerance = case
    options = {"scales": RIM_SCALES} if case is RIM else {}
    np.testing.assert_allclose(preference(matrix, weights, types, method, **options), scores, atol=tolerance)
