import numpy as np
import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.explanation.divergence import FOUNDING, SideBySide, divergence
from cogov.model.indicators import NAMES
from cogov.model.week import WEEK


def test_identical_runs_never_part(settings_of, coordinated):
    settings = settings_of(coordinated)
    found = divergence(settings, settings)
    assert found.weeks == settings.run.weeks
    assert found.first is None
    assert found.first_effect is None
    assert found.indicators == {}


def test_both_runs_are_those_that_are_run_alone(settings_of, coordinated):
    one, other = settings_of(), settings_of(coordinated)
    together = SideBySide(one, other).run()
    for settings, series in zip((one, other), together.series, strict=True):
        np.testing.assert_array_equal(series, run_one(RunSpec("", settings)).series)


def event(week, **rules):
    return {"events": [{"week": week, "rules": rules}]}


@pytest.mark.parametrize(
    ("week", "change", "process", "table"),
    [
        (5, {"participation": {"volunteer_service": 0.9}}, "volunteer", "citizens"),
        (7, {"mechanism": {"responsibility_lists": 1.0}}, "assign", "issues"),
        (9, {"administration": {"command": 1.0}}, "commit", "organisations"),
        (4, {"deliberation": {"interval_weeks": 2}}, "deliberate", "citizens"),
        (6, {"administration": {"assessment": 2.0}}, "commit", "organisations"),
    ],
)
def test_a_planted_change_is_found_where_it_was_planted(settings_of, week, change, process, table):
    crowded = {"world": {"city": {"residents_per_grid": 150}}}  # every week some problem looks for who is responsible
    found = divergence(settings_of(crowded), settings_of(crowded, event(week, **change)))
    assert found.first_effect is not None
    assert found.first_effect.week >= week
    assert found.first_effect.week <= week + 3  # meetings and searching wait for their turn
    assert (found.first_effect.process, found.first_effect.table) == (process, table)
    assert min(found.indicators.values()) >= week


def test_a_lever_put_in_force_is_not_yet_an_effect(settings_of):
    found = divergence(settings_of(), settings_of({"rules": {"party_building": {"grid_coverage": 1.0}}}))
    assert (found.first.process, found.first.week, found.first.column) == (FOUNDING, 0, "grid_coverage")
    assert found.first.in_force
    assert found.first_effect.process != FOUNDING


def test_a_surge_first_shows_as_problems_that_arise(settings_of):
    flood = {"events": [{"week": 3, "surge": {"types": ["safety"], "factor": 50.0, "weeks": 2}}]}
    found = divergence(settings_of(), settings_of(flood))
    assert (found.first.process, found.first.column, found.first.week) == ("happen", "arrival_factor", 3)
    assert (found.first_effect.process, found.first_effect.week) == ("arise", 3)


def test_a_mutant_of_one_process_is_found_in_it(settings_of):
    def volunteer(city):
        WEEK[6](city)
        if city.week == 10:
            city.citizens.trust[4] += 1e-9

    mutant = tuple(volunteer if process is WEEK[6] else process for process in WEEK)
    settings = settings_of()
    found = divergence(settings, settings, other_processes=mutant)
    assert WEEK[6].__name__ == "volunteer"
    first = found.first
    assert (first.week, first.process, first.table, first.column, first.rows) == (
        10, "volunteer", "citizens", "trust", 1,
    )  # fmt: skip
    assert first.size == pytest.approx(1e-9, rel=1e-3)
    assert divergence(settings, settings, other_processes=mutant, tolerance=1e-6).first is None


def test_weeks_of_other_lengths_are_refused(settings_of):
    with pytest.raises(ValueError, match="13 and 12 processes"):
        divergence(settings_of(), settings_of(), other_processes=WEEK[1:])


def test_another_number_of_organisations_is_a_difference_of_founding(settings_of):
    more = {"world": {"actors": {"enterprise": {"number": 5}}}}
    found = divergence(settings_of(), settings_of(more))
    assert found.first_effect.process == FOUNDING
    assert found.first_effect.table == "organisations"
    assert found.weeks == settings_of().run.weeks


def test_indicators_differ_from_the_week_their_series_do(settings_of, coordinated):
    together = SideBySide(settings_of(), settings_of(coordinated)).run()
    apart = together.series[0] != together.series[1]
    expected = {name: int(np.argmax(apart[:, k])) for k, name in enumerate(NAMES) if apart[:, k].any()}
    assert together.divergence().indicators == expected


def test_what_the_callback_raises_ends_the_work(settings_of):
    def stop(week):
        if week == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        divergence(settings_of(), settings_of(), on_week=stop)
