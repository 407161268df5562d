"""The short version of ``make torture``: mutated and hostile files, killed writers, awkward figures."""

import random
import string
import sys
from collections.abc import Callable
from io import BufferedWriter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from decision.checks import check
from decision.errors import InputProblems, ParkfundError
from decision.files.load import load_criteria, load_parks, load_programme
from tools.torture.faults import killed_while_recording, killed_while_saving
from tools.torture.figures import recomputed, run_figures
from tools.torture.fuzz import FOREIGN
from tools.torture.hostile import hostile_files
from tools.torture.readers import CRITERIA, PARKS, PROGRAMME, readers


def refusals(read: object, path: Path) -> list[str]:
    """What a reader says of a file; any other ending is an error of this test."""
    try:
        read(path)  # type: ignore[operator]
    except InputProblems as told:
        return [str(problem) if problem.file is not None else FOREIGN[0] for problem in told.problems]
    except ParkfundError as told:
        return [str(told)]
    return []


def test_mutated_files_end_in_an_answer_or_in_sentences_with_their_place(tmp_path: Path) -> None:
    every = readers(tmp_path)
    refused = 0
    for turn in range(len(every) * 24):
        reader = every[turn % len(every)]
        chooser = random.Random(f"short-{turn}")
        path = tmp_path / reader.file
        path.write_bytes(reader.mutate(chooser.choice(reader.originals[:1]), chooser))
        said = refusals(reader.read, path)
        refused += bool(said)
        assert not [text for text in said if any(word in text for word in FOREIGN)]
    # Were the readers not asked, nothing would be refused.
    assert refused > len(every) * 10


@pytest.mark.parametrize(
    ("name", "content"),
    [pytest.param(name, content, id=title) for title, name, content in hostile_files(large=False)],
)
def test_hostile_files_are_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | Callable[[BufferedWriter], None]
) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        if callable(content):
            content(file)
        else:
            file.write(content)
    problems = [problem for problem in check([path]) if not problem.warning]
    assert problems
    assert all(problem.file == name for problem in problems)
    assert not (tmp_path / "owned").exists()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 10**12)
    | st.floats(allow_nan=True)
    | st.text(string.printable + "эё\u202e", max_size=8)
    | st.sampled_from(["min", "max", "count", "grant", "P1", "district", "a", "merit", "2025..2026"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = [
    "title", "years", "budget", "terms", "objective", "rules", "scorecard", "total", "by_year", "id", "measure", "min",
    "where", "criteria", "column", "weight", "goal", "scale", "value", "preference", "weights", "method", "incomplete",
]  # fmt: skip


@pytest.mark.parametrize(("read", "original"), [(load_programme, PROGRAMME), (load_criteria, CRITERIA)])
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_place_is_an_answer_or_a_sentence(
    tmp_path: Path, read: object, original: str, data: st.DataObject
) -> None:
    yaml = YAML()
    content = yaml.load(original)
    for _turn in range(data.draw(st.integers(1, 3))):
        inside = content
        while True:
            steps = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            step = data.draw(st.sampled_from(steps)) if steps else None
            if step is None or not isinstance(inside[step], (dict, list)) or data.draw(st.booleans()):
                break
            inside = inside[step]
        if isinstance(inside, dict):
            inside[data.draw(st.sampled_from([step, *KEYS]))] = data.draw(VALUES)
        elif step is not None:
            inside[step] = data.draw(VALUES)
    path = tmp_path / "file.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
    said = refusals(read, path)
    assert not [text for text in said if any(word in text for word in FOREIGN)]


@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cell_of_a_table_is_an_answer_or_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parks.csv"
    path.write_text(PARKS.replace("250,90", f"250,{text}"), encoding="utf-8", newline="")
    refusals(lambda file: load_parks(file, numbers=["jobs"]), path)


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("accident", [killed_while_saving, killed_while_recording])
def test_a_killed_writer_leaves_the_old_or_the_new(accident: object) -> None:
    fault = accident(6, random.Random(3))  # type: ignore[operator]
    assert fault.times == 6
    assert fault.lost == []


def test_awkward_figures_add_up_when_recomputed_outside() -> None:
    outcomes = run_figures(5, thorough=False)
    assert [fault for one in outcomes for fault in one.faults] == []
    assert sum(one.parks for one in outcomes) > 100


def test_the_recomputation_notices() -> None:
    """Or the test above would pass whatever is shown."""
    import pandas as pd

    parks = pd.DataFrame(
        {"requested_mln_rub": [10.0], "a": [1.0], "b": [0.0], "district": ["CFO"]}, index=["A"]
    )
    programme = {"budget": {"total": 10}, "terms": {"funding": "whole"}, "rules": []}
    row = {"park_id": "A", "grant_mln_rub": 10.0, "payments": {2025: 4.0, 2026: 6.0}}
    answer = {"ending": "optimal", "portfolio": [row], "budget": {"granted": 10.0}, "objective": 0.6}
    assert recomputed(answer, parks, programme) == []
    assert recomputed({**answer, "objective": 0.7}, parks, programme)
    assert recomputed({**answer, "portfolio": [{**row, "payments": {2025: 4.0}}]}, parks, programme)
    assert recomputed(answer, parks, {**programme, "budget": {"total": 9.999}})
