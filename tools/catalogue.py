"""Collect the sentences of the program, merge them into the Russian catalogue and compile it: ``make catalogue``."""

from __future__ import annotations

import ast
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
RUSSIAN = ROOT / "decision" / "locale" / "ru" / "LC_MESSAGES" / "parkfund.po"
# Dates and tool versions would change the file at every run.
FIXED = datetime(2026, 1, 1, tzinfo=UTC)


def sentences() -> list[tuple[str, str | tuple[str, str]]]:
    """Every sentence of ``_("…")`` and ``_n("…", "…", …)``, with the file it stands in.

    Read from the syntax tree, since Babel's reader of tokens sees no call inside an f-string before Python 3.12.
    """
    found = []
    for package in ("decision", "tui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                wanted = {"_": 1, "_n": 2}.get(node.func.id, 0)
                texts = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
                if wanted and len(texts) == wanted and all(isinstance(text, str) and text for text in texts):
                    place = path.relative_to(ROOT).as_posix()
                    found.append((place, texts[0] if wanted == 1 else (texts[0], texts[1])))
    return found


def template() -> Catalog:
    """A catalogue of every sentence, without translations."""
    catalog = Catalog(project="parkfund", charset="utf-8", creation_date=FIXED, revision_date=FIXED)
    for file, message in sentences():
        catalog.add(message, locations=[(file, None)])
    return catalog


def main() -> int:
    if RUSSIAN.exists():
        with RUSSIAN.open("rb") as file:
            russian = read_po(file, locale="ru", domain="parkfund")
    else:
        russian = Catalog(locale="ru", domain="parkfund", project="parkfund", charset="utf-8")
    russian.update(template(), no_fuzzy_matching=True)
    russian.obsolete.clear()
    russian.creation_date = russian.revision_date = FIXED
    RUSSIAN.parent.mkdir(parents=True, exist_ok=True)
    with RUSSIAN.open("wb") as file:
        write_po(file, russian, width=110, omit_header=False, sort_output=True, include_lineno=False)
    with RUSSIAN.open("rb") as file:
        russian = read_po(file, locale="ru", domain="parkfund")
    with RUSSIAN.with_suffix(".mo").open("wb") as file:
        write_mo(file, russian)
    missing = [
        message.id
        for message in russian
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    for sentence in missing:
        print(sentence)
    print(f"{len(russian)} sentences, {len(missing)} without translation", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
