"""The questions behind an explanation, through the Python interface."""

from __future__ import annotations

from pathlib import Path

from decision import load_study
from decision.analysis.explain import explain


def test_it_says_what_it_asks_before_it_asks_it(six_parks: Path) -> None:
    study, heard = load_study(six_parks), []
    found = explain(study, ("P2",), asking=lambda question: heard.append(str(question)))
    assert heard[:3] == [
        "what forcing it in would cost, and which parks would lose their money",
        "at which merit it would be funded",
        "at which request it would be funded",
    ]
    assert heard[3:] == [f"without the rule {rule.label}" for rule in found.parks[0].rules]
