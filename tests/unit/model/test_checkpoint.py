"""A saved city goes on to the last bit, branches, and no file can hurt."""

import io
import json
import os
import zipfile

import numpy as np
import pytest

from cogov.model import WEEK, Simulation, with_process
from cogov.model.checkpoint import Checkpoint, CheckpointError
from cogov.model.settings import Settings
from cogov.scenarios import load

EVENTS = {
    "events": [
        {"week": 5, "rules": {"goals": {"rule": "command"}}},
        {"week": 9, "surge": {"types": ["garbage"], "factor": 4.0, "weeks": 6}},
        {"week": 11, "capacity": {"actors": ["government"], "factor": 0.3, "weeks": 8}},
    ]
}


@pytest.fixture
def saved(settings_of, coordinated, tmp_path):
    """A checkpoint of a coordinated town after ten weeks, as a file and as its run."""
    run = Simulation(settings_of(coordinated))
    for _ in range(10):
        run.step()
    run.save(tmp_path / "town.npz")
    return tmp_path / "town.npz", run


def rewritten(path, target, change):
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


def header_of(entries):
    return json.loads(bytes(np.load(io.BytesIO(entries["header.npy"]))))


def with_header(**said):
    def change(entries):
        text = json.dumps(header_of(entries) | said).encode()
        entries["header.npy"] = entry(np.frombuffer(text, np.uint8))

    return change


@pytest.mark.portable
@pytest.mark.parametrize("scenario", ["fragmented", "synergy", "flood_coordinated", "over_deliberation"])
def test_goes_on_to_the_last_bit(scenario, tmp_path):
    size = ["world.city.communities_per_district=1", "world.city.villages_per_county=1", "run.weeks=64"]
    settings = load(scenario, changes=size).settings
    whole = Simulation(settings).run()
    for week in (0, 1, 31, 63, 64):
        begun = Simulation(settings)
        for _ in range(week):
            begun.step()
        begun.save(tmp_path / "city.npz")
        taken_up = Simulation.load(tmp_path / "city.npz")
        assert taken_up.week == week
        assert taken_up.run().digest() == whole.digest(), week
        assert np.array_equal(taken_up.series, whole.series)


@pytest.mark.parametrize("week", [0, 4, 5, 6, 10, 13, 25])
def test_goes_on_amid_events(settings_of, coordinated, tmp_path, week):
    types = list(Settings().world.issues)
    events = json.loads(json.dumps(EVENTS).replace("garbage", types[0]))
    settings = settings_of(coordinated, events)
    begun = Simulation(settings)
    for _ in range(week):
        begun.step()
    begun.save(tmp_path / "a")
    assert Simulation.load(tmp_path / "a", check=True).run().digest() == Simulation(settings).run().digest()


def test_a_checkpoint_of_a_checkpoint_has_the_same_bytes(saved, tmp_path):
    path, _ = saved
    Simulation.load(path).save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_saving_changes_nothing(saved, settings_of, coordinated):
    _, run = saved
    assert run.run().digest() == Simulation(settings_of(coordinated)).run().digest()


def test_a_branch_has_its_past_and_another_future(saved):
    path, run = saved
    changed = run.settings.model_copy(update={"rules": Settings().rules})
    branch = Simulation.load(path, settings=changed, check=True).run()
    stem = Simulation.load(path).run()
    assert np.array_equal(branch.series[:10], stem.series[:10])
    assert not np.array_equal(branch.series[10:], stem.series[10:])
    assert branch.final()["coordination_cost"] != stem.final()["coordination_cost"]
    assert np.all(branch.city.communities.vanguard == 0.0), "rules of the branch are in force"


def test_a_branch_with_other_luck(saved):
    path, run = saved
    ends = {Simulation.load(path, seed=seed).run().digest() for seed in (run.seed, 11, 12)}
    assert len(ends) == 3
    assert Simulation.load(path, seed=run.seed).run().digest() == Simulation(run.settings).run().digest()


