"""The JSON Schemas that editors use: in step with the models, and as strict as they are."""

import json
from pathlib import Path

import pytest

from decision.errors import ParkfundError
from decision.files.schema import KINDS, schema, schema_text

COMMITTED = Path(__file__).resolve().parents[2] / "criteria" / "schema"


@pytest.mark.parametrize("kind", KINDS)
def test_committed_schemas_are_in_step(kind):
    path = COMMITTED / f"{kind}.json"
    in_step = path.is_file() and path.read_text(encoding="utf-8") == schema_text(kind)
    assert in_step, f"criteria/schema/{kind}.json is not what the models say; `make schema` writes it anew"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described_and_unknown_ones_are_refused(kind):
    content = schema(kind)
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    definitions = [content, *content.get("$defs", {}).values()]
    objects = [part for part in definitions if part.get("type") == "object"]
    assert objects
    for part in objects:
        if part["title"] != "MethodSettings":
            assert part["additionalProperties"] is False, part["title"]
        for key, described in part.get("properties", {}).items():
            assert described.get("description") or "$ref" in json.dumps(described), (part["title"], key)


def test_a_method_may_be_written_as_its_name():
    kinds = [part.get("type") for part in schema("criteria")["$defs"]["MethodSettings"]["anyOf"]]
    assert kinds == ["string", "object"]


def test_an_unknown_kind():
    with pytest.raises(ParkfundError, match="programm is not a kind of file; did you mean 'programme'"):
        schema("programm")
