"""Departures from the study, in words."""

import pytest

from decision.language import speaking
from decision.model.overrides import Override


@pytest.mark.parametrize(
    ("subject", "before", "after", "english", "russian"),
    [
        ("budget.total", 30000.0, 29500.5, "29,500.5 instead of 30,000", "29 500,5 вместо 30 000"),
        ("rules.few.min", 3.0, 0, "0 instead of 3", "0 вместо 3"),
        ("rules.late.years", [2029, 2030], [2030], "2030 instead of 2029; 2030", "2030 вместо 2029; 2030"),
        (
            "terms.yearly_share",
            [0.1, 0.7],
            [0.2, 0.7],
            "0.2; 0.7 instead of 0.1; 0.7",
            "0,2; 0,7 вместо 0,1; 0,7",
        ),
        ("rules.few.soft", True, False, "no instead of yes", "нет вместо да"),
    ],
)
def test_values_are_told_in_the_format_of_the_language(
    subject: str, before: object, after: object, english: str, russian: str
) -> None:
    what = Override("setting", subject, before, after).what
    with speaking("en"):
        assert str(what) == f"{subject}: {english}"
    with speaking("ru"):
        assert str(what).replace("\N{NO-BREAK SPACE}", " ") == f"{subject}: {russian}"
