"""The players of the multiplier: who plays, what an absent player leaves, controls, refusals."""

from __future__ import annotations

import pytest

from cogov.experiments import multiplier, simulate
from cogov.experiments.multipliers import PLAYERS, SETS
from cogov.experiments.multipliers.control_arms import CHANNELS, CONTROLS, NULL, apply_arm
from cogov.experiments.multipliers.factorial import settings_of
from cogov.experiments.validation.criteria import NULL as CRITERION
from cogov.model.engine.simulation import Simulation
from cogov.model.parameter import quantities
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.world import Actors
from cogov.scenarios import ScenarioError, load, loads
from cogov.scenarios.form import FORM
from cogov.visualization.language.translations import LANGUAGES, words

SECTIONS, ACTORS = SETS["sections"], SETS["actors"]


@pytest.fixture(scope="module")
def found(tiny):
    return multiplier("synergy", players="rules", replicates=5, weeks=8, changes=tiny, check=True)


def test_all_are_the_scenario_and_nobody_is_the_baseline(found):
    synergy, fragmented = (load(name).settings for name in ("synergy", "fragmented"))
    assert settings_of(2**9 - 1, SECTIONS, synergy, fragmented) == synergy
    assert settings_of(0, SECTIONS, synergy, fragmented) == fragmented
    law = settings_of(1 << [player.name for player in SECTIONS].index("law"), SECTIONS, synergy, fragmented)
    assert law.rules.law == synergy.rules.law
    assert law.rules.goals == fragmented.rules.goals
    assert found.baseline.settings == fragmented


def test_an_absent_section_is_not_brought_back_by_an_event_or_a_place():
    record = loads(
        "schema_version = 2\n[scenario]\nextends = 'synergy'\n"
        "[[places.rules]]\nwhere = ['Street 1-1']\n[places.rules.law]\nservice = 0.9\n"
        "[[places.rules]]\nwhere = ['Street 1-2']\n[places.rules.law]\nservice = 0.8\n[places.rules.virtue]\n"
        "recognition = 0.5\n[[events]]\nwhen = 'backlog_share > 0.2'\n[events.rules.law]\nservice = 0.1\n"
    )
    absent = PLAYERS["law"].absent(record.settings, load("fragmented").settings)
    assert absent.events == ()
    [entry] = absent.places.rules
    assert entry.change == {"virtue": {"recognition": 0.5}}
    assert entry.where == ("Street 1-2",)


def test_absent_actors_do_not_act(tiny):
    settings = load("synergy", changes=tiny).settings
    nobody = settings_of(0, ACTORS, settings, settings)
    assert not nobody.world.actors.citizen.enabled
    for each, acting in ((nobody, False), (settings, True)):
        simulation = Simulation(each)
        simulation.step()
        assert simulation.city.bodies.acts.any() == acting


def test_each_cell_is_the_run_of_its_settings(found, tiny):
    whole = simulate("synergy", weeks=8, seed=3, changes=tiny)
    rows = found.runs
    grand = rows[(rows["arm"] == "given") & (rows["size"] == 3) & (rows["seed"] == 3)].iloc[0]
    assert grand["harm"] == whole["harm"].mean()
    assert list(rows.columns[-len(FORM.names) :]) == list(FORM.names)
    assert set(found.arms) == {"given", *CONTROLS}


def test_the_null_control_closes_what_it_names():
    null = apply_arm(load("synergy"), "null").settings
    values = {quantity.path: quantity.default for quantity in quantities(null)}
    usual = {quantity.path: quantity.default for quantity in quantities(Settings())}
    for key, value in NULL.items():
        assert values[key] == value != usual[key]
    assert values["world.actors.capacity_scale"] < usual["world.actors.capacity_scale"]


def test_criterion_seven_closes_the_first_of_its_channels():
    closed = {(quantity.path, quantity.default) for quantity in quantities(Settings.model_validate(CRITERION))}
    usual = {(quantity.path, quantity.default) for quantity in quantities(Settings())}
    assert {path for path, _ in closed - usual} == set(CHANNELS)
    assert dict(closed - usual) == CHANNELS


def test_every_player_has_words():
    english, chinese = (words(language) for language in LANGUAGES)
    for name in PLAYERS:
        assert english(f"player.{name}") != chinese(f"player.{name}")


def test_players_are_nine_sections_and_seven_kinds():
    assert {player.name for player in SETS["sections"]} == set(Rules.model_fields)
    assert {player.name for player in SETS["actors"]} == set(Actors.model_fields) - {"capacity_scale"}
    assert [len(players) for players in SETS.values()] == [3, 6, 9, 7]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"players": "lawe"}, "players: no player is called 'lawe'; allowed rules, .*did you mean law"),
        ({"players": "party_branch"}, "players: no player is called 'party_branch'"),
        ({"outcome": "consensus"}, "outcome: .*'consensus'"),
        ({"outcome": "harn"}, "did you mean harm"),
        ({"outcome": "adoption"}, "outcome: adoption has no value in weeks in which there was nothing to measure"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_what_there_is_not_is_refused(asked, said):
    with pytest.raises(ScenarioError, match=said):
        multiplier("synergy", replicates=1, weeks=2, **asked)
