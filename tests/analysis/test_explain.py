"""The questions behind an explanation, through the Python interface."""

from __future__ import annotations

import itertools
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
