import asyncio
import itertools
import re

import pytest

from cogov.experiments.execution.runs import RunSpec, replicate, run_one
from cogov.experiments.explanation.change_points import STRETCH, first_move
from cogov.experiments.explanation.explain import explain
from cogov.experiments.explanation.logged_scenario import LoggedScenario
from cogov.scenarios import Text, load
from cogov.scenarios.form import FORM
from cogov.scenarios.toml.sanitize import scrub
from cogov.visualization.language.translations import words as words_in
from cogov.visualization.narratives.change_points import moves
from cogov.visualization.narratives.narrative import narrate, narrative
from cogov.visualization.narratives.waterfall import name_piece, tell_bar, tell_mechanism, tell_sum, tell_weeks

BY_NAME, NAMES = FORM.by_name, FORM.names
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} {week} \x1b[31mred\u202e"
SMALL = (
    "world.city.urban_districts=1", "world.city.streets_per_district=2", "world.city.communities_per_street=1",
    "world.city.rural_counties=0", "world.city.grids_per_community=2", "world.city.agents_per_grid=10",
    "run.weeks=60",
)  # fmt: skip
FLOOD = 'events=[{week = 20, surge = {types = ["safety", "refuse", "care"], factor = 20.0, weeks = 6}}]'


def told(scenario, replicates=1):
    return LoggedScenario(
        scenario, tuple(run_one(case).series for case in replicate("", scenario.settings, replicates))
    )


def explained(one, other, replicates=1):
    async def run(settings):
        return run_one(RunSpec("", settings))

    async def pause():
        await asyncio.sleep(0)

    async def collect():
        return [each async for each in explain(one, other, stages=(replicates,), run=run, pause=pause)]

    return asyncio.run(collect())[-1]


def log(one, other, replicates=1):
    return narrate(explained(one, other, replicates))


@pytest.fixture(scope="module")
def scenarios():
    made = {name: load(name, changes=SMALL) for name in ("fragmented", "synergy")}
    return {**made, "flood": load("fragmented", changes=(*SMALL, FLOOD))}


@pytest.fixture(scope="module")
def one_pair(scenarios):
    return log(scenarios["fragmented"], scenarios["synergy"])


@pytest.fixture(scope="module")
def flood(scenarios):
    return log(scenarios["fragmented"], scenarios["flood"], replicates=3)


def test_identical_runs_have_an_empty_log(scenarios):
    assert log(scenarios["synergy"], scenarios["synergy"]) == ()


def test_a_change_without_effect_is_told_as_such(scenarios):
    idle = load(scenarios["fragmented"], changes=["rules.deliberation.rounds=5"])
    entries = log(scenarios["fragmented"], idle)
    assert [entry.kind for entry in entries] == ["lever", "same"]
    assert "not by a single bit" in entries[-1].text.en


def test_a_log_tells_what_changed_and_where_the_runs_part(one_pair):
    kinds = [entry.kind for entry in one_pair]
    assert kinds.count("first") == 1
    levers = {entry.cause for entry in one_pair if entry.kind == "lever"}
    assert {"rules.mechanism.responsibility_lists", "rules.mechanism.rule"} <= levers
    assert {"moved", "component", "bar", "sum", "widest", "narrowest", "doubt"} <= set(kinds)


def test_a_flood_is_the_first_thing_to_differ_and_passes(flood, scenarios):
    event = next(entry for entry in flood if entry.kind == "event")
    assert event.week == 20
    assert "safety" in event.text.en
    first = next(entry for entry in flood if entry.kind == "first")
    assert (first.week, first.isolated) == (20, True)
    assert "Until week 20 both runs are the same" in first.text.en
    assert all(entry.week >= 20 for entry in flood if entry.kind in ("moved", "turned", "passing"))
    bar = next(entry for entry in flood if entry.kind == "bar")
    assert bar.cause == "events"
    assert "“All events” brings" in bar.text.en


def test_causes_are_claimed_only_where_they_were_isolated(one_pair, flood):
    for entry in itertools.chain(one_pair, flood):
        if entry.kind not in ("first", "bar", "sum"):
            assert not entry.isolated
        if entry.kind not in ("lever", "bar"):
            assert not entry.cause
        causal = re.search(r"\b(because|caused|thanks to|due to|owing to)\b|因为|导致|由于|使得", f"{entry.text}")
        assert causal is None, entry.text


def test_one_pair_of_runs_is_called_one_pair_and_several_have_intervals(one_pair, flood):
    sized = ("moved", "turned", "passing", "widest", "narrowest", "price", "official", "bar", "sum")
    for entry in one_pair:
        if entry.kind in sized:
            assert "one pair of runs" in entry.text.en
            assert "一对运行" in entry.text.zh
            assert entry.low is None
    for entry in flood:
        if entry.kind in sized:
            assert "95 % interval" in entry.text.en
            assert entry.low <= entry.size <= entry.high
    assert "one luck" in one_pair[-1].text.en
    assert "3 paired runs" in flood[-1].text.en


def test_components_told_sum_to_the_difference(one_pair, scenarios):
    whole = next(
        entry for entry in one_pair if entry.indicator == "effectiveness" and "At the end" in entry.text.en
    ).size
    parts = [entry.size for entry in one_pair if entry.kind == "component"]
    assert sum(parts) == pytest.approx(whole, abs=1e-9)


def test_a_move_is_found_in_the_week_in_which_it_was_planted(scenarios):
    before = told(scenarios["fragmented"])
    series = before.runs[0].copy()
    trust = NAMES.index("trust")
    series[5, trust] += 0.5  # a flicker
    series[31:, trust] -= 0.1
    after = LoggedScenario(scenarios["synergy"], (series,))
    assert first_move(before, after, BY_NAME["trust"]) == 31
    assert first_move(before, after, BY_NAME["equity"]) is None
    (entry,) = moves(before, after)
    assert (entry.kind, entry.week, entry.indicator) == ("moved", 31, "trust")
    assert "noticeably lower" in entry.text.en


def test_a_difference_that_is_gone_at_the_end_is_told_as_passing(scenarios):
    before = told(load(scenarios["fragmented"], changes=["run.weeks=80"]))
    series = before.runs[0].copy()
    series[8 : 8 + STRETCH, NAMES.index("trust")] += 0.1
    (entry,) = moves(before, LoggedScenario(scenarios["synergy"], (series,)))
    assert (entry.kind, entry.week) == ("passing", 8)


def test_a_difference_that_luck_explains_is_not_told(scenarios):
    before = told(scenarios["fragmented"], 2)
    after = LoggedScenario(scenarios["synergy"], (before.runs[0] + 0.5, before.runs[1] - 0.4))
    assert moves(before, after) == []


def test_runs_that_cannot_be_paired_are_refused(scenarios):
    with pytest.raises(ValueError, match="1 and 2 runs"):
        narrative(told(scenarios["fragmented"]), told(scenarios["synergy"], 2))


def test_hostile_words_from_files_are_told_as_plain_text(scenarios):
    text = Text(en=scrub(HOSTILE), zh=scrub(HOSTILE))  # as it is read from a file
    evil = scenarios["flood"].model_copy(update={"title": text, "notes": {0: text}})
    for entry in log(scenarios["fragmented"], evil):
        for words in (entry.text.en, entry.text.zh):
            assert words
            assert "\x1b" not in words
            assert "\u202e" not in words


def test_bars_are_told_with_their_names_sums_and_mechanisms(scenarios):
    waterfall = explained(scenarios["fragmented"], scenarios["synergy"], 2).waterfall
    for language in ("en", "zh"):
        say = words_in(language)
        names = [name_piece(bar.piece, say) for bar in waterfall.bars]
        assert len(names) == len(set(names))
        for bar in waterfall.bars:
            assert name_piece(bar.piece, say) in tell_bar(waterfall, bar, say)
            assert tell_weeks(bar, say)
            for moved in bar.mechanism:
                assert say.title(BY_NAME[moved.indicator]) in tell_mechanism(moved, say)
        assert f"{waterfall.total.mean:+.1f}" in tell_sum(waterfall, say).replace("−", "-")
