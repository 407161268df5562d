"""Districts by years as a table of shades: the figure stands in every cell, the shade only helps the eye."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from decision.language import _
from tui.columns import Column
from tui.format import Line, abbreviate, bar, fit, line_width, number, percent, width, wrap
from tui.lines import Lines
from tui.pagemessages import DistrictOpened, DistrictSelected, MeasureChosen
from tui.state import Session
from tui.table import Table

if TYPE_CHECKING:
    from decision.analysis.territory import Measure, Territory

SHADES = "  ", "░░", "▒▒", "▓▓", "██"
PER_HEAD = "per_head"
BILLION = 1000.0
"""Million RUB from which on money is shown in billion RUB."""


def territory_of(session: Session | None) -> Territory | None:
    """The plan on the screen by district."""
    return session.answer.territory if session is not None and session.answer is not None else None


def chosen(session: Session | None) -> Measure | None:
    """The measure whose years are shown; money where money per head is."""
    found = territory_of(session)
    if session is None or found is None:
        return None
    return next((one for one in found.measures if one.id == session.measure), found.measures[0])


class Districts(Table):
    """Districts × years; ← → goes through the measures, Enter lists a district's parks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "measure(-1)", show=False),
        Binding("right", "measure(1)", show=False),
    ]

    def title(self) -> str:
        """Name of the pane, with the unit."""
        measure = chosen(self.session)
        if measure is None:
            return str(_("Districts by years"))
        if measure.id != "grant":
            return str(_("Districts by years: {measure}, by year of start", measure=measure.label))
        return str(_("Districts by years: bn RUB") if self._scale() > 1 else _("Districts by years: mln RUB"))

    def note(self) -> str:
        """The keys."""
        return str(_("← → measure · Enter parks"))

    def _scale(self) -> float:
        measure = chosen(self.session)
        if measure is None or measure.id != "grant":
            return 1.0
        return BILLION if sum(map(measure.total, measure.by_year)) >= 5 * BILLION else 1.0

    def _figure(self, value: float | None) -> str:
        if value is None:
            return ""
        scale = self._scale()
        return number(value / scale, 2 if scale > 1 else 0)

    def columns(self) -> Sequence[Column]:
        """District, years, total, share, parks, money per head."""
        found = territory_of(self.session)
        years = found.years if found is not None else ()
        return [
            Column("district", _("District"), 9, 24),
            *(Column(str(year), str(year), 8, align="right") for year in years),
            Column("total", _("total"), 7, 9, "right"),
            Column("share", _("share"), 5, align="right", keep=3),
            Column("parks", _("parks"), 5, align="right", keep=4),
            *(
                [Column("head", _("RUB a head"), 7, 12, "right", keep=1), Column("bar", "", 8, 16, keep=5)]
                if found is not None and found.per_head
                else []
            ),
        ]

    def row_keys(self) -> Sequence[str]:
        """The districts."""
        found = territory_of(self.session)
        return found.districts if found is not None else ()

    def empty(self) -> str:
        """Why there are no rows."""
        session = self.session
        if session is None or session.answer is None:
            return str(_("no plan yet"))
        return str(_("the parks' table has no column district: add one, and this page shows who gets what"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        found, measure = territory_of(self.session), chosen(self.session)
        assert self.session is not None
        assert found is not None
        assert measure is not None
        style = "dim" if self.session.stale else ""
        match column.id:
            case "district":
                return [(abbreviate(str(found.names[key]), cells), "")]
            case "total":
                return [(self._figure(measure.total(key)), style or "strong")]
            case "share":
                whole = sum(map(measure.total, found.districts))
                return [(percent(measure.total(key) / whole) if whole else "", "dim")]
            case "parks":
                return [(number(found.measures[1].total(key)), "dim")]
            case "head":
                return [(number(found.per_head[key]) if key in found.per_head else "", style)]
            case "bar":
                most = max(found.per_head.values(), default=0.0)
                filled, track = bar(found.per_head[key] / most, cells) if most else ("", "")
                return [(filled, "bar"), (track, "track")]
        value = measure.by_year[key][found.years.index(int(column.id))]
        most = max((figure for figures in measure.by_year.values() for figure in figures), default=0.0)
        shade = SHADES[0 if value <= 0 or most <= 0 else min(4, 1 + int(4 * value / most))]
        text = self._figure(value) if value > 0 else "·"
        return [(shade, "bar"), (fit(text, cells - 2, "right"), style if value > 0 else "track")]

    def totals(self) -> list[dict[str, Line]]:
        """All districts together and, for money, the ceiling of each year."""
        found, measure, session = territory_of(self.session), chosen(self.session), self.session
        if found is None or measure is None or session is None or session.answer is None:
            return []
        together: dict[str, Line] = {
            str(year): [(self._figure(measure.of_year(place)), "strong")]
            for place, year in enumerate(found.years)
        }
        together["district"] = [(str(_("all")), "strong")]
        together["total"] = [(self._figure(sum(map(measure.total, found.districts))), "strong")]
        together["parks"] = [(number(sum(map(found.measures[1].total, found.districts))), "strong")]
        rows = [together]
        if measure.id == "grant":
            ceiling: dict[str, Line] = {"district": [(str(_("ceiling")), "")]}
            for year, money in session.answer.portfolio.by_year.items():
                limit = None if money.ceiling is None else money.ceiling + money.carried
                tight = limit is not None and money.paid >= limit - 0.05
                text = "–" if limit is None else self._figure(limit) + ("!" if tight else "")
                ceiling[str(year)] = [(text, "warn" if tight else "")]
            ceiling["total"] = [(self._figure(session.answer.portfolio.budget_total), "")]
            rows.append(ceiling)
        return rows

    def action_measure(self, step: int) -> None:
        """The next measure, or the one before."""
        found, measure = territory_of(self.session), chosen(self.session)
        if found is not None and measure is not None:
            ids = [one.id for one in found.measures]
            self.post_message(MeasureChosen(ids[(ids.index(measure.id) + step) % len(ids)]))

    def selected(self) -> str | None:
        """The selected district."""
        return self.session.district if self.session is not None else None

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(DistrictSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(DistrictOpened(event.key))


class Measures(Lines):
    """The measures to choose from, by click or ← →."""

    can_focus = False

    def lines(self, cells: int) -> list[Line]:
        """One line; the chosen measure in brackets."""
        found, now = territory_of(self.session), chosen(self.session)
        self._spots: list[tuple[int, int, str]] = []
        if found is None or now is None:
            return [[]]
        line: Line = [(f" {_('shown:')} ", "dim")]
        for measure in found.measures:
            start = line_width(line)
            text = f"[{measure.label}]" if measure is now else f" {measure.label} "
            line.append((text, "on" if measure is now else "label"))
            self._spots.append((start, start + width(text), measure.id))
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Take the measure under the mouse."""
        for start, end, id in self._spots:
            if start <= event.x < end:
                self.post_message(MeasureChosen(id))


class DistrictDetail(Lines):
    """The selected district in words: its funded parks, and how evenly money is spread."""

    can_focus = False

    def title(self) -> str:
        """The district."""
        found, session = territory_of(self.session), self.session
        if found is None or session is None:
            return str(_("District"))
        code = self._code()
        return str(found.names[code]) if code else str(_("District"))

    def _code(self) -> str:
        found, session = territory_of(self.session), self.session
        if found is None or session is None:
            return ""
        here = session.district
        return here if here is not None and here in found.names else next(iter(found.districts), "")

    def lines(self, cells: int) -> list[Line]:
        """Parks with their grants; the Gini index."""
        found, session = territory_of(self.session), self.session
        if found is None or session is None or session.answer is None or session.study is None:
            return []
        code = self._code()
        inside = set(found.parks.get(code, ()))
        funded = [park for park in session.answer.portfolio.funded if park.park_id in inside]
        names = session.study.names
        pieces = [
            f"{names.get(park.park_id, park.park_id)} {number(park.grant_mln_rub, 1)}" for park in funded
        ]
        head = _("{funded} of {all} parks funded", funded=len(funded), all=len(inside))
        text = " · ".join([f"{head}:" if pieces else str(head), *pieces]).replace(": · ", ": ", 1)
        room = max(1, self.size.height - 1 - (found.gini is not None))
        folded = wrap(text, cells - 2)
        if len(folded) > room:
            folded = [*folded[: room - 1], fit(folded[room - 1], cells - 4) + " …"]
        lines: list[Line] = [[(f" {piece}", "")] for piece in folded]
        if found.gini is not None:
            says = _(
                "money per head over the districts: Gini index {gini} (0: alike everywhere)",
                gini=number(found.gini, 2),
            )
            lines.append([(f" {says}", "")])
        return lines
