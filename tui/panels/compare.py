"""Page 5: kept plans side by side: measures with differences to the first, then the parks that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from decision.language import _, _n
from tui.columns import Column
from tui.comparisontext import figures, measure_lines, told_apart
from tui.format import Line, abbreviate, fit, number, wrap
from tui.hints import Hints
from tui.kept import Comparing
from tui.lines import Lines
from tui.messages import ActionChosen, KeptChosen, ParkSelected
from tui.table import Table

KEYS: list[BindingType] = [
    Binding("left", "choose(-1)", show=False),
    Binding("right", "choose(1)", show=False),
    Binding("enter", "do('adopt_kept')", show=False),
    Binding("delete", "do('remove_kept')", show=False),
    Binding("space", "do('all_parks')", show=False),
]


class Choosing(Lines):
    """What both panes of the page do with keys and the mouse."""

    @property
    def comparing(self) -> Comparing:
        """The state of the page."""
        return self.session.comparing if self.session is not None else Comparing()

    def action_choose(self, by: int) -> None:
        """Left and right."""
        self.post_message(KeptChosen(self.comparing.chosen + by))

    def action_do(self, action: str) -> None:
        """Enter, Delete, Space."""
        self.post_message(ActionChosen(action))


class SideBySide(Choosing):
    """The measures: those that differ first."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._ends: list[int] = []

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Kept plans side by side"))

    def note(self) -> str:
        """How they differ in parks."""
        comparison = self.comparing.comparison
        if comparison is None:
            return ""
        return str(
            _(
                "in all {all} · in some {some} · in none {none}",
                all=len(comparison.in_all),
                some=len(comparison.in_some),
                none=len(comparison.in_none),
            )
        )

    def top_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The letters, and what was decided for each."""
        comparing = self.comparing
        if not comparing.kept or self.session is None:
            return []
        label, each = figures(cells, len(comparing.kept))
        line: Line = [(" " * label, "")]
        self._ends = []
        heads = told_apart(comparing.kept, self.session)
        for place, kept in enumerate(comparing.kept):
            says = f"{kept.letter} {heads[place]}"
            text = (
                f"[{fit(says, each - 3).rstrip()}]"
                if place == comparing.chosen
                else f" {fit(says, each - 3)}"
            )
            line.append((fit(text, each), "on" if place == comparing.chosen else "strong"))
            self._ends.append(label + each * (place + 1))
        return [(line, "")]

    def lines(self, cells: int) -> list[Line]:
        """The measures, or what to do when there are none."""
        comparing, session = self.comparing, self.session
        if session is None:
            return []
        if comparing.failure is not None:
            return [[(" " + text, "bad")] for text in wrap(str(comparing.failure), cells - 2)]
        if len(comparing.kept) < 2:
            says = (
                _(
                    "Nothing is kept yet. F5 on any page puts the present plan aside, under a letter; change weights, "
                    "pins or rules, press F5 again, and the plans stand here side by side (two to four)."
                )
                if not comparing.kept
                else _(
                    "One plan is kept. Change weights, pins or rules and press F5 again to compare with it."
                )
            )
            return [[], *[[(" " + text, "")] for text in wrap(str(says), cells - 2)]]
        if comparing.comparison is None:
            return [[(" ◌ ", "accent"), (str(_("Comparing…")), "accent")]]
        return measure_lines(session, comparing, cells)

    def on_click(self, event: events.Click) -> None:
        """A click on a column chooses it, a double click makes it the present plan."""
        label, _each = figures(self._cells(), max(1, len(self.comparing.kept)))
        place = next((place for place, end in enumerate(self._ends) if label <= event.x < end), None)
        if place is not None:
            self.post_message(KeptChosen(place))
            if event.chain == 2:
                self.post_message(ActionChosen("adopt_kept"))


class Differing(Table, Choosing):
    """The parks that some of the plans fund and others do not; Space shows all."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._hints = Hints()

    def title(self) -> str:
        """What is listed."""
        return str(_("All parks") if self.comparing.all_parks else _("Parks that differ"))

    def note(self) -> str:
        """How many."""
        return str(_n("{count} park", "{count} parks", len(self.keys))) if self.keys else ""

    def columns(self) -> Sequence[Column]:
        """Rank and merit of the first plan, what each does with the park, the request."""
        comparing = self.comparing
        first = comparing.kept[0].letter if comparing.kept else ""
        return [
            Column("rank", _("No."), 3, align="right", keep=3),
            Column("park", _("Park"), 16, 36),
            Column("district", _("District"), 9, 16, keep=4),
            *(
                Column(kept.label, f"[{kept.letter}]" if place == comparing.chosen else f" {kept.letter} ", 5)
                for place, kept in enumerate(comparing.kept)
            ),
            Column("request", _("Request"), 8, align="right", keep=2),
            Column("merit", f"{_('Merit')} {first}", 8, align="right", keep=1),
        ]

    def row_keys(self) -> Sequence[str]:
        """Those that differ, or all."""
        comparison = self.comparing.comparison
        if comparison is None:
            return ()
        if self.comparing.all_parks:
            return (*comparison.in_some, *comparison.in_all, *comparison.in_none)
        return comparison.in_some

    def empty(self) -> str:
        """Why there are no rows."""
        if self.comparing.comparison is None:
            return ""
        return str(_("the plans fund the same parks; Space shows all"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        first = self.comparing.kept[0]
        match column.id:
            case "rank":
                return [(str(first.order.rank.get(key, "")), "dim")]
            case "park":
                name = f"{key} {first.study.names.get(key, '')}"
                return [(fit(name, cells), "")]
            case "district":
                return [(abbreviate(first.study.shown("district", key), cells), "dim")]
            case "request":
                return [(number(first.study.figure("requested_mln_rub", key), 1), "")]
            case "merit":
                return [(number(first.order.merit.get(key), 3), "dim")]
        kept = next(each for each in self.comparing.kept if each.label == column.id)
        funded = kept.answer.funded.get(key)
        if funded is None:
            return [(" ○", "dim")]
        share = "" if funded.funded_fraction > 0.9995 else f" {number(funded.funded_fraction * 100)}"
        return [(" ●" + share, "good")]

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The keys of the page."""
        if not self.comparing.kept:
            return [(self._hints.line([("F5", _("keep the present plan"), "keep")], cells), "")]
        parks = _("only what differs") if self.comparing.all_parks else _("all parks")
        hints: list[tuple[str, Any, str]] = [
            ("← →", _("choose"), "choose"),
            ("Enter", _("make it the plan"), "adopt_kept"),
            ("Delete", _("remove"), "remove_kept"),
            ("Space", parks, "all_parks"),
            ("F5", _("keep"), "keep"),
        ]
        return [(self._hints.line(hints, cells), "")]

    def on_click(self, event: events.Click) -> None:
        """The keys below can be clicked, the letters above too."""
        if event.y == self.size.height - 1:
            action = self._hints.at(event.x)
            if action == "choose":
                self.post_message(KeptChosen((self.comparing.chosen + 1) % max(1, len(self.comparing.kept))))
            elif action is not None:
                self.post_message(ActionChosen(action))
        elif event.y == 1:
            x = 1
            for place, (column, cells) in enumerate(self._shown):
                x += self._gap if place else 0
                if x <= event.x < x + cells:
                    for which, kept in enumerate(self.comparing.kept):
                        if kept.label == column.id:
                            self.post_message(KeptChosen(which))
                x += cells
        else:
            super().on_click(event)

    def go_to(self, key: str, quiet: bool = False) -> None:
        """Put the cursor on a park; it is the selected one everywhere."""
        moved = key != self.cursor and key in self._places
        super().go_to(key, quiet)
        if moved and not quiet:
            self.post_message(ParkSelected(key))
