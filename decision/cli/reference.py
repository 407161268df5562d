"""Commands that explain what parkfund knows: methods, rules, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from decision.cli.options import FormatOption, Out
from decision.errors import InputProblems, Problem
from decision.language import _


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command(
        "methods", help=str(_("List the ranking methods, or explain one: formula, source, map to merit."))
    )(methods)
    app.command("rules", help=str(_("List the kinds of rules, or explain one, with formula and example.")))(
        rules
    )
    app.command("schema", help=str(_("Print the JSON Schema of a kind of file, for editors.")))(schema)


def methods(
    name: Annotated[
        str | None, typer.Argument(help=str(_("A method, by its lower-case name.")), show_default=False)
    ] = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """List the ranking methods, or explain one."""
    from decision.cli.output import Head, Table, deliver
    from decision.ranking.methods import METHODS, find

    if name is not None:
        method = find(name)
        content = method.to_dict()
        rows = [
            {"what": str(METHOD_WORDS[key]), "is": _in_words(value)}
            for key, value in content.items()
            if value not in (None, [])
        ]
        table = Table("method", "", [Head("what", ""), Head("is", "")], rows)
        if format is None and out is None:
            print("\n".join(f"{row['what']}: {row['is']}" for row in rows))
        else:
            deliver([table], content, format=format, out=out)
        return
    contents = [METHODS[method].to_dict() for method in METHODS]
    rows = [
        {
            "id": content["id"],
            "name": content["name"],
            "source": content["source"],
            "parameters": ", ".join(parameter["name"] for parameter in content["parameters"]),
            "checked_against": str(content["checked_against"]),
        }
        for content in contents
    ]
    heads = [
        Head("id", _("method")),
        Head("name", _("name")),
        Head("parameters", _("parameters")),
        Head("source", _("source")),
        Head("checked_against", _("checked against")),
    ]
    deliver([Table("methods", "", heads, rows)], contents, format=format, out=out)


METHOD_WORDS = {
    "id": _("method"),
    "name": _("name"),
    "formula": _("formula"),
    "source": _("source"),
    "direction": _("better preference"),
    "normalizations": _("normalisations"),
    "default_normalization": _("normalisation when none is chosen"),
    "parameters": _("parameters"),
    "merit": _("merit"),
    "additive": _("additive"),
    "monotone": _("a park never falls below one it dominates"),
    "independent_of_others_with_scales": _("merit independent of other applicants, given scales"),
    "drives_money": _("merits may be added up, so they may drive money"),
    "checked_against": _("checked against"),
    "deviation": _("where pymcdm deviates"),
    "caution": _("caution"),
}
DIRECTIONS = {"higher": _("higher"), "lower": _("lower")}


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_in_words(inner)}" for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_in_words(inner) for inner in value)
    return str(DIRECTIONS.get(value, value) if isinstance(value, str) else value)


def rules(
    kind: Annotated[str | None, typer.Argument(help=str(_("A kind of rule.")), show_default=False)] = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """List the kinds of rules, or explain one."""
    from difflib import get_close_matches

    from decision.allocation.rules import RULE_KINDS
    from decision.cli.output import Head, Table, deliver

    if kind is not None and kind not in RULE_KINDS:
        near = get_close_matches(kind, list(RULE_KINDS), n=1)
        remedy = (
            _("did you mean {near}?", near=near[0])
            if near
            else _("choose one of {choice}", choice=", ".join(RULE_KINDS))
        )
        raise InputProblems([Problem(_("no kind of rule is called {kind}", kind=kind), remedy=remedy)])
    wanted = [RULE_KINDS[kind]] if kind is not None else list(RULE_KINDS.values())
    content = [
        {
            "id": one.id,
            "title": str(one.title),
            "summary": one.summary,
            "formula": one.formula,
            "example": one.example,
        }
        for one in wanted
    ]
    if kind is None:
        heads = [
            Head("id", _("kind")),
            Head("title", _("what it measures or demands")),
            Head("example", _("example")),
        ]
    else:
        heads = [
            Head("title", ""),
            Head("summary", ""),
            Head("formula", _("formula")),
            Head("example", _("example")),
        ]
    if kind is not None and format is None and out is None:
        one = wanted[0]
        print(f"{one.id}: {one.title}\n\n{one.formula}\n\n{one.example}")
        return
    deliver([Table("rules", "", heads, content)], content, format=format, out=out)


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=str(_("study, criteria, programme or member")))],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=str(_("Write to this file instead.")), show_default=False),
    ] = None,
) -> None:
    """Print the JSON Schema of a kind of file."""
    from decision.cli.output import narrate, put
    from decision.files.schema import schema_text

    text = schema_text(kind)
    if out is None:
        print(text, end="")
        return
    put(text.encode(), out)
    narrate(_("written: {file}", file=str(out)))
