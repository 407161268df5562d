"""How far the plan holds when weights are not known exactly: shares of inclusion, what would settle most, regrets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from decision.language import Message, _, _n
from tui.columns import Column
from tui.findings import PARTS, sweep_key
from tui.format import Line, abbreviate, bar, fit, line_width, number, percent, spread, width
from tui.lines import Lines
from tui.messages import ActionChosen, ParkOpened, ParkSelected
from tui.state import Session, matches, outcome
from tui.table import Table
from tui.words import OUTCOMES

if TYPE_CHECKING:
    from decision.analysis.robust_result import Robust

CATEGORIES: dict[str, tuple[str, Message, str]] = {
    "core": ("█", _("core"), "good"),
    "borderline": ("▒", _("borderline"), "warn"),
    "exterior": ("░", _("exterior"), "dim"),
}
"""Glyph, word and colour: always funded, under some weights, never."""


def robust_of(session: Session | None) -> Robust | None:
    """What the sweep found about funded sets."""
    return session.sweep.robust if session is not None else None


def stale(session: Session) -> bool:
    """Whether the sweep answers another question than the present one."""
    return session.sweep.begun and session.sweep.key != sweep_key(session)


class TrustHead(Lines):
    """How far the sweep is, what it found in one line, which weights it draws."""

    can_focus = False

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Robustness: the plan under many weights"))

    def note(self) -> str:
        """The keys."""
        return str(_("T start, go on · Esc stop"))

    def lines(self, cells: int) -> list[Line]:
        """State; counts; weights."""
        session = self.session
        if session is None:
            return []
        return [self._state(session, cells), self._counts(session, cells), self._weights(session)]

    def _state(self, session: Session, cells: int) -> Line:
        sweep = session.sweep
        if not sweep.begun:
            says = _("T or a click here starts; you can go on working meanwhile")
            return [(f" {says}", "accent")]
        old: Line = (
            [(" " + str(_("FOR OTHER WEIGHTS OR RULES")) + " ", "badge"), (" ", "")] if stale(session) else []
        )
        if sweep.running:
            place = list(PARTS).index(sweep.part) + 1
            head = _("◌ part {place} of {all}: {part}", place=place, all=len(PARTS), part=PARTS[sweep.part])
            if sweep.stopping:
                return [(" ", ""), *old, (f"◌ {_('stopping…')}", "accent")]
            tail = _("Esc stops, what is done stays")
            told = f" · {sweep.progress.text}" if sweep.progress is not None else ""
            if told and width(f" {head}{told}") + line_width(old) > cells:
                head = _(
                    "◌ part {place} of {all}", place=place, all=len(PARTS)
                )  # how long it takes matters more
            return spread([(" ", ""), *old, (f"{head}{told}", "accent")], [(str(tail) + " ", "dim")], cells)
        if sweep.failure is not None:
            return [(" ✗ ", "bad"), (" ".join(str(sweep.failure).split()), "bad")]
        if sweep.ended_early:
            done = sweep.robust.samples if sweep.robust is not None else 0
            wanted = sweep.robust.wanted if sweep.robust is not None else 0
            says = _(
                "△ stopped: {done} of {wanted} plans found; T goes on",
                done=number(done),
                wanted=number(wanted),
            )
            return [(" ", ""), *old, (str(says), "warn")]
        found = sweep.robust
        says = _("✓ {count} plans found", count=number(found.samples if found is not None else 0))
        again = [(str(_("T computes anew")), "dim")] if old else []
        return [(" ", ""), *old, (str(says), "good"), (" ", ""), *again]

    def _counts(self, session: Session, cells: int) -> Line:
        found = robust_of(session)
        if found is None:
            return []
        categories: tuple[str, ...] = found.categories
        counts = {name: categories.count(name) for name in CATEGORIES}
        room = max(6, cells - sum(width(str(word)) + 8 for _g, word, _s in CATEGORIES.values()))
        line: Line = []
        for name, (glyph, word, style) in CATEGORIES.items():
            length = round(room * counts[name] / max(1, len(found.parks)))
            line += [
                (f" {word} ", style),
                (number(counts[name]), "strong"),
                (" " + glyph * length + " ", style),
            ]
        return line

    def _weights(self, session: Session) -> Line:
        found = robust_of(session)
        line: Line = [(" ", "")]
        if session.statements:
            says = _n(
                "{count} answer of yours counts", "{count} answers of yours count", len(session.statements)
            )
            line.append((f"{says} · ", "accent"))
        if found is not None and found.weights_text is not None:
            line.append((str(found.weights_text), "dim"))
            if found.exact:
                line.append((" · " + str(_("core proven over all weights")), "dim"))
            else:
                error = percent(float(found.error.max(initial=0.0)), 0)
                line.append((" · " + str(_("from samples, ± {error} at most", error=error)), "dim"))
        return line

    def on_click(self, event: events.Click) -> None:
        """Start, or stop."""
        if self.session is not None:
            self.post_message(ActionChosen("stop" if self.session.sweep.running else "sweep"))


class TrustTable(Table):
    """Parks with the share of weights under which the best plan funds them."""

    SHOWN = ("borderline", "core", "exterior", "all")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "show(-1)", show=False),
        Binding("right", "show(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="trust-table", classes="pane")
        self.showing = "borderline"
        self._row: dict[str, int] = {}
        self._ranked: dict[str, int] = {}
        self._categories: tuple[str, ...] = ()

    def title(self) -> str:
        """Which parks."""
        word = CATEGORIES[self.showing][1] if self.showing in CATEGORIES else _("all")
        return str(_("Parks: {which}", which=word))

    def note(self) -> str:
        """The keys."""
        return str(_("← → others · {count}", count=len(self.keys)))

    def columns(self) -> Sequence[Column]:
        """No., park, district, bar, share, error, category, now, mean rank, first."""
        columns = [
            Column("rank", _("No."), 3, align="right", keep=5),
            Column("park", _("Park"), 14, 30),
            Column("district", _("District"), 9, 14, keep=9),
            Column("bar", _("funded under"), 10, 16, keep=4),
            Column("share", "", 5, align="right"),
            Column("error", "±", 5, align="right", keep=6),
            Column("category", "", 12, keep=2),
            Column("now", _("now"), 3),
            Column("mean", _("mean rank"), 6, align="right", keep=7),
            Column("first", _("first"), 6, align="right", keep=8),
        ]
        study = self.session.study if self.session is not None else None
        if study is not None and "district" not in study.study.parks.table:
            columns = [column for column in columns if column.id != "district"]
        return columns

    def row_keys(self) -> Sequence[str]:
        """The parks of the category shown, in the order of the ranking."""
        session, found = self.session, robust_of(self.session)
        if session is None or found is None:
            return ()
        self._row = {park: place for place, park in enumerate(found.parks)}
        ranks = session.sweep.smaa
        self._ranked = {park: place for place, park in enumerate(ranks.parks)} if ranks is not None else {}
        self._categories = found.categories
        return [
            park
            for park, category in zip(found.parks, self._categories, strict=True)
            if self.showing in ("all", category) and matches(session, park)
        ]

    def empty(self) -> str:
        """Why there are no rows."""
        session = self.session
        if session is None or session.study is None:
            return str(_("reading…"))
        if session.sweep.running:
            return str(_("computing: how often each park is funded comes in part 3"))
        if robust_of(session) is None:
            return str(_("nothing computed yet: T starts"))
        return str(_("none: ← → shows the others"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session, found = self.session, robust_of(self.session)
        assert session is not None
        assert found is not None
        assert session.study is not None
        row = self._row[key]
        style = "dim" if stale(session) else ""
        share = float(found.inclusion[row])
        match column.id:
            case "rank":
                return [(str(found.rank[row] or ""), "dim")]
            case "park":
                return [(fit(session.study.names.get(key, key), cells), "")]
            case "district":
                return [(abbreviate(session.study.shown("district", key), cells), "dim")]
            case "bar":
                filled, track = bar(share, cells)
                return [(filled, "bar"), (track, "track")]
            case "share":
                return [(percent(share), style or "strong")]
            case "error":
                return [(percent(float(found.error[row])), "dim")]
            case "category":
                glyph, word, colour = CATEGORIES[self._categories[row]]
                return [(f"{glyph} {word}", style or colour)]
            case "now":
                glyph, _word, colour = OUTCOMES[outcome(session, key).kind]
                return [(glyph, colour)]
        return self._ranks(key, column, style)

    def _ranks(self, key: str, column: Column, style: str) -> Line:
        ranks = self.session.sweep.smaa if self.session is not None else None
        if ranks is None or key not in self._ranked:
            return []
        place = self._ranked[key]
        if column.id == "first":
            return [(percent(float(ranks.first_rank[place])), "dim")]
        return [(number(float(ranks.mean_rank[place]), 1), style or "dim")]

    def action_show(self, step: int) -> None:
        """Parks of another category."""
        self.showing = self.SHOWN[(self.SHOWN.index(self.showing) + step) % len(self.SHOWN)]
        self.rebuild()

    def action_open(self) -> None:
        """Start where nothing is computed; else the park's card."""
        if not self.keys and self.session is not None and not self.session.sweep.begun:
            self.post_message(ActionChosen("sweep"))
        else:
            super().action_open()

    def selected(self) -> str | None:
        """The selected park."""
        return self.session.park if self.session is not None else None

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(ParkSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(ParkOpened(event.key))

    def on_click(self, event: events.Click) -> None:
        """Select; a click on the title shows other parks."""
        if event.y == 0:
            self.action_show(1)
        else:
            super().on_click(event)
