"""JSON Schemas of the files people write, made from the models that read them, for editors."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from pydantic import BaseModel

from decision.errors import ParkfundError
from decision.files.words import nearest_or_choice
from decision.language import _
from decision.model.criteria import CriteriaModel, Member
from decision.model.programme import Programme
from decision.model.scenarios import Scenarios
from decision.model.study import StudyFile

Kind = Literal["study", "criteria", "programme", "member", "scenarios"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MODELS: dict[Kind, type[BaseModel]] = {
    "study": StudyFile,
    "criteria": CriteriaModel,
    "programme": Programme,
    "member": Member,
    "scenarios": Scenarios,
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of file.

    Args:
        kind: one of ``KINDS``.

    Raises:
        ParkfundError: no such kind, with the nearest spelling.
    """
    if kind not in KINDS:
        remedy = nearest_or_choice(kind, KINDS)
        raise ParkfundError(_("{kind} is not a kind of file; {remedy}", kind=kind, remedy=remedy))
    generated = MODELS[kind].model_json_schema(by_alias=True, mode="validation")
    method = generated.get("$defs", {}).get("MethodSettings")
    if method is not None:
        # A method is also written as its bare name; the model says so in code, which no schema sees.
        generated["$defs"]["MethodSettings"] = {
            "anyOf": [{"type": "string"}, method],
            "description": method.get("description", ""),
        }
    title = f"parkfund {kind}"
    return {"$schema": _DIALECT, **generated, "title": title}


def schema_text(kind: str) -> str:
    """The schema as it lies in ``criteria/schema/KIND.json``."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"
