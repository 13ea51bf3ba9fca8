import asyncio
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import multiplier, simulate
from cogov.experiments.execution.provenance import provenance
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.multipliers import RULES, players_of, sets_of
from cogov.experiments.multipliers.budget import hours, organisation_hours, volunteer_hours
from cogov.experiments.multipliers.control_arms import CONTROLS
from cogov.experiments.multipliers.experiment import design_experiment, run_design, run_factorial
from cogov.experiments.multipliers.factorial import settings_of
from cogov.model.indicators import NAMES
from cogov.model.initialisation import initialise as founded
from cogov.model.parameters.rules import Rules as SecondRules
from cogov.model.parameters.world import Actors as SecondActors
from cogov.model.rules import Rules
from cogov.model.state import Kind
from cogov.model.world import Actors
from cogov.scenarios import ScenarioError, load
from cogov.scenarios.form import FORMS, SECOND
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives.multiplier import context, headline
from cogov.visualization.reports.json_documents import text
from cogov.visualization.reports.multiplier import page
from cogov.visualization.reports.multiplier_document import document
from cogov.visualization.terminal.multiplier_tables import arms_table, pairs_table, players_table

INSTITUTIONS, ACTORS = sets_of()["institutions"], sets_of()["actors"]


@pytest.fixture(scope="module")
def found(small):
    return multiplier("synergy", replicates=6, weeks=80, changes=small, budget_neutral=True)


def test_players_are_the_sections_of_the_rules_and_the_kinds_of_actor():
    assert {player.name for player in RULES + INSTITUTIONS} == set(Rules.model_fields)
    assert {player.name for player in ACTORS} == set(Actors.model_fields) - {"capacity_scale"}
    assert [player.name for player in ACTORS] == [kind.name.lower() for kind in Kind]
    assert [len(players) for players in sets_of().values()] == [3, 4, 7, 7]


def test_players_of_the_second_edition_are_nine_sections_and_seven_kinds():
    sets = sets_of(SECOND)
    assert {player.name for player in sets["sections"]} == set(SecondRules.model_fields)
    assert {player.name for player in sets["actors"]} == set(SecondActors.model_fields) - {"capacity_scale"}
    assert [len(players) for players in sets.values()] == [3, 6, 9, 7]


@pytest.mark.parametrize("form", FORMS.values(), ids=("first", "second"))
def test_every_player_has_words(form):
    english, chinese = (words(language) for language in LANGUAGES)
    for name in players_of(form):
        assert english(f"player.{name}") != chinese(f"player.{name}")


def test_all_are_the_scenario_and_nobody_is_the_baseline():
    synergy, fragmented = load("synergy").settings, load("fragmented").settings
    players = RULES + INSTITUTIONS
    assert settings_of(2**7 - 1, players, synergy, fragmented) == synergy
    assert settings_of(0, players, synergy, fragmented) == fragmented
    one = settings_of(0b100, players, synergy, fragmented)
    assert one.rules.mechanism == synergy.rules.mechanism
    assert one.rules.goals == fragmented.rules.goals


def test_an_absent_rule_is_not_brought_back_by_an_event(tmp_path):
    path = tmp_path / "late.toml"
    path.write_text(
        '[scenario]\nextends = "synergy"\n[[events]]\nweek = 5\n[events.rules.goals]\nstrength = 0.1\n'
        "[[events]]\nweek = 6\n[events.rules.goals]\nstrength = 0.2\n[events.rules.resources]\nshare = 0.9\n",
        encoding="utf-8",
    )
    late, fragmented = load(path).settings, load("fragmented").settings
    without = settings_of(0b110, RULES, late, fragmented)
    assert [(event.week, event.rules) for event in without.events] == [(6, {"resources": {"share": 0.9}})]
    assert settings_of(0, RULES, late, fragmented).events == ()


def test_an_absent_actor_has_no_organisations():
    synergy, fragmented = load("synergy").settings, load("fragmented").settings
    nobody = settings_of(0, ACTORS, synergy, fragmented)
    assert len(founded(nobody).organisations.kind) == 0
    assert not nobody.world.actors.citizen.enabled


