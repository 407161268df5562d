"""Studies made in memory, for notebooks and tests: data frames, mappings and models instead of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from decision.errors import InputProblems, Problem
from decision.files import bundled
from decision.files.columns import Use, missing_columns, use_by_criteria, use_by_programme
from decision.files.datapackage import Package
from decision.files.frames import frame_grid
from decision.files.grids import Grid, read_grid
from decision.files.parktables import parks_of, refuse_if_faulty
from decision.files.partnerships import partnerships_of
from decision.files.placing import places_in
from decision.files.problems import problems_of, validated
from decision.files.references import find_file
from decision.files.yamltext import YamlText, read_yaml
from decision.model.base import Text
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.study import Study

if TYPE_CHECKING:
    import pandas as pd

AnyModel = TypeVar("AnyModel", bound=BaseModel)

UNLIMITED_MLN_RUB = 1e9
"""Total of the programme that stands in when none is given: ranking does not look at it."""


def make_study(
    parks: pd.DataFrame | Parks | str | Path,
    criteria: CriteriaModel | Mapping[str, Any] | str | Path,
    programme: Programme | Mapping[str, Any] | str | Path | None = None,
    *,
    title: str | Mapping[str, str] | Text | None = None,
    partnerships: pd.DataFrame | str | Path | None = None,
) -> Study:
    """A study of parts in memory or single files, checked as strictly as a study on disk.

    Args:
        parks: a data frame with the columns ``park_id`` (or the ids as index) and ``name``, a table file, or
            parks.
        criteria: a criteria model, its content as in YAML, a file or a bundled name.
        programme: likewise; left out, a programme without rules and with money for everybody, enough for
            ranking.
        title: shown on outputs.
        partnerships: columns park, partner, kind, strength; a data frame or a table file.

    Raises:
        InputProblems: everything wrong with all of it.
    """
    problems: list[Problem] = []
    texts: dict[str, YamlText] = {}
    model = _model(CriteriaModel, criteria, "criteria", bundled.criteria_path, problems, texts)
    if programme is None:
        programme = {"title": "No programme", "years": [2025], "budget": {"total": UNLIMITED_MLN_RUB}}
    money = _model(Programme, programme, "programme", bundled.programme_path, problems, texts)
    use = Use()
    if model is not None:
        use |= use_by_criteria(model)
    if money is not None:
        use |= use_by_programme(money)
    candidates = _parks(parks, use, problems)
    if candidates is not None and model is not None:
        problems += missing_columns(model, candidates, texts.get("criteria"))
    pairs = None
    if partnerships is not None:
        try:
            pairs, found = partnerships_of(_grid(partnerships, "partnerships"), candidates)
            problems += found
        except InputProblems as wrong:
            problems += wrong.problems
    refuse_if_faulty(problems)
    assert candidates is not None
    assert model is not None
    assert money is not None
    return Study(
        title=model.title if title is None else Text.model_validate(title),
        parks=candidates,
        criteria=model,
        programme=money,
        partnerships=pairs,
        notice=candidates.notice,
        places=places_in(texts, model, money),
        warnings=tuple(problems),
    )


def _model(
    model: type[AnyModel],
    given: Any,
    name: str,
    by_name: Any,
    problems: list[Problem],
    texts: dict[str, YamlText],
) -> AnyModel | None:
    if isinstance(given, model):
        return given
    try:
        if isinstance(given, (str, Path)):
            found = find_file(given, by_name)
            texts[name], _content = read_yaml(found.path, found.shown)
            return validated(model, texts[name])
        content = dict(given) if isinstance(given, Mapping) else given
        return model.model_validate(content)
    except InputProblems as wrong:
        problems += wrong.problems
    except ValidationError as error:
        problems += problems_of(error, model, content, file=name)
    return None


def _grid(given: pd.DataFrame | str | Path, shown: str) -> Grid:
    if isinstance(given, (str, Path)):
        found = find_file(given)
        return read_grid(found.path, found.shown)[0]
    return frame_grid(given, shown)


def _parks(given: pd.DataFrame | Parks | str | Path, use: Use, problems: list[Problem]) -> Parks | None:
    if isinstance(given, Parks):
        return given
    if isinstance(given, (str, Path)):
        from decision.files.load import load_parks

        try:
            return load_parks(given, numbers=use.numbers, texts=use.texts)
        except InputProblems as wrong:
            problems += wrong.problems
            return None
    try:
        read = parks_of(frame_grid(given, "parks"), use, Package())
    except InputProblems as wrong:
        problems += wrong.problems
        return None
    problems += read.problems
    return read.parks
