"""Money by year: what is paid against the ceiling of each year."""

from __future__ import annotations

from textual import events

from decision.language import _
from tui.format import Line, bar, fit, number
from tui.lines import Lines
from tui.messages import ActionChosen

Row = tuple[str, float, float | None, float]
"""Name, paid, ceiling, carried over."""


class Money(Lines):
    """A bar from zero for each year, and the total."""

    can_focus = False

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Money by year, mln RUB"))

    def lines(self, cells: int) -> list[Line]:
        """A line a year, and one for the whole programme."""
        session = self.session
        if session is None or session.answer is None or not session.answer.has_plan:
            return []
        portfolio = session.answer.portfolio
        rows = [
            (str(year), money.paid, money.ceiling, money.carried) for year, money in portfolio.by_year.items()
        ]
        rows.append((str(_("total")), portfolio.granted, portfolio.budget_total, 0.0))
        low = not self.styles.is_auto_height and self.size.height < len(rows) + 1
        if low:
            return self._two_columns(rows, cells)
        label = max(len(row[0]) for row in rows)
        paid_cells = max(len(number(row[1])) for row in rows)
        ceiling_cells = max(len(number(row[2])) for row in rows if row[2] is not None) if rows else 0
        bar_cells = max(4, min(24, cells - label - paid_cells - ceiling_cells - 8))
        style = "dim" if session.stale else ""
        lines: list[Line] = []
        for name, paid, ceiling, carried in rows:
            limit = None if ceiling is None else ceiling + carried
            filled, track = bar(paid / (limit or portfolio.budget_total or 1.0), bar_cells)
            full = limit is not None and paid >= limit - 0.05 and limit > 0
            lines.append(
                [
                    (" " + fit(name, label), "strong" if name == rows[-1][0] else ""),
                    (" ", ""),
                    (filled, "bar" if not session.stale else "track"),
                    (track, "track"),
                    (" " + fit(number(paid), paid_cells, "right"), style),
                    (" / " + fit(number(limit), ceiling_cells, "right"), "dim"),
                    ("!" if full else " ", "warn"),
                ]
            )
        return lines

    def on_click(self, event: events.Click) -> None:
        """A click asks for another total."""
        self.post_message(ActionChosen("budget"))

    def _two_columns(self, rows: list[Row], cells: int) -> list[Line]:
        """The years two by two where the pane is low; the total is in the answer strip."""
        years, half = rows[:-1], (len(rows)) // 2
        pieces = []
        for name, paid, ceiling, carried in years:
            limit = None if ceiling is None else ceiling + carried
            filled, track = bar(paid / limit if limit else 0.0, 4)
            full = limit is not None and paid >= limit - 0.05 and limit > 0
            style = "dim" if self.session is not None and self.session.stale else ""
            text = fit(number(paid), cells // 2 - len(name) - 7, "right")
            pieces.append(
                [
                    (f" {name} ", ""),
                    (filled, "bar"),
                    (track, "track"),
                    (text, style),
                    ("!" if full else " ", "warn"),
                ]
            )
        return [[*pieces[i], *(pieces[i + half] if i + half < len(pieces) else [])] for i in range(half)]
