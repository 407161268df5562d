"""The YAML parser's words for syntax faults, put into ours."""

from __future__ import annotations

import re

from decision.language import Message, _


def says_of(context: str | None, problem: str | None) -> tuple[Message, Message | None, bool]:
    """Sentence, remedy, and whether the fault is better shown where the construct began."""
    context, problem = context or "", problem or ""
    character = re.match(r"found character '(.+)' that cannot start", problem)
    if character:
        return _character(character.group(1))
    if problem.startswith("mapping values are not allowed"):
        return (
            _("a colon that YAML does not expect here"),
            _("put a text that holds “: ” in quotation marks, and check the indentation of the line above"),
            False,
        )
    if "quoted scalar" in context and "end of stream" in problem:
        return _("the quotation mark opened here is never closed"), None, True
    if "quoted scalar" in context and "unknown escape" in problem:
        return (
            _("a backslash that means nothing here"),
            _("use single quotation marks around the text"),
            False,
        )
    if "flow sequence" in context:
        return _("the list opened here with [ is not closed, or a comma is missing in it"), None, True
    if "flow mapping" in context:
        return _("the mapping opened here with { is not closed, or a comma is missing in it"), None, True
    if problem.startswith(("expected <block end>", "expected '<document start>'")):
        return (
            _("the indentation does not fit the lines above"),
            _("keys of one mapping, and the dashes of one list, begin in the same column"),
            False,
        )
    if problem.startswith("sequence entries are not allowed"):
        return _("a list entry cannot begin here"), _("begin the list on a new line"), False
    if "could not find expected ':'" in problem or "could not find expected ':'" in context:
        return _("a colon is missing after a key"), None, False
    if "block scalar" in context:
        return _("after | or > the text begins on the next line, indented with spaces"), None, False
    if "alias" in context or "anchor" in context:
        return _("& and * begin an anchor or alias"), _("put a text that begins so in quotation marks"), False
    return _("this is not YAML"), None, False


def _character(character: str) -> tuple[Message, Message | None, bool]:
    if character in ("\\t", "\t"):
        return _("a tab"), _("YAML is indented with spaces"), False
    says = _("a text cannot begin with {character} unless it is in quotation marks", character=character)
    return says, None, False
