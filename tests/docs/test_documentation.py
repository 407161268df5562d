"""What the documentation says is true of the program: commands parse, links lead somewhere, made pages are in step."""

from __future__ import annotations

import importlib
import re
import runpy
import shlex
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [page.name for page in PAGES]


def typed_commands(text: str) -> list[str]:
    """Lines of code blocks that begin with ``parkfund``, also behind ``$`` and after ``&&``."""
    found = []
    for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            plain = line.removeprefix("$ ").strip()
            if plain.startswith("parkfund"):
                found += [part.strip() for part in plain.partition(";")[0].split("&&")]
    return found


def command_of(arguments: list[str]) -> Any:
    import typer

    from decision.cli.app import app

    group: Any = typer.main.get_command(app)
    return group.commands[arguments[0]] if arguments else group


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_written_down_parses(page: Path) -> None:
    from decision.cli import _choose_language
    from decision.cli.app import Epilog

    typed = typed_commands(page.read_text(encoding="utf-8"))
    if page.name == "README.md":
        assert len(typed) > 5
        typed += [part for epilog in Epilog for line in epilog.value for part in line.split(" && ")]
    for line in typed:
        program, *arguments = shlex.split(line, comments=True)
        assert program == "parkfund", line
        if not arguments:
            continue
        arguments = _choose_language(arguments)
        command = command_of(arguments)
        context = command.make_context(command.name, arguments[1:], resilient_parsing=True)
        assert not context.args, line


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        file, _hash, anchor = target.partition("#")
        assert (page.parent / file).exists(), target
        assert not anchor or anchor in re.sub(r"[^\w\n -]", "", text.lower()).replace(" ", "-"), target


def test_the_pages_made_from_the_program_are_in_step() -> None:
    pages = runpy.run_path(str(ROOT / "tools" / "reference.py"))["pages"]()
    assert len(pages) == 5
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, "run make pages"


def test_the_mathematics_is_where_the_page_says() -> None:
    text = (ROOT / "docs" / "mathematics.md").read_text(encoding="utf-8")
    modules = re.findall(r"`(decision\.[\w.]+)`", text)
    assert len(modules) > 12
    for module in modules:
        assert importlib.import_module(module).__doc__
