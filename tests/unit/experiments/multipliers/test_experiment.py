import asyncio
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import multiplier, simulate
from cogov.experiments.execution.provenance import provenance
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.multipliers.control_arms import CONTROLS
from cogov.experiments.multipliers.design import design_experiment
from cogov.experiments.multipliers.experiment import run_design, run_factorial
from cogov.experiments.multipliers.factorial import run_in_memory
from cogov.experiments.sweeps.city_runs import CityRuns
from cogov.scenarios import ScenarioError
from cogov.scenarios.form import FORM
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives.multiplier import answer_of, context, headline
from cogov.visualization.narratives.multiplier import design as design_sentence
from cogov.visualization.reports.json_documents import text
from cogov.visualization.reports.multiplier import page
from cogov.visualization.reports.multiplier_document import document
from cogov.visualization.terminal.multiplier_tables import all_tables, arms_table, pairs_table, players_table

SYNERGY = "synergy"


@pytest.fixture(scope="module")
def found(tiny):
    return multiplier(SYNERGY, players="rules", replicates=6, weeks=60, changes=tiny, arms="budget")


def test_coalitions_are_runs_that_can_be_had_alone(found, tiny):
    alone = simulate(SYNERGY, seed=3, weeks=60, changes=tiny)
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


def test_a_dummy_changes_nothing_to_the_last_bit(tiny):
    """Resources as in the baseline: with and without them the same city, the same luck, the same numbers."""
    flat = (*tiny, "rules.resources.rule=separate", "rules.resources.share=0.0")
    run = multiplier(SYNERGY, players="rules", replicates=5, weeks=30, changes=flat, controls=False)
    worth = run.worth()
    without, joined = [0, 1, 4, 5], [2, 3, 6, 7]
    assert np.array_equal(worth[:, without], worth[:, joined])
    rows = run.shapley.query("player == 'resources'")
    assert (rows[["value", "low", "high", "all_low", "all_high", "alone", "last"]] == 0).all(axis=None)


def test_tables_have_the_promised_form(found):
    assert list(found.arms) == ["given", *CONTROLS, "budget"]
    assert found.scales == ("log", "raw", "logit")
    assert len(found.runs) == 6 * (2 * 8 + len(CONTROLS) * 5)
    head = ["arm", "coalition", "size", *(f"with_{name}" for name in found.names), "seed"]
    assert list(found.runs.columns) == [*head, *FORM.names]
    assert len(found.synergy) == 3 * len(found.arms)
    assert len(found.contributions) == 3 * 3 * len(found.arms)
    assert len(found.shapley) == 2 * 3 * 3
    assert len(found.dividends) == 2 * 3 * 7
    assert len(found.pairs) == 2 * 3 * 2 * 3
    assert len(found.cells) == 2 * 8 + len(CONTROLS) * 5


def test_it_is_judged_on_minus_the_logarithm_of_harm(found):
    runs = found.runs.query("arm == 'given'")
    mean = -runs.groupby("coalition")["log_harm"].mean()
    gain = mean["goals+resources+mechanism"] - mean["nobody"]
    alone = sum(mean[name] - mean["nobody"] for name in found.names)
    row = found.synergy.query("arm == 'given' and judged").iloc[0]
    assert (row["outcome"], row["scale"]) == ("harm", "log")
    assert row["synergy"] == pytest.approx(gain - alone)
    owed = found.shapley.query("arm == 'given' and scale == 'log'")
    assert owed["value"].sum() == pytest.approx(gain)


def test_effectiveness_stands_beside_it_as_it_is_and_as_a_logit(found):
    runs = found.runs.query("arm == 'given'")
    logit = np.log(runs["effectiveness"] / (100 - runs["effectiveness"]))
    for scale, values in (("raw", runs["effectiveness"]), ("logit", logit)):
        mean = values.groupby(runs["coalition"]).mean()
        row = found.synergy[(found.synergy["arm"] == "given") & (found.synergy["scale"] == scale)].iloc[0]
        assert row["outcome"] == "effectiveness"
        assert row["whole"] == pytest.approx(mean["goals+resources+mechanism"] - mean["nobody"])


def test_the_null_control_is_of_the_outcome_that_is_judged(found):
    row = found.synergy.query("arm == 'null' and judged").iloc[0]
    assert row["outcome"] == "harm"
    assert found.null_side in ("above", "below", "covers")
    assert answer_of(found, "null", words("en")) == words("en")(f"multiplier.null.{found.null_side}")


