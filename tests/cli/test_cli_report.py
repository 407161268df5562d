"""``parkfund report`` and ``--chart`` as a person uses them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from report_examples import small_round
from shell import call

FAST = ("--no-reasons", "--robust", "2", "--jobs", "1")


def test_one_command_writes_every_format(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    files = [f"protocol.{ending}" for ending in ("docx", "html", "pdf", "xlsx")]
    outs = [part for file in files for part in ("--out", file)]
    done = call("report", "small", *outs, *FAST, "--lang", "ru", folder=tmp_path)
    assert done.code == 0, done.err
    for file in files:
        assert (tmp_path / file).stat().st_size > 5000
        assert file in done.err
    assert "Протокол отбора парков" in (tmp_path / "protocol.html").read_text(encoding="utf-8")
    assert done.out == ""
    assert {path.name for path in tmp_path.iterdir()} == {"small", "runs", *files}


def test_an_impossible_study_gets_its_report_and_the_exit_code_of_it(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    done = call("report", "small", "--set", "rules.off.active=true", "--out", "p.html", folder=tmp_path)
    assert done.code == 1, done.err
    assert "Why there is no portfolio" in (tmp_path / "p.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--out", "p.odt"), "p.odt: no format has this ending; choose one of .docx, .xlsx, .html, .pdf"),
        (("--out", "nowhere/p.docx"), "there is no such folder"),
        (("--out", "small.docx"), "this is a folder"),
        (("--letters", "small/parks.csv"), "this is a file, not a folder"),
        (("--letters", "no/where"), "there is no such folder"),
        ((), "nothing to write; say where: --out protocol.docx"),
        (("--out", "p.docx", "--sections", "ruels,x"), "no section is called ruels"),
        (("--out", "p.docx", "--set", "budget"), "budget is no KEY=VALUE"),
    ],
)
def test_bad_input_is_told_before_anything_is_computed(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    small_round(tmp_path / "small")
    (tmp_path / "small.docx").mkdir()
    done = call("report", "small", *arguments, folder=tmp_path)
    assert done.code == 2
    assert says in done.err
    assert not (tmp_path / "runs").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_writable(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    assert (
        "the folder is not writable" in call("report", "small", "--out", "shut/p.docx", folder=tmp_path).err
    )


def test_a_round_without_a_portfolio_gets_its_protocol_and_no_letters(six_parks: Path) -> None:
    asked = ("report", ".", "--reject", "P5", "--reject", "P6", "--no-record", "--no-reasons")
    done = call(*asked, "--out", "p.docx", "--letters", "letters", folder=six_parks)
    assert done.code == 1, done.err
    assert "no letters: there is no portfolio, so nobody is refused" in done.err
    assert (six_parks / "p.docx").exists()
    assert not (six_parks / "letters").exists()


def test_a_disk_that_fills_up_between_two_letters_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_round(tmp_path / "small")
    assert call("allocate", "small", folder=tmp_path).code == 0
    real, written = Path.write_bytes, []

    def full(path: Path, content: bytes) -> int:
        if path.name.endswith(".part"):
            written.append(path.name)
            if len(written) == 2:
                real(path, content[:100])
                raise OSError(28, "No space left on device")
        return real(path, content)

    asked = ("report", "last", "--letters", "letters", "--no-reasons")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        done = call(*asked, folder=tmp_path)
    assert (done.code, len(written)) == (2, 2)
    assert "letters: cannot be written: No space left on device" in done.err
    assert not (tmp_path / "letters").exists()
    assert call(*asked, folder=tmp_path).code == 0
    assert {path.suffix for path in (tmp_path / "letters").iterdir()} == {".docx"}


def test_charts_of_the_commands(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    commands = (
        ("rank", "small"),
        ("allocate", "small", "--no-record"),
        ("smaa", "small", "--samples", "50", "--jobs", "1"),
        ("robust", "small", "--samples", "4", "--jobs", "1", "--exact-seconds", "0"),
    )
    for command in commands:
        done = call(*command, "--chart", f"{command[0]}.png", folder=tmp_path)
        assert done.code == 0, done.err
        assert (tmp_path / f"{command[0]}.png").read_bytes().startswith(b"\x89PNG")
        assert f"written: {command[0]}.png" in done.err
    assert call("rank", "small", "--chart", "rank.svg", folder=tmp_path).code == 0
    assert (tmp_path / "rank.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_charts_that_cannot_be(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    for command in ("rank", "allocate", "smaa", "robust"):
        done = call(command, "small", "--chart", "a.gif", folder=tmp_path)
        assert done.code == 2
        assert "choose one of .png, .svg" in done.err
    several = call("rank", "small", "--method", "wsm,topsis", "--chart", "a.png", folder=tmp_path)
    assert (several.code, several.err) == (2, "rank: --chart goes with one method and alone\n")
    none = call("allocate", "small", "--set", "rules.off.active=true", "--chart", "a.png", folder=tmp_path)
    assert none.code == 1
    assert "no chart: there is no portfolio to draw" in none.err


def test_a_record_is_reported_as_it_is(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    assert call("allocate", "small", "--runs", "kept", "--gap", "0", folder=tmp_path).code == 0
    (record,) = (tmp_path / "kept").iterdir()
    short = ("--sections", "portfolio,record")
    done = call("report", record, "--out", "a.html", *short, folder=tmp_path)
    assert done.code == 0, done.err
    assert record.name in (tmp_path / "a.html").read_text(encoding="utf-8")
    for name in ("last", record.name[:15], record.name.partition("-")[2][:6]):
        arguments = ("--runs", "kept", "--out", "b.html", *short)
        assert call("report", name, *arguments, folder=tmp_path).code == 0
        assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert list((tmp_path / "kept").iterdir()) == [record]
    refused = call("report", record, "--budget", "5", "--out", "a.html", folder=tmp_path)
    assert refused.code == 2
    assert "--budget goes with a study; this record is decided already" in refused.err
    run = record / "run.json"
    run.write_text(run.read_text(encoding="utf-8").replace('"granted": ', '"granted": 1'), encoding="utf-8")
    broken = call("report", record, "--out", "c.html", folder=tmp_path)
    assert broken.code == 2
    assert "was changed after the record was written" in broken.err
    assert not (tmp_path / "c.html").exists()


def test_who_changed_what_and_why_is_in_the_protocol(tmp_path: Path) -> None:
    small_round(tmp_path / "small")
    asked = (
        "--fund",
        "P6",
        "--by",
        "Ann <Lee>",
        "--reason",
        "a promise",
        "--no-record",
        "--sections",
        "procedure",
    )
    done = call("report", "small", *asked, "--out", "p.html", folder=tmp_path)
    assert done.code == 0, done.err
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "P6 is pinned in: Zeta</td><td>Ann &lt;Lee&gt;</td><td>a promise" in text
    assert not (tmp_path / "runs").exists()
