"""Ways in which a file goes wrong: slips of the keyboard, lost and doubled parts, foreign bytes, foreign values."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

LETTERS = ":-[]{}'\"|>&*!#\t\n\r ,;%@`?~=+^()0129.eax—é\x00\N{BYTE ORDER MARK}я"
WORDS = (
    "null", "~", "yes", "off", "1e999", "-1e400", ".nan", ".inf", "-.inf", "0x1F", "1_000", "2025-01-01", "12:30:45",
    "!!python/object/apply:os.system ['true']", "!!binary aGk=", "&a [*a]", "*missing", "<<: {a: 1}", "? ", "--- ", "... ",
    "[[[[[[[[", "}}}}", "{a: {b: {c: {d: 1}}}}", "'", '"', "1..2", "5/3/1", "1/2/3", "-5", "0", "999999999999999999999",
    "../../etc/passwd", "C:\\temp\\x", "=1+1", "@SUM(A1)", "__import__('os')", "9**9**9**9", "a" * 600, "\u202e", "\ud7ff",
    "парк", "п\u0301", "\x1b[31m", "%s%n", "${HOME}", "{{ 7*7 }}",
)  # fmt: skip
"""Values that mean something to some reader."""


def slips(text: str, chooser: random.Random) -> str:
    """One to four slips: letters lost, doubled or put in."""
    for _turn in range(chooser.randint(1, 4)):
        at = chooser.randrange(len(text) + 1)
        cut = chooser.choice((0, 0, 1, 1, 2, 9, 60))
        text = text[:at] + "".join(chooser.choices(LETTERS, k=chooser.randint(0, 3))) + text[at + cut :]
    return text


def lines_moved(text: str, chooser: random.Random) -> str:
    """Lines lost, doubled, swapped or pushed in."""
    lines = text.split("\n")
    for _turn in range(chooser.randint(1, 3)):
        one, other = chooser.randrange(len(lines)), chooser.randrange(len(lines))
        match chooser.randrange(4):
            case 0:
                lines[one], lines[other] = lines[other], lines[one]
            case 1:
                lines.insert(one, lines[other])
            case 2 if len(lines) > 1:
                del lines[one]
            case _:
                lines[one] = " " * chooser.randint(1, 6) + lines[one]
    return "\n".join(lines)


def foreign_values(text: str, chooser: random.Random) -> str:
    """What stands after a colon, comma or bracket becomes another value."""
    places = [place for place, letter in enumerate(text) if letter in ":,[;"]
    if not places:
        return text + chooser.choice(WORDS)
    for _turn in range(chooser.randint(1, 2)):
        at = min(chooser.choice(places) + 1, len(text))
        until = at
        while until < len(text) and text[until] not in ",;]}\n":
            until += 1
        text = text[:at] + " " * chooser.randint(0, 1) + chooser.choice(WORDS) + text[until:]
        places = [place for place in places if place < at] or [0]
    return text


def bytes_damaged(content: bytes, chooser: random.Random) -> bytes:
    """Bytes changed, cut off or written twice."""
    damaged = bytearray(content)
    match chooser.randrange(4):
        case 0:
            return bytes(damaged[: chooser.randrange(len(damaged) + 1)])
        case 1:
            at = chooser.randrange(len(damaged) + 1)
            return bytes(damaged[:at] + damaged[max(0, at - 50) :])
        case _:
            for _turn in range(chooser.randint(1, 8)):
                if damaged:
                    damaged[chooser.randrange(len(damaged))] = chooser.randrange(256)
            return bytes(damaged)


TEXT: tuple[Callable[[str, random.Random], str], ...] = (
    slips,
    slips,
    lines_moved,
    foreign_values,
    foreign_values,
)


def text_mutated(text: str, chooser: random.Random) -> bytes:
    """A text file gone wrong; one in ten also in its bytes."""
    for _turn in range(chooser.choice((1, 1, 1, 2))):
        text = chooser.choice(TEXT)(text, chooser)
    content = text.encode("utf-8", "surrogatepass")
    return bytes_damaged(content, chooser) if chooser.random() < 0.1 else content


def workbook_mutated(content: bytes, chooser: random.Random) -> bytes:
    """A workbook gone wrong: as a file, or in one of the XML files it holds, packed anew."""
    if chooser.random() < 0.3:
        return bytes_damaged(content, chooser)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        names = [name for name in old.namelist() if "theme" not in name]
        chosen = chooser.choice(names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                text = part.decode("utf-8", "replace")
                part = chooser.choice((slips, lines_moved, xml_values))(text, chooser).encode(
                    "utf-8", "replace"
                )
            new.writestr(name, part)
    return packed.getvalue()


def xml_values(text: str, chooser: random.Random) -> str:
    """The text between two tags, or an attribute, becomes another value."""
    places = [place for place, letter in enumerate(text) if letter in '>"']
    if not places:
        return text
    at = chooser.choice(places) + 1
    until = at
    while until < len(text) and text[until] not in '<"':
        until += 1
    return text[:at] + chooser.choice(WORDS) + text[until:]
