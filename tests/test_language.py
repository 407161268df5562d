"""Every sentence exists in both languages, with the same placeholders, and numbers follow the language."""

import ast
import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from decision.language import CATALOGUE_FOLDER, DOMAIN, _, _n, money, number, percent, speaking, use_language

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import catalogue  # noqa: E402  a tool of the repository, not of the package

RUSSIAN = CATALOGUE_FOLDER / "ru" / "LC_MESSAGES" / f"{DOMAIN}.po"
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def sentences() -> set[str | tuple[str, str]]:
    return {sentence for _file, sentence in catalogue.sentences()}


@pytest.fixture(scope="module")
def russian() -> Catalog:
    with RUSSIAN.open("rb") as file:
        return read_po(file, locale="ru")


def test_every_sentence_has_a_russian_translation(russian: Catalog) -> None:
    missing = []
    for sentence in sentences():
        entry = russian.get(sentence if isinstance(sentence, str) else sentence[0])
        texts = (
            [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string)
        )
        if not texts or not all(texts) or entry.fuzzy:
            missing.append(sentence)
    assert not missing, (
        f"{len(missing)} without translation (make catalogue, then edit the .po): {missing[:10]}"
    )


def test_no_sentence_is_made_of_pieces() -> None:
    """A template with values filled in beforehand cannot be found in a catalogue."""
    faulty = []
    for package in ("decision", "tui"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("_", "_n")
                ):
                    faulty += [
                        f"{path.name}:{node.lineno}"
                        for arg in node.args[:1]
                        if not isinstance(arg, ast.Constant)
                    ]
    assert not faulty


def test_translations_keep_the_placeholders(russian: Catalog) -> None:
    for entry in russian:
        if not entry.id:
            continue
        originals = {
            name
            for text in (entry.id if isinstance(entry.id, tuple) else (entry.id,))
            for name in PLACEHOLDER.findall(text)
        }
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert set(PLACEHOLDER.findall(text)) <= originals, text
            assert originals - set(PLACEHOLDER.findall(text)) <= {"count"}, text


def test_the_compiled_catalogue_is_in_step(russian: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, russian)
    assert RUSSIAN.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run: make catalogue"


def test_a_message_is_put_into_words_when_shown() -> None:
    message = _("did you mean {near}?", near="where")
    assert str(message) == "did you mean where?"
    with speaking("ru"):
        assert str(message) == "возможно, where?"


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 ошибка"), (3, "3 ошибки"), (5, "5 ошибок"), (21, "21 ошибка"), (112, "112 ошибок")],
)
def test_russian_plurals(count: int, words: str) -> None:
    with speaking("ru"):
        assert str(_n("{count} problem in the input", "{count} problems in the input", count)).startswith(
            words
        )


def test_numbers_follow_the_language() -> None:
    assert number(29987.456, 1) == "29,987.5"
    assert money(-0.04) == "0.0"
    assert percent(0.1234) == "12.3 %"
    assert number(None) == number(float("nan")) == "–"
    with speaking("ru"):
        assert number(29987.456, 1).replace("\xa0", " ").replace("\u202f", " ") == "29 987,5"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="en, ru"):
        use_language("de")
