"""A window in which a member's weights are entered by comparing pairs of criteria (AHP)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from decision.errors import ParkfundError
from decision.language import _
from tui.columns import Column
from tui.dialogs import Reading
from tui.format import Line, fit, number, percent, wrap
from tui.memberdialogs import Entry
from tui.opened import OpenStudy, Shares
from tui.posted import Latest
from tui.table import Table

if TYPE_CHECKING:
    from decision.ranking.weighting_result import WeighingResult

SCALE: tuple[float, ...] = (*(1 / k for k in range(9, 1, -1)), *map(float, range(1, 10)))
"""Saaty's scale from 1/9 to 9."""
MIDDLE = 8
"""Place of "equal" in it."""

Pair = tuple[str | None, str, str]
"""Group (None: the top level) and two of its members."""


class Pairs(Table):
    """A row for each pair of siblings; ← → moves the judgement along Saaty's scale."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "judge(-1)", show=False),
        Binding("right", "judge(1)", show=False),
    ]

    def __init__(self, study: OpenStudy, places: dict[Pair, int]) -> None:
        super().__init__(id="pairs", classes="dialog-pairs")
        self.labels = {node.id: node.label for node in study.nodes}
        self.places = places
        self.pairs = {f"{group}\0{one}\0{other}": (group, one, other) for group, one, other in places}
        self.told: Line = []

    def columns(self) -> Sequence[Column]:
        """One criterion, the scale, the other criterion, the judgement in words."""
        return [
            Column("one", "", 12, 24, align="right"),
            Column("scale", _("← more important →"), 19),
            Column("other", "", 12, 24),
            Column("says", _("judgement"), 9, 10, keep=1),
        ]

    def row_keys(self) -> Sequence[str]:
        """The pairs."""
        return list(self.pairs)

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        pair = self.pairs[key]
        place = self.places[pair]
        match column.id:
            case "one":
                text = fit(self.labels[pair[1]], cells).rstrip()
                return [(text, "strong" if place < MIDDLE else "")]
            case "other":
                return [(fit(self.labels[pair[2]], cells), "strong" if place > MIDDLE else "")]
            case "scale":
                track = "·" * MIDDLE + "│" + "·" * MIDDLE
                return [(track[:place], "track"), ("●", "accent"), (track[place + 1 :], "track")]
        ratio = abs(place - MIDDLE) + 1
        if ratio == 1:
            return [(str(_("equal")), "dim")]
        return [(f"{ratio} : 1" if place < MIDDLE else f"1 : {ratio}", "")]

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """What the judgements give."""
        return [(line, "total") for line in self._folded(cells)]

    def _folded(self, cells: int) -> list[Line]:
        """What the judgements give, in lines that fit."""
        return [[(f" {piece}", style)] for text, style in self.told for piece in wrap(text, cells - 2, "  ")]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Every pair, the head, and what the judgements give."""
        return min(18, 1 + len(self.pairs) + len(self._folded(width)))

    def action_judge(self, step: int) -> None:
        """Move the judgement under the cursor."""
        if self.cursor is not None:
            self.put(self.pairs[self.cursor], self.places[self.pairs[self.cursor]] + step)

    def put(self, pair: Pair, place: int) -> None:
        """Put a judgement at a place of the scale."""
        self.places[pair] = min(max(place, 0), len(SCALE) - 1)
        self.post_message(Judged())

    def on_click(self, event: events.Click) -> None:
        """Choose the pair; a click on the scale puts the judgement there."""
        super().on_click(event)
        if self.cursor is None or self.body_index(event.y) is None:
            return
        start = 1
        for column, cells in self._shown:
            if column.id == "scale" and start <= event.x < start + len(SCALE):
                self.put(self.pairs[self.cursor], event.x - start)
            start += cells + self._gap


class Judged(Latest):
    """A judgement was moved."""


