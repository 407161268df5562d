"""Windows over the pages and their texts: loaded when the first of them is opened, not before the first frame."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.bounddialog import TypeFigure as TypeFigure
    from tui.conflictdialog import EDIT as EDIT
    from tui.conflictdialog import ConflictDialog as ConflictDialog
    from tui.dialogs import Choice as Choice
    from tui.dialogs import Item as Item
    from tui.dialogs import Picker as Picker
    from tui.dialogs import ReadingDialog as ReadingDialog
    from tui.dialogs import TypeNumber as TypeNumber
    from tui.helptexts import HELP as HELP
    from tui.memberdialogs import MemberWeights as MemberWeights
    from tui.memberdialogs import TypeName as TypeName
    from tui.pairwise import Pairwise as Pairwise
    from tui.protocoldialog import ProtocolDialog as ProtocolDialog
    from tui.reading import both_text as both_text
    from tui.reading import card_text as card_text
    from tui.reading import command_text as command_text
    from tui.reading import help_text as help_text
    from tui.reading import keys_text as keys_text
    from tui.tour import Tour as Tour

STAND_IN = {
    "tui.bounddialog": ("TypeFigure",),
    "tui.conflictdialog": ("EDIT", "ConflictDialog"),
    "tui.dialogs": ("Choice", "Item", "Picker", "ReadingDialog", "TypeNumber"),
    "tui.helptexts": ("HELP",),
    "tui.memberdialogs": ("MemberWeights", "TypeName"),
    "tui.pairwise": ("Pairwise",),
    "tui.protocoldialog": ("ProtocolDialog",),
    "tui.reading": ("both_text", "card_text", "command_text", "help_text", "keys_text"),
    "tui.tour": ("Tour",),
}
"""Where each of them stands."""


def __getattr__(name: str) -> Any:
    for module, names in STAND_IN.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(name)
