"""An editable copy of a study that stands on its own: ``parkfund init``."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from decision.errors import InputProblems, Problem
from decision.files import datapackage
from decision.files.edit import Plain, with_values
from decision.files.load import read_study
from decision.files.parktables import refuse_if_faulty
from decision.files.references import STUDY_FILE
from decision.files.schema import KINDS, schema_text
from decision.files.writing import reason_of, refusal
from decision.files.yamltext import Path_, parse
from decision.language import _
from decision.model.study import InputFile

DEFAULT_STUDY = "illustrative-2025"
SCHEMAS = "schema"
SCENARIOS = "scenarios.yaml"
"""No part of a study, which names none, but of use with it alone: it goes along when it lies beside."""
_MODELINE = re.compile(r"^(#\s*yaml-language-server:\s*\$schema=)\S*?([a-z]+\.json)", re.MULTILINE)


def initialise(target: Path, name: str | Path = DEFAULT_STUDY) -> list[Path]:
    """Copy a study into a new folder, with everything it names and the JSON schemas, ready to be edited.

    The copy is made beside the target and renamed, so that there is a whole study or none.

    Args:
        target: a folder that does not exist yet or is empty.
        name: name of a bundled study, or where another one is.

    Returns:
        The files written, sorted.

    Raises:
        InputProblems: the folder is not empty or cannot be written, or the study is faulty.
    """
    target = Path(target)
    _refuse_unless_free(target)
    read = read_study(name)
    refuse_if_faulty(read.problems)
    contents = _contents(read.files, read.path)
    parent = target.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=parent))
        try:
            for relative, content in contents.items():
                path = beside / relative
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            # mkdtemp makes a folder for its owner alone; a new folder follows the umask like any other.
            umask = os.umask(0)
            os.umask(umask)
            beside.chmod(0o777 & ~umask)
            if target.is_dir():
                target.rmdir()
            beside.rename(target)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as refused:
        says = _("the folder cannot be written: {reason}", reason=reason_of(refused))
        raise refusal(refused, target, says) from None
    return sorted(target / relative for relative in contents)


def _refuse_unless_free(target: Path) -> None:
    says = None
    if target.is_dir():
        if any(target.iterdir()):
            says = _("the folder is not empty; nothing was written")
    elif target.exists() or target.is_symlink():
        says = _("there is a file of this name; nothing was written")
    if says is not None:
        raise InputProblems([Problem(says, file=str(target), remedy=_("name another folder"))])


def _contents(files: list[InputFile], study: Path | None) -> dict[str, bytes]:
    """Path in the new folder → content, references rewritten."""
    contents: dict[str, bytes] = {}
    references: dict[Path_, Plain] = {}
    for file in files:
        if file.role == "seal":
            continue  # a copy is a study of its own, which nobody has sealed
        relative = _home(file)
        contents[relative] = _with_modeline(file.content, relative)
        if file.role in ("parks", "criteria", "programme", "partnerships"):
            references[(file.role,)] = relative
        elif file.role == "member":
            references[("committee",)] = "members/"
        elif file.role == "package" and study is not None:
            contents |= _other_resources(file, study.parent)
    if study is not None and (study.parent / SCENARIOS).is_file():
        contents[SCENARIOS] = _with_modeline((study.parent / SCENARIOS).read_bytes(), SCENARIOS)
    text = parse(contents[STUDY_FILE].decode("utf-8-sig"), STUDY_FILE)
    kept = {key: value for key, value in references.items() if text.content.get(key[0]) != value}
    contents[STUDY_FILE] = with_values(text, kept).encode("utf-8")
    for kind in KINDS:
        contents[f"{SCHEMAS}/{kind}.json"] = schema_text(kind).encode("utf-8")
    return contents


def _home(file: InputFile) -> str:
    if file.role == "study":
        return STUDY_FILE
    name = file.path.name
    if file.role == "package":
        return datapackage.NAME
    return f"members/{name}" if file.role == "member" else name


def _with_modeline(content: bytes, relative: str) -> bytes:
    if not relative.endswith((".yaml", ".yml")):
        return content
    up = "../" * relative.count("/")
    return _MODELINE.sub(rf"\g<1>{up}{SCHEMAS}/\g<2>", content.decode("utf-8")).encode("utf-8")


def _other_resources(package: InputFile, folder: Path) -> dict[str, bytes]:
    """The other tables that the data package describes, where they lie beside it."""
    found: dict[str, bytes] = {}
    for resource in json.loads(package.content.decode("utf-8-sig")).get("resources", []):
        path = resource.get("path") if isinstance(resource, dict) else None
        if isinstance(path, str) and "/" not in path and "\\" not in path and (folder / path).is_file():
            found[path] = (folder / path).read_bytes()
    return found