def test_a_branch_equals_an_event_of_that_week(saved, settings_of, coordinated):
    """Rules that change by branching do what the same rules do that change by an event."""
    path, run = saved
    other = run.settings.rules.model_copy(update={"goals": Settings().rules.goals})
    branch = Simulation.load(path, settings=run.settings.model_copy(update={"rules": other})).run()
    event = {"week": 10, "rules": {"goals": Settings().rules.goals.model_dump()}}
    by_event = Simulation(settings_of(coordinated, {"events": [event]})).run()
    assert branch.digest() == by_event.digest()


@pytest.mark.parametrize("weeks", [10, 13, 40])
def test_a_branch_may_be_shorter_or_longer(saved, settings_of, coordinated, weeks):
    path, _ = saved
    settings = settings_of(coordinated, {"run": {"weeks": weeks}})
    assert Simulation.load(path, settings=settings).run().digest() == Simulation(settings).run().digest()


def test_a_branch_is_of_the_same_city(saved, settings_of, coordinated):
    path, _ = saved
    with pytest.raises(CheckpointError, match=r"town\.npz: a branch is of the same city, but world differ"):
        Simulation.load(path, settings=settings_of(coordinated, {"world": {"city": {"residents_per_grid": 13}}}))
    with pytest.raises(CheckpointError, match=r"behaviour\.founding differ"):
        Simulation.load(path, settings=settings_of(coordinated, {"behaviour": {"founding": {"consensus": 0.11}}}))
    with pytest.raises(CheckpointError, match="10 weeks are done, and the settings have 9"):
        Simulation.load(path, settings=settings_of(coordinated, {"run": {"weeks": 9}}))


def test_other_processes_are_refused(saved):
    path, _ = saved

    def rest(city):
        """Do nothing."""

    with pytest.raises(CheckpointError, match=r"was saved with the processes happen, .* not happen, rest"):
        Simulation.load(path, processes=with_process(rest, after=WEEK[0]))


def test_other_sources_are_refused(saved, tmp_path):
    path, _ = saved
    old = rewritten(path, tmp_path / "old", with_header(code="0" * 64))
    with pytest.raises(
        CheckpointError,
        match=r"was saved by other sources of the model .* go on with the version of cogov that saved it",
    ):
        Simulation.load(old)


def test_a_newer_format_is_refused(saved, tmp_path):
    path, _ = saved
    with pytest.raises(
        CheckpointError,
        match="in version 3 of the format; this is 2; make it again, or go on with the version of cogov that wrote it",
    ):
        Simulation.load(rewritten(path, tmp_path / "new", with_header(version=3)))


def test_ended_problems_are_not_lost_in_silence(settings_of, tmp_path):
    with pytest.raises(ValueError, match="keep_issues"):
        Simulation(settings_of(), keep_issues=True).save(tmp_path / "a")
    assert not (tmp_path / "a").exists()