class Pairwise(Entry):
    """A member's weights by comparing pairs (AHP), with the consistency of the judgements."""

    HELP = "pairs"

    def __init__(
        self,
        name: str,
        study: OpenStudy,
        shares: Shares,
        judge: Callable[[OpenStudy, Mapping[str | None, Mapping[str, float]]], WeighingResult],
    ) -> None:
        super().__init__()
        self._heading, self._study, self._judge = name, study, judge
        self._shares: Shares | None = None
        self._places = {pair: nearest_place(shares, pair) for pair in pairs_of(study)}

    def compose(self) -> ComposeResult:
        """Pairs and answers."""
        with Vertical(classes="dialog wide"):
            yield Reading(self._heading, lambda cells: [], str(_("← → judge · Tab · F2 keep · Esc")))
            yield Pairs(self._study, self._places)
            yield self.answers()

    def on_mount(self) -> None:
        """Judge at once."""
        self.query_one(Reading).can_focus = False
        self.query_one(Pairs).focus()
        self._judged()

    def entered(self) -> Shares | None:
        """The weights that the judgements give."""
        return self._shares

    @on(Judged)
    def _judged(self) -> None:
        pairwise: dict[str | None, dict[str, float]] = {}
        for (group, one, other), place in self._places.items():
            # the scale runs from "the first is more important" at the left to the second at the right
            pairwise.setdefault(group, {})[f"{one}/{other}"] = SCALE[len(SCALE) - 1 - place]
        pairs = self.query_one(Pairs)
        try:
            found = self._judge(self._study, pairwise)
        except ParkfundError as refused:
            self._shares, pairs.told = None, [(" ".join(str(refused).split()), "bad")]
        else:
            self._shares, pairs.told = dict(found.shares), told(found, self._study)
        pairs.rebuild()
        pairs.refresh(layout=True)


def pairs_of(study: OpenStudy) -> list[Pair]:
    """Every two siblings, level by level."""
    levels: dict[str | None, list[str]] = {}
    for node in study.nodes:
        levels.setdefault(node.parent, []).append(node.id)
    return [(group, one, other) for group, ids in levels.items() for one, other in combinations(ids, 2)]


def nearest_place(shares: Shares, pair: Pair) -> int:
    """The place of the scale nearest to the ratio of two shares; where one is nothing, the end of the scale."""
    one, other = shares.get(pair[1], 0.0), shares.get(pair[2], 0.0)
    if one <= 0 and other <= 0:
        return MIDDLE
    if one <= 0 or other <= 0:
        return 0 if one > 0 else len(SCALE) - 1
    steps = min(8, round(max(one, other) / min(one, other)) - 1)
    return MIDDLE - steps if one > other else MIDDLE + steps


def told(found: WeighingResult, study: OpenStudy) -> Line:
    """The weights, the consistency of each level, and the judgement to look at again, a piece each."""
    labels = {node.id: node.label for node in study.nodes}
    pieces: Line = [
        (" · ".join(f"{labels[id]} {percent(weight, 1)}" for id, weight in found.weights.items()), "accent")
    ]
    for figure in found.quality:
        if figure.id != "consistency_ratio":
            continue
        good = figure.value <= (figure.limit or 1.0)
        where = f"{labels[figure.group]}: " if figure.group is not None else ""
        shown = {"ratio": number(figure.value, 2), "limit": number(figure.limit, 2)}
        says = (
            _("consistency ratio {ratio}, at most {limit} is usual", **shown)
            if good
            else _("consistency ratio {ratio}, above the usual {limit}", **shown)
        )
        pieces.append((f"{'✓' if good else '△'} {where}{says}", "good" if good else "warn"))
    for doubtful in found.doubtful[:1]:
        text = _(
            "look again at {first} against {second}: {fitting} instead of {value} would make it {ratio}",
            first=labels[doubtful.first],
            second=labels[doubtful.second],
            fitting=as_ratio(doubtful.fitting),
            value=as_ratio(doubtful.value),
            ratio=number(doubtful.consistency_ratio, 2),
        )
        pieces.append((str(text), "warn"))
    return [(text.replace(" %", "\u00a0%"), style) for text, style in pieces]


def as_ratio(value: float) -> str:
    """A judgement as people say it: 5 : 1, 1 : 3."""
    return f"{value:.0f} : 1" if value >= 1 else f"1 : {1 / value:.0f}"
