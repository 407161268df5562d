"""The scorecard: what the plan brings beside the programme's targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from decision.language import _
from tui.format import Line, compact, fit, width
from tui.lines import Lines

if TYPE_CHECKING:
    from decision.model.results import ScorecardReport

FIGURE_CELLS = 9


def _mark(line: ScorecardReport) -> tuple[str, str]:
    if line.target is None or line.value is None:
        return (" ", "")
    return ("✓", "good") if line.value >= line.target else ("△", "warn")


class _Reports(Lines):
    can_focus = False

    def reports(self) -> tuple[ScorecardReport, ...]:
        """The indicators of the plan on the screen."""
        session = self.session
        if session is None or session.answer is None or not session.answer.has_plan:
            return ()
        return session.answer.portfolio.scorecard

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Scorecard"))

    def note(self) -> str:
        """How many targets are reached."""
        marks = [_mark(line)[0] for line in self.reports() if line.target is not None]
        if not marks:
            return ""
        return str(_("{met} of {all} targets", met=marks.count("✓"), all=len(marks)))

    @property
    def _figures(self) -> str:
        return "dim" if self.session is not None and self.session.stale else ""


class Scorecard(_Reports):
    """Indicators: ✓ target reached, △ short of it."""

    def lines(self, cells: int) -> list[Line]:
        """A line an indicator, with the target where there is room."""
        both = cells >= 44
        lines: list[Line] = []
        for line in self.reports():
            target = fit(f"/ {compact(line.target)}" if line.target is not None else "", FIGURE_CELLS)
            figures = fit(compact(line.value), FIGURE_CELLS, "right") + (f" {target}" if both else "")
            glyph, style = _mark(line)
            room = cells - width(figures) - 5
            lines.append(
                [(f" {glyph} ", style), (fit(str(line.label), room), ""), (f" {figures}", self._figures)]
            )
        return lines


class Targets(_Reports):
    """The scorecard in full: value, target, unit, year and source of each indicator."""

    can_focus = True

    def lines(self, cells: int) -> list[Line]:
        """A line an indicator."""
        reports = self.reports()
        if not reports:
            return []
        label = min(max(width(str(line.label)) for line in reports), max(20, cells // 3))
        heads = [("", 1), (str(_("Indicator")), label), (str(_("plan")), -10), (str(_("target")), -10)]
        unit = min(max((width(str(line.unit or "")) for line in reports), default=0), 20)
        lines: list[Line] = [
            [(f" {_columns([*heads, ('', unit), (str(_('year')), 5), (str(_('source')), 20)])}", "dim")]
        ]
        for line in reports:
            glyph, style = _mark(line)
            figures = _columns(
                [(compact(line.value), -10), (compact(line.target) if line.target is not None else "", -10)]
            )
            year = str(line.year) if line.year is not None else ""
            rest = _columns([(str(line.unit or ""), unit), (year, 5)])
            source = fit(str(line.source or ""), max(0, cells - label - unit - 37))
            lines.append(
                [
                    (f" {glyph} ", style),
                    (fit(str(line.label), label), ""),
                    (f" {figures}", self._figures or "strong"),
                    (f" {rest} {source}", "dim"),
                ]
            )
        return lines


def _columns(cells: list[tuple[str, int]]) -> str:
    """Texts in cells of given widths, a negative one to the right."""

    def each() -> Iterator[str]:
        for text, cell in cells:
            yield fit(text, abs(cell), "right" if cell < 0 else "left")

    return " ".join(each())
