"""What touches files: opening an editor, saving weights, leaving."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from decision.language import _
from tui.commands import Commands
from tui.dialogs import Choice, Item
from tui.opened import OpenStudy
from tui.words import differences


class FileCommands(Commands, inherit_bindings=False):
    """F2, F4 and F10."""

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
        sentences = changed or [str(_("The weights are those of the file."))]
        name = Path(session.opened).name
        own, alone = Path(f"{name}-own"), Path(f"weights-{name}.yaml")
        if study.writable:
            items = [Item("write", _("Write to {file}; comments and order stay", file=study.criteria_file))]
        else:
            sentences.append(str(_("The bundled study itself is not changed.")))
            items = [Item("copy", _("Make an own copy in {folder}/ and write there", folder=own))]
        items.append(Item("alone", _("Write the weights alone to {file}", file=alone)))

        def chosen(answer: str | None) -> None:
            if answer == "write":
                self.engine.write_weights(study, weights)
            elif answer == "copy":
                self.engine.write_copy(session.opened, own, weights)
            elif answer == "alone":
                self.engine.write_member(alone, name, weights)

        self.push_screen(Choice(str(_("Save the weights")), sentences, items), chosen)

    def action_leave(self) -> None:
        """F10: asks only when something is unsaved."""
        session = self.session
        if not session.unsaved or session.question is None or session.study is None:
            self.exit()
            return
        sentences = [
            str(_("In no file yet:")),
            *differences(session.study.question, session.question, session)[:12],
        ]
        items = [
            Item("stay", _("Stay")),
            Item("leave", _("Leave without saving")),
            Item("save", _("Save the weights first")),
        ]

        def chosen(answer: str | None) -> None:
            if answer == "leave":
                self.exit()
            elif answer == "save":
                self.action_save()

        self.push_screen(Choice(str(_("Leave?")), sentences, items), chosen)
