"""Runs: measured, kept and taken up again through one door."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cogov.experiments import compare, indicators
from cogov.experiments.execution.edition import edition_of, read_saved_settings
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.model.engine.checkpoint import CheckpointError
from cogov.model.engine.measuring.indicators import NAMES as MEASURED
from cogov.model.engine.simulation import Simulation
from cogov.model.indicators import INDICATORS, NAMES
from cogov.scenarios import load
from cogov.scenarios.form import FORM


@pytest.fixture(scope="module")
def made(tiny):
    """Settings of a tiny city, with changes."""
    return lambda *changes: load("synergy", changes=(*tiny, "run.weeks=9", *changes)).settings


def test_what_is_declared_is_measured_in_this_order(made):
    assert Simulation(made()).names == NAMES
    assert NAMES[: len(MEASURED)] == MEASURED
    for each in INDICATORS:
        assert each.low < each.high
        assert all(any("一" <= mark <= "鿿" for mark in text) for text in (each.zh, each.meaning_zh))
    assert [each.name for each in INDICATORS if each.may_lack] == ["requests_accepted", "adoption", "matters_passed"]


def test_a_run_is_what_the_model_does(made):
    settings = made()
    run, alone = run_one(RunSpec("a", settings, check=True)), Simulation(settings).run()
    np.testing.assert_array_equal(run.series, alone.series)
    assert (run.digest, run.form) == (alone.digest(), FORM)
    assert list(run.frame().columns) == ["scenario", "seed", "week", *indicators().index]
    assert isinstance(edition_of(settings).begin(settings), Simulation)


@pytest.fixture(scope="module")
def week5(tmp_path_factory, made):
    """A checkpoint of the fifth week, and the weeks up to it."""
    file = tmp_path_factory.mktemp("saved") / "week5"
    return file, run_one(RunSpec("a", made(), until=5, save=file)).series


def test_a_city_goes_on_from_its_checkpoint_to_the_bit(week5, made):
    file, _ = week5
    assert read_saved_settings(file) == made()
    whole = RunSpec("a", made())
    assert run_one(RunSpec("a", made(), start=file)).digest == run_one(whole).digest


def test_a_checkpoint_goes_on_with_other_rules_and_other_luck_from_its_week_on(week5, made):
    file, stem = week5
    usual = run_one(RunSpec("a", made())).series
    for change in ("run.seed=3", "rules.goals.strength=0.1", "behaviour.experience.norm_erosion=0.9"):
        run = run_one(RunSpec("a", made(change), start=file, check=True))
        np.testing.assert_array_equal(run.series[:5], stem)
        assert not np.array_equal(run.series[5:], usual[5:])


def test_a_checkpoint_of_another_city_is_refused(week5, made):
    other = made("world.city.grids_per_community=2")
    with pytest.raises(CheckpointError, match="week5: a branch is of the same city"):
        run_one(RunSpec("a", other, start=week5[0]))


def test_a_damaged_checkpoint_is_refused(week5, tmp_path):
    file = tmp_path / "week5"
    file.write_bytes(week5[0].read_bytes()[:-40])
    with pytest.raises(CheckpointError, match="week5: is not a checkpoint, or not a whole one"):
        read_saved_settings(file)


def test_nothing_to_measure_is_no_fault_where_that_can_be(made):
    silent = made("rules.deliberation.interval_weeks=0", "rules.mechanism.rule='silo'")
    run = run_one(RunSpec("a", silent))
    assert {name for name, value in run.final.items() if np.isnan(value)} == {
        "requests_accepted",
        "adoption",
        "matters_passed",
    }


def test_a_comparison_has_what_is_measured(tiny):
    found = compare(["fragmented", "synergy"], replicates=2, weeks=4, changes=tiny)
    names = list(FORM.names)
    assert list(found.finals.columns) == ["scenario", "seed", *names]
    assert found.differences["indicator"].tolist() == names
    assert found.differences["unit"].tolist() == [each.unit for each in FORM.indicators]
    assert found.bands["indicator"].tolist() == names * 8
    assert {finding.claim.than for finding in found.claims} == {"fragmented"}


def test_what_one_city_does_not_know_has_no_difference(tiny):
    found = compare(["fragmented", "synergy"], replicates=2, weeks=4, changes=tiny)
    difference = found.paired["synergy", "adoption"]
    assert (difference.n, difference.low, difference.p) == (0, None, None)
    assert np.isnan(difference.mean)
    assert found.paired["synergy", "harm"].n == 2


def test_documents_have_null_where_there_was_nothing_to_measure(tiny):
    from cogov.experiments.execution.provenance import provenance
    from cogov.visualization.reports import json_documents

    found = compare(["fragmented", "synergy"], replicates=2, weeks=3, changes=tiny)
    document = json_documents.comparison_document(found, provenance(), series=True)
    read = json.loads(json_documents.text(document))
    assert read["final"]["adoption"] is None
    assert read["series"]["fragmented"]["adoption"]["median"] == [None] * 3
    assert [each["mean"] for each in read["differences"] if each["indicator"] == "adoption"] == [None]
