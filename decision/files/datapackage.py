"""``datapackage.json`` beside a table (Frictionless Data Package v2): titles, units, codes, provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import ValidationError

from decision.errors import InputProblems, Problem
from decision.files.textfile import decode, read_bytes
from decision.files.words import nearest_or_choice, quoted
from decision.language import Message, _
from decision.model.base import Source, Text
from decision.model.parks import Column, Provenance

NAME = "datapackage.json"
MOST_BYTES = 5_000_000
_NUMBERS = ("number", "integer", "year")


@dataclass(frozen=True)
class Package:
    """What a data package says of one table."""

    columns: Mapping[str, Column] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    title: Text | None = None
    notice: Text | None = None
    synthetic: bool = False
    problems: tuple[Problem, ...] = ()


def read_package(path: Path, shown: str, table: str) -> tuple[Package, bytes]:
    """The description of ``table`` (its path as written in the package).

    A package is a help, not a condition: what is wrong with it comes back as warnings, except when it is no
    JSON at all.

    Raises:
        InputProblems: the file cannot be read or is not a JSON object.
    """
    content = read_bytes(path, shown, MOST_BYTES)
    try:
        package = json.loads(decode(content, shown))
    except json.JSONDecodeError as wrong:
        says = _("this is not JSON")
        raise InputProblems([Problem(says, shown, wrong.lineno, wrong.colno)]) from None
    except (ValueError, RecursionError):
        raise InputProblems([Problem(_("this is not JSON"), shown)]) from None
    if not isinstance(package, dict):
        raise InputProblems([Problem(_("expected a JSON object"), shown)])
    return _Reader(shown).read(package, table), content


class _Reader:
    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def warn(self, says: Message, where: str, remedy: Message | None = None) -> None:
        self.problems.append(Problem(says, self.shown, field=where, remedy=remedy, warning=True))

    def read(self, package: dict[str, Any], table: str) -> Package:
        columns: dict[str, Column] = {}
        numbers, texts = set(), set()
        place, resource = self._resource(package, table)
        schema = resource.get("schema")
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if resource and not isinstance(fields, list):
            self.warn(_("no list of fields"), f"{place}.schema.fields")
        for index, described in enumerate(fields if isinstance(fields, list) else ()):
            where = f"{place}.schema.fields[{index}]"
            if not isinstance(described, dict) or not isinstance(described.get("name"), str):
                self.warn(_("a field needs a name"), where)
                continue
            column = self._column(described, where)
            columns[column.name] = column
            if described.get("type") in _NUMBERS:
                numbers.add(column.name)
            elif described.get("type") == "string":
                texts.add(column.name)
        synthetic = package.get("synthetic", False)
        if not isinstance(synthetic, bool):
            self.warn(_("expected true or false, not {value}", value=quoted(synthetic)), "synthetic")
        return Package(
            columns,
            frozenset(numbers),
            frozenset(texts),
            self._text(package.get("title"), "title"),
            self._text(package.get("notice"), "notice"),
            # One synthetic column is enough to say so, whatever the package claims of itself.
            synthetic is True or any(column.provenance == "synthetic" for column in columns.values()),
            tuple(self.problems),
        )

    def _resource(self, package: dict[str, Any], table: str) -> tuple[str, dict[str, Any]]:
        resources = package.get("resources")
        listed = resources if isinstance(resources, list) else []
        paths = []
        for index, resource in enumerate(listed):
            path = resource.get("path") if isinstance(resource, dict) else None
            path = path[0] if isinstance(path, list) and len(path) == 1 else path
            if path == table:
                return f"resources[{index}]", resource
            paths.append(str(path))
        self.warn(
            _("no resource describes {table}", table=table), "resources", nearest_or_choice(table, paths)
        )
        return "resources", {}

    def _column(self, described: dict[str, Any], where: str) -> Column:
        name = described["name"]
        unit = described.get("unit")
        if unit is not None and not isinstance(unit, str):
            self.warn(_("expected a text, not {value}", value=quoted(unit)), f"{where}.unit")
            unit = None
        label, source = self._provenance(described.get("provenance"), f"{where}.provenance")
        title = self._text(described.get("title"), f"{where}.title") or Text(en=name)
        return Column(name, title, unit, label, source, self._categories(described.get("categories"), where))

    def _provenance(self, provenance: Any, where: str) -> tuple[Provenance, Source | None]:
        if provenance is None:
            return "unknown", None
        if isinstance(provenance, str):
            provenance = {"label": provenance}
        if not isinstance(provenance, dict):
            self.warn(_("expected a mapping, not {value}", value=quoted(provenance)), where)
            return "unknown", None
        label = provenance.get("label")
        allowed = get_args(Provenance)
        if label not in allowed:
            says = _("{value} is not one of {allowed}", value=quoted(label), allowed=", ".join(allowed))
            self.warn(says, f"{where}.label", nearest_or_choice(label, allowed))
            label = "unknown"
        told = ((key, provenance.get(key)) for key in ("source", "formula", "generator"))
        key, value = next(((key, value) for key, value in told if value), ("source", None))
        source = self._text(value, f"{where}.{key}")
        return cast(Provenance, label), None if source is None else Source(en=source.en, ru=source.ru)

    def _categories(self, categories: Any, where: str) -> dict[str, Text]:
        if categories is None:
            return {}
        found: dict[str, Text] = {}
        for index, category in enumerate(categories if isinstance(categories, list) else [None]):
            if isinstance(category, (str, int, float)):
                continue
            if not isinstance(category, dict) or "value" not in category:
                self.warn(_("a category is {value: …, label: …}"), f"{where}.categories[{index}]")
                continue
            label = self._text(category.get("label"), f"{where}.categories[{index}].label")
            if label is not None:
                found[str(category["value"])] = label
        return found

    def _text(self, value: Any, where: str) -> Text | None:
        if value is None:
            return None
        try:
            return Text.model_validate(value)
        except ValidationError:
            self.warn(_("expected a text, or {en: …, ru: …}"), where)
            return None
