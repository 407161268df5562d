"""How far an answer can be trusted: rank acceptability and inclusion shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision.language import _, _n
from decision.report.charts.chart import (
    INK,
    PALETTE,
    Chart,
    legend_below,
    numbers_on,
    shortened,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from decision.analysis.robust_result import Robust
    from decision.analysis.smaa_result import Smaa

TOP = 30
BANDS = (1, 3, 10, 30, 100)
"""Ranks are shown in bands that end at these; the last band takes the rest."""
BAND_COLOURS = ("#08306b", "#2b73b5", "#6aaed6", "#b3cde3", "#dddddd", "#f2f2f2")
"""From dark to light: the order is seen without colours too."""


def acceptability_chart(smaa: Smaa, *, top: int | None = None) -> Chart:
    """Stacked bars: in which share of the samples a park takes which ranks; parks by mean rank."""
    order = list(smaa.order[: top or TOP])
    ranks = len(smaa.parks)
    ends = [end for end in BANDS if end < ranks] + [ranks]

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        foot = [0.0] * len(order)
        first = 1
        for end, colour in zip(ends, BAND_COLOURS, strict=False):
            band = smaa.rank_acceptability[order, first - 1 : end].sum(axis=1)
            name = (
                _("rank {rank}", rank=end)
                if first == end
                else _("ranks {first}–{last}", first=first, last=end)
            )
            axes.barh(
                range(len(order)), band, left=foot, height=0.8, color=colour, edgecolor=INK, linewidth=0.3,
                label=str(name),
            )  # fmt: skip
            foot = [below + float(part) for below, part in zip(foot, band, strict=True)]
            first = end + 1
        axes.set_yticks(range(len(order)), [shortened(smaa.names[place]) for place in order], fontsize=7.5)
        axes.invert_yaxis()
        axes.margins(y=0.01)
        axes.set_xlim(0, 1)
        axes.set_xlabel(str(_n("share of {count} sample", "share of {count} samples", smaa.samples)))
        numbers_on(axes.xaxis, share=True)
        legend_below(figure, axes, columns=6)

    title = _("Rank acceptability by {method}", method=smaa.method)
    return Chart("acceptability", title, (7.2, 1.4 + 0.21 * max(len(order), 4)), draw)


def wilson_ends(share: float, samples: int) -> tuple[float, float]:
    """Ends of the 95 % interval of a share of so many samples (Wilson 1927); they contain the share and lie in 0–1."""
    from math import sqrt

    z = 1.959963984540054
    middle = (share + z**2 / (2 * samples)) / (1 + z**2 / samples)
    half = z / (1 + z**2 / samples) * sqrt(share * (1 - share) / samples + z**2 / (4 * samples**2))
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def inclusion_chart(robust: Robust, *, top: int | None = None) -> Chart:
    """Bars: share of the sampled weights that fund each borderline park, with the sampling error.

    Core and exterior parks, all at one end, are counted and not drawn, unless no park is borderline.
    """
    categories = robust.categories
    places = [i for i, category in enumerate(categories) if category == "borderline"]
    only = bool(places)
    places = places or list(range(len(categories)))
    places = sorted(places, key=lambda i: (-float(robust.inclusion[i]), i))
    left_out = max(0, len(places) - (top or 2 * TOP))
    if left_out:
        # The most open ones, around one half.
        keep = sorted(places, key=lambda i: (abs(float(robust.inclusion[i]) - 0.5), i))[: top or 2 * TOP]
        places = [i for i in places if i in set(keep)]

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        shares = [float(robust.inclusion[i]) for i in places]
        ends = [wilson_ends(share, robust.samples) for share in shares]
        reach = [[share - low for share, (low, _high) in zip(shares, ends, strict=True)],
                 [high - share for share, (_low, high) in zip(shares, ends, strict=True)]]  # fmt: skip
        axes.barh(
            range(len(places)), shares, height=0.78, color=PALETTE[0], xerr=reach,
            error_kw={"ecolor": INK, "elinewidth": 0.8, "capsize": 1.5},
        )  # fmt: skip
        axes.set_yticks(range(len(places)), [shortened(robust.names[i]) for i in places], fontsize=7.5)
        axes.invert_yaxis()
        axes.margins(y=0.01)
        axes.set_xlim(0, 1)
        numbers_on(axes.xaxis, share=True)
        lines = [
            str(
                _n(
                    "share of {count} weight vector whose best portfolio funds the park",
                    "share of {count} weight vectors whose best portfolio funds the park",
                    robust.samples,
                )
            )
        ]
        if only:
            lines.append(
                str(
                    _(
                        "not drawn: {core} core and {exterior} exterior parks, {others} borderline ones",
                        core=categories.count("core"),
                        exterior=categories.count("exterior"),
                        others=left_out,
                    )
                )
            )
        axes.set_xlabel("\n".join(lines))

    return Chart("inclusion", _("Inclusion shares"), (7.2, 1.4 + 0.2 * max(len(places), 4)), draw)
