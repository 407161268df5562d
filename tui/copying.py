"""Out of the screen: a pane as a table for a spreadsheet, the screen as a command for the shell."""

from __future__ import annotations

from functools import partial
from io import StringIO
from pathlib import Path

from decision.files.writing import put
from decision.language import _
from tui import windows
from tui.commandline import command_of, unsaid
from tui.commands import Commands
from tui.folders import state_folder

RUNS = Path("runs")
"""Beside the run records: where people look for what the program wrote."""


class Copying(Commands, inherit_bindings=False):
    """Ctrl+C and C."""

    def action_copy_pane(self) -> None:
        """Ctrl+C: to the clipboard through the terminal, and to a file, since not every terminal lets programs copy."""
        pane = self.focused
        if pane is None or not hasattr(pane, "plain"):
            return
        text = pane.plain() + "\n"
        self.copy_to_clipboard(text)
        name = f"copied-{pane.id or self.session.page}.tsv"
        if self.is_web:
            self.deliver_text(StringIO(text), save_filename=name)
            return
        for folder in (RUNS, state_folder()):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                put(folder / name, text.encode())
            except OSError:
                continue
            says = _(
                "copied: to the clipboard, if your terminal lets programs copy, and to {file}",
                file=folder / name,
            )
            self.notify(str(says), markup=False, timeout=8)
            return
        self.notify(
            str(_("copied, if your terminal lets programs copy; else select with Shift and the mouse"))
        )

    def action_copy_command(self) -> None:
        """C: the line that reproduces the screen; shown as well, so that it can be selected by mouse."""
        line = command_of(self.session)
        if line:
            self.copy_to_clipboard(line)
            self.push_screen(
                windows.ReadingDialog(
                    str(_("As a command")), partial(windows.command_text, line, unsaid(self.session))
                )
            )
