"""A study that is watched while its sweep runs."""

from __future__ import annotations

import asyncio

import pytest

from cogov.experiments import sweep
from cogov.experiments.store.atomic_files import Lock
from cogov.experiments.store.store import LOCK
from cogov.visualization.browser.pages import studies

from .conftest import SMALL

STUDY = {
    "schema_version": 1,
    "study": {
        "name": "lists",
        "title": {"en": "Lists", "zh": "清单"},
        "question": {"en": "Do they help?", "zh": "有用吗？"},
        "scenario": "fragmented",
        "outcomes": ["effectiveness"],
        "minutes": 1,
    },
    "settings": {"run": {"weeks": 4}, "world": SMALL["world"]},
    "levers": {"lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 0.8]}},
    "seeds": {"replicates": 2},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(studies, "PAUSE", 0.01)
    monkeypatch.setattr(studies, "IDLE", 0.02)
    return sweep(STUDY, out=tmp_path / "lists", serial=True).folder


def test_a_sweep_that_ends_while_it_is_drawn_is_looked_at_again(folder):
    held, seen = Lock(folder / LOCK), []

    def draw(number, found):
        seen.append((number, found.progress.running))
        if number == 2:
            held.release()

    asyncio.run(asyncio.wait_for(studies.follow(folder, lambda: True, draw), 20))
    assert seen == [(1, True), (2, True), (3, False)]


def test_nobody_looks_while_nobody_is_here(folder):
    here, seen = iter([False, False, True]), []
    asyncio.run(asyncio.wait_for(studies.follow(folder, lambda: next(here), lambda *found: seen.append(found[0])), 20))
    assert seen == [1]


def test_what_cannot_be_read_is_told_and_looked_at_again(folder):
    manifest, seen = folder / "manifest.json", []
    kept = manifest.read_bytes()
    manifest.unlink()

    def draw(number, found):
        seen.append(type(found).__name__)
        manifest.write_bytes(kept)

    asyncio.run(asyncio.wait_for(studies.follow(folder, lambda: True, draw), 20))
    assert seen == ["StoreError", "Results"]
