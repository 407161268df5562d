"""The points of page 7 as a chart; a click on a point makes it the present plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.containers import Vertical
from textual.reactive import reactive

from tui.format import compact
from tui.messages import TradePointChosen
from tui.paint import colours
from tui.state import Session
from tui.trading import TradePoint

if TYPE_CHECKING:
    from textual_plot import PlotWidget

NEAR = 4
"""Cells within which a click means a point."""


class Chart(Vertical):
    """The chart; the plotting library is loaded when there is something to plot."""

    session: reactive[Session | None] = reactive(None, repaint=False, init=False, always_update=True)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._drawn: tuple[object, ...] = ()

    def on_mount(self) -> None:
        """Draw anew in other colours."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._draw())

    def watch_session(self) -> None:
        """Show another state."""
        if self.session is not None and self.session.page == "trade":
            self._draw()

    @property
    def points(self) -> tuple[TradePoint, ...]:
        """What is plotted."""
        if self.session is None:
            return ()
        run = self.session.trading.run(self.session.study)
        return tuple(point for point in run.points if point.y is not None)

    def _draw(self) -> None:
        session, points = self.session, self.points
        if session is None or not self.is_attached:
            return
        shown = (tuple(map(id, points)), session.trading.chosen, self.app.theme, session.language)
        if shown == self._drawn:
            return
        found = self.query("PlotWidget")
        if not points:
            self._drawn = shown
            for widget in found:
                widget.display = False
            return
        if not found:
            self._mount_plot()
            return
        plot: Any = found.first()
        if not plot.query("#plot"):  # it is being put together
            self.call_after_refresh(self._draw)
            return
        self._drawn = shown
        plot.display = True
        draw(plot, session, points, self.app.theme)

    def _mount_plot(self) -> None:
        from textual_plot import PlotWidget

        plot: PlotWidget = PlotWidget(allow_pan_and_zoom=False)
        plot.can_focus = False
        self.mount(plot)
        self.call_after_refresh(self._draw)

    def on_click(self, event: events.Click) -> None:
        """The point nearest to the mouse, if it is near."""
        found = self.query("PlotWidget")
        if not found or not self.points:
            return
        plot: Any = found.first()
        canvas = plot.query_one("#plot")
        x, y = event.screen_x - canvas.region.x, event.screen_y - canvas.region.y
        near = []
        for point in self.points:
            px, py = plot.get_pixel_from_coordinate(point.x, point.y)
            near.append((max(abs(px - x), 2 * abs(py - y)), point.key))
        distance, key = min(near)
        if distance <= NEAR:
            self.post_message(TradePointChosen(key, adopt=True))


def draw(plot: Any, session: Session, points: tuple[TradePoint, ...], theme: str) -> None:
    """Line, points, the chosen one; ticks in the language's format."""
    from textual_plot import HiResMode, NumericAxisFormatter

    class Figures(NumericAxisFormatter):  # type: ignore[misc]
        def get_labels_for_ticks(self, ticks: Any) -> list[str]:
            return [compact(round(float(tick), 6)) for tick in ticks]

    shades = colours(theme)
    xs, ys = [point.x for point in points], [point.y or 0.0 for point in points]
    plot.margin_top, plot.margin_bottom = 1, 2
    plot.clear()
    plot.set_x_formatter(Figures())
    plot.set_y_formatter(Figures())
    plot.set_styles(f"background: {shades['surface']};")
    if len(points) > 1:
        plot.plot(xs, ys, line_style=shades["bar"], hires_mode=HiResMode.BRAILLE)
    plot.scatter(xs, ys, marker="●", marker_style=shades["accent"])
    chosen = [(point.x, point.y or 0.0) for point in points if point.key == session.trading.chosen]
    if chosen:
        plot.scatter([chosen[0][0]], [chosen[0][1]], marker="■", marker_style=shades["warning"])
    wide = (max(xs) - min(xs)) or max(1.0, 0.2 * abs(max(xs)))
    high = (max(ys) - min(ys)) or max(1.0, 0.2 * abs(max(ys)))
    plot.set_xlimits(min(xs) - wide * 0.04, max(xs) + wide * 0.04)
    low = 0.0 if session.trading.kind == "budget" else min(ys) - high * 0.08
    plot.set_ylimits(low, max(ys) + high * 0.08)
