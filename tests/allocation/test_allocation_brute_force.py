"""Small programmes against brute force: all choices of parks and start years, money by SciPy's LP."""

import pytest
from allocation_examples import allocate, brute_force, random_case

from decision.model.programme import Programme


@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
@pytest.mark.parametrize("seed", range(24))
def test_allocation_is_as_good_as_brute_force(seed: int, partial: bool) -> None:
    parks, content = random_case(1000 * partial + seed, partial)
    best = brute_force(parks, content)
    gain = parks["jobs"] if content["objective"]["maximise"] == "jobs" else parks["gain"]
    portfolio = allocate(parks, Programme.model_validate(content), gain)
    if best is None:
        assert portfolio.ending == "infeasible"
        assert portfolio.conflict is not None
        return
    assert portfolio.ending == "optimal"
    assert portfolio.ties == "ordered"
    # Money is handed out in whole thousands of rubles: a thousandth may be lost or found in each grant.
    price = float(gain.max()) if content["objective"]["maximise"] == "merit_money" else 1.0
    assert portfolio.objective == pytest.approx(best, abs=0.005 * price if partial else 1e-6)
