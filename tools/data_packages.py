"""Bring size and hash in the data packages of the hand-kept tables up to date after an edit.

    python tools/data_packages.py            rewrites datapackage.json of national and parks-ru
    python tools/data_packages.py --check    exits 1 if one of them is out of date

The package of the illustrative round is written by its own generator.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
FOLDERS = ("national", "parks-ru")


def refreshed(folder: Path) -> str:
    """The package's text with the size and hash of the files as they are now."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Refresh size and hash in the data packages.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a package is out of date"
    )
    check = parser.parse_args().check
    old = []
    for name in FOLDERS:
        path = DATASETS / name / "datapackage.json"
        content = refreshed(DATASETS / name).encode("utf-8")
        if path.read_bytes() != content:
            old.append(name)
            if not check:
                path.write_bytes(content)
    if check and old:
        print("out of date: " + ", ".join(old), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