def test_acceptance_is_fixed_at_its_mean(found):
    runs = found.runs.query("arm == 'given' and size == 3")
    fixed = found.arms["structure"].settings[-1].behaviour.work.fixed_acceptance
    assert fixed == pytest.approx(runs["requests_accepted"].mean(), abs=0.0006)
    assert found.arms["exchangeable"].settings[-1].behaviour.work.substitution == 1.0


def test_another_outcome_needs_no_new_run(found, tiny):
    turned = replace(found, outcome="trust")
    fresh = multiplier(SYNERGY, players="rules", outcome="trust", replicates=6, weeks=60, changes=tiny, controls=False)
    assert fresh.scales == ("logit", "raw")
    given = turned.shapley.query("arm == 'given'").reset_index(drop=True)
    pd.testing.assert_frame_equal(given, fresh.shapley)


def test_an_outcome_at_the_end_of_its_range_has_no_number_on_the_scale(found):
    place = FORM.names.index("trust")
    finals = found.arms["given"].finals.copy()
    finals[0, 0, place] = 1.0
    arms = {"given": replace(found.arms["given"], finals=finals)}
    turned = replace(found, outcome="trust", arms=arms)
    assert turned.verdict.reason == "no_scale"
    assert all(headline(turned, words(language)) and context(turned, words(language)) for language in LANGUAGES)


def test_more_than_six_players_are_run_at_the_ends(tiny):
    design = design_experiment(SYNERGY, replicates=2, weeks=4, changes=tiny, controls=False)
    assert len(design.players) == 9
    assert len(design.plans[0].coalitions) == 1 + 9 + 9 + 1
    run = run_design(design, run_in_memory())
    assert len(run.contributions) == 3 * 9
    assert len(run.shapley) == 0
    assert len(all_tables(run, words("en"))) == 2
    assert len(design_experiment(SYNERGY, whole=True, replicates=2, controls=False).plans[0].coalitions) == 512


def test_document_and_page_say_it_all(found):
    origin = provenance(["cogov", "multiplier"])
    told = json.loads(text(document(found, origin)), parse_constant=pytest.fail)
    assert told["schema_version"] == 1
    assert (told["kind"], told["scale"], told["outcome"]) == ("multiplier", "log", "harm")
    assert told["verdict"]["answer"] in ("yes", "no", "ceiling", "not_shown")
    assert told["players"] == ["goals", "resources", "mechanism"]
    assert len(told["dividends"]) == len(found.dividends)
    for language in LANGUAGES:
        html = page(found, language, origin)
        assert told["verdict"]["sentence"][language] in html
        assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
        assert html.count("<svg") == 4


def test_few_seeds_give_no_verdict_and_no_nan(tiny):
    run = multiplier(SYNERGY, players="goals,mechanism", replicates=1, weeks=6, changes=tiny, controls=False)
    assert run.verdict.reason == "too_few"
    json.loads(text(document(run, provenance())), parse_constant=pytest.fail)
    for language in LANGUAGES:
        assert headline(run, words(language))
        told = context(run, words(language))
        assert words(language)("multiplier.few") in told
        assert not any(gap in sentence for sentence in told for gap in (" ,", " .", "  ")), told


def test_ten_seeds_need_no_warning(found):
    say = words("en")
    assert say("multiplier.few") in context(found, say)
    arms = {name: replace(arm, finals=np.repeat(arm.finals, 2, axis=0)) for name, arm in found.arms.items()}
    assert say("multiplier.few") not in context(replace(found, arms=arms, seeds=tuple(range(12))), say)


def test_cells_of_equal_settings_run_once(tiny):
    design = design_experiment("fragmented", players="institutions", replicates=3, changes=tiny, controls=False)
    assert len(design.plans[0].settings) == 64
    assert design.runs == 3


def test_runs_are_announced(tiny):
    about = {"players": "rules", "replicates": 2, "weeks": 4, "changes": tiny, "arms": "load_half"}
    design = design_experiment(SYNERGY, **about)
    done = []
    multiplier(SYNERGY, **about, on_done=lambda: done.append(None))
    assert len(done) == design.runs == 2 * (8 + 4 * 5)


def test_workers_do_not_matter(tiny):
    about = {"players": "goals,mechanism", "replicates": 2, "weeks": 4, "changes": tiny, "controls": False}
    pd.testing.assert_frame_equal(multiplier(SYNERGY, **about).runs, multiplier(SYNERGY, workers=2, **about).runs)


@pytest.mark.parametrize(
    ("players", "told"),
    [
        ("rulez", "did you mean rules"),
        ("goals,deliberaton", "did you mean deliberation"),
        ("goals", "a single player; allowed 2 to 10"),
        ("sections,actors", "16 players; allowed 2 to 10"),
        ("goals,,mechanism", "a name is empty"),
        (["goals", "mechanisms"], "did you mean mechanism"),
    ],
)
def test_bad_players_are_told(players, told):
    with pytest.raises(ScenarioError, match=told):
        design_experiment(SYNERGY, players=players)


