"""Sources: in one language or two, with marks that are told in the reader's language."""

from __future__ import annotations

import pytest

from decision.language import speaking
from decision.model.base import MARKS, Source
from decision.model.programme import Budget


@pytest.mark.parametrize(
    ("written", "en", "ru"),
    [
        ("[press] https://a.b/[law]", "[press] https://a.b/[law]", "[пресса] https://a.b/[акт]"),
        ("[law/press] x", "[law/press] x", "[акт/пресса] x"),
        ("order [12], [old rule]", "order [12], [old rule]", "order [12], [old rule]"),
        ({"en": "[derived] a", "ru": "[derived] б"}, "[derived] a", "[расчёт] б"),
        ({"ru": "приказ"}, "приказ", "приказ"),
    ],
)
def test_a_source_is_told_in_the_readers_language(written: object, en: str, ru: str) -> None:
    source = Budget.model_validate({"total": 1, "source": written}).source
    for language, told in (("en", en), ("ru", ru)):
        with speaking(language):
            assert str(source) == told


def test_every_mark_has_russian_words_and_is_found_in_either_language() -> None:
    for mark in MARKS:
        assert Source(ru=f"[{mark}] x").marks == Source(en=f"x [{mark}]").marks == {mark}
        with speaking("ru"):
            assert str(Source(en=f"[{mark}]")) not in (f"[{mark}]", "[]")
    assert Source(en="[lawful] [12]").marks == frozenset()


def test_an_empty_source_is_none() -> None:
    assert Budget(total=1, source="").source is None
    assert Budget(total=1).source is None
