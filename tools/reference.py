"""Writes what is made from the program: three pages of ``docs/`` and the stored first help.

``--check`` writes nothing and tells whether they are in step; a test does the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from decision.allocation.rules import RULE_KINDS
from decision.files.schema import KINDS, schema
from decision.language import LANGUAGES, speaking
from decision.ranking.methods import METHODS

ROOT = Path(__file__).resolve().parents[1]
MADE = "<!-- Made by tools/reference.py from the program; edit the docstrings there. -->"
FILE_WORDS = {
    "study": "`study.yaml`: names the other files; paths are relative to it.",
    "criteria": "The criteria model: criteria with weights, method and, where wanted, what is known of the weights.",
    "programme": "The programme: the money, what one park may get, what is maximised, the rules.",
    "member": "One member of the committee, in the folder that the study names as `committee`.",
    "scenarios": "What may come, for `parkfund scenarios`.",
}


def files_page() -> str:
    """Every key of every file, from the models that read them."""
    lines = [
        "# Files",
        "",
        MADE,
        "",
        "YAML, read safely; unknown keys are errors. A text is one string or `{en: …, ru: …}`. Money is million RUB,",
        "shares are fractions between 0 and 1. `parkfund schema KIND` prints the same as JSON Schema for editors,",
        "`parkfund check` tells every fault of a file with its line. The table of parks (`.csv`, `.xlsx`, `.parquet`)",
        "needs `park_id` and `name`; other columns are those that criteria, terms and rules name. An uncertain cell",
        "is `low..high` or `low/mode/high`. A source is a text that may carry marks: `[law]` an act or its official",
        "summary, `[press]` an agency or newspaper, `[observed]` an award really made, `[old]` a replaced rule,",
        "`[derived]` a computed figure, `[scenario]` an assumption. Documents tell them in the reader's language, so a",
        "mark and an address need one language only; a rule of the law is the last to give way in a conflict.",
    ]
    for kind in KINDS:
        whole = schema(kind)
        lines += ["", f"## {kind}", "", FILE_WORDS[kind], *_table(whole, whole.get("$defs", {}))]
        for name, inner in sorted(whole.get("$defs", {}).items()):
            if "properties" in inner and name != "Text":
                said = " ".join(inner.get("description", "").split())
                lines += ["", f"### {kind}: {name}", "", said, *_table(inner, whole["$defs"])]
    return "\n".join(lines) + "\n"


def _table(model: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield "| key | type | default | meaning |"
    yield "|---|---|---|---|"
    needed = set(model.get("required", ()))
    for key, what in model.get("properties", {}).items():
        default = "**required**" if key in needed else _default(what)
        said = what.get("description") or known.get(_type(what), {}).get("description", "")
        meaning = _cell(" ".join(str(said).split()))
        yield f"| `{key}` | {_cell(_type(what))} | {default} | {meaning} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(what: dict[str, Any]) -> str:
    if what.get("default") in (None, {}, []):
        return ""
    if isinstance(what["default"], dict):
        return "those of its keys"
    return f"`{_cell(json.dumps(what['default'], ensure_ascii=False))}`"


def _type(what: dict[str, Any]) -> str:
    if "$ref" in what:
        return what["$ref"].rpartition("/")[2]
    if "const" in what:
        return f"`{what['const']}`"
    if "enum" in what:
        return " · ".join(f"`{one}`" for one in what["enum"])
    for key in ("anyOf", "oneOf"):
        if key in what:
            parts = [_type(one) for one in what[key] if one.get("type") != "null"]
            return " or ".join(dict.fromkeys(parts))
    kind = what.get("type")
    if kind == "array":
        inner = what.get("items") or {}
        return f"list of {_type(inner)}" if inner else "list"
    if kind == "object":
        inner = what.get("additionalProperties")
        return f"mapping to {_type(inner)}" if isinstance(inner, dict) else "mapping"
    bounds = [
        f"{sign} {what[key]:g}"
        for key, sign in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "<"),
        )
        if key in what
    ]
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return " ".join([names.get(str(kind), str(kind or "any")), *bounds])


def rules_page() -> str:
    """Every kind of rule with its formula, from the functions that compute it."""
    lines = [
        "# Rules and their formulas",
        "",
        MADE,
        "",
        "A rule becomes rows `minimum ≤ Σ weight_i · measure_i ≤ maximum` before any solver sees it; the same rows are",
        "solved, recomputed from the plan, reported with their slack and named in a conflict. y_i: park i is funded;",
        "g_i: its grant, million RUB; f_i: grant over request; s_it: it starts in year t; p_it: what it gets in t.",
        "`parkfund rules KIND` prints one of them.",
    ]
    for kind in RULE_KINDS.values():
        lines += [
            "",
            f"## {kind.id}",
            "",
            kind.summary,
            "",
        ]
        lines += ["```text", kind.formula.strip("\n"), "```", "", "```yaml", f"- {kind.example}", "```"]
    return "\n".join(lines) + "\n"


def methods_page() -> str:
    """Every ranking method with formula, source and what it was compared with."""
    lines = [
        "# Ranking methods: formulas and sources",
        "",
        MADE,
        "",
        "pymcdm computes them; where it leaves the source, the formula of the source is computed, and it is said here.",
        "`parkfund methods NAME` prints one of them with its parameters.",
    ]
    for method in METHODS.values():
        content = method.to_dict()
        lines += [
            "",
            f"## {content['id']}: {content['name']}",
            "",
            "```text",
            str(content["formula"]),
            "```",
            "",
        ]
        for key, title in (
            ("source", "Source"), ("merit", "Merit"), ("checked_against", "Compared with"),
            ("deviation", "Where pymcdm deviates"), ("caution", "Caution"),
        ):  # fmt: skip
            value = content.get(key)
            if value:
                lines.append(f"- {title}: {value}")
    return "\n".join(lines) + "\n"


def first_help(language: str) -> str:
    """``parkfund --help``, which is stored since a library of command lines takes longer to load than to read it."""
    program = (
        f"from decision.language import use_language\nuse_language({language!r})\n"
        "from decision.cli.app import run_command\nraise SystemExit(run_command(['--help']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1"},
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def pages() -> dict[Path, str]:
    """The pages as they should be."""
    stored = {
        ROOT / "decision" / "cli" / "help" / f"parkfund.{language}.txt": first_help(language)
        for language in LANGUAGES
    }
    with speaking("en"):
        return stored | {
            ROOT / "docs" / "files.md": files_page(),
            ROOT / "docs" / "rules.md": rules_page(),
            ROOT / "docs" / "methods.md": methods_page(),
        }


def main() -> int:
    """Write the pages, or tell which are out of step."""
    stale = [
        path
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if "--check" not in sys.argv:
            path.write_text(pages()[path], encoding="utf-8")
        print(path.relative_to(ROOT))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
