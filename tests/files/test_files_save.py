"""Weights written back: nothing else in the file changes, and never half of it."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision.errors import InputProblems
from decision.files.edit import written
from decision.files.load import load_criteria, load_weights
from decision.files.save import save_weights
from decision.files.yamltext import read_value

CRITERIA = """\
# yaml-language-server: $schema=schema/criteria.json
title: {en: Three,   ru: Три}     # odd spaces stay

method: topsis
criteria:
    - id:     jobs                # four spaces, aligned
      column: new_jobs
      weight: 60                  # agreed on 3 May
    - {id: leverage, column: private, weight: 25.0, goal: max}   # in braces
    - {id: bare, column: y}
    - id: group
      # no weight yet
      criteria:
      - id: inner
        column: z
        weight: !!float 1
      - column: w
        id: last
"""


def test_only_the_numbers_change(tmp_path: Path):
    path = tmp_path / "criteria.yaml"
    path.write_text(CRITERIA, encoding="utf-8")
    save_weights(
        path, {"jobs": 40.0, "leverage": 0.1 + 0.2, "bare": 7, "group": 12.5, "inner": 3, "last": 1e-3}
    )
    expected = (
        CRITERIA.replace("weight: 60 ", "weight: 40 ")
        .replace("weight: 25.0", "weight: 0.3")
        .replace("{id: bare,", "{id: bare, weight: 7,")
        .replace("- id: group\n", "- id: group\n      weight: 12.5\n")
        .replace("weight: !!float 1\n", "weight: 3\n")
        .replace("- column: w\n", "- column: w\n        weight: 0.001\n")
    )
    assert path.read_text(encoding="utf-8") == expected
    assert {node.id: node.weight for node in load_criteria(path).nodes()} == {
        "jobs": 40, "leverage": 0.3, "bare": 7, "group": 12.5, "inner": 3, "last": 0.001,
    }  # fmt: skip
    assert [entry.name for entry in tmp_path.iterdir()] == ["criteria.yaml"]


def test_line_ends_byte_order_mark_permissions_and_links_stay(tmp_path: Path):
    content = b"\xef\xbb\xbf" + CRITERIA.replace("\n", "\r\n").encode()
    path = tmp_path / "criteria.yaml"
    path.write_bytes(content)
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    save_weights(link, {"jobs": 1, "group": 2})
    expected = content.replace(b"weight: 60 ", b"weight: 1 ")
    assert path.read_bytes() == expected.replace(b"- id: group\r\n", b"- id: group\r\n      weight: 2\r\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()


@given(st.dictionaries(st.sampled_from(["jobs", "leverage", "bare", "group", "inner", "last"]),
                       st.floats(0, 1e6), min_size=1))  # fmt: skip
def test_any_weights_come_back(tmp_path_factory, weights):
    path = tmp_path_factory.mktemp("weights") / "criteria.yaml"
    path.write_text(CRITERIA, encoding="utf-8")
    before = {node.id: node.weight for node in load_criteria(path).nodes()}
    save_weights(path, weights)
    after = {node.id: node.weight for node in load_criteria(path).nodes()}
    assert after == pytest.approx(before | weights, abs=1e-6)


def test_equal_weighting_gives_way_to_the_numbers(tmp_path: Path):
    path = tmp_path / "criteria.yaml"
    path.write_text(CRITERIA + "weights: {method: equal}\n", encoding="utf-8")
    save_weights(path, {"jobs": 1})
    assert load_criteria(path).weights.method == "direct"


def test_a_member_file(tmp_path: Path):
    path = tmp_path / "chair.yaml"
    path.write_text("name: Chair   # hers\nweights: {jobs: 1, money: 2}\n")
    save_weights(path, {"money": 3})
    assert path.read_text() == "name: Chair   # hers\nweights: {jobs: 1, money: 3}\n"
    assert load_weights(path) == {"jobs": 1, "money": 3}


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"job": 1}, "criteria.yaml: no criterion or group has the id job; did you mean 'jobs'?"),
        ({"jobs": -1}, "criteria.yaml: jobs: -1 is not a weight"),
        ({"jobs": float("nan")}, "criteria.yaml: jobs: nan is not a weight"),
    ],
)
def test_refusals_leave_the_file_alone(tmp_path: Path, weights, says):
    path = tmp_path / "criteria.yaml"
    path.write_text(CRITERIA, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        save_weights(path, weights)
    assert str(caught.value) == says
    assert path.read_text(encoding="utf-8") == CRITERIA


def test_a_file_changed_meanwhile_is_not_written_over(tmp_path: Path):
    path = tmp_path / "criteria.yaml"
    path.write_text(CRITERIA, encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(CRITERIA + "# another hand\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="the file has changed since it was read; nothing was written"):
        save_weights(path, {"jobs": 1}, digest=digest)
    assert path.read_text(encoding="utf-8").endswith("# another hand\n")
    save_weights(path, {"jobs": 1}, digest=hashlib.sha256(path.read_bytes()).hexdigest())


def test_weights_shared_by_an_alias_are_not_guessed_at(tmp_path: Path):
    text = CRITERIA.replace("weight: 60", "weight: &w 60").replace("weight: 25.0", "weight: *w")
    path = tmp_path / "criteria.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputProblems, match="they are shared by an alias"):
        save_weights(path, {"jobs": 1})
    assert path.read_text(encoding="utf-8") == text
    save_weights(path, {"leverage": 5})
    assert "weight: &w 60" in path.read_text(encoding="utf-8")


@given(
    st.one_of(
        st.floats(-1e9, 1e9).map(lambda x: round(x, 6)), st.booleans(), st.text(min_size=1, max_size=20)
    )
)
def test_what_is_written_reads_back(value):
    if isinstance(value, str) and not all(c.isprintable() for c in value):
        return
    assert read_value(written(value)) == value
