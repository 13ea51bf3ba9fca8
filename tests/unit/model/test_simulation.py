import numpy as np
import pandas as pd
import pytest

from cogov.model import INDICATORS, Simulation
from cogov.model.processes.adapt import adapt
from cogov.model.processes.arise import arise
from cogov.model.simulation import InvariantBroken
from cogov.model.state import Stage
from cogov.model.week import with_process


def test_a_run_lives_through_its_weeks_and_says_so(settings_of):
    told = []
    run = Simulation(settings_of()).run(told.append)
    assert told == list(range(1, 27))
    assert run.week == 26
    assert run.series.shape == (26, len(INDICATORS))
    assert np.isfinite(run.series).all()


def test_after_the_last_week_there_is_no_other(settings_of):
    run = Simulation(settings_of()).run()
    with pytest.raises(IndexError, match="26 weeks"):
        run.step()
    assert run.run() is run


def test_the_frame_has_a_row_a_week_and_a_column_an_indicator(settings_of):
    run = Simulation(settings_of())
    for _ in range(5):
        run.step()
    frame = run.frame()
    assert list(frame.columns) == [indicator.name for indicator in INDICATORS]
    assert frame.index.equals(pd.RangeIndex(5, name="week"))
    frame.loc[0, "trust"] = -1.0
    assert run.series[0].min() > -1.0 or run.frame().loc[0, "trust"] != -1.0


def test_the_final_value_is_the_mean_of_the_last_year(settings_of):
    run = Simulation(settings_of({"run": {"weeks": 60}})).run()
    assert run.final()["trust"] == pytest.approx(run.frame()["trust"].iloc[8:].mean())


def test_before_the_first_week_nothing_is_known(settings_of):
    run = Simulation(settings_of())
    assert all(np.isnan(value) for value in run.final().values())
    assert run.frame().empty


def test_a_seed_given_takes_the_place_of_the_settings_one(settings_of):
    assert (
        Simulation(settings_of(), seed=9).run().digest() == Simulation(settings_of({"run": {"seed": 9}})).run().digest()
    )


def test_the_digest_moves_with_every_week_and_every_seed(settings_of):
    run, digests = Simulation(settings_of()), set()
    for _ in range(5):
        digests.add(run.digest())
        run.step()
    digests |= {Simulation(settings_of(), seed=seed).digest() for seed in range(10, 20)}
    assert len(digests) == 15


def test_checking_changes_nothing(settings_of, coordinated):
    settings = settings_of(coordinated)
    assert Simulation(settings, check=True).run().digest() == Simulation(settings).run().digest()


def lose_a_problem(city):
    city.issues.open -= 1


def overtrust(city):
    city.citizens.trust[0] = 1.5


def forget_a_norm(city):
    city.citizens.norm[0] = np.nan


def borrow(city):
    city.work.effort[0, 0, 0] = -1.0


def overwork(city):
    city.issues.remaining[0] = city.issues.work[0] + 1.0


def raise_the_dead(city):
    city.issues.stage[: city.issues.open] = Stage.LAPSED


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lose_a_problem, "problems arose"),
        (raise_the_dead, "problems arose"),
        (overtrust, r"citizens.trust left \[0, 1\]"),
        (forget_a_norm, "citizens.norm"),
        (borrow, "work.effort is negative"),
        (overwork, "work left"),
    ],
)
def test_the_check_names_week_process_and_what_is_wrong(settings_of, harm, says):
    run = Simulation(
        settings_of({"behaviour": {"arise": {"base_rate": 1.0}}}), check=True, processes=with_process(harm, after=arise)
    )
    with pytest.raises(InvariantBroken, match=f"week 0, after {harm.__name__}.*{says}"):
        run.run()


def test_without_check_nobody_looks(settings_of):
    Simulation(settings_of(), processes=with_process(borrow, after=adapt)).run()


# --- the record of problems -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorded(settings_of, coordinated):
    busy = {"behaviour": {"arise": {"base_rate": 0.1}}}
    return Simulation(settings_of(coordinated, busy), keep_issues=True).run()


def test_the_record_has_every_problem_once(recorded):
    issues, frame = recorded.issues(), recorded.frame()
    assert len(issues) == frame["arrivals"].sum()
    assert issues["born"].value_counts().reindex(range(26), fill_value=0).tolist() == frame["arrivals"].tolist()
    for name in ("resolved", "lapsed"):
        ended = issues[issues["stage"] == name]["ended"].value_counts().reindex(range(26), fill_value=0)
        assert ended.tolist() == frame[name].tolist()


def test_the_record_tells_what_is_still_open(recorded):
    issues, last = recorded.issues(), recorded.frame().iloc[-1]
    stages = issues["stage"].value_counts()
    assert stages["latent"] == last["latent"]
    assert stages["reported"] + stages["assigned"] == last["open_issues"]
    assert stages["paper_closed"] == last["paper_closed"]
    assert (issues["ended"].isna() == ~issues["stage"].isin(["resolved", "lapsed"])).all()


def test_weeks_in_the_record_are_in_order(recorded):
    issues = recorded.issues()
    assert (issues["reported"].dropna() >= issues["born"][issues["reported"].notna()]).all()
    assigned = issues[issues["assigned"].notna()]
    assert (assigned["assigned"] >= assigned["born"]).all()
    assert (issues["ended"].dropna() >= issues["born"][issues["ended"].notna()]).all()
    assert issues[issues["stage"] == "resolved"]["assigned"].notna().all()
    assert issues[issues["stage"] == "latent"]["reported"].isna().all()


def test_places_in_the_record_belong_together(recorded):
    issues, territory = recorded.issues(), recorded.city.territory
    assert (issues["community"] == territory.home_of[issues["grid"]]).all()
    assert (issues["district"] == territory.district_of[issues["community"]]).all()
    assert set(issues["type"]) <= set(recorded.city.types.names)
    assert (issues["work"] >= issues["severity"]).all()


def test_keeping_the_record_changes_nothing(recorded):
    assert Simulation(recorded.settings).run().digest() == recorded.digest()


def test_a_record_that_was_not_kept_cannot_be_had(settings_of):
    with pytest.raises(ValueError, match="keep_issues=True"):
        Simulation(settings_of()).run().issues()
