"""Weights of the criteria: a bar, a number and a lock each; ← → change the one under the cursor."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from decision.language import _, _n
from tui.format import Line, bar, fit, number, width
from tui.lines import Lines
from tui.messages import WeightLocked, WeightMoved, WeightSet, WeightTyped
from tui.opened import Node

STEP, BIG_STEP = 0.01, 0.05


class Weights(Lines):
    """The criteria tree with the weight of each among its siblings."""

    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("minus", "move(-1)", show=False),
        Binding("plus,equals_sign", "move(1)", show=False),
        Binding("shift+left", "move(-5)", show=False),
        Binding("shift+right", "move(5)", show=False),
        Binding("space,l,д", "lock", show=False),
        Binding("enter", "type('')", show=False),
        Binding("0", "type('0')", show=False),
        Binding("full_stop,comma", "type('0.')", show=False),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.cursor: str | None = None
        self._bar_at = (0, 0)

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Criteria weights"))

    def note(self) -> str:
        """The invariant, and how many decisions can be undone."""
        session = self.session
        if session is None or session.study is None:
            return ""
        if session.weights_unsaved:
            return str(_("changed"))
        return str(_("as in the file"))

    def criteria(self) -> tuple[Node, ...]:
        """The criteria and groups, top down."""
        return self.session.study.nodes if self.session is not None and self.session.study is not None else ()

    def lines(self, cells: int) -> list[Line]:
        """A line for each criterion and group."""
        session, nodes = self.session, self.criteria()
        if session is None or session.question is None or not nodes:
            return []
        if self.cursor not in {node.id for node in nodes}:
            self.cursor = nodes[0].id
        bar_cells = 6 if cells < 44 else 12
        label_cells = max(8, min(cells - bar_cells - 10, max(width(n.label) + 2 * n.depth for n in nodes)))
        bar_cells = min(24, cells - label_cells - 10)
        self._bar_at = (label_cells + 2, bar_cells)
        lines: list[Line] = []
        for node in nodes:
            share = session.question.weights[node.id]
            filled, track = bar(share, bar_cells)
            locked = node.id in session.question.locked
            changed = abs(share - session.study.file_weights[node.id]) >= 0.005 if session.study else False
            label = fit("  " * node.depth + node.label, label_cells)
            lines.append(
                [
                    (">" if node.id == self.cursor else " ", ""),
                    (label, "strong" if node.group else ""),
                    (" ", ""),
                    (filled, "bar"),
                    (track, "track"),
                    (fit(number(share, 2), 6, "right"), "accent" if changed else ""),
                    (" ■" if locked else "  ", "accent"),
                ]
            )
        return lines

    def plain(self) -> str:
        """The weights as a table: id, name, weight among its siblings."""
        session = self.session
        if session is None or session.question is None:
            return ""
        rows = [f"id\t{_('Criterion')}\t{_('Weight')}"]
        rows += [f"{n.id}\t{n.label}\t{number(session.question.weights[n.id], 4)}" for n in self.criteria()]
        return "\n".join(rows)

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The ranking method."""
        session = self.session
        if (
            session is None
            or session.question is None
            or session.study is None
            or self.size.height < len(self._body) + 2
        ):
            return []
        name = dict(session.study.methods).get(session.question.method, session.question.method)
        steps = len(session.past)
        undo = (
            str(_n("Backspace: {count} step back", "Backspace: {count} steps back", steps)) if steps else ""
        )
        method = f" {_('method')} {name}"
        line: Line = [(fit(method, min(cells, width(method))), "dim")]
        space = cells - width(method) - width(undo) - 1
        if undo and space >= 2:
            line += [(" " * space + undo, "dim")]
        return [(line, "")]

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """A line for each criterion, the title, and the method where there is room."""
        return 1 + max(1, len(self.criteria())) + 1

    def row_style(self, index: int) -> str:
        """The criterion under the cursor stands out while the pane has the focus."""
        nodes = self.criteria()
        if not self.has_focus or index >= len(nodes) or nodes[index].id != self.cursor:
            return ""
        return "cursor"

    def _go(self, by: int) -> None:
        ids = [node.id for node in self.criteria()]
        if not ids:
            return
        place = min(max((ids.index(self.cursor) if self.cursor in ids else 0) + by, 0), len(ids) - 1)
        self.cursor = ids[place]
        if place < self.scroll_offset.y:
            self.scroll_to(y=place, animate=False)
        elif place >= self.scroll_offset.y + self.page_rows():
            self.scroll_to(y=place - self.page_rows() + 1, animate=False)
        self.rebuild()

    def action_line_up(self) -> None:
        """To the criterion above."""
        self._go(-1)

    def action_line_down(self) -> None:
        """To the criterion below."""
        self._go(1)

    def action_first(self) -> None:
        """To the first criterion."""
        self._go(-1000)

    def action_last(self) -> None:
        """To the last criterion."""
        self._go(1000)

    def action_move(self, hundredths: int) -> None:
        """Change the weight under the cursor."""
        if self.cursor is not None:
            self.post_message(WeightMoved(self.cursor, hundredths * STEP))

    def action_lock(self) -> None:
        """Lock the weight under the cursor, or unlock it."""
        if self.cursor is not None:
            self.post_message(WeightLocked(self.cursor))

    def action_type(self, begun: str) -> None:
        """Ask for a number for the weight under the cursor."""
        if self.cursor is not None:
            self.post_message(WeightTyped(self.cursor, begun))

    def on_click(self, event: events.Click) -> None:
        """Go to the criterion; a click on its bar sets the weight, two beside it lock or unlock the weight."""
        index = self.body_index(event.y)
        nodes = self.criteria()
        if index is None or index >= len(nodes):
            return
        self.cursor = nodes[index].id
        self.rebuild()
        start, cells = self._bar_at
        if start <= event.x < start + cells:
            self.post_message(WeightSet(self.cursor, round((event.x - start + 1) / cells, 2)))
        elif event.chain == 2:
            self.action_lock()
