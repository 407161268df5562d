"""Published knapsack and PROMETHEE V problems with published answers, through the public interface."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import EXACT, funded, programme

from decision import decisions
from decision.files.load import make_study
from decision.model.results import Portfolio

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"


def cases(kind: str) -> list[Any]:
    found = [path for path in sorted(CASES.glob("*.json")) if json.loads(path.read_text())["kind"] == kind]
    return found or [pytest.param(None, marks=pytest.mark.skip(reason="the folder shared/cases is not here"))]


def bounds(constraint: dict[str, Any]) -> dict[str, float]:
    keys = {"<=": ("max",), ">=": ("min",), "==": ("min", "max")}[constraint["sense"]]
    return {key: float(constraint["rhs"]) for key in keys}


def as_programme(values: list[float], constraints: list[dict[str, Any]]) -> tuple[pd.DataFrame, Any]:
    """Projects as parks that all ask for the same; every constraint a rule on a column, counted in full."""
    ids = [f"P{place:03d}" for place in range(len(values))]
    parks = pd.DataFrame(
        {"name": ids, "requested_mln_rub": 1.0, "gain": values}, index=pd.Index(ids, name="park_id")
    )
    rules = []
    for place, constraint in enumerate(constraints):
        parks[f"resource_{place}"] = np.array(constraint["coefficients"], dtype=float)
        measure = {"column": f"resource_{place}", "per": "count"}
        rules.append({"id": f"c{place}", "measure": measure, **bounds(constraint)})
    plan = programme(total=len(values), rules=rules, objective={"maximise": "gain"})
    return parks, plan


def decide(parks: pd.DataFrame, plan: Any) -> Portfolio:
    """As a person would: a study of a table, one criterion and a programme that maximises a column."""
    scored = {"title": "value", "method": "wsm", "normalization": "minmax"}
    criteria = {**scored, "criteria": [{"id": "gain", "column": "gain"}]}
    return decisions.allocate(make_study(parks, criteria, plan), options=EXACT)


@pytest.mark.parametrize("path", cases("knapsack"), ids=lambda path: path.stem if path else "absent")
def test_knapsack(path: Path) -> None:
    case = json.loads(path.read_text())
    parks, plan = as_programme(case["inputs"]["values"], case["inputs"]["constraints"])
    portfolio = decide(parks, plan)
    tolerance = case["tolerance"]["objective"]
    assert portfolio.ending == "optimal"
    assert portfolio.gap == pytest.approx(0.0, abs=1e-9)
    assert portfolio.objective == pytest.approx(case["expected"]["objective"], abs=tolerance)
    if "selected" in case["expected"]:
        projects = case["inputs"]["projects"]
        assert {projects[int(park[1:])] for park in funded(portfolio)} == set(case["expected"]["selected"])


def first_is_a_budget(path: Any) -> bool:
    if not isinstance(path, Path):
        return True
    first = json.loads(path.read_text())["inputs"]["constraints"][0]
    return first["sense"] == "<=" and min(first["coefficients"]) > 0


MONEY_CASES = [path for path in cases("knapsack") if first_is_a_budget(path)]


@pytest.mark.parametrize("path", MONEY_CASES, ids=lambda path: path.stem if path else "absent")
def test_knapsack_as_money(path: Path) -> None:
    """The first constraint, where every project uses some of it, as the budget: requests, funding whole."""
    case = json.loads(path.read_text())
    first, *others = case["inputs"]["constraints"]
    request = np.array(first["coefficients"], dtype=float)
    parks, plan = as_programme(case["inputs"]["values"], others)
    parks["requested_mln_rub"] = request
    budget = plan.budget.model_copy(update={"total": float(first["rhs"])})
    plan = plan.model_copy(update={"budget": budget})
    portfolio = decide(parks, plan)
    assert portfolio.objective == pytest.approx(
        case["expected"]["objective"], abs=case["tolerance"]["objective"]
    )
    assert portfolio.granted <= first["rhs"]
    if "total_cost" in case["expected"]:
        assert portfolio.granted == pytest.approx(case["expected"]["total_cost"], abs=1e-9)


def net_flows(case: dict[str, Any]) -> np.ndarray:
    """PROMETHEE II net flows by definition (Brans & Vincke 1985), for problems that do not print them."""
    inputs = case["inputs"]
    x, params = np.array(inputs["matrix"], float), inputs["params"]
    weights = np.array(inputs["weights"], float) / np.sum(inputs["weights"])
    n = len(x)
    flow = np.zeros(n)
    for k, weight in enumerate(weights):
        d = inputs["types"][k] * (x[:, None, k] - x[None, :, k])
        q, p, s = (params[key][k] for key in ("q", "p", "s"))
        kind = params["preference_function"][k]
        if kind == "linear":
            preference = np.clip((d - q) / (p - q), 0, 1)
        elif kind == "gaussian":
            preference = np.where(d > 0, 1 - np.exp(-(d**2) / (2 * s**2)), 0)
        elif kind == "level":
            preference = np.where(d > p, 1.0, np.where(d > q, 0.5, 0.0))
        elif kind == "vshape":
            preference = np.clip(d / p, 0, 1)
        else:
            pytest.skip(f"preference function {kind} is not written out here")
        flow += weight * (preference.sum(axis=1) - preference.sum(axis=0)) / (n - 1)
    return flow


@pytest.mark.parametrize("path", cases("promethee_v"), ids=lambda path: path.stem if path else "absent")
def test_promethee_v(path: Path) -> None:
    """Net flows add up here because the published method says so; gains may be negative."""
    case = json.loads(path.read_text())
    flow = np.array(case["expected"].get("net_flows") or net_flows(case))
    for name, problem in case["inputs"]["problems"].items():
        parks, plan = as_programme(list(flow), problem["constraints"])
        portfolio = decide(parks, plan)
        chosen = {case["inputs"]["alternatives"][int(park[1:])] for park in funded(portfolio)}
        assert chosen == set(case["expected"]["selected"][name]), name
