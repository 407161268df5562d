"""A record read back: results as they were, and nothing taken that is not whole."""

import json
import shutil
from pathlib import Path

import pytest

from decision import SolveOptions, decide, load_study
from decision.errors import InputProblems
from decision.language import speaking
from decision.records import find_record, read_record, records_in, write_record
from decision.records.digests import as_read
from decision.records.digests import digest as digest_of


def written(study: Path, runs: Path, **arguments: object) -> Path:
    decision = decide(load_study(study), **arguments)  # type: ignore[arg-type]
    return write_record(decision, folder=runs, arguments=arguments, options=SolveOptions())


@pytest.fixture
def record(six_parks: Path, tmp_path: Path) -> Path:
    return written(six_parks, tmp_path / "runs")


def says(where: Path) -> str:
    with pytest.raises(InputProblems) as refused:
        read_record(where)
    return str(refused.value)


def edit(record: Path, change: object, *, forge: bool = False) -> None:
    """Change ``run.json``; forged, with digests that fit."""
    content = json.loads((record / "run.json").read_text(encoding="utf-8"))
    change(content)  # type: ignore[operator]
    if forge:
        content["parts"] = {k: digest_of(v) for k, v in content.items() if k not in ("parts", "digest")}
        content["digest"] = digest_of(content["parts"])
    (record / "run.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("arguments", [{}, {"fund": ("P1", "P2", "P3", "P4"), "budget": 1000.0}])
def test_results_are_rebuilt_as_they_were_in_both_languages(
    six_parks: Path, tmp_path: Path, arguments: dict
) -> None:
    parks = six_parks / "parks.csv"
    parks.write_text(parks.read_text(encoding="utf-8").replace("90,0.9", "90,"), encoding="utf-8")
    criteria = six_parks / "criteria.yaml"
    text = criteria.read_text(encoding="utf-8")
    criteria.write_text(text.replace("column: share,", "column: share, missing: reject,"), encoding="utf-8")
    programme = six_parks / "programme.yaml"
    named = "{id: east, name: {en: The east, ru: Восток}, source: {en: '[law] an act', ru: '[law] закон'},"
    programme.write_text(programme.read_text(encoding="utf-8").replace("{id: east,", named), encoding="utf-8")
    decision = decide(load_study(six_parks), **arguments)
    found = read_record(
        write_record(decision, folder=tmp_path / "runs", arguments=arguments, options=SolveOptions())
    )
    for language in ("en", "ru"):
        with speaking(language):
            assert as_read(found.portfolio().to_dict()) == as_read(decision.portfolio.to_dict())
            assert as_read(found.ranking().to_dict()) == as_read(decision.ranking.to_dict())
    sources = {rule.source for rule in found.portfolio().rules if rule.id == "east"}
    assert [(source.en, source.ru) for source in sources] == [("[law] an act", "[law] закон")] or arguments
    assert found.ranking().to_frame().equals(decision.ranking.to_frame())
    assert found.portfolio().to_frame().equals(decision.portfolio.to_frame())
    if decision.portfolio.conflict is not None:
        labels = [str(way.label) for way in decision.portfolio.conflict.relaxations]
        assert [str(way.label) for way in found.portfolio().conflict.relaxations] == labels
        assert labels


def test_the_study_comes_from_the_copies_even_where_the_originals_have_gone(
    six_parks: Path, tmp_path: Path
) -> None:
    study = six_parks / "study.yaml"
    text = study.read_text(encoding="utf-8")
    # An absolute path would be read from this machine if the copies did not stand in for it.
    study.write_text(text.replace("parks.csv", str(six_parks / "parks.csv")), encoding="utf-8")
    before = load_study(six_parks)
    folder = written(six_parks, tmp_path / "runs")
    shutil.rmtree(six_parks)
    found = read_record(folder).study()
    assert found.digests == before.digests
    assert found.parks.table.equals(before.parks.table)
    assert found.places == before.places


def test_a_bundled_name_is_read_from_the_copy_and_not_from_what_is_installed_now(
    six_parks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (six_parks / "study.yaml").write_text(
        "title: B\nparks: parks.csv\ncriteria: of-then\nprogramme: programme.yaml\n", encoding="utf-8"
    )
    then = six_parks / "criteria.yaml"
    monkeypatch.setattr("decision.files.bundled.criteria_path", lambda name: then)
    monkeypatch.setattr("decision.files.references.bundled.shown", lambda path: "criteria/of-then.yaml")
    folder = written(six_parks, tmp_path / "runs")
    weights = read_record(folder).study().criteria
    then.write_text(then.read_text(encoding="utf-8").replace("weight: 60", "weight: 10"), encoding="utf-8")
    assert read_record(folder).study().criteria == weights
    assert load_study(six_parks).criteria != weights


@pytest.mark.parametrize("part", ["portfolio", "arguments", "versions", "time", "overrides", "inputs"])
def test_an_edited_part_is_named(record: Path, part: str) -> None:
    def change(content: dict) -> None:
        if part == "portfolio":
            content["portfolio"]["portfolio"][0]["grant_mln_rub"] += 1
        else:
            content[part] = ["edited"]

    edit(record, change)
    assert f"run.json: {part}: this part was changed" in says(record)


def test_parts_added_and_taken_out_are_named(record: Path) -> None:
    def change(content: dict) -> None:
        del content["seed"]
        content["approved"] = True

    edit(record, change)
    text = says(record)
    assert "seed: this part was taken out" in text
    assert "approved: this part was added" in text


def test_a_result_that_does_not_fit_its_digest_is_seen_though_all_others_fit(record: Path) -> None:
    edit(record, lambda content: content["portfolio"].update(objective=99.0), forge=True)
    assert "the result was changed" in says(record)


def test_every_truncation_is_refused_in_a_sentence(record: Path) -> None:
    whole = (record / "run.json").read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 3):
        (record / "run.json").write_bytes(whole[:length])
        assert "damaged or cut short" in says(record)
    for number in (b"1e999", b"NaN"):
        (record / "run.json").write_bytes(whole.replace(b'"seed": ', b'"seed": ' + number + b', "x": ', 1))
        assert "damaged or cut short" in says(record)
    (record / "run.json").unlink()
    assert "no such file" in says(record)


@pytest.mark.parametrize(
    "nonsense", ["[]", "{}", "3", '"x"', '{"format": null}', '{"format": 2}', "NaN", "[" * 99999]
)
def test_nonsense_is_refused_in_a_sentence(record: Path, nonsense: str) -> None:
    (record / "run.json").write_text(nonsense, encoding="utf-8")
    assert "run.json" in says(record)


def test_a_newer_record_is_left_to_a_newer_version(record: Path) -> None:
    edit(record, lambda content: content.update(format=3), forge=True)
    text = says(record)
    assert "newer version" in text
    assert "format 3" in text
    assert [one.fault is not None for one in records_in(record.parent)] == [True]


def test_missing_and_changed_copies_and_tables_are_all_named(record: Path) -> None:
    (record / "inputs" / "parks.csv").unlink()
    (record / "inputs" / "programme.yaml").write_text("title: other", encoding="utf-8")
    (record / "rules.csv").write_text("", encoding="utf-8")
    text = says(record)
    assert "inputs/parks.csv: this file is missing" in text
    assert "inputs/programme.yaml: this file was changed" in text
    assert "rules.csv: this file was changed" in text


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", "inputs/../../outside", "C:/x", "a\\b", ""])
def test_names_that_lead_out_of_the_record_are_refused(record: Path, path: str) -> None:
    edit(record, lambda content: content["inputs"][0].update(copy=path), forge=True)
    assert "leads out of the record" in says(record)


def test_a_link_that_leads_out_of_the_record_is_refused(record: Path, tmp_path: Path) -> None:
    copy = record / "inputs" / "parks.csv"
    (tmp_path / "outside.csv").write_bytes(copy.read_bytes())
    copy.unlink()
    copy.symlink_to(tmp_path / "outside.csv")
    assert "leads out of the record" in says(record)


def test_a_study_in_a_forged_record_reads_nothing_but_copies(record: Path) -> None:
    def change(content: dict) -> None:
        (parks,) = [one for one in content["inputs"] if one["role"] == "parks"]
        content["inputs"].remove(parks)

    edit(record, change, forge=True)
    with pytest.raises(InputProblems, match="no copy"):
        read_record(record).study()


def test_records_are_found_by_name_digest_and_last(six_parks: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    with pytest.raises(InputProblems, match="no record yet"):
        find_record("last", runs)
    first, second = written(six_parks, runs), written(six_parks, runs, budget=300.0)
    assert find_record("last", runs).name == second.name
    assert find_record(first.name, runs).name == first.name
    assert find_record(first.name.partition("-")[2][:8], runs).name == first.name
    assert find_record(str(first / "run.json"), tmp_path).name == first.name
    with pytest.raises(InputProblems, match="2 records begin"):
        find_record("2", runs)
    with pytest.raises(InputProblems, match="no such record"):
        find_record("nothing", runs)
    assert [one.name for one in records_in(runs)] == [first.name, second.name]


def test_last_is_the_last_also_where_the_clock_has_gone_backwards(
    six_parks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from decision.records import write

    class Clock(datetime):
        moments = iter([datetime(2030, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)])

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return next(cls.moments)

    monkeypatch.setattr(write, "datetime", Clock)
    runs = tmp_path / "runs"
    first, second = written(six_parks, runs), written(six_parks, runs, budget=300.0)
    assert find_record("last", runs).name == second.name
    assert second.name > first.name
    assert find_record("last", runs).time == "2025-01-01T00:00:00Z"


def test_a_record_does_not_depend_on_the_language_it_was_made_in(six_parks: Path, tmp_path: Path) -> None:
    from decision.records.replay import replay_decision

    parks = six_parks / "parks.csv"
    header, *rows = parks.read_text(encoding="utf-8").splitlines()
    named = [f"{header},name_ru", *(f"{row},Парк {place}" for place, row in enumerate(rows))]
    parks.write_text("\n".join(named) + "\n", encoding="utf-8")
    study = six_parks / "study.yaml"
    notice = "notice: {en: Made up., ru: Вымышлено.}\n"
    study.write_text(study.read_text(encoding="utf-8") + notice, encoding="utf-8")
    with speaking("ru"):
        russian = read_record(written(six_parks, tmp_path / "runs"))
    english = read_record(written(six_parks, tmp_path / "runs"))
    assert russian.content["result_sha256"] == english.content["result_sha256"]
    for language, name, says in (("en", "Alpha", "Made up."), ("ru", "Парк 0", "Вымышлено.")):
        with speaking(language):
            assert replay_decision(russian).same
            assert replay_decision(english).same
            portfolio = english.portfolio()
            assert portfolio.notice == says
            names = {park.park_id: park.name for park in portfolio.funded}
            assert names["P1"] == english.ranking().table.at["P1", "name"] == name
