"""Data: what is wrong with the files and where, what is remarkable, what was read, what must be known."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from decision.errors import Problem
from decision.language import _, _n
from tui.format import Line, number, wrap
from tui.lines import Lines
from tui.messages import ProblemOpened
from tui.state import Session
from tui.words import place


class Problems(Lines):
    """Errors first; Enter opens the place in an editor."""

    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.cursor = 0
        self._starts: list[int] = []

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Data: remarks and sources"))

    def note(self) -> str:
        """How many of each."""
        problems = self._problems()
        faults = sum(not problem.warning for problem in problems)
        remarks = len(problems) - faults
        said = []
        if faults:
            said.append(str(_n("{count} error", "{count} errors", faults)))
        if remarks:
            said.append(str(_n("{count} remark", "{count} remarks", remarks)))
        return " · ".join(said) or str(_("nothing to object"))

    def _problems(self) -> tuple[Problem, ...]:
        session = self.session
        if session is None:
            return ()
        study = session.study
        remarks = (*study.study.warnings, *study.remarks) if study is not None else ()
        return (*session.problems, *{str(remark): remark for remark in remarks}.values())

    def lines(self, cells: int) -> list[Line]:
        """Problems, answers' warnings, the notice, the files."""
        session = self.session
        if session is None:
            return []
        lines: list[Line] = []
        if session.study is not None and any(not problem.warning for problem in session.problems):
            text = _("The answer on the screen comes from the last good version of the files.")
            lines += [[(" " + piece, "warn")] for piece in wrap(str(text), cells - 2)] + [[]]
        self._starts = []
        problems = self._problems()
        self.cursor = min(self.cursor, max(0, len(problems) - 1))
        for index, problem in enumerate(problems):
            self._starts.append(len(lines))
            lines += _problem_lines(problem, cells, marked=index == self.cursor)
        return lines + self._about(session, cells)

    def _about(self, session: Session, cells: int) -> list[Line]:
        lines: list[Line] = []

        def say(heading: str, texts: list[str]) -> None:
            shown = [text for text in texts if text]
            if shown:
                lines.append([])
                lines.append([(" " + heading, "strong")])
                for text in shown:
                    lines.extend([(" " + piece, "")] for piece in wrap(text, cells - 3, "  "))

        said = session.order.ranking.warnings if session.order is not None else ()
        portfolio = session.answer.portfolio if session.answer is not None else None
        said += tuple(w for w in (portfolio.warnings if portfolio is not None else ()) if w not in said)
        known = {str(problem.says) for problem in self._problems()}
        said = tuple(warning for warning in said if str(warning) not in known)
        say(str(_("Remarks of the computation")), [f"△ {warning}" for warning in said])
        if session.study is None:
            return lines
        study = session.study.study
        notice = [str(study.notice or ""), str(study.parks.notice or "")]
        if study.synthetic:
            notice.insert(0, str(_("SYNTHETIC DATA: no figure of any park describes a real one.")))
        say(str(_("About these data")), list(dict.fromkeys(notice)))
        if portfolio is not None:
            solver = portfolio.solver
            say(
                str(_("Who solved it")),
                [f"{solver.name} {solver.version}, {_('{seconds} s', seconds=number(solver.seconds, 2))}"],
            )
        if study.files:
            lines += [[], [(" " + str(_("Files read, with the beginning of their fingerprint")), "strong")]]
            roles = {
                "study": _("study"),
                "parks": _("parks"),
                "package": _("description of the data"),
                "criteria": _("criteria"),
                "programme": _("programme"),
                "partnerships": _("partnerships"),
                "member": _("committee member"),
            }
            for file in study.files:
                lines.append(
                    [(f" {file.sha256[:10]}  ", "dim"), (file.shown, ""), (f"  {roles[file.role]}", "dim")]
                )
        return lines

    def row_style(self, index: int) -> str:
        """The chosen problem stands out while the pane has the focus."""
        if not self.has_focus or not self._starts:
            return ""
        return "cursor" if index == self._starts[self.cursor] else ""

    def _step(self, by: int) -> None:
        target = self.cursor + by
        if self._starts and 0 <= target < len(self._starts):
            self.cursor = target
            start = self._starts[target]
            if not self.scroll_offset.y <= start < self.scroll_offset.y + self.page_rows():
                self.scroll_to(y=max(0, start - 1), animate=False)
            self.rebuild()
        else:
            self.scroll_to(y=self.scroll_offset.y + by, animate=False)

    def action_line_up(self) -> None:
        """To the problem above, or a line up."""
        self._step(-1)

    def action_line_down(self) -> None:
        """To the problem below, or a line down."""
        self._step(1)

    def action_open(self) -> None:
        """Open the place of the chosen problem."""
        problems = self._problems()
        if problems:
            self.post_message(ProblemOpened(problems[self.cursor]))

    def on_click(self, event: events.Click) -> None:
        """Choose the problem under the mouse."""
        index = self.body_index(event.y)
        if index is not None and self._starts and index >= self._starts[0]:
            self.cursor = max(i for i, start in enumerate(self._starts) if start <= index)
            self.rebuild()


def _problem_lines(problem: Problem, cells: int, marked: bool) -> list[Line]:
    glyph, style = ("△", "warn") if problem.warning else ("✗", "bad")
    head = "  ".join(filter(None, [place(problem), problem.field or ""]))
    marker = ">" if marked else " "
    lines: list[Line] = []
    says = str(problem.says)
    if head:
        lines.append([(f"{marker}{glyph} ", style), (head, "strong")])
        lines += [[("   " + piece, "")] for piece in wrap(says, cells - 4)]
    else:
        pieces = wrap(says, cells - 4)
        lines.append([(f"{marker}{glyph} ", style), (pieces[0], "")])
        lines += [[("   " + piece, "")] for piece in pieces[1:]]
    if problem.remedy:
        lines += [
            [("   → " if not i else "     ", "accent"), (piece, "accent")]
            for i, piece in enumerate(wrap(str(problem.remedy), cells - 6))
        ]
    return lines
