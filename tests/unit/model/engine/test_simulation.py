"""A run of the compiled edition: it repeats itself, conserves cases, keeps its bounds, whatever the settings."""

import math
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cogov.model.engine.cases import empty_cases
from cogov.model.engine.columns import columns
from cogov.model.engine.levers import PATHS, WORDS, Levers
from cogov.model.engine.measuring.indicators import NAMES
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings

EVENTS = [
    {"week": 2, "surge": {"types": ["safety", "refuse"], "factor": 6.0, "weeks": 3}, "where": ["Urban district 1"]},
    {"week": 4, "capacity": {"actors": ["self_governing", "party"], "factor": 0.0, "weeks": 2}},
    {"when": "backlog_share > 0.1", "rules": {"mechanism": {"rule": "peer"}}, "for_weeks": 3},
    {"when": "at_desk > 0.5", "until": "load < 1", "rules": {"administration": {"command": 0.9}}},
    {"week": 9, "where": ["Village 1-1-1"], "rules": {"deliberation": {"interval_weeks": 1, "inclusiveness": 1.0}}},
]


def drawn(number: int) -> dict[str, Any]:
    """Draw every lever, from words and bounds as they are declared."""
    luck = random.Random(number)
    rules: dict[str, dict[str, Any]] = {}
    for lever, (institution, name) in PATHS.items():
        field = Rules.model_fields[institution].annotation.model_fields[name]
        if lever in WORDS:
            value: Any = luck.choice(WORDS[lever])
        elif field.annotation is bool:
            value = luck.random() < 0.5
        else:
            low, high = field.json_schema_extra["sweep"]
            value = luck.choice((low, high, luck.uniform(low, high)))
            value = int(value) if field.annotation is int else float(value)
        rules.setdefault(institution, {})[name] = value
    return {
        "rules": rules,
        "places": {"rules": [{"where": ["County 1"], "participation": {"reward": luck.random()}}]},
        "events": luck.sample(EVENTS, luck.randint(0, len(EVENTS))),
        "world": {"actors": {luck.choice(("party", "government", "self_governing")): {"vacancies": luck.random()}}},
        "run": {"seed": number},
    }


@pytest.mark.parametrize("number", range(24))
def test_whatever_the_levers_cases_are_conserved_and_shares_are_shares(small, number):
    simulation = Simulation(small(drawn(number)), check=True).run()
    assert np.isfinite(np.nan_to_num(simulation.series)).all()
    may_be_unknown = {"requests_accepted", "adoption", "matters_passed"}
    for k in np.flatnonzero(np.isnan(simulation.series).any(axis=0)):
        assert NAMES[k] in may_be_unknown


def test_equal_settings_give_equal_histories(small):
    settings = small(drawn(7))
    first, second = Simulation(settings).run(), Simulation(settings)
    second.run(on_week=lambda week: None)  # week by week, not in one go
    assert first.digest() == second.digest()
    third = Simulation(settings)
    for until in (3, 3, 1, 11, 1_000):  # what is past is past, and no run goes on beyond its weeks
        third.live(until)
    assert third.week == settings.run.weeks
    assert first.digest() == third.digest()
    assert first.digest() != Simulation(settings, seed=8).run().digest()


