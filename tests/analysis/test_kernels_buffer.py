"""Where blocks of scores take their memory from."""

import threading

import numpy as np
import pytest

from decision.analysis.kernels_buffer import MOST_KEPT, USUAL, Workspace, aligned
from decision.analysis.kernels_products import adding_linear, all_finite


@pytest.mark.parametrize("shape", [(1, 7, 5), (3, 128, 500), (1,)])
def test_arrays_begin_with_a_line_of_the_cache(shape: tuple[int, ...]) -> None:
    for made in (aligned(*shape), _within(Workspace(), shape)):
        assert made.shape == shape
        assert made.ctypes.data % 64 == 0
        assert made.flags.c_contiguous


def _within(workspace: Workspace, shape: tuple[int, ...]) -> np.ndarray:
    with workspace.rows(shape[-1]):
        return aligned(*shape)


def test_a_workspace_gives_the_same_memory_again_and_never_twice_at_once() -> None:
    workspace, where = Workspace(), []
    for _turn in range(2):
        with workspace.rows(50):
            one, other = aligned(10, 50), aligned(10, 50)
            assert not np.shares_memory(one, other)
            where.append((one.ctypes.data, other.ctypes.data))
    assert where[0] == where[1]
    with workspace.rows(50):
        assert aligned(20, 50).size == 1000, "a larger one than was kept"


def test_what_is_large_is_not_kept() -> None:
    workspace = Workspace()
    with workspace.rows(50):
        one = aligned(MOST_KEPT + 1)
    with workspace.rows(50):
        assert not np.shares_memory(one, aligned(MOST_KEPT + 1))


def test_a_workspace_within_another_takes_nothing_from_it() -> None:
    outer, inner = Workspace(), Workspace()
    with outer.rows(50):
        one = aligned(4, 50)
        one[:] = 1.0
        with inner.rows(50):
            aligned(4, 50)[:] = 2.0
        aligned(4, 50)[:] = 3.0
        assert (one == 1.0).all()


def test_another_thread_has_memory_of_its_own_and_numpys_buffer_comes_back() -> None:
    workspace, found = Workspace(), []
    with workspace.rows(50):
        own = aligned(4, 50)
        assert np.getbufsize() == 48
        thread = threading.Thread(target=lambda: found.append(aligned(4, 50)))
        thread.start()
        thread.join()
    assert not np.shares_memory(own, found[0])
    assert np.getbufsize() == USUAL


@pytest.mark.parametrize(
    ("draws", "samples", "criteria", "rows"), [(1, 300, 12, 500), (3, 4, 2, 6), (2, 5, 0, 3)]
)
def test_a_product_is_added_to_a_share_of_what_is_there(
    draws: int, samples: int, criteria: int, rows: int
) -> None:
    random = np.random.default_rng(1)
    columns, weights = random.random((draws, rows, criteria)), random.random((draws, samples, criteria))
    there = random.random((draws, samples, rows))
    expected = 0.3 * there + weights @ columns.transpose(0, 2, 1)
    adding_linear(columns)(weights, there, 0.3)
    np.testing.assert_allclose(there, expected, rtol=1e-13)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_one_score_that_is_no_number_is_seen(wrong: float) -> None:
    scores = np.random.default_rng(1).random((40, 70))
    assert all_finite(scores)
    scores[17, 3] = wrong
    assert not all_finite(scores)
    assert not all_finite(scores[:, :5]), "a view of some columns as well"
