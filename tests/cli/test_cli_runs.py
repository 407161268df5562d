"""``parkfund runs``, ``show`` and ``replay``: every answer leaves a record, and every record gives its answer again."""

import inspect
import json
import shutil
from pathlib import Path

import pytest
from shell import call, parkfund

from decision.records.content import digest_of_result
from decision.records.digests import digest


def the_record(folder: Path) -> Path:
    return max(path for path in (folder / "runs").iterdir() if path.name[0] != "." and path.name != "sweeps")


def content_of(record: Path) -> dict:
    return json.loads((record / "run.json").read_text(encoding="utf-8"))


def forge(record: Path, change: object) -> None:
    """Change a record and all its digests, as nobody does by accident."""
    content = content_of(record)
    change(content)  # type: ignore[operator]
    content["result_sha256"] = digest_of_result(content)
    content["parts"] = {
        key: digest(value) for key, value in content.items() if key not in ("parts", "digest")
    }
    content["digest"] = digest(content["parts"])
    (record / "run.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_record_replays_in_another_folder_of_another_process(six_parks: Path, tmp_path: Path) -> None:
    (six_parks / "w.yaml").write_text("{jobs: 1, share: 3}", encoding="utf-8")
    answer = call(
        "allocate", ".", "--weights", "w.yaml", "--budget", 300, "--fund", "P2", "--by", "A. Ivanova",
        "--reason", "order 12", folder=six_parks,
    )  # fmt: skip
    assert answer.code == 0
    elsewhere = tmp_path / "far" / "away"
    elsewhere.mkdir(parents=True)
    shutil.move(the_record(six_parks), elsewhere / "kept")
    shutil.rmtree(six_parks)
    done = parkfund("replay", "kept", "--format", "json", folder=elsewhere)
    content = json.loads(done.out)
    assert (done.code, content["same"], content["way"]) == (0, True, "computed")
    assert content["result_sha256"] == content_of(elsewhere / "kept")["result_sha256"]
    assert not (elsewhere / "runs").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "."),
        ("rank", ".", "--method", "wsm,topsis", "--lang", "ru"),
        ("rank", "--parks", "parks.csv", "--criteria", "criteria.yaml", "--steps"),
        ("rank", ".", "--weights", "w.yaml", "--withdraw", "each"),
        ("weights", "."),
        ("smaa", ".", "--samples", "500", "--weights", "drawn.csv"),
        ("alternatives", "."),
        ("scenarios", ".", "cut.yaml"),
        ("consensus", "ballots.yaml"),
    ],
    ids=lambda arguments: " ".join(arguments[:3]),
)
def test_every_kind_of_answer_replays_from_copies_alone(six_parks: Path, arguments: tuple[str, ...]) -> None:
    (six_parks / "w.yaml").write_text("{jobs: 1, share: 3}", encoding="utf-8")
    (six_parks / "drawn.csv").write_text("jobs,share\n0.5,0.5\n0.2,0.8\n", encoding="utf-8")
    (six_parks / "ballots.yaml").write_text(
        "ballots:\n  - {order: [a, b, c]}\n  - {order: [b, a, c]}\n", encoding="utf-8"
    )
    (six_parks / "cut.yaml").write_text(
        "scenarios:\n  - {id: cut, name: Cut, budget: 0.5}\n", encoding="utf-8"
    )
    answer = call(*arguments, "--format", "json", folder=six_parks)
    assert answer.code == 0, answer.err
    record = the_record(six_parks)
    content = content_of(record)
    assert content["command"] == arguments[0]
    if arguments[0] == "smaa":
        assert [piece["file"] for piece in content["sweep"]["pieces"]] == ["chunk-000000000-000000001.npz"]
    assert content["answer"] == json.loads(answer.out)
    assert str(six_parks) not in (record / "run.json").read_text(encoding="utf-8")
    for path in six_parks.iterdir():
        if path.is_file():
            path.unlink()
    done = call("replay", "last", folder=six_parks)
    assert (done.code, "same bytes" in done.out) == (0, True), done.out + done.err