HOSTILE = {
    "a seed that is text": with_header(seed="7"),
    "a week beyond the end": with_header(week=27),
    "a week before the first": with_header(week=-1),
    "more problems than bytes": with_header(open=10**12),
    "sums that are none": with_header(sums=[float("nan"), 0.0, 0.0]),
    "too few sums": with_header(sums=[]),
    "settings that are none": with_header(settings={"world": 7}),
    "a larger city": lambda e: with_header(
        settings=header_of(e)["settings"]
        | {
            "world": header_of(e)["settings"]["world"]
            | {"city": {"residents_per_grid": 2000, "grids_per_community": 50}}
        }
    )(e),
    "another digest": with_header(digest="0" * 64),
    "a header of lists": lambda e: e.update({"header.npy": entry(np.frombuffer(b"[" * 50_000, np.uint8))}),
    "a header of objects": lambda e: e.update({"header.npy": entry(np.array([b"x"])).replace(b"'|S1'", b"'|O' ")}),
    "no header": lambda e: e.pop("header.npy"),
    "no trust": lambda e: e.pop("citizens.trust.npy"),
    "trust of another length": lambda e: e.update({"citizens.trust.npy": entry(np.zeros(7))}),
    "trust in words": lambda e: e.update({"citizens.trust.npy": entry(np.array(["a"] * 72))}),
    "trust that is no number": lambda e: e.update({"citizens.trust.npy": entry(np.full(72, np.nan))}),
    "satisfaction that a kernel would count by": lambda e: e.update(
        {"citizens.yearly_satisfaction.npy": entry(np.full(72, 1e300))}
    ),
    "trust of somebody else": lambda e: e.update({"citizens.trust.npy": entry(np.full(72, 0.5))}),
    "problems in no grid": lambda e: e.update(
        {"issues.grid.npy": entry(np.full_like(np.load(io.BytesIO(e["issues.grid.npy"])), 2**30))}
    ),
    "problems of no type": lambda e: e.update(
        {"issues.type.npy": entry(np.full_like(np.load(io.BytesIO(e["issues.type.npy"])), -1))}
    ),
    "flags that are neither": lambda e: e.update(
        {"citizens.volunteered.npy": e["citizens.volunteered.npy"][:-1] + b"\x07"}
    ),
    "a column that promises too much": lambda e: e.update(
        {"series.npy": entry(np.zeros((10, 3))).replace(b"(10, 3), }", b"(10**9,),}")}
    ),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_hostile_files_are_refused(saved, tmp_path, fault):
    path, _ = saved
    with pytest.raises(CheckpointError) as error:
        Simulation.load(rewritten(path, tmp_path / "evil", HOSTILE[fault]))
    assert str(error.value).startswith("evil: ")


def test_compressed_entries_could_grow_and_are_refused(saved, tmp_path):
    path, _ = saved
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in archive.namelist():
            bomb.writestr(name, archive.read(name))
    with pytest.raises(CheckpointError, match="not of the size"):
        Simulation.load(tmp_path / "bomb")


@pytest.mark.parametrize("content", [b"", b"PK", b"not a checkpoint", b"\0" * 5000, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_checkpoint_is_refused(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"^a: is "):
        Checkpoint(tmp_path / "a")


def test_places_without_a_file_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "none", tmp_path, tmp_path / "pipe"):
        with pytest.raises(CheckpointError):
            Checkpoint(path)


def test_no_cut_and_no_flipped_bit_goes_unseen(saved, tmp_path):
    """A damaged file is refused, or (a bit that nothing reads) gives the very same city."""
    path, run = saved
    data = path.read_bytes()
    luck = np.random.default_rng(7)
    faults = [data[: int(end)] for end in luck.integers(0, len(data), 40)]
    for place in luck.integers(0, len(data), 160):
        faults.append(data[:place] + bytes([data[place] ^ (1 << int(luck.integers(8)))]) + data[place + 1 :])
    refused = 0
    for content in faults:
        (tmp_path / "damaged").write_bytes(content)
        try:
            assert Simulation.load(tmp_path / "damaged").digest() == run.digest()
        except CheckpointError:
            refused += 1
    assert refused > 150


def nap(share):
    def rest(city):
        city.citizens.fatigue[:] *= share

    return rest


def test_a_process_that_was_edited_since_is_refused(settings_of, tmp_path):
    week = [with_process(nap(share), after=WEEK[-1]) for share in (0.5, 0.6, 0.5)]
    Simulation(settings_of(), processes=week[0]).save(tmp_path / "a")
    with pytest.raises(CheckpointError, match=r"its past is of other processes: .*rest has been edited: .*0\.5.*0\.6"):
        Simulation.load(tmp_path / "a", processes=week[1])
    assert Simulation.load(tmp_path / "a", processes=week[2]).week == 0
