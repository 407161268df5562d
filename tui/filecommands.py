"""What touches files: opening an editor, saving weights, leaving."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision.language import _
from tui import windows
from tui.comparisontext import plans_put_aside
from tui.copying import Copying
from tui.findings import answered, entered
from tui.journal import Journal
from tui.opened import Answer, OpenStudy, Order, Question
from tui.words import differences

if TYPE_CHECKING:
    from tui.protocoldialog import ProtocolOrder


class FileCommands(Copying, inherit_bindings=False):
    """F2, F4 and F10."""

    journal: Journal | None
    _protocol_order: ProtocolOrder | None = None
    """The last one of this session: who signs and why need not be typed twice."""

    def leave(self) -> None:
        """End knowingly: nothing is kept for the next start."""
        self.exit()

    def action_edit(self) -> None:
        """F4."""
        problem = next((p for p in self.session.problems if not p.warning and p.file), None)
        if problem is not None:
            self.open_editor(problem.file, problem.line)
        elif self.session.study is not None:
            page = self.session.page
            rule = (
                self.session.study.study.places.get(f"rule:{self.session.rule}") if page == "rules" else None
            )
            self.open_editor(*(rule or (self.session.study.criteria_file, 1)))

    def open_editor(self, shown: str | None, line: int | None) -> None:
        """Open a file of the study in the person's editor, the interface stepping aside."""
        path = self._path_of(shown)
        command = (
            os.environ.get("VISUAL")
            or os.environ.get("EDITOR")
            or next(filter(shutil.which, ("nano", "vi")), None)
        )
        if path is None or command is None or self.is_headless:
            self.notify(
                str(_("no editor: set EDITOR, or open {file} yourself", file=shown or "")), markup=False
            )
            return
        place = (
            [f"+{line}"]
            if line and Path(command.split()[0]).name in ("nano", "vi", "vim", "nvim", "emacs")
            else []
        )
        with self.suspend():
            subprocess.run([*command.split(), *place, str(path)], check=False)
        self.refresh()

    def _path_of(self, shown: str | None) -> Path | None:
        if shown is None:
            return None
        study: OpenStudy | None = self.session.study
        for file in study.study.files if study is not None else ():
            if file.shown == shown:
                return file.path
        beside = Path(self.where)
        folder = beside if beside.is_dir() else beside.parent
        return next((path for path in (folder / shown, Path(shown)) if path.is_file()), None)

    def action_save(self) -> None:
        """F2."""
        session = self.session
        study, question = session.study, session.question
        if study is None or question is None:
            return
        weights = study.written_weights(question.weights)
        changed = [
            f"{node.label}: {study.file_weights[node.id]:.2f} → {question.weights[node.id]:.2f}"
            for node in study.nodes
            if abs(study.file_weights[node.id] - question.weights[node.id]) >= 0.005
        ]
        rules = differences(study.question, replace(study.question, **_of_programme(question)), session)
        sentences = [*(changed or [str(_("The weights are those of the file."))]), *rules]
        changes = question.changes if study.programme_file else {}
        name = Path(session.opened).name
        own, alone = Path(f"{name}-own"), Path(f"weights-{name}.yaml")
        if study.writable:
            files = study.criteria_file
            if changes:
                files = f"{files}, {study.programme_file}" if changed else study.programme_file
            items = [windows.Item("write", _("Write to {file}; comments and order stay", file=files))]
        else:
            sentences.append(str(_("The bundled study itself is not changed.")))
            items = [windows.Item("copy", _("Make an own copy in {folder}/ and write there", folder=own))]
        items.append(windows.Item("alone", _("Write the weights alone to {file}", file=alone)))
        items.append(windows.Item("protocol", _("Write the protocol: document, workbook and run record")))

        def chosen(answer: str | None) -> None:
            if answer == "write":
                if changed or not changes:
                    self.engine.write_weights(study, weights)
                if changes:
                    self.engine.write_settings(study, changes)
            elif answer == "copy":
                self.engine.write_copy(session.opened, own, weights, question.changes)
            elif answer == "alone":
                self.engine.write_member(alone, name, weights)
            elif answer == "protocol":
                self.action_protocol()

        heading = _("Save weights and rules") if rules else _("Save the weights")
        self.push_screen(windows.Choice(str(heading), sentences, items), chosen)

    def action_record(self) -> None:
        """Leave a run record of the present plan, if it is computed."""
        decided = self._decided()
        if decided is not None:
            self.engine.write_record(*decided)

    def action_protocol(self) -> None:
        """Ask what the protocol is to hold, and have it written in a worker."""
        decided = self._decided()
        if decided is None:
            return
        study, _order, answer = decided
        if self.session.stale or not answer.has_plan:
            self.notify(
                str(_("the plan on the screen is the previous one: wait for the new one")), markup=False
            )
            return
        portfolio = answer.portfolio
        proven = portfolio.ending == "optimal"
        plan = (
            _("The protocol is made of the plan on the screen, which is proven optimal.")
            if proven
            else _("The protocol is made of the plan on the screen, the best found so far: not proven.")
        )
        changed = differences(study.question, answer.question, self.session)
        sentences = [str(plan), *(changed[:6] or [str(_("Nothing departs from the files."))])]
        if len(changed) > 6:
            sentences.append(str(_("and {count} more", count=len(changed) - 6)))
        runs = self.engine.runs.as_posix()

        def ordered(wanted: ProtocolOrder | None) -> None:
            if wanted is not None:
                self._protocol_order = wanted
                self.notify(str(_("the protocol is being written; go on working meanwhile")), markup=False)
                self.show(news=_("◌ writing the protocol…"))
                self.engine.write_protocol(*decided, wanted)

        self.push_screen(windows.ProtocolDialog(sentences, runs, self._protocol_order), ordered)

    def _decided(self) -> tuple[OpenStudy, Order, Answer] | None:
        session = self.session
        study, order, answer = session.study, session.order, session.answer
        if study is None or order is None or answer is None or order.key != answer.question.ranking_key:
            self.notify(str(_("there is no plan yet to leave a record of")), markup=False)
            return None
        return study, order, answer

    def action_leave(self) -> None:
        """F10: asks only when something would be lost."""
        session = self.session
        if not session.at_stake or session.question is None or session.study is None:
            self.leave()
            return
        sentences = [
            str(_("In no file yet:")),
            *[
                *differences(session.study.question, session.question, session),
                *entered(session),
                *answered(session),
                *plans_put_aside(session, session.comparing.kept),
            ][:12],
        ]
        items = [
            windows.Item("stay", _("Stay")),
        ]
        if self.journal is not None and self.journal.begun:
            items.append(windows.Item("later", _("Leave; the next start offers these decisions again")))
        if session.unsaved:
            items.append(windows.Item("save", _("Write weights and rules to their files first")))
        items.append(windows.Item("leave", _("Leave and forget these decisions")))

        def chosen(answer: str | None) -> None:
            if answer == "leave":
                self.leave()
            elif answer == "later":
                self.exit()
            elif answer == "save":
                self.action_save()

        self.push_screen(windows.Choice(str(_("Leave?")), sentences, items), chosen)


def _of_programme(question: Question) -> dict[str, Any]:
    """What of a question belongs into the programme file."""
    return {"rules": question.rules, "settings": question.settings}
