"""A saved city goes on to the last bit, and a file that does not fit is refused."""

import io
import json
import zipfile

import numpy as np
import pytest

from cogov.model.engine.checkpoint import CHANGING, CheckpointError
from cogov.model.engine.simulation import Simulation
from cogov.model.first_edition import LAST_COMMIT

from .test_simulation import EVENTS


@pytest.fixture(scope="module")
def settings(small, institutions):
    """A city in which events are active and conditions watched when it is saved."""
    return small({"rules": institutions, "events": EVENTS, "behaviour": {"arise": {"rate": 0.01}}})


@pytest.fixture(scope="module")
def saved(settings, tmp_path_factory):
    """A checkpoint after five weeks."""
    path = tmp_path_factory.mktemp("checkpoint") / "city.npz"
    simulation = Simulation(settings)
    for _ in range(5):
        simulation.step()
    simulation.save(path)
    return path


def changed(path, target, change):
    """Write a copy of a checkpoint with its entries changed."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target


def entry(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def with_header(**said):
    def change(entries):
        header = json.loads(bytes(np.load(io.BytesIO(entries["header.npy"])))) | said
        entries["header.npy"] = entry(np.frombuffer(json.dumps(header).encode(), np.uint8))

    return change


def with_column(name, change_rows):
    def change(entries):
        column = np.load(io.BytesIO(entries[f"{name}.npy"]))
        entries[f"{name}.npy"] = entry(change_rows(column))

    return change


def test_a_restored_city_goes_on_to_the_bit(settings, saved):
    whole, restored = Simulation(settings).run(), Simulation.restore(saved)
    assert restored.week == 5
    assert restored.run().digest() == whole.digest()
    assert np.array_equal(restored.series, whole.series, equal_nan=True)


def test_equal_states_give_equal_bytes(saved, tmp_path):
    Simulation.restore(saved).save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == saved.read_bytes()


def test_what_is_not_saved_is_as_it_was_founded(settings):
    founded, lived = Simulation(settings).city, Simulation(settings).run().city
    work = {("communities", "start"), ("communities", "most"), ("residents", "came"), ("residents", "room")}
    for table in CHANGING:
        for name in getattr(lived, table)._fields:
            if name not in CHANGING[table] and (table, name) not in work:
                before, after = getattr(getattr(founded, table), name), getattr(getattr(lived, table), name)
                assert np.array_equal(before, after), f"{table}.{name} changes and is not saved"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_header(version=2), f"first edition of the model; commit {LAST_COMMIT} plays that"),
        (with_header(version=4), "version 4 of the format"),
        (with_header(code="0" * 64), "other sources of the model"),
        (with_header(week=500), "makes no sense"),
        (with_header(active={"77": 0}), "makes no sense"),
        (with_header(digest="0"), "not those that were saved"),
        (with_header(used=10**9), "makes no sense"),
        (with_column("cases.grid", lambda column: column + 1000), "cannot be in this city"),
        (with_column("cases.owner", lambda column: np.full_like(column, -1)), "cannot be in this city"),
        (with_column("residents.trust", lambda column: column[:-1]), "not of the shape"),
        (with_column("residents.trust", lambda column: column * np.nan), "not a number"),
        (lambda entries: entries.pop("bodies.w.npy"), "cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(saved, tmp_path, change, said):
    path = changed(saved, tmp_path / "other.npz", change)
    with pytest.raises(CheckpointError, match=f"other.npz: .*{said}"):
        Simulation.restore(path)


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "none.npz").write_text("nothing")
    with pytest.raises(CheckpointError, match="not a checkpoint"):
        Simulation.restore(tmp_path / "none.npz")
