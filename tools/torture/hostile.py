"""Files made to hurt: bombs, huge cells, endless columns, deep nesting; each must end with exit 2, soon, in little memory."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.torture.readers import CRITERIA, workbook

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY_MIB = 1024
MOST_SECONDS = 60


@dataclass(frozen=True)
class Ending:
    """How the program took a file."""

    name: str
    code: int
    seconds: float
    memory_mib: float
    says: str

    @property
    def fault(self) -> str | None:
        """Why it is none that may be; None where it is well."""
        if self.code != 2 or "Traceback" in self.says:
            return f"{self.name}: exit {self.code}: {self.says[-300:]}"
        if self.memory_mib > MOST_MEMORY_MIB:
            return f"{self.name}: {self.memory_mib:.0f} MiB"
        return f"{self.name}: {self.seconds:.0f} s" if self.seconds > MOST_SECONDS else None


def alias_bomb() -> bytes:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(levels).encode()


def deep_nesting(opening: str, depth: int) -> bytes:
    return ("criteria: " + opening * depth).encode()


def deep_blocks(depth: int) -> bytes:
    return "".join(" " * level + "a:\n" for level in range(depth)).encode()


def many_columns(columns: int) -> bytes:
    header = ",".join(["park_id", "name", *(f"c{n}" for n in range(columns))])
    return (header + "\n" + "A,Alpha" + ",1" * columns + "\n").encode()


def huge_cell(size: int, where: io.BufferedWriter) -> None:
    where.write(b"park_id,name\nA,")
    for _block in range(size // 2**20):
        where.write(b"x" * 2**20)
    where.write(b"\n")


def zip_bomb(part: str, size: int) -> bytes:
    """A workbook one part of which unpacks to so many bytes."""
    content, packed = workbook([["park_id", "name"], ["A", "Alpha"]]), io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as big:
            big.write(old.read(part)[:-20])
            for _block in range(size // 2**20):
                big.write(b" " * 2**20)
    return packed.getvalue()


def entity_bomb() -> bytes:
    """A workbook whose strings define entities in terms of entities ("billion laughs")."""
    content, packed = workbook([["park_id", "name"], ["A", "Alpha"]]), io.BytesIO()
    entities = '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets"):
                text = part.decode().replace("<t>Alpha</t>", "<t>&e9;</t>")
                part = f"<!DOCTYPE worksheet [{entities}]>{text}".encode()
            new.writestr(name, part)
    return packed.getvalue()


def put_zip_bomb(part: str, size: int, file: io.BufferedWriter) -> None:
    file.write(zip_bomb(part, size))


def hostile_files(*, large: bool) -> Iterator[tuple[str, str, bytes | Callable[[io.BufferedWriter], None]]]:
    """Title, file name, content; the largest ones only where there is time."""
    yield "alias bomb, 10^12 elements", "criteria.yaml", alias_bomb()
    yield "flow lists nested 50 000 deep", "criteria.yaml", deep_nesting("[", 50_000)
    yield "flow mappings nested 20 000 deep", "criteria.yaml", deep_nesting("{a: ", 20_000)
    yield "blocks nested 900 deep", "programme.yaml", b"years: [2025]\n" + deep_blocks(900)
    yield (
        "object construction",
        "criteria.yaml",
        b"criteria: !!python/object/apply:os.system ['touch owned']\n",
    )
    yield (
        "an expression that reaches for Python",
        "criteria.yaml",
        CRITERIA.replace(
            "requested_mln_rub / (capex_mln_rub + 1)", "__import__('os').system('touch owned')"
        ).encode(),
    )
    yield (
        "an expression of 10^6 signs",
        "criteria.yaml",
        CRITERIA.replace("requested_mln_rub / (capex_mln_rub + 1)", "-" * 10**6 + "capex_mln_rub").encode(),
    )
    yield (
        "workbook part that unpacks to 300 MB",
        "parks.xlsx",
        lambda file: put_zip_bomb("xl/worksheets/sheet1.xml", 300 * 2**20, file),  # made when it is wanted
    )
    yield "workbook of entities (billion laughs)", "parks.xlsx", entity_bomb()
    yield "a table of zero bytes", "parks.csv", b"\x00" * 10**6
    yield "a table without line ends", "parks.csv", b"park_id,name," * 10**5
    yield "quotes that never close", "parks.csv", b'park_id,name\nA,"' + b"line\n" * 10**6
    if large:
        yield "10^6 columns", "parks.csv", many_columns(10**6)
        yield "one cell of 1 GB", "parks.csv", lambda file: huge_cell(2**30, file)
        yield "workbook part that unpacks to 4 GB", "parks.xlsx", zip_bomb("xl/workbook.xml", 4 * 2**30)
        yield "10^7 rows", "parks.csv", b"park_id,name\n" + b"A,Alpha\n" * 10**7


def run_hostile(*, large: bool) -> list[Ending]:
    """Give every such file to ``parkfund check``, as a process that may have 4 GiB of addresses."""
    endings = []
    for title, name, content in hostile_files(large=large):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            with path.open("wb") as file:
                content(file) if callable(content) else file.write(content)
            endings.append(_check(title, path))
            if (Path(folder) / "owned").exists():
                endings.append(Ending(title, 0, 0, 0, "the file's command was executed"))
    return endings


def _check(title: str, path: Path) -> Ending:
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _MEASURED, str(path)],
        cwd=path.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        says, _nothing = process.communicate(timeout=2 * MOST_SECONDS)
        code = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        says, code = "no end", -1
    said, _mark, memory = says.rpartition("peak KiB ")
    return Ending(title, code, time.perf_counter() - began, float(memory or 0) / 1024, said.strip()[-2000:])


_MEASURED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
from decision.cli import main
try:
    main(["check", sys.argv[1]])
finally:
    print("peak KiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