def test_coalitions_are_runs_that_can_be_had_alone(found, small):
    alone = simulate("synergy", seed=3, weeks=80, changes=small)
    grand = found.runs.query("arm == 'given' and size == 3 and seed == 3").iloc[0]
    assert grand["trust"] == pytest.approx(alone["trust"].tail(52).mean(), abs=1e-12)
    assert grand["with_goals"]
    assert grand["coalition"] == "goals+resources+mechanism"


def test_the_empty_coalition_has_a_name_that_no_reader_takes_for_missing(found, tmp_path):
    for name in ("cells", "dividends", "runs"):
        getattr(found, name).to_csv(tmp_path / "t.csv", index=False)
        assert pd.read_csv(tmp_path / "t.csv")["coalition"].notna().all(), name
    assert "nobody" in set(found.cells["coalition"])


def test_simultaneous_intervals_say_so_in_their_heading(found):
    for language, heading in (("en", "95 % interval, all at once"), ("zh", "95%区间（同时成立）")):
        for table in (players_table(found, words(language)), pairs_table(found, words(language))):
            assert heading in [str(column.header) for column in table.columns]
        assert heading not in [str(column.header) for column in arms_table(found, words(language)).columns]


def test_a_dummy_changes_nothing_to_the_last_bit(small):
    """Resources as in the baseline: with and without them the same city, the same luck, the same numbers."""
    flat = (*small, "rules.resources.rule=separate", "rules.resources.share=0.0")
    run = multiplier("synergy", replicates=5, weeks=60, changes=flat, controls=False)
    worth = run.worth()
    without, joined = [0, 1, 4, 5], [2, 3, 6, 7]
    assert np.array_equal(worth[:, without], worth[:, joined])
    rows = run.shapley.query("player == 'resources'")
    assert (rows[["value", "low", "high", "all_low", "all_high", "alone", "last"]] == 0).all(axis=None)


def test_players_that_never_meet_add_up_exactly(small):
    """Both dummies: nothing to multiply, and D is 0 in every seed."""
    same = (*small, "rules.resources.rule=separate", "rules.goals.rule=independent")
    run = multiplier("synergy", players="resources,goals", replicates=5, weeks=30, changes=same, controls=False)
    assert run.verdict.reason == "additive"
    assert (run.synergy[["synergy", "low", "high"]] == 0).all(axis=None)


def test_tables_have_the_promised_form(found):
    assert list(found.arms) == ["given", "budget", *CONTROLS]
    assert len(found.runs) == 6 * (2 * 8 + len(CONTROLS) * 5)
    assert list(found.runs.columns) == [
        "arm",
        "coalition",
        "size",
        *(f"with_{name}" for name in found.names),
        "seed",
        *NAMES,
    ]
    assert len(found.synergy) == 2 * len(found.arms)
    assert len(found.shapley) == 2 * 2 * 3
    assert len(found.dividends) == 2 * 2 * 7
    assert len(found.pairs) == 2 * 2 * 2 * 3
    assert len(found.cells) == 2 * 8 + len(CONTROLS) * 5


def test_values_are_those_of_the_runs(found):
    mean = found.runs.query("arm == 'given'").groupby("coalition")["effectiveness"].mean()
    row = found.synergy.query("arm == 'given' and scale == 'raw'").iloc[0]
    gain = mean["goals+resources+mechanism"] - mean["nobody"]
    alone = sum(mean[name] - mean["nobody"] for name in found.names)
    assert row["whole"] == pytest.approx(gain)
    assert row["parts"] == pytest.approx(alone)
    assert row["synergy"] == pytest.approx(gain - alone)
    owed = found.shapley.query("arm == 'given' and scale == 'raw'")
    assert owed["value"].sum() == pytest.approx(gain)
    log = found.runs.query("arm == 'given'").assign(log=lambda frame: np.log(frame["effectiveness"]))
    mean = log.groupby("coalition")["log"].mean()
    row = found.synergy.query("arm == 'given' and scale == 'log'").iloc[0]
    assert row["whole"] == pytest.approx(mean["goals+resources+mechanism"] - mean["nobody"])


def test_another_outcome_needs_no_new_run(found, small):
    turned = replace(found, outcome="trust")
    fresh = multiplier("synergy", outcome="trust", replicates=6, weeks=80, changes=small, controls=False)
    given = turned.shapley.query("arm == 'given'").reset_index(drop=True)
    pd.testing.assert_frame_equal(given, fresh.shapley)