def test_compiled_or_not_a_history_is_the_same(small):
    settings = small(drawn(5), {"run": {"weeks": 6}})
    script = (
        "import sys; from cogov.model.engine.simulation import Simulation; "
        "from cogov.model.parameters.settings import Settings; "
        "print(Simulation(Settings.model_validate_json(sys.stdin.read())).run().digest())"
    )
    plain = subprocess.run(
        [sys.executable, "-c", script],
        input=settings.model_dump_json(),
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == Simulation(settings).run().digest()


def test_columns_grow_without_a_trace(small):
    settings = small({"behaviour": {"arise": {"rate": 0.03}}, "events": EVENTS})
    ample = Simulation(settings)
    ample.city = ample.city._replace(cases=empty_cases(100_000))
    scarce = Simulation(settings)
    scarce.city = scarce.city._replace(cases=empty_cases(1))
    assert ample.run().digest() == scarce.run().digest()


def test_a_run_ends_with_its_weeks(small):
    simulation = Simulation(small()).run()
    assert len(simulation.series) == 16
    with pytest.raises(IndexError, match="16 weeks"):
        simulation.step()


def test_final_is_the_mean_and_frame_has_a_row_a_week(small):
    simulation = Simulation(small()).run()
    assert simulation.final()["trust"] == pytest.approx(simulation.frame()["trust"].mean())
    assert list(simulation.frame().columns) == list(NAMES)


def test_every_lever_has_a_place_in_the_row():
    declared = {(name, lever) for name, field in Rules.model_fields.items() for lever in field.annotation.model_fields}
    assert set(PATHS.values()) == declared
    assert list(PATHS) == list(Levers)


def test_columns_have_one_row_a_thing(small):
    simulation = Simulation(small()).run()
    found, city = columns(simulation), simulation.city
    sizes = {
        "place": len(city.places.key), "community": 3, "grid": 6, "grid_worker": 6, "group": len(city.households.key),
        "body": len(city.bodies.key), "resident": 60, "case": int(city.cases.used[0]),
    }  # fmt: skip
    assert {name.partition(".")[0] for name in found} == set(sizes)
    for name, column in found.items():
        assert len(column) == sizes[name.partition(".")[0]], name
    assert set(np.unique(found["case.stage"])) <= set(range(7))


def listed(agents: int) -> dict:
    """A city of two communities, the first of which has so many residents in one grid."""
    places = [
        {"district": "D", "street": "S", "kind": "urban", "name": name, "grids": 1, "persons": 800, "agents": number}
        for name, number in (("C", agents), ("E", 20))
    ]
    return {"world": {"city": {"places": places}}, "run": {"weeks": 1}}


def test_one_resident_more_leaves_all_others_as_they_were():
    first, second = (Simulation(Settings.model_validate(listed(agents))) for agents in (20, 21))
    mine, theirs = first.city.residents, second.city.residents
    rows = np.flatnonzero(np.isin(theirs.key, mine.key))
    assert len(rows) == 40
    for name in ("key", "trust", "motive", "norm", "tolerance", "x", "contributor", "member", "reporter_weight"):
        assert np.array_equal(getattr(mine, name), getattr(theirs, name)[rows]), name
    for name in ("key", "w", "p", "capacity"):
        assert np.array_equal(getattr(first.city.bodies, name), getattr(second.city.bodies, name)), name
    first.step()
    second.step()
    for one, other in zip(_elsewhere(first), _elsewhere(second), strict=True):
        assert np.array_equal(one, other)


def _elsewhere(simulation: Simulation) -> list[np.ndarray]:
    """What arose in the second community."""
    cases = simulation.city.cases
    rows = np.flatnonzero(cases.community[: int(cases.used[0])] == 1)
    return [getattr(cases, name)[rows] for name in ("key", "type", "severity", "work", "contested", "losers", "stage")]


def test_more_arrivals_keep_those_that_were():
    few, many = (
        Simulation(Settings.model_validate(listed(20) | {"behaviour": {"arise": {"rate": rate}}}))
        for rate in (0.001, 0.01)
    )
    few.step()
    many.step()
    keys = few.city.cases.key[: int(few.city.cases.used[0])]
    assert set(keys.tolist()) <= set(many.city.cases.key[: int(many.city.cases.used[0])].tolist())


@pytest.mark.parametrize(
    ("seed", "error", "told"),
    [
        ("7", TypeError, "the seed is '7'; a whole number is needed"),
        (1.7, TypeError, "the seed is 1.7; a whole number is needed"),
        (True, TypeError, "the seed is True; a whole number is needed"),
        (np.True_, TypeError, "a whole number is needed"),
        (np.array(5), TypeError, "a whole number is needed"),
        (math.nan, TypeError, "the seed is nan; a whole number is needed"),
        (math.inf, TypeError, "the seed is inf; a whole number is needed"),
        (-1, ValueError, "the seed is -1; allowed 0 to 9223372036854775807"),
        (2**63, ValueError, "allowed 0 to 9223372036854775807"),
    ],
)
def test_what_is_no_seed_is_refused_by_a_run_and_by_a_branch(small, tmp_path, seed, error, told):
    with pytest.raises(error, match=re.escape(told)):
        Simulation(small(), seed=seed)
    Simulation(small()).save(str(tmp_path / "saved"))  # a path may be a text
    with pytest.raises(error, match=re.escape(told)):
        Simulation.restore(str(tmp_path / "saved"), seed=seed)


def test_a_number_of_numpy_is_a_seed(small):
    assert Simulation(small(), seed=np.int64(7)).digest() == Simulation(small(), seed=7).digest()


@pytest.mark.parametrize("settings", ["synergy", {"run": {"weeks": 4}}, 7, Path("synergy.toml")])
def test_what_are_no_settings_is_refused(small, tmp_path, settings):
    with pytest.raises(TypeError, match=r"a run takes Settings, not .*scenarios\.load"):
        Simulation(settings)
    Simulation(small()).save(tmp_path / "saved")
    with pytest.raises(TypeError, match=r"a run takes Settings, not .*scenarios\.load"):
        Simulation.restore(tmp_path / "saved", settings=settings)


def test_weeks_are_whole_and_parts_have_names(small):
    run = Simulation(small())
    with pytest.raises(TypeError, match=r"not until 1\.5"):
        run.live(1.5)
    run.step()
    with pytest.raises(ValueError, match="by 'nix': there is no such breakdown; allowed community, district, type"):
        run.by("nix")
