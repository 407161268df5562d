"""Where the parts of a criteria model and a programme were written, for faults that are found later on."""

from __future__ import annotations

from collections.abc import Mapping

from decision.files.places import YamlText, spell
from decision.model.criteria import CriteriaModel, nodes_with_paths
from decision.model.programme import Programme


def places_in(
    texts: Mapping[str, YamlText],
    criteria: CriteriaModel | None,
    programme: Programme | None,
    decisions: int = 0,
) -> dict[str, tuple[str, int]]:
    """``criteria:criteria[0].column``, ``method``, ``criterion:ID``, ``rule:ID``, ``budget`` → (file, line).

    Args:
        texts: documents by role: study, criteria, programme, member:ID.
        criteria: the model read from the document of that role.
        programme: likewise.
        decisions: how many decisions the study writes down; the pins among them are rules ``decision_1`` ….
    """
    places: dict[str, tuple[str, int]] = {}
    for role, text in texts.items():
        places[role] = (text.file, 1)
        places |= {f"{role}:{spell(path)}": (text.file, at.line) for path, at in text.places.items() if path}
    written = texts.get("criteria")
    if written is not None and criteria is not None:
        places["method"] = (written.file, written.place(("method",)).line)
        for path, node in nodes_with_paths(criteria.criteria):
            places[f"criterion:{node.id}"] = (written.file, written.place(path).line)
    written = texts.get("programme")
    if written is not None and programme is not None:
        for key in ("budget", "terms", "objective", "years"):
            places[key] = (written.file, written.place((key,)).line)
        for number, rule in enumerate(programme.rules):
            places[f"rule:{rule.id}"] = (written.file, written.place(("rules", number)).line)
    for number in range(decisions):
        study = texts["study"]
        places[f"rule:decision_{number + 1}"] = (study.file, study.place(("decisions", number)).line)
    return places
