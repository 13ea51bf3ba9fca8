"""Cities founded lately: the same to the bit, and nobody's columns are another's."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from cogov.model.engine.initialisation import founded
from cogov.model.engine.initialisation.city import initialise
from cogov.model.engine.simulation import Simulation


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(founded, "_kept", type(founded._kept)())


def test_a_city_met_again_lives_as_one_founded_anew(small, institutions):
    plain, ruled = small(), small({"rules": institutions})
    anew = Simulation(ruled, seed=5).run().digest()
    founded.forget_founded()
    assert not founded._kept
    Simulation(plain, seed=5).run()
    assert len(founded._kept) == 1
    assert Simulation(pickle.loads(pickle.dumps(ruled)), seed=5).run().digest() == anew
    assert len(founded._kept) == 1, "one world and one seed are one city, whatever the rules"


def test_each_run_has_columns_of_its_own(small):
    first = initialise(small(), 5)
    first.residents.trust[:] = -1.0
    first.residents.key[:] = 0
    second = initialise(small(), 5)
    assert (second.residents.trust >= 0.0).all()
    assert second.residents.key.all()
    second.bodies.w[:] = -1.0
    assert (initialise(small(), 5).bodies.w >= 0.0).all()


@pytest.mark.parametrize(
    "other",
    [
        {"world": {"city": {"agents_per_grid": 11}}},
        {"behaviour": {"founding": {"group_persons": 5.0}}},
        {"behaviour": {"arise": {"size_small": 0.4}}},
    ],
)
def test_another_world_is_another_city(small, other):
    assert founded.founding_key(small(), 5) != founded.founding_key(small(other), 5)
    assert founded.founding_key(small(), 5) != founded.founding_key(small(), 6)


def test_what_was_not_asked_for_longest_is_forgotten_and_a_large_city_never_kept(small, monkeypatch):
    initialise(small(), 1)
    [(_, size)] = founded._kept.values()
    monkeypatch.setattr(founded, "MOST", 2 * size + size // 2)
    for seed in (2, 1, 3):
        initialise(small(), seed)
    assert list(founded._kept) == [founded.founding_key(small(), seed) for seed in (1, 3)]
    monkeypatch.setattr(founded, "LARGEST", size - 1)
    city = initialise(small(), 4)
    assert len(founded._kept) == 2
    assert np.array_equal(city.residents.key, initialise(small(), 4).residents.key)