def test_what_differs_is_named_field_by_field(six_parks: Path) -> None:
    call("allocate", ".", folder=six_parks)
    record = the_record(six_parks)

    def change(content: dict) -> None:
        content["portfolio"]["portfolio"][0]["grant_mln_rub"] = 99.0
        content["versions"]["pulp"] = "9.9"

    forge(record, change)
    done = call("replay", "last", "--format", "json", folder=six_parks)
    assert done.code == 4
    content = json.loads(done.out)
    (one,) = content["differences"]
    assert (one["field"], one["recorded"], one["found"]) == (
        "portfolio.portfolio[P1].grant_mln_rub", 99.0, 100.0,
    )  # fmt: skip
    assert [one["field"] for one in content["versions"]] == ["pulp"]
    assert "pulp: 9.9 when recorded" in done.err
    (record / "inputs" / "parks.csv").write_text("park_id,name\n", encoding="utf-8")
    broken = call("replay", "last", folder=six_parks)
    assert broken.code == 2
    assert "parks.csv: this file was changed" in broken.err


def test_a_stopped_run_is_audited_and_not_solved_again(six_parks: Path) -> None:
    call("allocate", ".", folder=six_parks)
    record = the_record(six_parks)

    # P1 and P5 alone keep all rules, but no solver would leave 50 mln RUB to lie.
    def stopped(content: dict) -> None:
        content["ending"] = content["portfolio"]["ending"] = "feasible"
        kept = [park for park in content["portfolio"]["portfolio"] if park["park_id"] != "P4"]
        content["portfolio"]["portfolio"] = kept
        # 0.6 · jobs/200 + 0.4 · share of P1 and P5
        content["portfolio"]["objective"] = 0.6 * (90 + 150) / 200 + 0.4 * (0.9 + 0.4)

    forge(record, stopped)
    done = call("replay", "last", "--format", "json", folder=six_parks)
    assert (done.code, json.loads(done.out)["way"]) == (0, "audited"), done.out

    def without_the_east(content: dict) -> None:
        content["portfolio"]["portfolio"] = content["portfolio"]["portfolio"][:1]

    forge(record, without_the_east)
    done = call("replay", "last", "--format", "json", folder=six_parks)
    said = {one["field"]: str(one["found"]) for one in json.loads(done.out)["differences"]}
    assert done.code == 4
    assert "east" in said["portfolio"]
    assert said["portfolio.objective"].startswith("0.63")

    def interrupted(content: dict) -> None:
        content["portfolio"] |= {"portfolio": [], "objective": None, "ending": "stopped"}
        content["interrupted"] = True

    forge(record, interrupted)
    done = call("replay", "last", folder=six_parks)
    assert done.code == 3
    assert "nothing to audit" in done.out


def test_records_are_listed_and_told_in_words(six_parks: Path) -> None:
    call("rank", ".", folder=six_parks)
    call(
        "allocate",
        ".",
        "--set",
        "rules.few.active=false",
        "--reject",
        "P1",
        "--by",
        "Chair",
        folder=six_parks,
    )
    listed = json.loads(call("runs", "--format", "json", folder=six_parks).out)
    assert [(one["command"], one["title"], one["ending"]) for one in listed] == [
        ("rank", "Six parks", None), ("allocate", "Six parks", "optimal"),
    ]  # fmt: skip
    shown = call("show", "last", folder=six_parks).out
    assert "P1 is kept out – Chair: no reason given" in shown
    assert "rule few is switched off – Chair: no reason given" in shown
    assert content_of(the_record(six_parks))["digest"] in shown
    assert "Шесть парков" in call("show", listed[0]["digest"], "--lang", "ru", folder=six_parks).out


def test_changes_without_name_or_reason_are_warned_of_and_not_refused(six_parks: Path) -> None:
    answer = call("allocate", ".", "--fund", "P2", "--budget", 300, folder=six_parks)
    assert answer.code == 0
    assert "warning: P2 is pinned in – nobody named: no reason given" in answer.err
    overrides = content_of(the_record(six_parks))["overrides"]
    assert [(one["kind"], one["subject"], one["from"], one["to"]) for one in overrides] == [
        ("budget", "budget.total", 350.0, 300.0), ("fund", "P2", None, None),
    ]  # fmt: skip


