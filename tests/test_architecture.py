"""The structure that CONTRIBUTING.md promises."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*(ROOT / "decision").rglob("*.py"), *(ROOT / "tui").rglob("*.py")])
LONGEST = 320


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_imports_point_down() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_module_says_what_it_is_and_holds_one_thing() -> None:
    texts = {
        name: path.read_text(encoding="utf-8") for name, path in zip(names(MODULES), MODULES, strict=True)
    }
    assert len(texts) > 200
    assert not [name for name, text in texts.items() if not re.match(r'(#.*\n)*\s*r?"""\S', text)], (
        "no docstring"
    )
    assert not [name for name, text in texts.items() if len(text.splitlines()) > LONGEST], "two things in one"


def test_the_interface_paints_before_it_computes() -> None:
    program = (
        "import sys\nimport tui.app\n"
        "print([n for n in ('numpy','pandas','pymcdm','matplotlib','pulp','highspy','openpyxl') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600
    )
    assert done.stdout.strip() == "[]"


def test_no_path_of_a_machine_and_no_registry_host_is_committed() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    pattern = re.compile(
        r"//[a-z.-]*(?:py"
        + r"pi|n"
        + r"pmjs|pythonho"
        + r"sted)[a-z.]*[./]|/(?:wo"
        + r"rk|fa"
        + r"rm|ro"
        + r"ot)/[A-Za-z]"
    )
    faulty = []
    for name in filter(None, tracked.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in (".mo", ".png", ".svg") or not path.is_file():
            continue
        if pattern.search(path.read_text(encoding="utf-8", errors="replace")):
            faulty.append(name)
    assert not faulty