def test_everything_wrong_is_told_at_once():
    with pytest.raises(ScenarioError) as error:
        design_experiment("synergi", players="actors,goalz", outcome="efectiveness", arms="load_haf")
    told = str(error.value)
    assert all(word in told for word in ("synergi", "goalz", "did you mean effectiveness", "did you mean load_half"))
    with pytest.raises(ScenarioError, match="takes its hours along"):
        design_experiment(SYNERGY, players="actors", arms="budget")
    with pytest.raises(ScenarioError, match="replicates: 0 is too small"):
        design_experiment(SYNERGY, replicates=0)


def test_a_factorial_whose_runs_are_asked_for_one_by_one_is_the_same(tiny):
    design = design_experiment(
        SYNERGY, replicates=3, weeks=20, changes=tiny, players=("goals", "mechanism"), controls=False
    )
    asked, done = [], []

    async def run(settings):
        asked.append(settings.digest())
        return run_one(RunSpec("", settings))

    one = asyncio.run(run_factorial(design, 3, run=run, on_seed=done.append))
    other = run_design(design, run_in_memory())
    assert len(set(asked)) == len(asked) == 12
    assert done == [4, 8, 12]
    assert one.seeds == other.seeds
    np.testing.assert_array_equal(one.arms["given"].finals, other.arms["given"].finals)
    assert (one.arms["given"].volunteering == other.arms["given"].volunteering).all()


LOST = {"title": {"en": "Trust lost", "zh": "损失的信任"}, "of": "trust", "measure": "area_lost",
        "window": {"first": 4, "until": 20}, "better": "higher"}  # fmt: skip
OPEN = {"title": {"en": "Most open", "zh": "最高在办"}, "of": "open_issues", "measure": "highest",
        "window": {"first": 2, "until": 9}, "better": "lower"}  # fmt: skip
LATE = {**LOST, "measure": "weeks_to_recovery", "window": {"first": 4, "until": 5}}


def test_an_outcome_of_ones_own_is_judged_and_is_what_single_runs_give(tiny):
    """The worth of a cell is worked out from the weeks of runs that were made alone."""
    found = multiplier(
        SYNERGY, players="goals,mechanism", replicates=5, weeks=20, changes=tiny, controls=False,
        outcomes={"outcomes": {"open": OPEN, "lost": LOST}},
    )  # fmt: skip
    assert (found.outcome, found.indicator.name, found.scales) == ("open", "open", ("raw",))
    alone = [simulate(SYNERGY, seed=seed, weeks=20, changes=tiny)["open_issues"] for seed in found.seeds]
    peaks = np.array([weeks.to_numpy()[2:9].max() for weeks in alone])
    assert found.worth()[:, -1] == pytest.approx(-peaks, rel=1e-6), "fewer are better"
    assert {"open", "lost"} <= set(found.runs.columns)
    assert replace(found, outcome="lost").synergy["outcome"].tolist() == ["lost"]
    for language, said in (("en", "Judged: most open (open_issues: highest week, weeks 2 to 8)."),
                           ("zh", "判定依据：最高在办（open_issues：最高的一周，第 2 至 8 周）。")):  # fmt: skip
        assert said in design_sentence(found, words(language))


def test_an_outcome_without_a_value_in_some_run_is_refused_with_its_count(tiny):
    about = {"players": "goals,law", "replicates": 5, "weeks": 20, "changes": tiny, "controls": False}
    with pytest.raises(ScenarioError, match=r"outcome: the outcome late has no value in \d+ of 20 runs"):
        multiplier(SYNERGY, outcomes={"outcomes": {"late": LATE}}, **about)
    with pytest.raises(ScenarioError, match="did you mean late"):
        multiplier(SYNERGY, outcome="lte", outcomes={"outcomes": {"late": LATE}}, **about)


def test_an_outcome_is_kept_with_the_runs_and_read_from_there(tiny, tmp_path):
    about = {"players": "goals,law", "replicates": 5, "weeks": 20, "changes": tiny, "controls": False}
    about |= {"outcomes": {"outcomes": {"open": OPEN}}}
    memory = multiplier(SYNERGY, **about)
    made = []
    runs = CityRuns(tmp_path / "m", memory.scenario, on_done=lambda: made.append(1))
    kept = multiplier(SYNERGY, **about, run=runs.cells)
    again = multiplier(SYNERGY, **about, run=runs.cells)
    for found in (kept, again):
        pd.testing.assert_frame_equal(found.runs, memory.runs)
