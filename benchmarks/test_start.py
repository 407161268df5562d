"""How light the start is: ``parkfund --help`` over a program that uses nothing but argparse (goal: at most 3)."""

import subprocess
import sys

ARGPARSE_ONLY = "import argparse; argparse.ArgumentParser(description='x').parse_known_args([])"


def test_help(benchmark, told, seconds_of) -> None:
    bare = seconds_of(ARGPARSE_ONLY)
    command = [sys.executable, "-m", "decision", "--help"]
    benchmark.pedantic(subprocess.run, (command,), {"stdout": subprocess.DEVNULL}, rounds=7, warmup_rounds=1)
    ratio = benchmark.stats["median"] / bare
    benchmark.extra_info["over argparse only"] = round(ratio, 2)
    told.add("Start", "parkfund --help over an argparse-only program", ratio, "≤ 3")
