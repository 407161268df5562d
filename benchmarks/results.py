"""Collects what the benchmarks measure and writes it as a page: ratios of one run, with the machine and versions."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "pymcdm",
    "pulp",
    "highspy",
    "joblib",
    "distributed",
    "textual",
    "typer",
)


@dataclass
class Results:
    """Rows by heading, and remarks."""

    rows: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def add(self, heading: str, work: str, ratio: float | str, goal: str = "") -> None:
        """One figure; printed at once as well."""
        shown = ratio if isinstance(ratio, str) else f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"
        self.rows.setdefault(heading, []).append((work, shown, goal))
        print(f"\n{heading}: {work}: {shown}  {goal}")

    def remark(self, text: str) -> None:
        """What could not be measured, once."""
        if text not in self.remarks:
            self.remarks.append(text)

    def page(self, seconds: float) -> str:
        """The page as Markdown."""
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        shared = load > (os.cpu_count() or 1) * 0.75
        peers = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        lines = [
            "# Benchmark results",
            "",
            "Written by `make bench`. Every figure is a ratio within this one run, unless a unit is named; times do",
            "not carry over to another machine, ratios nearly do. Goals are those of the design, section 10.",
            "",
            f"- Machine: {_processor()}, {os.cpu_count()} cores visible, {platform.system()}, {_memory()}"
            + (f"; busy with other work (load {load:.1f} at the end)" if shared else ""),
            f"- Python {platform.python_version()}; "
            + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
            *([f"- Peers: {peers}"] if peers else []),
            f"- One BLAS thread, HiGHS with one thread; the whole run took {seconds / 60:.0f} minutes",
            *(f"- {text}" for text in self.remarks),
        ]
        for heading, rows in self.rows.items():
            lines += ["", f"## {heading}", "", "| work | measured | goal |", "|---|---|---|"]
            lines += [f"| {work} | {shown} | {goal} |" for work, shown, goal in rows]
        return "\n".join(lines) + "\n"

    def write(self, path: Path, seconds: float) -> None:
        """The page, written beside and renamed."""
        beside = path.with_suffix(".part")
        beside.write_text(self.page(seconds), encoding="utf-8")
        beside.replace(path)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _processor() -> str:
    if sys.platform.startswith("linux"):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return "memory unknown"
    return f"{size / 2**30:.0f} GiB"
