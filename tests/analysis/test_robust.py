"""Robust portfolios: published core indices, brute force, reproducible samples."""

import itertools
import json
from pathlib import Path
from threading import Event

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.analysis.chunks import Chunks
from decision.analysis.gains import WeightedGains
from decision.analysis.polytope import polytope, simplex
from decision.analysis.robust import robust, weights_of
from decision.analysis.sampling import Uniform
from decision.decisions import allocate, gains, rank
from decision.errors import Interrupted
from decision.files.load import load_study, make_study
from decision.model.options import SolveOptions

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"
PROOF = SolveOptions(gap=0.0)


def study_of(scores: np.ndarray, costs: np.ndarray, budget: float, incomplete: tuple[str, ...] = ()):
    """Scores of 0 to 1 at each criterion, whole grants, one budget: the setting of robust portfolio modelling."""
    parks, criteria = scores.shape
    ids = [f"P{place:03d}" for place in range(parks)]
    table = pd.DataFrame(scores, columns=[f"c{k}" for k in range(criteria)])
    table.insert(0, "park_id", ids)
    table.insert(1, "name", ids)
    table["requested_mln_rub"] = costs.astype(float)
    top = float(scores.max())
    model = {
        "title": "t",
        "method": "wsm",
        "normalization": "minmax",
        "criteria": [
            {"id": f"c{k}", "column": f"c{k}", "scale": {"worst": 0, "best": top}, "do_nothing": 0}
            for k in range(criteria)
        ],
        "incomplete": list(incomplete),
    }
    programme = {
        "title": "t",
        "years": [2025],
        "budget": {"total": float(budget)},
        "terms": {"funding": "whole"},
        "objective": {"maximise": "value"},
    }
    return make_study(table.set_index("park_id"), model, programme, title="t")


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of published cases is not there")
@pytest.mark.parametrize("name", ["rpm_moa_biobjective17", "rpm_moa_knapsack_p4"])
def test_published_core_indices(name: str) -> None:
    case = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    inputs = case["inputs"]
    study = study_of(np.array(inputs["scores"], dtype=float), np.array(inputs["costs"]), inputs["budget"])
    found = robust(
        study, Uniform(len(inputs["scores"][0])), samples=20, weights=simplex(study.criteria), options=PROOF
    )
    assert found.exact
    assert found.portfolios == len(case["expected"]["portfolios"])
    index = dict(zip(found.parks, found.core_index, strict=True))
    expected = case["expected"]["core_index"]
    assert [index[f"P{place:03d}"] for place in range(len(expected))] == pytest.approx(expected, abs=1e-6)
    # What no portfolio of the exact set funds, no sampled optimum funds; what all fund, all sampled ones fund.
    for place, category in enumerate(found.categories):
        if category != "borderline":
            assert found.inclusion[place] == (category == "core")