def test_less_of_a_bad_thing_is_a_gain(found):
    turned = replace(found, outcome="weeks_to_resolution")
    cells = turned.cells.query("arm == 'given'").set_index("coalition")["outcome"]
    whole = turned.synergy.query("arm == 'given' and scale == 'raw'")["whole"].iloc[0]
    assert whole == pytest.approx(cells["nobody"] - cells["goals+resources+mechanism"])


def test_an_outcome_at_or_below_0_has_no_log_scale(found):
    turned = replace(found, outcome="performance_gap")
    assert turned.scales == ("raw",)
    assert turned.verdict.reason == "no_log"
    assert all(headline(turned, words(language)) and context(turned, words(language)) for language in LANGUAGES)


def test_the_budget_is_held(found):
    spent, free = hours(found.arms["budget"]), hours(found.arms["given"])
    assert np.ptp(free) > 0.02 * free[0]
    assert np.abs(spent / spent[0] - 1).max() < 0.005
    assert spent[0] == pytest.approx(free[0])
    assert found.arms["budget"].settings[0] == found.arms["given"].settings[0]


def test_hours_are_those_of_the_model(small):
    settings = load("synergy", changes=small).settings
    city = founded(settings)
    assert organisation_hours(settings) == pytest.approx(city.organisations.capacity.sum())
    assert volunteer_hours(settings, 0.25) == pytest.approx(0.12 * 0.25 * len(city.citizens.key))
    cut = load("austerity", changes=small).settings
    government = city.organisations.capacity[city.organisations.kind == Kind.GOVERNMENT].sum()
    weeks = cut.run.weeks
    assert organisation_hours(cut) == pytest.approx(organisation_hours(settings) - government * 0.4 * 156 / weeks)


def test_an_absent_actor_takes_its_hours_along(small):
    run = multiplier("synergy", players="government,citizen", replicates=1, weeks=3, changes=small, controls=False)
    spent = run.cells.set_index("coalition")["hours"]
    city = founded(run.scenario.settings).organisations
    assert spent["government"] - spent["nobody"] == pytest.approx(city.capacity[city.kind == Kind.GOVERNMENT].sum())
    assert spent["citizen"] > spent["nobody"]


def test_rules_do_not_change_the_hours_of_organisations(small):
    players = RULES + INSTITUTIONS
    synergy, fragmented = load("synergy", changes=small).settings, load("fragmented").settings
    own = {round(organisation_hours(settings_of(each, players, synergy, fragmented)), 9) for each in range(0, 128, 9)}
    assert len(own) == 1


def test_a_multiplier_of_more_hours_alone_is_not_claimed(found):
    held = found.arms["budget"]
    flat = replace(held, finals=np.repeat(held.finals[:, :1], 8, axis=1))
    given = held.finals.copy()
    given[..., NAMES.index("effectiveness")] = 20.0 + 10.0 * np.array([0, 0, 0, 0, 0, 0, 0, 1.0])
    made_up = replace(found, arms={"given": replace(found.arms["given"], finals=given)})
    assert made_up.verdict.answer == "yes"
    assert replace(made_up, arms={**made_up.arms, "budget": flat}).verdict.reason == "budget"


def test_mending_harm_is_not_multiplying(found):
    """One part takes 5 and another gives 5: together 4 is more than their sum, and less than what the one gives."""
    finals = found.arms["given"].finals.copy()
    noise = np.random.default_rng(5).normal(0, 0.01, finals.shape[:2])
    finals[..., NAMES.index("effectiveness")] = 50.0 + np.array([0, -5, 5, 4, 0, -5, 5, 4]) + noise
    made_up = replace(found, arms={"given": replace(found.arms["given"], finals=finals)})
    assert made_up.verdict.reason == "mending"
    assert made_up.better()[0] in ("resources", "resources+mechanism")


