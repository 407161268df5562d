"""Every writer in a folder of its own, while no file may grow beyond some bytes; prints what each did as JSON."""

import contextlib
import json
import os
import resource
import signal
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from decision.cli import main
from decision.files.initialise import initialise
from decision.files.load import load_study
from decision.records import write_record
from tui import messages
from tui.journal import Journal
from tui.rooms import Rooms

TOP, BYTES, SMALL = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
CHANGES = {"budget.total": "300"}
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def listing(folder):
    return {
        str(path.relative_to(folder)): path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextlib.contextmanager
def full(bytes=BYTES):
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


def write_record_with_room(*arguments, **named):
    """The record that a document is made of lies on another disk than the document."""
    with full(resource.getrlimit(resource.RLIMIT_FSIZE)[1]):
        return write_record(*arguments, **named)


def new(name):
    folder = TOP / name
    initialise(folder, SMALL)
    (folder / "old.txt").write_text("old", encoding="utf-8")
    return folder


def shell(name, *arguments, old=None, bytes=BYTES, room=False):
    folder = new(name)
    if old is not None:
        (folder / old).write_text("old", encoding="utf-8")
    before, said, code = listing(folder), StringIO(), None
    os.chdir(folder)
    kept = (
        mock.patch("decision.records.write_record", write_record_with_room)
        if room
        else contextlib.nullcontext()
    )
    with contextlib.redirect_stdout(StringIO()), contextlib.redirect_stderr(said), kept, full(bytes):
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code
    return {
        "code": code,
        "says": said.getvalue(),
        "same": listing(folder) == before,
        "more": sorted(set(listing(folder)) - set(before)),
    }


class App:
    def __init__(self):
        self.posted = []

    def post_message(self, message):
        self.posted.append(message)


class Engine(Rooms):
    def _work(self, work, group):
        work()


def interface(name, write):
    folder = new(name)
    os.chdir(folder)
    app = App()
    engine = Engine(app)
    engine.digests_written = set()
    study = SimpleNamespace(study=load_study(folder))
    before = listing(folder)
    with full():
        write(engine, study, folder)
    (said,) = app.posted
    assert isinstance(said, messages.WritingFailed), said
    return {
        "code": 2,
        "says": str(said.says),
        "same": listing(folder) == before,
        "more": sorted(set(listing(folder)) - set(before)),
    }


def journal(name):
    folder = new(name)
    before = listing(folder)
    one = Journal(folder)
    with full(5):
        one.note({"first": 1})
    begun = one.begun
    one.note({"second": 2})
    after_second = {path.name: path.read_text() for path in folder.glob(".parkfund-session-*")}
    with full(max(map(len, after_second.values())) + 9):
        one.note({"third": 3})
    after_third = {path.name: path.read_text() for path in folder.glob(".parkfund-session-*")}
    one.close(forget=True)
    return {
        "code": 2,
        "says": "left half-written: make room",
        "same": not begun and after_second == after_third and listing(folder) == before,
        "more": [],
    }


own = SimpleNamespace(name="Zoe", shares={"jobs": 0.5, "share": 0.5})
weights = {"jobs": 10.0, "share": 90.0}
results = {}
quiet = ("--no-record",)
for ending in ("csv", "json", "xlsx", "parquet"):
    results[ending] = shell(ending, "rank", ".", "--out", f"a.{ending}", *quiet, old=f"a.{ending}")
for ending in ("png", "svg"):
    results[ending] = shell(ending, "rank", ".", "--chart", f"a.{ending}", *quiet, old=f"a.{ending}")
for ending in ("docx", "pdf", "html"):
    results[ending] = shell(
        ending,
        "report",
        ".",
        "--out",
        f"a.{ending}",
        "--sections",
        "rules",
        *quiet,
        old=f"a.{ending}",
        room=True,
    )
results["workbook"] = shell("workbook", "report", ".", "--out", "a.xlsx", *quiet, old="a.xlsx", room=True)
for ending in ("docx", "txt"):
    name = f"letter-{ending}"
    results[name] = shell(
        name, "explain", ".", "P2", "--letter", "--out", f"a.{ending}", *quiet, old=f"a.{ending}", room=True
    )
results["letters"] = shell("letters", "report", ".", "--letters", "to", "--no-reasons", *quiet, room=True)
results["temporary"] = shell("temporary", "report", ".", "--out", "a.docx", *quiet)
results["schema"] = shell("schema", "schema", "study", "--out", "a.json", old="a.json")
results["seal"] = shell("seal", "seal", ".", "--by", "Ada")
results["init"] = shell("init", "init", "copy", "--from", ".")
results["weights"] = shell("weights", "weights", ".", "--method", "equal", "--save", "equal", *quiet)
results["pieces"] = shell("pieces", "smaa", ".", "--samples", "3000", "--jobs", "1", "--resume", *quiet)
results["record"] = shell("record", "allocate", ".")
results["record midway"] = shell("record midway", "allocate", ".", bytes=3000)
results["F2 weights"] = interface(
    "F2 weights", lambda engine, study, _folder: engine.write_weights(study, weights)
)
results["F2 rules"] = interface(
    "F2 rules", lambda engine, study, _folder: engine.write_settings(study, CHANGES)
)
results["F2 copy"] = interface(
    "F2 copy",
    lambda engine, _study, folder: engine.write_copy(str(folder), folder / "copy", weights, CHANGES),
)
results["F2 member"] = interface(
    "F2 member",
    lambda engine, _study, folder: engine.write_member(
        folder / "zoe.yaml", "Zoe: the first", weights | {"c" * 40: 1.0}
    ),
)
results["F2 members"] = interface(
    "F2 members", lambda engine, study, _folder: engine.write_members(study, {"zoe": own})
)
results["journal"] = journal("journal")
print(json.dumps(results))