@given(st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_incomplete_weights_by_brute_force(seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(1, 20, (7, 3)).astype(float)
    costs, budget = random.integers(1, 9, 7), int(random.integers(8, 25))
    study = study_of(scores, costs, budget, ("c0 >= c1", "c1 >= c2"))
    found = robust(study, Uniform(3), samples=4, weights=polytope(study.criteria), options=PROOF)
    # Extreme points of an ordered simplex (Liesiö, Mild & Salo 2007): (1, 0, 0), (1/2, 1/2, 0), (1/3, 1/3, 1/3).
    corners = np.array([[1, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]])
    values = corners @ scores.T
    feasible = [np.array(bits) for bits in itertools.product((0, 1), repeat=7) if costs @ bits <= budget]
    worth = [values @ bits for bits in feasible]
    best = np.array([
        bits for bits, own in zip(feasible, worth, strict=True)
        if not any((other >= own - 1e-9).all() and (other > own + 1e-6).any() for other in worth)
    ])  # fmt: skip
    assert found.exact
    assert found.portfolios == len(best)
    index = dict(zip(found.parks, found.core_index, strict=True))
    assert [index[f"P{place:03d}"] for place in range(7)] == pytest.approx(best.mean(axis=0))


def test_each_sample_is_the_optimum_of_its_own_weights(six_parks: Path) -> None:
    from decision.decisions import allocate

    study = load_study(six_parks)
    found = robust(study, Uniform(2), samples=12, seed=3, options=PROOF)
    weights = weights_of(Uniform(2), 3, (0, 12))
    funded = []
    for row in weights:
        plan = allocate(study, weights=dict(zip(("jobs", "share"), row.tolist(), strict=True)), options=PROOF)
        funded.append({park.park_id for park in plan.funded})
    for park, share in zip(found.parks, found.inclusion, strict=True):
        assert share == pytest.approx(np.mean([park in one for one in funded]))


def test_gains_are_those_of_single_rankings(six_parks: Path) -> None:
    study = load_study(six_parks)
    random = np.random.default_rng(1)
    for method in ("wsm", "topsis", "vikor", "codas"):
        batch = WeightedGains(study, study.programme, method=method)
        assert batch.linear == (method == "wsm")
        for row in random.dirichlet(np.ones(2), 4):
            own = dict(zip(batch.criteria, row.tolist(), strict=True))
            single = gains(rank(study, method=method, weights=own), study, study.programme)
            assert batch(row[None])[0] == pytest.approx(
                single.reindex(list(batch.parks)).to_numpy(), abs=1e-12
            )


def test_pieces_jobs_and_resuming_change_nothing(six_parks: Path, tmp_path: Path) -> None:
    study = load_study(six_parks)
    whole = robust(study, Uniform(2), samples=22, options=PROOF).to_dict()
    on_two = robust(study, Uniform(2), samples=22, options=PROOF, jobs=2).to_dict()
    chunks = Chunks(tmp_path, "robust", "0" * 64)
    robust(study, Uniform(2), samples=8, options=PROOF, chunks=chunks)
    resumed = robust(study, Uniform(2), samples=22, options=PROOF, chunks=chunks).to_dict()
    assert json.dumps(whole) == json.dumps(on_two) == json.dumps(resumed)


def test_the_statement_that_settles_most_is_counted_right(six_parks: Path) -> None:
    study = load_study(six_parks)
    found = robust(study, Uniform(2), samples=60, seed=5, options=PROOF)
    (statement,) = found.statements
    weights = weights_of(Uniform(2), 5, (0, 60))
    agree = weights[:, 0] >= weights[:, 1]
    assert statement.share_yes == pytest.approx(agree.mean())
    borderline = sum(0 < share < 1 for share in found.inclusion)
    assert 0 <= statement.no <= borderline
    assert 0 <= statement.yes <= borderline


def test_why_the_core_index_is_missing_is_told(six_parks: Path) -> None:
    study = load_study(six_parks)
    curved = robust(study, Uniform(2), samples=2, method="topsis", weights=simplex(study.criteria))
    assert not curved.exact
    assert "not linear" in str(curved.why_not_exact)
    text = (six_parks / "programme.yaml").read_text(encoding="utf-8")
    (six_parks / "programme.yaml").write_text(
        text.replace("terms: {funding: whole}", "terms: {funding: partial, minimum_share: 0.5}"),
        encoding="utf-8",
    )
    study = load_study(six_parks)
    partial = robust(study, Uniform(2), samples=2, weights=simplex(study.criteria))
    assert "more than which parks" in str(partial.why_not_exact)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_least_regret_over_all_weights_by_brute_force(seed: int) -> None:
    """Against every set of parks at every extreme point; and at weights between them the regret is no greater."""
    random = np.random.default_rng(seed)
    scores = random.integers(1, 20, (7, 3)).astype(float)
    costs, budget = random.integers(1, 9, 7), int(random.integers(12, 25))
    study = study_of(scores, costs, budget, ("c0 >= c1", "c1 >= c2"))
    found = robust(
        study, Uniform(3), samples=4, weights=polytope(study.criteria), regret_seconds=60, options=PROOF
    ).regret
    assert found is not None
    feasible = np.array([bits for bits in itertools.product((0, 1), repeat=7) if costs @ bits <= budget])
    corners = np.array([[1, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]])

    def regret(weights: np.ndarray) -> np.ndarray:
        worth = feasible @ (scores @ weights.T)
        return 1 - worth / worth.max(axis=0)

    assert found.found.greatest == pytest.approx(regret(corners).max(axis=1).min(), abs=1e-6)
    mine = np.array([f"P{place:03d}" in found.funded for place in range(7)])
    (own,) = np.flatnonzero((feasible == mine).all(axis=1))
    between = random.dirichlet(np.ones(3), 200) @ corners
    assert regret(between)[own].max() <= found.found.greatest + 1e-9
    assert len(found.to_dict()["extreme_points"]) == 3


def test_the_list_of_non_dominated_portfolios_bears_out_the_core_index() -> None:
    random = np.random.default_rng(5)
    study = study_of(random.integers(1, 20, (7, 2)).astype(float), random.integers(1, 9, 7), 18)
    found = robust(study, Uniform(2), samples=4, weights=simplex(study.criteria), options=PROOF)
    assert len(found.non_dominated) == found.portfolios
    shares = [np.mean([park in one for one in found.non_dominated]) for park in found.parks]
    assert shares == pytest.approx(found.core_index)
    assert found.to_dict()["least_regret"] is None


@pytest.fixture(scope="module", name="large")
def _large():
    """More parks than are solved whole: each sample goes through a core."""
    random, count, years = np.random.default_rng(5), 120, (2025, 2026, 2027)
    ids = [f"P{place:03d}" for place in range(count)]
    table = pd.DataFrame({"park_id": ids, "name": ids})
    table["requested_mln_rub"] = random.integers(20, 90, count).astype(float)
    table["district"] = random.choice(["a", "b", "c"], count)
    for k in range(3):
        table[f"c{k}"] = random.random(count)
    leaves = [
        {"id": f"c{k}", "column": f"c{k}", "scale": {"worst": 0, "best": 1}, "do_nothing": 0}
        for k in range(3)
    ]
    programme = {
        "title": "t",
        "years": list(years),
        "budget": {"total": 3000.0, "by_year": dict.fromkeys(years, 1100.0)},
        "terms": {"funding": "whole", "build_years": 2, "yearly_share": [0.2, 0.7]},
        "objective": {"discount": 0.02},
        "rules": [
            {"id": "count", "measure": "count", "min": 50},
            {"id": "a", "measure": "grant", "where": {"district": "a"}, "min_share": 0.4},
        ],
    }
    criteria = {"title": "t", "method": "wsm", "normalization": "minmax", "criteria": leaves}
    return make_study(table.set_index("park_id"), criteria, programme, title="t")


@pytest.mark.parametrize("seed", [1, 2, 6])
def test_a_sample_is_the_plan_that_is_shown_under_its_weights(large, seed: int) -> None:
    loose = SolveOptions(gap=0.01)  # many plans are near enough: only the same search gives the same one
    (weights,) = weights_of(Uniform(3), seed, (0, 1))
    ranking = rank(large, weights=dict(zip(("c0", "c1", "c2"), weights.tolist(), strict=True)))
    shown = allocate(large, ranking=ranking, options=loose)
    found = robust(large, Uniform(3), samples=1, seed=seed, options=loose, exact_seconds=0)
    assert {park for park, share in zip(found.parks, found.inclusion, strict=True) if share} == {
        park.park_id for park in shown.funded
    }


def test_samples_of_a_large_round_do_not_hang_on_what_was_solved_before(large) -> None:
    loose = SolveOptions(gap=0.01)
    every = robust(large, Uniform(3), samples=9, options=loose, exact_seconds=0)
    apart = robust(large, Uniform(3), samples=9, options=loose, exact_seconds=0, jobs=2)
    np.testing.assert_array_equal(every.inclusion, apart.inclusion)
    np.testing.assert_array_equal(every.central_weights, apart.central_weights)
    assert every.largest_gap == apart.largest_gap <= 0.01


def test_stopped_before_anything_is_no_bad_input(six_parks: Path) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Interrupted) as told:
        robust(load_study(six_parks), Uniform(2), samples=4, exact_seconds=0, stop=stop)
    assert told.value.exit_code == 130
