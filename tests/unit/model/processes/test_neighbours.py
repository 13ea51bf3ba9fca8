import numpy as np
import pytest

from cogov.model.processes.neighbours import average_neighbours, average_neighbours_priorities

SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 13)


@pytest.fixture
def town():
    """Communities of all small sizes, with acquaintances drawn at random."""
    rng = np.random.default_rng(5)
    starts = np.concatenate(([0], np.cumsum(SIZES)))
    home = np.repeat(np.arange(len(SIZES)), SIZES)
    near = np.array([rng.integers(starts[c], starts[c + 1]) for c in home], dtype=np.int32)
    far = rng.integers(0, starts[-1], starts[-1]).astype(np.int32)
    return starts, home, near, far


def eight(i: int, town) -> list[int]:
    starts, home, near, far = town
    first, size = starts[home[i]], SIZES[home[i]]
    ring = [first + (i - first + step) % size for step in (-3, -2, -1, 1, 2, 3)]
    return [*ring, near[i], far[i]]


def test_the_mean_of_eight_neighbours_on_a_ring_that_closes(town):
    starts, _, near, far = town
    values = np.random.default_rng(6).random(starts[-1])
    out = np.full(starts[-1], np.nan)
    average_neighbours(values, starts, near, far, out)
    assert out == pytest.approx([values[eight(i, town)].mean() for i in range(starts[-1])], rel=1e-14)


def test_priorities_are_averaged_domain_by_domain(town):
    starts, _, near, far = town
    x = np.random.default_rng(7).dirichlet(np.ones(5), starts[-1])
    out = np.full(x.shape, np.nan)
    average_neighbours_priorities(x, starts, near, far, out)
    expected = np.array([x[eight(i, town)].mean(axis=0) for i in range(starts[-1])])
    assert out == pytest.approx(expected, rel=1e-14)
