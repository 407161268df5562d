"""Page 4: why the selected park is in the plan or not, as a text to read, copy and scroll."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from decision.language import _
from tui.format import Line, fit, number, width
from tui.lines import Lines
from tui.messages import ActionChosen, ParkStepped
from tui.state import Session, outcome
from tui.whytext import why_lines
from tui.words import outcome_line


class Why(Lines):
    """The explanation; arrows left and right go to the parks above and below in the ranking."""

    UNMOVED_BY: ClassVar[frozenset[str]] = frozenset({"elapsed", "progress"})

    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._about: str | None = None

    def title(self) -> str:
        """The park."""
        session = self.session
        if session is None or session.study is None or session.park is None:
            return str(_("Why a park is in or out"))
        name = session.study.names.get(session.park, "")
        return fit(f"{session.park} {name}".strip(), max(12, self._cells() - 30)).rstrip()

    def note(self) -> str:
        """The keys for other parks."""
        return str(_("← → another park · ↑ ↓ scroll"))

    def top_lines(self, cells: int) -> list[tuple[Line, str]]:
        """How it stands: outcome, rank, merit, request."""
        session = self.session
        if session is None or session.study is None or session.park is None or session.order is None:
            return []
        return [(_standing(session, session.park), ""), ([], "")]

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """How far the solver is."""
        session = self.session
        shown = session.explained if session is not None else None
        if session is None or shown is None or shown.park != session.park:
            return []
        steps = _("{done} of {all} done", done=shown.done, all=shown.of) if shown.of else None
        if shown.failure is not None:
            return [([(" ✗ ", "bad"), (" ".join(str(shown.failure).split()), "bad")], "")]
        if shown.running:
            says = str(_("The solver is asked"))
            if shown.asks is not None:
                room = cells - width(f" ◌ {says}: … {steps or ''}  Esc {_('stop')}")
                says += ": " + fit(str(shown.asks), max(8, room)).rstrip().rstrip("…")
            line: Line = [(" ◌ ", "accent"), (says, "accent")]
            line.append((f"… {steps}" if steps else "…", "accent"))
            return [([*line, ("  Esc", "key"), (f" {_('stop')}", "dim")], "")]
        if shown.stopped:
            said = str(_("Stopped: what was found by then stays"))
            stopped: Line = [(" △ ", "warn"), (said + (f" · {steps}" if steps else ""), "warn")]
            return [([*stopped, ("  F3", "key"), (f" {_('ask again')}", "dim")], "")]
        done: Line = [(" ✓ ", "good"), (str(_("Every figure comes from the solver")), "dim")]
        return [([*done, ("  Ctrl+C", "key"), (f" {_('copy as text')}", "dim")], "")]

    def lines(self, cells: int) -> list[Line]:
        """The text."""
        return why_lines(self.session, cells) if self.session is not None else []

    def plain(self) -> str:
        """The text with what stands above and below it."""
        above = ["".join(text for text, _style in line).rstrip() for line, _row in self._top]
        return "\n".join([*above, super().plain().partition("\n")[2]])

    def on_click(self, event: events.Click) -> None:
        """A click on the last line stops what runs there, or asks again."""
        shown = self.session.explained if self.session is not None else None
        if shown is not None and event.y == self.size.height - 1 and (shown.running or shown.stopped):
            self.post_message(ActionChosen("stop" if shown.running else "why"))

    def watch_session(self) -> None:
        """Show another state; another park begins at the top."""
        if self.session is not None and self.session.park != self._about:
            self._about = self.session.park
            self.scroll_to(y=0, animate=False)
        super().watch_session()

    def action_step(self, by: int) -> None:
        """Another park."""
        self.post_message(ParkStepped(by))


def _standing(session: Session, park: str) -> Line:
    assert session.order is not None
    assert session.study is not None
    line: Line = [(" ", ""), *outcome_line(outcome(session, park), session.stale)]
    facts = [session.study.shown("district", park)]
    rank = session.order.rank.get(park)
    if rank is not None:
        facts.append(str(_("rank {rank} of {all}", rank=rank, all=len(session.order.rank))))
        facts.append(f"{_('merit')} {number(session.order.merit.get(park), 3)}")
    request = session.study.figure("requested_mln_rub", park)
    if request is not None:
        facts.append(str(_("request {money} mln RUB", money=number(request, 1))))
    for fact in filter(None, facts):
        line += [(" · ", "dim"), (fact, "")]
    return line
