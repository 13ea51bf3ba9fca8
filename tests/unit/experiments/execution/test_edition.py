"""Runs of both editions of the model: begun, measured, kept and taken up again through one door."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cogov.experiments import RunError, compare, indicators, simulate
from cogov.experiments.execution import edition as edition_module
from cogov.experiments.execution.edition import EDITIONS, edition_of, edition_saved
from cogov.experiments.execution.runs import RunSpec, replicate, run_many, run_one
from cogov.model.engine.checkpoint import CheckpointError
from cogov.model.engine.measuring.indicators import NAMES as MEASURED
from cogov.model.engine.simulation import Simulation as FirstSimulation
from cogov.model.engine.simulation import Simulation as SecondSimulation
from cogov.model.indicators import second
from cogov.scenarios import ScenarioError, load
from cogov.scenarios.form import FORMS

SMALL = {
    1: (
        "world.city.streets_per_district=1",
        "world.city.communities_per_street=1",
        "world.city.townships_per_county=1",
        "world.city.villages_per_township=1",
        "world.city.agents_per_grid=20",
    ),
    2: (
        "world.city.urban_districts=1",
        "world.city.streets_per_district=1",
        "world.city.communities_per_street=1",
        "world.city.rural_counties=0",
        "world.city.agents_per_grid=10",
    ),
}
NAME = {1: "synergy", 2: "synergy"}
SIMULATION = {1: FirstSimulation, 2: SecondSimulation}
both = pytest.mark.parametrize("edition", [1, 2])


def settings_of(edition, *changes):
    return load(NAME[edition], changes=(*SMALL[edition], "run.weeks=9", *changes)).settings


def test_the_second_edition_measures_what_is_declared_in_this_order():
    assert second.NAMES == MEASURED
    for each in second.INDICATORS:
        assert each.low < each.high
        assert all(any("一" <= mark <= "鿿" for mark in text) for text in (each.zh, each.meaning_zh))
    assert [each.name for each in second.INDICATORS if each.may_lack] == [
        "requests_accepted",
        "adoption",
        "matters_passed",
    ]


@both
def test_a_run_is_what_the_model_of_its_edition_does(edition):
    settings = settings_of(edition)
    run, alone = run_one(RunSpec("a", settings, check=True)), SIMULATION[edition](settings).run()
    np.testing.assert_array_equal(run.series, alone.series)
    assert (run.digest, run.edition, run.form) == (alone.digest(), edition, FORMS[edition])
    assert list(run.frame().columns) == ["scenario", "seed", "week", *FORMS[edition].names]
    assert edition_of(settings) is EDITIONS[edition]


@both
def test_python_runs_a_scenario_by_name_file_or_record(edition, tmp_path):
    file = tmp_path / "mine.toml"
    head = f"schema_version = {edition}\n[scenario]\nname = 'synergy'\nextends = '{NAME[edition]}'\n"
    file.write_text(head, encoding="utf-8")
    named, read, kept = (
        simulate(each, weeks=3, seed=5, changes=SMALL[edition]) for each in (NAME[edition], file, load(NAME[edition]))
    )
    assert named["seed"].tolist() == [5] * 3
    assert list(named.columns[3:]) == indicators(edition).index.tolist()
    assert set(named["scenario"]) == {NAME[edition]}
    assert named.drop(columns="scenario").equals(read.drop(columns="scenario"))
    assert named.equals(kept)


@both
def test_results_do_not_depend_on_workers(edition):
    cases = replicate("a", settings_of(edition), 3)
    alone, together = run_many(cases), run_many(cases, workers=2)
    assert [run.digest for run in alone] == [run.digest for run in together]
    assert [run.edition for run in together] == [edition] * 3


@both
def test_a_city_goes_on_from_its_checkpoint_to_the_bit(edition, tmp_path):
    settings, file = settings_of(edition), tmp_path / "week5"
    run_one(RunSpec("a", settings, until=5, save=file))
    assert edition_saved(file).form.version == edition
    assert EDITIONS[edition].saved_settings(file) == settings
    assert run_one(RunSpec("a", settings, start=file)).digest == run_one(RunSpec("a", settings)).digest


@both
def test_a_checkpoint_goes_on_with_other_rules_and_other_luck_from_its_week_on(edition, tmp_path):
    file = tmp_path / "week5"
    stem = run_one(RunSpec("a", settings_of(edition), until=5, save=file)).series
    for change in ("run.seed=3", "rules.goals.strength=0.1", "behaviour.experience.norm_erosion=0.9"):
        if change.startswith("behaviour") and edition == 1:
            continue
        run = run_one(RunSpec("a", settings_of(edition, change), start=file, check=True))
        np.testing.assert_array_equal(run.series[:5], stem)
        assert not np.array_equal(run.series[5:], run_one(RunSpec("a", settings_of(edition))).series[5:])


@both
def test_a_checkpoint_of_another_city_is_refused(edition, tmp_path):
    file = tmp_path / "week5"
    run_one(RunSpec("a", settings_of(edition), until=5, save=file))
    other = settings_of(edition, "world.city.grids_per_community=2")
    with pytest.raises(CheckpointError, match="week5: a branch is of the same city"):
        run_one(RunSpec("a", other, start=file))


def test_a_damaged_checkpoint_of_the_second_edition_is_refused_as_one_of_the_first(tmp_path):
    file = tmp_path / "week5"
    run_one(RunSpec("a", settings_of(2), until=5, save=file))
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(CheckpointError, match="week5: is not a checkpoint, or not a whole one"):
        edition_saved(file)


def test_nothing_to_measure_is_no_fault_where_that_can_be_and_one_elsewhere(monkeypatch):
    silent = settings_of(2, "rules.deliberation.interval_weeks=0", "rules.mechanism.rule='silo'")
    run = run_one(RunSpec("a", silent))
    assert {name for name, value in run.final.items() if np.isnan(value)} == {
        "requests_accepted",
        "adoption",
        "matters_passed",
    }

    class Nan(SecondSimulation):
        @property
        def series(self):
            values = super().series.copy()
            values[2, MEASURED.index("harm")] = np.nan
            return values

    monkeypatch.setattr(edition_module, "SecondSimulation", Nan)
    with pytest.raises(RunError, match="a, seed 1, week 2: harm is not a number"):
        run_one(RunSpec("a", silent))


def test_there_are_two_editions():
    with pytest.raises(ValueError, match="edition is 3; there are 1 and 2"):
        indicators(edition=3)


@both
def test_a_comparison_has_what_its_edition_measures(edition):
    other = {1: "fragmented", 2: "fragmented"}[edition]
    found = compare([other, NAME[edition]], replicates=2, weeks=4, changes=SMALL[edition])
    names = list(FORMS[edition].names)
    assert list(found.finals.columns) == ["scenario", "seed", *names]
    assert found.differences["indicator"].tolist() == names
    assert found.differences["unit"].tolist() == [each.unit for each in FORMS[edition].indicators]
    assert found.bands["indicator"].tolist() == names * 8
    assert {finding.claim.than for finding in found.claims} == {"fragmented"}


def test_what_one_city_does_not_know_has_no_difference():
    found = compare(["fragmented", "synergy"], replicates=2, weeks=4, changes=SMALL[2])
    difference = found.paired["synergy", "adoption"]
    assert (difference.n, difference.low, difference.p) == (0, None, None)
    assert np.isnan(difference.mean)
    assert found.paired["synergy", "harm"].n == 2


@pytest.mark.parametrize(("one", "other"), [("fragmented", "synergy"), ("fragmented", "synergy")])
def test_editions_are_not_compared(one, other):
    with pytest.raises(ScenarioError) as caught:
        compare([one, other], replicates=1, weeks=2)
    editions = (2, 1) if other == "synergy" else (1, 2)
    assert str(caught.value) == (
        f"{other}: is of edition {editions[0]} of the model, and {one} of edition {editions[1]}: "
        "scenarios of one edition can be compared; cogov scenarios upgrade takes a file of yours to the second"
    )
    assert "只能比较同一版的情景" in caught.value.text("zh")


def test_a_record_of_the_second_edition_is_named_when_it_is_refused():
    with pytest.raises(ScenarioError, match=r"^synergy: is of edition 2 of the model, and fragmented of edition 1"):
        compare(["fragmented", load("synergy")], replicates=1, weeks=2)


def test_documents_have_null_where_there_was_nothing_to_measure():
    from cogov.experiments.execution.provenance import provenance
    from cogov.visualization.reports import json_documents

    found = compare(["fragmented", "synergy"], replicates=2, weeks=3, changes=SMALL[2])
    document = json_documents.comparison_document(found, provenance(), series=True)
    read = json.loads(json_documents.text(document))
    assert read["scenario"]["edition"] == 2
    assert read["final"]["adoption"] is None
    assert read["series"]["fragmented"]["adoption"]["median"] == [None] * 3
    assert [each["mean"] for each in read["differences"] if each["indicator"] == "adoption"] == [None]
