"""Results in a notebook: a table, escaped, with what must be said of it."""

from __future__ import annotations

from pathlib import Path

from decision import SolveOptions, allocate, load_study, rank
from decision.analysis.explain import explain


def test_results_show_as_escaped_tables(six_parks: Path) -> None:
    parks = six_parks / "parks.csv"
    parks.write_text(parks.read_text(encoding="utf-8").replace("Alpha", "<i>Alpha</i>"), encoding="utf-8")
    study = load_study(six_parks)
    ranking = rank(study)
    portfolio = allocate(study, ranking=ranking, options=SolveOptions(gap=0.0))
    for result in (ranking, portfolio, explain(study, ("P1",))):
        shown = result._repr_html_()
        assert shown.count("<table") == 1
        assert "&lt;i&gt;Alpha" in shown
        assert "<i>" not in shown
    assert "ending: optimal, gap 0.000 %" in portfolio._repr_html_()


def test_synthetic_data_are_said_to_be(six_parks: Path) -> None:
    from dataclasses import replace

    portfolio = replace(allocate(load_study(six_parks)), synthetic=True, notice="<b>")
    assert "SYNTHETIC DATA" in portfolio._repr_html_()
    assert "&lt;b&gt;" in portfolio._repr_html_()


def test_every_result_has_its_table() -> None:
    from decision.analysis.budget_result import BudgetSweep
    from decision.analysis.comparison import Comparison
    from decision.analysis.frontier_result import Frontier
    from decision.analysis.regret import CommitteeRegret
    from decision.analysis.robust_result import Robust
    from decision.analysis.smaa_result import Smaa

    for result in (BudgetSweep, Comparison, Frontier, CommitteeRegret, Robust, Smaa):
        assert callable(result._repr_html_)
        assert callable(result.to_frame)
