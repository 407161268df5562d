"""Portfolios side by side, the frontier of two or three objectives, and the budget sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from decision.language import Message, _, number
from decision.report.charts.chart import (
    INK,
    PALETTE,
    Chart,
    colours,
    legend_below,
    numbers_on,
    shortened,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from decision.analysis.budget_result import BudgetSweep
    from decision.analysis.comparison import Comparison, Measure
    from decision.analysis.frontier_result import Axis, Frontier


def comparison_chart(comparison: Comparison) -> Chart:
    """Paired bars: payments by year and grants by district, a colour for each portfolio."""
    labels = comparison.labels
    paid = [one for one in comparison.group("year") if one.quantity == "paid"]
    granted = [one for one in comparison.group("district") if one.quantity == "grant"]
    panels: list[tuple[Message, list[Measure]]] = [(_("Payments by year, mln RUB"), paid)]
    if granted:
        panels.append((_("Grants by district, mln RUB"), granted))

    def draw(figure: Figure) -> None:
        grid = figure.subplots(len(panels), 1, squeeze=False)
        for (title, measures), axes in zip(panels, grid[:, 0], strict=True):
            width = 0.8 / len(labels)
            for place, (label, (colour, hatch)) in enumerate(zip(labels, colours(len(labels)), strict=True)):
                starts = [i - 0.4 + width * (place + 0.5) for i in range(len(measures))]
                heights = [one.values[place] or 0.0 for one in measures]
                axes.bar(
                    starts, heights, width=width, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4,
                    label=shortened(label, 44),
                )  # fmt: skip
            names = [one.key if one.group == "year" else shortened(str(one.label), 16) for one in measures]
            axes.set_xticks(range(len(measures)), names)
            axes.set_title(str(title), fontsize=9)
            numbers_on(axes.yaxis)
        legend_below(figure, grid[0, 0], columns=2)

    return Chart("comparison", _("Portfolios side by side"), (7.2, 1.0 + 2.7 * len(panels)), draw)


def frontier_chart(frontier: Frontier) -> Chart:
    """Points joined in the order of the first objective; a third objective is the colour of the points."""
    axes_of = frontier.axes

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        points = [point for point in frontier.points if point.portfolio.objective is not None]
        across = [point.values[0] for point in points]
        up = [point.values[1] for point in points]
        third = [point.values[2] for point in points] if len(axes_of) > 2 else []
        if not third:
            order = sorted(range(len(points)), key=lambda i: (across[i], up[i]))
            axes.plot(
                [across[i] for i in order], [up[i] for i in order], color="#bbbbbb", linewidth=1, zorder=1
            )
        for proven, marker in ((True, "o"), (False, "X")):
            own = [i for i, point in enumerate(points) if point.proven is proven]
            if not own:
                continue
            shade: dict[str, Any] = {"color": PALETTE[0]}
            if third:
                # One scale for proven and unproven points.
                shade = {
                    "c": [third[i] for i in own],
                    "cmap": "cividis",
                    "vmin": min(third),
                    "vmax": max(third),
                }
            drawn = axes.scatter(
                [across[i] for i in own], [up[i] for i in own], marker=marker, s=28, edgecolors=INK,
                linewidths=0.4, zorder=2, label=str(_("proven") if proven else _("not proven")), **shade,
            )  # fmt: skip
            if third and not figure.axes[1:]:
                bar = figure.colorbar(drawn, ax=axes)
                bar.set_label(axis_title(axes_of[2]))
                numbers_on(bar.ax.yaxis)
        for place, (x, y) in enumerate(zip(across, up, strict=True), 1):
            if len(points) <= 30:
                axes.annotate(number(place), (x, y), textcoords="offset points", xytext=(4, 4), fontsize=7)
        axes.set_xlabel(axis_title(axes_of[0]))
        axes.set_ylabel(axis_title(axes_of[1]))
        numbers_on(axes.xaxis)
        numbers_on(axes.yaxis)
        legend_below(figure, axes)

    return Chart("frontier", _("Non-dominated portfolios"), (7.2, 4.8), draw)


def axis_title(axis: Axis) -> str:
    """The objective with its unit and direction."""
    unit = {"mln_rub": str(_("mln RUB")), "parks": str(_("parks"))}.get(axis.unit, axis.unit)
    name = shortened(str(axis.label), 60)
    parts = [part for part in (unit, "" if axis.maximised else str(_("less is better"))) if part]
    return f"{name}, {', '.join(parts)}" if parts else name


def budget_chart(sweep: BudgetSweep) -> Chart:
    """Value (with its proven bound) and number of parks over the total money; the programme's own total is marked."""

    def draw(figure: Figure) -> None:
        value, parks = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        found = [point for point in sweep.points if point.portfolio.objective is not None]
        totals = [point.total for point in found]
        values = [point.portfolio.objective or 0.0 for point in found]
        bounds = [point.portfolio.solver.bound for point in found]
        value.plot(
            totals, values, color=PALETTE[0], marker="o", markersize=3.5, label=str(_("value of the plan"))
        )
        known = [(total, bound) for total, bound in zip(totals, bounds, strict=True) if bound is not None]
        if known:
            value.plot(
                [total for total, _bound in known], [bound for _total, bound in known], color=PALETTE[5],
                linestyle="--", linewidth=1, label=str(_("proven: no plan is worth more")),
            )  # fmt: skip
        counts = [len(point.portfolio.funded) for point in found]
        parks.plot(totals, counts, color=PALETTE[2], marker="s", markersize=3.5)
        without = [point.total for point in sweep.points if point.portfolio.ending == "infeasible"]
        for axes in (value, parks):
            axes.axvline(sweep.own_total, color=INK, linestyle=":", linewidth=1)
            if without:
                axes.axvspan(min(without), max(without), color="#dddddd", zorder=0)
            numbers_on(axes.yaxis)
        if without:
            middle = (min(without) + max(without)) / 2
            value.text(
                middle,
                0.02,
                str(_("no portfolio")),
                transform=value.get_xaxis_transform(),
                ha="center",
                fontsize=7,
            )
        value.annotate(
            str(_("programme")), (sweep.own_total, 1.0), xycoords=("data", "axes fraction"),
            textcoords="offset points", xytext=(3, -8), fontsize=7,
        )  # fmt: skip
        value.set_ylabel(str(_("value")))
        parks.set_ylabel(str(_("parks")))
        parks.yaxis.get_major_locator().set_params(integer=True)
        parks.set_xlabel(str(_("total money, mln RUB")))
        numbers_on(parks.xaxis)
        legend_below(figure, value)

    return Chart("budget", _("Value and parks over the total money"), (7.2, 5.2), draw)
