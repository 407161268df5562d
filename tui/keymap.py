"""The person's own keys: ``keys.yaml`` in the settings folder, action → key or list of keys.

The keys written replace the action's own; a letter gets its twin on the Russian layout by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from decision.errors import InputProblems, Problem
from decision.language import _
from tui.actions import ACTIONS, twin
from tui.folders import settings_folder

NAME = "keys.yaml"


def read_keymap(path: Path | None = None) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """The own keys that can be used, and what is wrong with the others; nothing where there is no file."""
    path = settings_folder() / NAME if path is None else path
    if not path.is_file():
        return {}, ()
    from decision.files.yamltext import read_yaml

    try:
        text, _content = read_yaml(path, path.name)
    except InputProblems as faulty:
        return {}, faulty.problems
    if not isinstance(text.content, Mapping):
        return {}, (Problem(_("a mapping from action to keys is wanted"), path.name),)
    return _checked(text.content, path.name)


def _checked(content: Mapping[Any, Any], file: str) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    problems: list[Problem] = []
    own: dict[str, tuple[str, ...]] = {}
    names = {name_of(action.id): action.id for action in ACTIONS}
    for name, written in content.items():
        keys = (written,) if isinstance(written, (str, int)) else tuple(written or ())
        if str(name) not in names:
            remedy = _("the actions are: {names}", names=", ".join(names))
            problems.append(Problem(_("no action is called {name}", name=str(name)), file, remedy=remedy))
        else:
            own[names[str(name)]] = tuple(str(key) for key in keys)
    taken: dict[str, str] = {}
    for action in sorted(ACTIONS, key=lambda action: action.id in own):  # whoever is there first stays
        for key in own.get(action.id, action.default_keys):
            for each in filter(None, (key, twin(key))):
                if taken.setdefault(each, action.id) != action.id:
                    says = _(
                        "{key} belongs to {other} already; {action} does not get it",
                        key=each, other=name_of(taken[each]), action=name_of(action.id),
                    )  # fmt: skip
                    problems.append(Problem(says, file, field=name_of(action.id), warning=True))
                    own[action.id] = tuple(k for k in own.get(action.id, action.default_keys) if k != key)
    return own, tuple(problems)


def name_of(action: str) -> str:
    """What an action is called in the file: ``page('plan')`` is ``page-plan``."""
    return action.replace("('", "-").replace("')", "").replace("_", "-")
