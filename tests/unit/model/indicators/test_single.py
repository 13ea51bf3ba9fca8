"""Indicators that stand alone: both editions measure them when a week is over; where there are none, nobody does."""

import numpy as np
import pytest

from cogov.model.agents import model as agents_model
from cogov.model.agents.model import GovernanceModel, Reading
from cogov.model.engine import checkpoint, simulation
from cogov.model.engine.simulation import Simulation
from cogov.model.indicators import declaration, single, tables
from cogov.model.indicators.single import SingleIndicator
from cogov.model.parameters.tables import DOCUMENTS

WEEKS = 6
WAITING = declaration.Indicator(
    "waiting", "state", 0.0, float("inf"), "issues", -1, "Waiting", "等待", "cases at a desk", "在案头的事项"
)


def count_waiting(week, columns):
    return int((columns["case.stage"] == 1).sum())


@pytest.fixture
def waiting(monkeypatch):
    """One indicator in the folder."""
    monkeypatch.setattr(single, "SINGLES", (SingleIndicator(WAITING, count_waiting),))
    for module in (simulation, checkpoint, agents_model):
        monkeypatch.setattr(module, "SINGLES", ("waiting",))
    monkeypatch.setattr(GovernanceModel, "waiting", Reading(WAITING), raising=False)


@pytest.fixture
def settings(settings_of, coordinated):
    return settings_of(coordinated, {"run": {"weeks": WEEKS}})


@pytest.fixture
def without(settings):
    """The same run, measured before there was one."""
    return Simulation(settings).run()


def test_both_editions_measure_it_behind_the_others_and_live_as_without_it(without, settings, waiting):
    compiled, agents = Simulation(settings), GovernanceModel(settings)
    for week in range(WEEKS):
        compiled.step()
        agents.step()
        expected = sum(case.stage == 1 for case in agents.cases)
        assert compiled.series[week, -1] == agents.series[week, -1] == expected
    assert compiled.names == (*without.names, "waiting")
    assert agents.names[-1] == "waiting"
    assert agents.datacollector.get_model_vars_dataframe()["waiting"].tolist() == agents.series[:, -1].tolist()
    assert len(set(compiled.series[:, -1])) > 1
    np.testing.assert_array_equal(compiled.series[:, :-1], without.series)


def test_a_run_in_one_go_and_one_from_a_checkpoint_measure_it_alike(settings, waiting, tmp_path):
    whole, half = Simulation(settings).run(), Simulation(settings)
    while half.week < WEEKS // 2:
        half.step()
    half.save(tmp_path / "half")
    on = Simulation.restore(tmp_path / "half").run()
    assert np.isfinite(whole.series[:, -1]).all()
    assert on.digest() == whole.digest()


def test_where_there_is_none_weeks_are_lived_in_one_go(settings, monkeypatch):
    assert single.SINGLES == ()
    calls = []
    live = Simulation._live
    monkeypatch.setattr(Simulation, "_live", lambda *given: (calls.append(given[1]), live(*given))[1])
    Simulation(settings).run()
    assert calls == [WEEKS]


def test_a_file_that_declares_another_name_than_its_own_is_refused(tmp_path, monkeypatch):
    (tmp_path / "other_name.py").write_text(
        "from cogov.model.indicators.declaration import INDICATORS\nINDICATOR, measure = INDICATORS[0], len\n"
    )
    monkeypatch.setattr(single, "__path__", [str(tmp_path)])
    with pytest.raises(ValueError, match=r"single/other_name\.py declares the indicator effectiveness"):
        single.load_singles()


@pytest.mark.parametrize("language", DOCUMENTS)
def test_the_description_has_them_in_a_table(language, monkeypatch):
    text = DOCUMENTS[language].read_text("utf-8")
    assert tables.refresh(text, language) == text, "run python -m cogov.model.indicators.tables --write"
    monkeypatch.setattr(tables, "SINGLES", (SingleIndicator(WAITING, count_waiting),))
    row = "| waiting | cases at a desk |" if language == "en" else "| waiting 等待 | 在案头的事项 |"
    assert tables.refresh(text, language).count(row) == 1
    with pytest.raises(ValueError, match="0 tables"):
        tables.refresh("nothing", language)
