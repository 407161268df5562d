"""The questions behind an explanation, through the Python interface."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

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


def test_parks_that_only_break_priorities_can_hold_or_spare(six_parks: Path) -> None:
    """Against all sets of parks: those with the least breach of the soft rule are all there is to choose from."""
    programme = six_parks / "programme.yaml"
    soft = "  - {id: jobs, measure: jobs, min: 330, soft: {priority: 1}}\n"
    programme.write_text(programme.read_text(encoding="utf-8") + soft, encoding="utf-8")
    study = load_study(six_parks)
    table = study.parks.table
    lawful = [
        set(chosen)
        for size in range(1, 4)
        for chosen in itertools.combinations(table.index, size)
        if table.loc[list(chosen), "requested_mln_rub"].sum() <= 350
        and (table.loc[list(chosen), "district"] == "DFO").any()
    ]
    jobs = [int(table.loc[list(chosen), "jobs"].sum()) for chosen in lawful]
    kept = [chosen for chosen, count in zip(lawful, jobs, strict=True) if count == max(jobs)]
    found = explain(study, table.index)
    assert found.portfolio.objective is not None
    for park in found.parks:
        other = not park.funded
        assert any((park.park_id in chosen) is other for chosen in lawful)
        breaks = not any((park.park_id in chosen) is other for chosen in kept)
        assert park.breaks_priorities is breaks, park.park_id
        assert (park.loss is None) is breaks, park.park_id
    assert {park.breaks_priorities for park in found.parks} == {True, False}


@pytest.mark.parametrize("held", [(), ("P3", "P5")])
def test_rules_that_bar_a_park_are_lifted_together(six_parks: Path, held: tuple[str, ...]) -> None:
    """Against all sets of parks that keep the rules which are left; with P3 and P5 held in, the money is gone."""
    programme = six_parks / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    if held:
        text += f"  - {{id: held, fund: [{', '.join(held)}]}}\n"
    seen = set()
    for park, beside in (("P1", "P2"), ("P2", "P4"), ("P6", "P1")):
        barring = f"  - {{id: a, reject: [{park}]}}\n  - {{id: b, reject: [{park}, {beside}]}}\n"
        programme.write_text(text + barring, encoding="utf-8")
        study = load_study(six_parks)
        table = study.parks.table
        worth = 0.6 * table["jobs"] / 200 + 0.4 * table["share"]
        values: dict[bool, list[float]] = {True: [], False: []}
        for size in range(1, 4):
            for chosen in map(list, itertools.combinations(table.index, size)):
                kept = (table.loc[chosen, "district"] == "DFO").any() and set(held) <= set(chosen)
                if kept and table.loc[chosen, "requested_mln_rub"].sum() <= 350:
                    values[park in chosen].append(float(worth[chosen].sum()))
        inside, outside = (max(values[side], default=None) for side in (True, False))
        expected = "no" if inside is None else "enters" if outside is None or inside > outside else "possible"
        one, other = explain(study, (park, beside)).parks
        assert [rule.rule for rule in one.barred_by] == ["a", "b"]
        assert {rule.verdict for rule in one.rules} == {"no"}
        assert one.barring_lifted is not None
        assert one.barring_lifted.verdict == expected, park
        if expected == "possible":
            assert inside is not None
            assert outside is not None
            assert one.barring_lifted.loss is not None
            assert one.barring_lifted.loss.least == pytest.approx(outside - inside, abs=1e-4)
            assert one.barring_lifted.loss.most == pytest.approx(outside - inside, abs=1e-4)
        assert other.barring_lifted is None, "only one rule bars it"
        seen.add(expected)
    assert seen == ({"no"} if held else {"enters", "possible"})
