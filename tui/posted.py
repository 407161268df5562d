"""What every message between engine, panels and app is made of: named values, without generated code.

The standard library's dataclasses write and compile source for each class. For the fifty messages that takes longer
than painting the first frame.
"""

from __future__ import annotations

from inspect import get_annotations
from typing import Any, ClassVar, dataclass_transform

from textual.message import Message


@dataclass_transform()
class Posted(Message):
    """A message whose annotations name its values; a value in the class is the default."""

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._names = (*cls._names, *get_annotations(cls))

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__()
        given = dict(zip(self._names, values, strict=False)) | named
        wrong = len(values) > len(self._names) or len(given) != len(values) + len(named)
        lacking = [name for name in self._names if name not in given and not hasattr(type(self), name)]
        if wrong or lacking or not given.keys() <= set(self._names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._names)}")
        for name, value in given.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"
        )


class Latest(Posted):
    """A message of which only the last counts: a burst collapses."""

    def can_replace(self, message: Message) -> bool:
        """Whether this message makes an older one superfluous."""
        return type(message) is type(self)
