"""Charts: pictures of the right size, in both languages, the same bytes each time, and no trace left in matplotlib."""

from __future__ import annotations

import re
from io import BytesIO

import matplotlib
import pytest
from PIL import Image
from report_examples import whole_evidence

from decision.analysis.sampling import Uniform
from decision.analysis.smaa import Smaa, smaa
from decision.language import use_language
from decision.report.charts.chart import PALETTE, Chart, colours
from decision.report.charts.money import money_chart, payments_by_group
from decision.report.charts.ranking import merit_chart
from decision.report.charts.trust import acceptability_chart, inclusion_chart, wilson_ends


def acceptability() -> Smaa:
    study = whole_evidence().study
    return smaa(study.parks, study.criteria, Uniform(2), samples=500)


def every_chart() -> list[Chart]:
    evidence = whole_evidence()
    assert evidence.robust is not None
    return [
        merit_chart(evidence.ranking, evidence.study, funded={"P1"}),
        money_chart(evidence.portfolio, evidence.study),
        inclusion_chart(evidence.robust),
        acceptability_chart(acceptability()),
    ]


def test_the_same_content_gives_the_same_picture_and_leaves_matplotlib_alone() -> None:
    before = dict(matplotlib.rcParams)
    charts = every_chart()
    for chart in charts:
        picture = Image.open(BytesIO(chart.to_bytes("png")))
        assert picture.size[0] == pytest.approx(chart.size[0] * 150, abs=1)
        assert len(set(picture.convert("RGB").resize((60, 60)).get_flattened_data())) > 10
    money = charts[1]
    assert money.to_bytes("svg") == money.to_bytes("svg")
    assert b"<dc:date>" not in money.to_bytes("svg")
    assert money._repr_png_() == money.to_bytes("png") != money.to_bytes("png", titled=False)
    assert dict(matplotlib.rcParams) == before


def test_the_language_changes_the_picture() -> None:
    chart = money_chart(whole_evidence().portfolio, whole_evidence().study)
    english = chart.to_bytes("svg")
    use_language("ru")
    assert chart.to_bytes("svg") != english


def test_the_pyplot_state_is_not_touched() -> None:
    from matplotlib import _pylab_helpers

    every_chart()[0].to_bytes("png")
    assert not _pylab_helpers.Gcf.figs


def test_money_by_group_adds_up_to_what_is_paid() -> None:
    evidence = whole_evidence()
    groups = payments_by_group(evidence.portfolio, evidence.study, "district")
    for year, money in evidence.portfolio.by_year.items():
        assert sum(paid.get(year, 0.0) for paid in groups.values()) == pytest.approx(money.paid)
    assert list(payments_by_group(evidence.portfolio, evidence.study, "nothing")) == [""]


def test_colours_are_told_apart() -> None:
    assert len(set(colours(20))) == 20
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in PALETTE)


@pytest.mark.parametrize(
    ("share", "samples", "low", "high"), [(0.0, 10, 0.0, 0.2775), (0.5, 10, 0.2366, 0.7634)]
)
def test_wilson_ends_are_the_published_ones(share: float, samples: int, low: float, high: float) -> None:
    """Brown, Cai & DasGupta 2001: 0 of 10 and 5 of 10."""
    assert wilson_ends(share, samples) == pytest.approx((low, high), abs=1e-4)


def test_names_with_dollar_signs_are_no_formulas() -> None:
    evidence = whole_evidence()
    table = evidence.ranking.table.assign(name=["$x^2$"] * len(evidence.ranking.table))
    from dataclasses import replace

    assert merit_chart(replace(evidence.ranking, table=table)).to_bytes("png")


def test_charts_of_trade_offs() -> None:
    from decision.analysis.budget import budget_sweep
    from decision.analysis.compare import compare
    from decision.analysis.compared import decided
    from decision.analysis.frontier import frontier
    from decision.model.options import SolveOptions
    from decision.report.charts.tradeoffs import budget_chart, comparison_chart, frontier_chart

    study, options = whole_evidence().study, SolveOptions(gap=0.0)
    sides = [decided("A", study, options), decided("B", study, options, budget=1500.0)]
    charts = [
        comparison_chart(compare(sides)),
        frontier_chart(frontier(study, ["merit", "-grant"], points=4, options=options)),
        frontier_chart(frontier(study, ["merit", "-grant", "count"], points=4, options=options)),
        budget_chart(budget_sweep(study, [1.0, 1200.0, 2400.0], options=options)),
    ]
    for chart in charts:
        assert len(chart.to_bytes("png")) > 10_000
    assert charts[2].to_bytes("svg") == charts[2].to_bytes("svg")
