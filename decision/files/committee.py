"""The files of a committee's members, read into a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from decision.errors import InputProblems, Problem
from decision.files.problems import examined
from decision.files.references import Found, find_beside, input_file
from decision.files.soundness import UNKNOWN_ID
from decision.files.words import did_you_mean, nearest_or_choice
from decision.files.yamltext import YamlText, read_yaml
from decision.language import _
from decision.model.criteria import CriteriaModel, Member

if TYPE_CHECKING:
    from decision.files.load import StudyRead


def read_members(read: StudyRead, folder: Path, written: str) -> None:
    """Read the members' files of a folder into a study, with what is wrong with them."""
    try:
        where = find_beside(read.texts["study"], folder, "committee", written, is_folder=True)
    except InputProblems as wrong:
        read.problems += wrong.problems
        return
    paths = sorted(path for path in where.path.iterdir() if path.suffix in (".yaml", ".yml"))
    if not paths:
        says = _("the folder {name} holds no member files (.yaml)", name=written)
        read.problems.append(read.texts["study"].problem(says, ("committee",), at_value=True, warning=True))
    for path in paths:
        found = Found(path, f"{where.shown.rstrip('/')}/{path.name}")
        try:
            text, content = read_yaml(path, found.shown)
        except InputProblems as wrong:
            read.problems += wrong.problems
            continue
        read.files.append(input_file("member", found, content))
        member, problems = examined(Member, text)
        read.problems += problems
        if member is None:
            continue
        read.texts[f"member:{path.stem}"] = text
        read.members[path.stem] = member
        if read.sound_criteria is not None:
            read.problems += _unknown_weights(member, text, read.sound_criteria)
        if read.parks is not None and len(read.parks):
            read.problems += _unknown_parks(member, text, [str(park) for park in read.parks.table.index])


def _unknown_weights(member: Member, text: YamlText, criteria: CriteriaModel) -> list[Problem]:
    known = [node.id for node in criteria.nodes()]
    if not known or any(identifier.startswith(UNKNOWN_ID) for identifier in known):
        # What the faulty criteria are called nobody can tell.
        return []
    return [
        text.problem(
            _("no criterion or group has the id {id}", id=identifier),
            ("weights", identifier),
            remedy=nearest_or_choice(identifier, known),
        )
        for identifier in member.weights
        if identifier not in known
    ]


def _unknown_parks(member: Member, text: YamlText, known: list[str]) -> list[Problem]:
    """Parks that a member is recused from and that did not apply."""
    listed = isinstance(member.recused, tuple)
    return [
        text.problem(
            _("no park has the id {park}", park=park),
            ("recused", place if listed else park),
            at_value=listed,
            remedy=did_you_mean(park, known),
        )
        for place, park in enumerate(member.recused)
        if park not in known
    ]
