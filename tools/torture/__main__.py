"""``make torture``: everything, for about so many minutes, and a report of what was done with which seed."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from tools.torture.faults import run_faults
from tools.torture.figures import run_figures
from tools.torture.fuzz import fuzz
from tools.torture.hostile import run_hostile


def main() -> int:
    """Run everything; exit 1 where anything was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tools.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for the mutated files, about half of it")
    parser.add_argument("--cases", type=int, default=None, help="mutated files, instead of by time")
    parser.add_argument("--seed", type=int, default=20251125)
    parser.add_argument("--out", type=Path, default=None, help="write the report here, else to stdout")
    asked = parser.parse_args()
    began = time.monotonic()

    def tell(text: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {text}", file=sys.stderr, flush=True)

    tell("hostile files")
    hostile = run_hostile(large=True)
    tell("accidents")
    faults = run_faults(asked.seed, thorough=True)
    tell("awkward figures")
    figures = run_figures(asked.seed, thorough=True)
    tell("mutated files")
    left = max(60.0, asked.minutes * 60 - (time.monotonic() - began))
    counts = fuzz(asked.seed, asked.cases, left if asked.cases is None else 24 * 3600.0)
    wrong = [
        *(ending.fault for ending in hostile if ending.fault),
        *(lost for fault in faults for lost in fault.lost),
        *(f"{one.title}: {fault}" for one in figures for fault in one.faults),
        *(f"{count.reader}: {failure}" for count in counts for failure in count.failures),
    ]
    lines = [
        "# What the last long run did",
        "",
        f"Written by `python -m tools.torture --seed {asked.seed}"
        + (f" --cases {asked.cases}" if asked.cases else "")
        + f"` in {(time.monotonic() - began) / 60:.0f} minutes; Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, PuLP {version('pulp')}, "
        f"HiGHS {version('highspy')}. Times depend on the machine, counts and outcomes on the seed.",
        "",
        f"**{sum(count.cases for count in counts)} mutated files, {len(hostile)} hostile ones, "
        f"{sum(fault.times for fault in faults)} accidents, {sum(one.rounds for one in figures)} awkward rounds: "
        f"{len(wrong)} not as they must be.**",
        "",
        "## Mutated files",
        "",
        *_table(
            ("reader", "files", "read", "refused with place and remedy", "slowest, s", "anything else"),
            ((c.reader, c.cases, c.accepted, c.refused, f"{c.slowest:.2f}", len(c.failures)) for c in counts),
        ),
        "",
        "## Hostile files, given to `parkfund check` as a process",
        "",
        *_table(
            ("file", "exit", "seconds", "peak memory, MiB", "what it was told"),
            (
                (e.name, e.code, f"{e.seconds:.1f}", f"{e.memory_mib:.0f}", _first_line(e.says))
                for e in hostile
            ),
        ),
        "",
        "## Accidents",
        "",
        *_table(
            ("what", "how", "times", "lost or wrong"),
            ((f.title, f.done, f.times, len(f.lost) or "nothing") for f in faults),
        ),
        "",
        "## Awkward figures, every plan recomputed outside the program in whole thousands of rubles",
        "",
        *_table(
            ("rounds of", "rounds", "parks", "seconds", "faults"),
            ((o.title, o.rounds, o.parks, f"{o.seconds:.1f}", len(o.faults) or "none") for o in figures),
        ),
        "",
        *(("## Not as it must be", "", *(f"- {text}" for text in wrong), "") if wrong else ()),
    ]
    report = "\n".join(lines)
    if asked.out is None:
        print(report)
    else:
        asked.out.write_text(report, encoding="utf-8")
    tell(f"done; {len(wrong)} not as they must be")
    return 1 if wrong else 0


def _first_line(text: str) -> str:
    """What a person reads first, fit for a cell."""
    return (text.splitlines() or [""])[0].replace("|", "\\|")[:160]


def _table(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> list[str]:
    """A table in Markdown."""
    heads = tuple(heads)
    return [
        "| " + " | ".join(map(str, heads)) + " |",
        "|" + "---|" * len(heads),
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
    ]


if __name__ == "__main__":
    sys.exit(main())