def test_where_records_lie_and_that_an_answer_is_worth_more_than_its_record(
    six_parks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "archive/2" in call("rank", ".", "--runs", "archive", folder=six_parks).err
    monkeypatch.setenv("PARKFUND_RUNS", "elsewhere")
    assert "elsewhere/2" in call("rank", ".", folder=six_parks).err
    assert not (six_parks / "runs").exists()
    refused = call("rank", ".", "--runs", "parks.csv", "--format", "json", folder=six_parks)
    assert refused.code == 0
    assert json.loads(refused.out)["ranking"]
    assert "no run record was written" in refused.err
    before = sorted(six_parks.rglob("run.json"))
    call("rank", ".", "--no-record", folder=six_parks)
    assert sorted(six_parks.rglob("run.json")) == before


def test_a_seal_from_the_first_command_to_the_record(six_parks: Path) -> None:
    assert call("seal", ".", "--check", folder=six_parks).code == 2
    made = call("seal", ".", "--by", "Secretary", "--format", "json", folder=six_parks)
    assert (made.code, json.loads(made.out)["held"]) == (0, True)
    again = call("seal", ".", folder=six_parks)
    assert again.code == 2
    assert "sealed already" in again.err
    assert "as sealed on" in call("allocate", ".", folder=six_parks).out
    programme = six_parks / "programme.yaml"
    programme.write_text(programme.read_text(encoding="utf-8").replace("max: 3", "max: 2"), encoding="utf-8")
    broken = call("seal", ".", "--check", folder=six_parks)
    assert broken.code == 4
    assert "rule few: max: 2 instead of 3" in broken.out
    with (six_parks / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("decisions:\n  - {reject: [P1], by: Chair, reason: withdrawn}\n")
    content = json.loads(call("allocate", ".", "--format", "json", folder=six_parks).out)
    assert [change["item"] for change in content["seal"]["changes"]] == ["rule few: max"]
    kept = content_of(the_record(six_parks))
    assert kept["seal"]["held"] is False
    assert [(one["subject"], one["by"], one["place"]) for one in kept["overrides"]] == [
        ("P1", "Chair", "study.yaml:6")
    ]
    shown = call("show", "last", folder=six_parks).out
    assert "rule few: max: 2 instead of 3" in shown
    assert "P1 is kept out – Chair: withdrawn" in shown
    assert call("replay", "last", folder=six_parks).code == 0
    bundled = call("seal", "illustrative-2025", folder=six_parks)
    assert bundled.code == 2
    assert "parkfund init" in bundled.err


def test_show_speaks_russian_also_of_fields_and_roles_and_its_json_keeps_the_keys(six_parks: Path) -> None:
    assert call("allocate", ".", "--fund", "P2", "--gap", "0", folder=six_parks).code == 0
    shown = call("show", "last", "--lang", "ru", folder=six_parks).out
    assert {"закреплён", "разрыв", "решатель", "критерии"} <= set(shown.split())
    lines = [line.split() for line in shown.splitlines() if line.strip()]
    keys = {"fund", "gap", "solver", "time_limit", "study", "parks", "criteria", "programme"}
    assert not keys & {words[0] for words in lines}
    assert not keys & {words[1] for words in lines if len(words) == 3}
    content = json.loads(call("show", "last", "--lang", "ru", "--format", "json", folder=six_parks).out)
    assert content["arguments"]["fund"] == ["P2"]


def test_every_argument_of_a_recorded_command_has_a_name_for_people() -> None:
    import decision.cli.app  # noqa: F401  (registers the commands)
    from decision.cli.record_words import FIELDS
    from decision.cli.recording import COMMANDS, EFFORT

    taken = {name for command in COMMANDS.values() for name in inspect.signature(command).parameters}
    assert taken - EFFORT - set(FIELDS) == set()
