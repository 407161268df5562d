"""The programme's money by year and by district."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from decision.language import _, money
from decision.report.charts.chart import INK, Chart, colours, legend_below, numbers_on, shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from decision.model.results import Portfolio
    from decision.model.study import Study

MOST_GROUPS = 10


def money_chart(portfolio: Portfolio, study: Study, *, column: str = "district") -> Chart:
    """Stacked bars: payments of each year by district (or another column), and the year's ceiling.

    Args:
        portfolio: the plan.
        study: for the column and its names.
        column: what the money is split by; where the parks lack it, years are not split.
    """
    years = list(portfolio.by_year)

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        groups = payments_by_group(portfolio, study, column)
        foot = [0.0] * len(years)
        for (name, paid), (colour, hatch) in zip(groups.items(), colours(len(groups)), strict=True):
            heights = [paid.get(year, 0.0) for year in years]
            label = f"{shortened(name, 40)}: {money(sum(heights), 0)}" if name else str(_("paid"))
            axes.bar(
                range(len(years)), heights, bottom=foot, width=0.7, color=colour, hatch=hatch,
                edgecolor="white", linewidth=0.4, label=label,
            )  # fmt: skip
            foot = [below + height for below, height in zip(foot, heights, strict=True)]
        ceilings = [(i, portfolio.by_year[year].ceiling) for i, year in enumerate(years)]
        known = [(i, ceiling) for i, ceiling in ceilings if ceiling is not None]
        if known:
            axes.hlines(
                [ceiling for _i, ceiling in known], [i - 0.42 for i, _c in known], [i + 0.42 for i, _c in known],
                colors=INK, linewidth=1.6, label=str(_("ceiling of the year")),
            )  # fmt: skip
        tops = dict(known)
        for i, height in enumerate(foot):
            axes.text(
                i, max(height, tops.get(i, 0.0)), money(height, 0), ha="center", va="bottom", fontsize=8
            )
        axes.set_xticks(range(len(years)), [str(year) for year in years])
        axes.set_ylabel(str(_("mln RUB")))
        numbers_on(axes.yaxis)
        legend_below(figure, axes, columns=2)

    return Chart("money", _("Payments by year, mln RUB"), (7.2, 4.6), draw)


def payments_by_group(portfolio: Portfolio, study: Study, column: str) -> dict[str, dict[int, float]]:
    """Name of the group → year → million RUB; the groups with most money first, small ones together at the end."""
    table = study.parks.table
    paid: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    described = study.parks.column(column)
    for park in portfolio.funded:
        name = described.show(table.at[park.park_id, column]) if column in table else ""
        for year, amount in park.payments.items():
            paid[name][year] += amount
    order = sorted(paid, key=lambda name: (-sum(paid[name].values()), name))
    result = {name: dict(paid[name]) for name in order[:MOST_GROUPS]}
    rest: dict[int, float] = defaultdict(float)
    for name in order[MOST_GROUPS:]:
        for year, amount in paid[name].items():
            rest[year] += amount
    return result | ({str(_("others")): dict(rest)} if rest else {})