def test_a_ceiling_is_told(found):
    finals = found.arms["given"].finals.copy()
    finals[..., NAMES.index("effectiveness")] = np.array([60.0, 85, 90, 95, 88, 95, 95, 96])
    made_up = replace(found, arms={"given": replace(found.arms["given"], finals=finals)})
    assert made_up.overflow == pytest.approx(60 + 25 + 30 + 28 - 100)
    assert made_up.verdict.reason == "substitutes"
    assert any("ceiling" in sentence for sentence in context(made_up, words("en")))


def test_document_and_page_say_it_all(found):
    origin = provenance(["cogov", "multiplier"])
    told = json.loads(text(document(found, origin)), parse_constant=pytest.fail)
    assert told["schema_version"] == 1
    assert told["kind"] == "multiplier"
    assert told["verdict"]["answer"] in ("yes", "no", "not_shown")
    assert told["players"] == ["goals", "resources", "mechanism"]
    assert len(told["dividends"]) == len(found.dividends)
    for language in LANGUAGES:
        html = page(found, language, origin)
        assert told["verdict"]["sentence"][language] in html
        assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
        assert html.count("<svg") == 2


def test_few_seeds_give_no_verdict_and_no_nan(small):
    run = multiplier("synergy", players="goals,mechanism", replicates=1, weeks=6, changes=small, controls=False)
    assert run.verdict.reason == "too_few"
    json.loads(text(document(run, provenance())), parse_constant=pytest.fail)
    for language in LANGUAGES:
        assert headline(run, words(language))
        told = context(run, words(language))
        assert told
        assert not any(gap in sentence for sentence in told for gap in (" ,", " .", "  ")), told


def test_cells_of_equal_settings_run_once(small):
    design = design_experiment("fragmented", players="sections", replicates=3, changes=small, controls=False)
    assert len(design.plans[0].settings) == 128
    assert design.runs == 3


def test_runs_are_announced(small):
    design = design_experiment("synergy", replicates=2, weeks=4, changes=small, budget_neutral=True)
    done = []
    multiplier("synergy", replicates=2, weeks=4, changes=small, budget_neutral=True, on_done=lambda: done.append(None))
    assert len(done) == design.runs == 2 * (8 + 5 * 5) + 2 * 8 + 2 * 8


def test_workers_do_not_matter(small):
    about = {"players": "goals,mechanism", "replicates": 2, "weeks": 4, "changes": small, "controls": False}
    pd.testing.assert_frame_equal(multiplier("synergy", **about).runs, multiplier("synergy", workers=2, **about).runs)


@pytest.mark.parametrize(
    ("players", "told"),
    [
        ("rulez", "did you mean rules"),
        ("goals,deliberaton", "did you mean deliberation"),
        ("goals", "a single player; allowed 2 to 10"),
        ("sections,actors", "14 players; allowed 2 to 10"),
        ("goals,,mechanism", "a name is empty"),
        (["goals", "mechanisms"], "did you mean mechanism"),
    ],
)
def test_bad_players_are_told(players, told):
    with pytest.raises(ScenarioError, match=told):
        design_experiment("synergy", players=players)


def test_everything_wrong_is_told_at_once():
    with pytest.raises(ScenarioError) as error:
        design_experiment("synergi", players="actors,goalz", outcome="efectiveness", changes=["rules.goals.strength=7"])
    told = str(error.value)
    assert all(word in told for word in ("synergi", "goalz", "did you mean effectiveness"))
    with pytest.raises(ScenarioError, match="takes its hours along"):
        design_experiment("synergy", players="actors", budget_neutral=True)
    with pytest.raises(ValueError, match="at least 1"):
        design_experiment("synergy", replicates=0)


def test_a_factorial_whose_runs_are_asked_for_one_by_one_is_the_same(small):
    design = design_experiment(
        "synergy", replicates=3, weeks=20, changes=small, players=("goals", "mechanism"), controls=False
    )
    asked, done = [], []

    async def run(settings):
        asked.append(settings.digest())
        return run_one(RunSpec("", settings))

    one = asyncio.run(run_factorial(design, 3, run=run, on_seed=done.append))
    other = run_design(design)
    assert len(set(asked)) == len(asked) == 12
    assert done == [4, 8, 12]
    assert one.seeds == other.seeds
    assert (one.arms["given"].finals == other.arms["given"].finals).all()
    assert (one.arms["given"].volunteering == other.arms["given"].volunteering).all()
