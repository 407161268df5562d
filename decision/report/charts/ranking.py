"""Merit with the contributions of the criteria."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from decision.language import _, number, percent
from decision.report.charts.chart import Chart, colours, legend_below, numbers_on, shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from decision.model.results import Ranking
    from decision.model.study import Study

TOP = 30


def merit_chart(
    ranking: Ranking, study: Study | None = None, *, top: int | None = None, funded: Collection[str] = ()
) -> Chart:
    """Stacked bars: what each criterion adds to the merit of the best parks.

    Args:
        ranking: the ranking.
        study: for names in the reader's language.
        top: how many parks; default 30.
        funded: parks that are marked as funded.
    """
    shown = ranking.table.head(top or TOP)
    count = len(shown)

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        names = study.parks.names() if study is not None else ranking.table["name"]
        places = range(count)
        ahead, behind = [0.0] * count, [0.0] * count
        for criterion, (colour, hatch) in zip(ranking.criteria, colours(len(ranking.criteria)), strict=True):
            parts = [float(x) for x in ranking.contributions.loc[shown.index, criterion.id]]
            starts = [ahead[i] if part >= 0 else behind[i] for i, part in enumerate(parts)]
            axes.barh(
                places, parts, left=starts, height=0.78, color=colour, hatch=hatch, edgecolor="white",
                linewidth=0.4,
                label=shortened(f"{criterion.label} ({percent(criterion.weight, 0)})", 44),
            )  # fmt: skip
            for i, part in enumerate(parts):
                (ahead if part >= 0 else behind)[i] += part
        for i, (merit, end) in enumerate(zip(shown["merit"], ahead, strict=True)):
            axes.text(end, i, f" {number(float(merit), 3)}", va="center", fontsize=7)
        mark = {park: "● " if park in funded else "" for park in shown.index}
        labels = [
            f"{mark[park]}{shortened(str(names.get(park, '')))}  {int(rank)}"
            for park, rank in zip(shown.index, shown["rank"], strict=True)
        ]
        axes.set_yticks(list(places), labels, fontsize=7.5)
        axes.invert_yaxis()
        axes.margins(y=0.01)
        axes.set_xlabel(
            str(
                _("merit; shares of the criteria")
                if ranking.contributions_exact
                else _("merit, shared out by weighted normalised values")
            )
        )
        numbers_on(axes.xaxis)
        legend_below(figure, axes, columns=3)
        if funded:
            axes.text(
                0.99, 0.01, str(_("● funded")), ha="right", va="bottom", fontsize=8, transform=axes.transAxes
            )

    title = _("Merit of the parks by {method}", method=ranking.method)
    return Chart("merit", title, (7.2, 1.5 + 0.21 * max(count, 4)), draw)
