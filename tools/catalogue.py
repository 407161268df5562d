"""Collect the sentences of the program, merge them into the Russian catalogue and compile it: ``make catalogue``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
RUSSIAN = ROOT / "decision" / "locale" / "ru" / "LC_MESSAGES" / "parkfund.po"
KEYWORDS = {"_": None, "_n": (1, 2)}
# Dates and tool versions would change the file at every run.
FIXED = datetime(2026, 1, 1, tzinfo=UTC)


def template() -> Catalog:
    catalog = Catalog(project="parkfund", charset="utf-8", creation_date=FIXED, revision_date=FIXED)
    for package in ("decision", "tui"):
        for file, _line, message, _comments, _context in sorted(
            extract_from_dir(ROOT / package, keywords=KEYWORDS), key=lambda found: (found[0], found[1])
        ):
            if message:
                catalog.add(message, locations=[(f"{package}/{file}", None)])
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
