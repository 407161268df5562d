"""The tutorial does what it says: its files are written, its commands are typed, its Python is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from shell import call

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial_from_a_table_to_a_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = files = scripts = 0
    for kind, name, text in BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")):
        if kind == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                typed, *shown = part.rstrip("\n").split("\n")
                run, echoed, _rest = typed.partition("; echo $?")
                wanted = int(shown.pop()) if echoed else 0
                program, *arguments = shlex.split(run)
                assert program == "parkfund"
                done = call(*arguments, folder=tmp_path)
                assert done.code == wanted, (typed, done.err)
                for line in shown:
                    assert line in done.out + done.err, (typed, line)
                commands += 1
        elif kind == "python":
            exec(compile(text, "docs/tutorial.md", "exec"), {})
            scripts += 1
        else:
            (tmp_path / name).write_text(text, encoding="utf-8")
            files += 1
    assert (files, scripts) == (4, 1)
    assert commands >= 10
    assert "optimal" in capsys.readouterr().out
    for name in ("protocol.docx", "workbook.xlsx", "protocol.html", "inclusion.png"):
        assert (tmp_path / name).stat().st_size > 3000
    letters = {path.stem for path in (tmp_path / "letters").iterdir()}
    assert "A7" in letters
    assert "A1" not in letters
