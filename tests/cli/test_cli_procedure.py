"""Double support is shown and can be ruled on; money that the year leaves unspent is shown as lapsing."""

import json
from pathlib import Path

import pytest
from shell import call


@pytest.fixture
def supported(six_parks: Path) -> Path:
    """P1 got 40 mln RUB before, P5 nothing, P4 has an empty cell."""
    before = {"P1": "40", "P4": "", "P2": "15"}
    head, *rows = (six_parks / "parks.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{row},{before.get(row.partition(',')[0], '0')}" for row in rows]
    text = "\n".join([f"{head},earlier_support_mln_rub", *rows]) + "\n"
    (six_parks / "parks.csv").write_text(text, encoding="utf-8")
    return six_parks


def test_earlier_support_is_shown_with_the_portfolio(supported: Path) -> None:
    answer = call("allocate", ".", "--no-record", folder=supported).out
    assert "1 funded park was supported before, with 40.0 mln RUB" in answer
    assert "earlier support, mln RUB" in answer
    assert [line.split()[1] for line in answer.splitlines() if line.endswith(" 40.0")] == ["P1"]


def test_earlier_support_can_be_ruled_on(supported: Path) -> None:
    programme = supported / "programme.yaml"
    rule = "  - {id: no_double, measure: count, where: {earlier_support_mln_rub: {above: 0}}, max: 0}\n"
    programme.write_text(programme.read_text(encoding="utf-8") + rule, encoding="utf-8")
    content = json.loads(call("allocate", ".", "--format", "json", "--no-record", folder=supported).out)
    # Without P1 and P2: P4, P5 and P6 are worth 0.38 + 0.61 + 0.22, more than P3 and P5 (0.56 + 0.61).
    assert {park["park_id"] for park in content["portfolio"]} == {"P4", "P5", "P6"}
    assert set(content["barred"]) == {"P1", "P2"}
    shown = call("allocate", ".", "--no-record", folder=supported).out
    assert "supported before" not in shown


@pytest.mark.parametrize(("carry_over", "lapses"), [(0.0, [50.0, 50.0]), (0.5, [25.0, 75.0])])
def test_what_a_year_leaves_lapses_unless_carried_over(
    six_parks: Path, carry_over: float, lapses: list[float]
) -> None:
    programme = six_parks / "programme.yaml"
    text = programme.read_text(encoding="utf-8").replace(
        "budget: {total: 350}",
        f"budget: {{total: 350, by_year: {{2025: 150, 2026: 250}}, carry_over: {carry_over}}}",
    )
    # P1 (100) in 2025 and P5 (200) in 2026 leave 50 in either year; nothing else may be funded.
    text = text.replace("{funding: whole}", "{funding: whole, tranches: [1.0]}")
    text += "  - {id: only, fund: [P1, P5]}\n  - {id: others, reject: [P2, P3, P4, P6]}\n"
    text += "  - {id: first, measure: starts, each_year: true, max: 1}\n"
    programme.write_text(text, encoding="utf-8")
    answer = call("allocate", ".", "--format", "json", "--no-record", folder=six_parks)
    content = json.loads(answer.out)
    years = content["budget"]["by_year"]
    assert [year["paid"] for year in years.values()] == [100, 200]
    assert [year["lapses"] for year in years.values()] == lapses
    assert "lapses on 31 December, not carried over (mln RUB): 2025" in answer.err
