"""Criteria of the model: how they are judged, what they run, and that a fault would be seen."""

from __future__ import annotations

import json
from math import inf

import numpy as np
import pytest

from cogov.experiments.validation import criteria, limits, speed
from cogov.experiments.validation.criteria import MEASURES, judge_criteria, lay, list_runs, names_of_cities, of_library
from cogov.experiments.validation.limits import LIMITS, judge_limits
from cogov.experiments.validation.requirement import Requirement, evaluate_requirement
from cogov.experiments.validation.settings_runs import run_all
from cogov.experiments.validation.speed import SPEEDS
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.settings import Settings
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.criteria import describe_found, describe_requirement, describe_target
from cogov.visualization.reports import criteria_table


class TestHowOneIsJudged:
    def test_the_whole_interval_must_lie_inside(self):
        values = [0.0, 1.0, 0.4, 0.6]
        assert not evaluate_requirement(Requirement(1, "x", low=0.4, high=0.6), values).met
        assert evaluate_requirement(Requirement(1, "x", low=-0.5, high=1.5), values).met

    def test_a_null_must_be_covered(self):
        null = Requirement(7, "null", level="covers")
        assert evaluate_requirement(null, [-1.0, 1.0, 0.5]).met
        assert not evaluate_requirement(null, [1.0, 1.01, 0.99]).met

    @pytest.mark.parametrize(("values", "met"), [([0.0, 0.0], True), ([0.0, 1e-12], False), ([1e-15], False)])
    def test_zero_is_exactly_zero(self, values, met):
        assert evaluate_requirement(Requirement(6, "x", level="zero"), values).met == met

    def test_one_value_has_no_interval(self):
        result = evaluate_requirement(Requirement(2, "grain", high=1.0), [0.5])
        assert (result.low, result.value, result.high, result.n) == (0.5, 0.5, 0.5, 1)
        assert describe_found(result, words("en")) == "0.500 (no interval)"

    @pytest.mark.parametrize("values", [[], [np.nan, 1.0], [inf, 1.0]])
    def test_what_cannot_be_judged_is_refused(self, values):
        with pytest.raises(ValueError, match="finite values"):
            evaluate_requirement(Requirement(1, "x"), values)

    def test_one_slow_round_moves_no_speed(self, monkeypatch):
        rounds = iter([0.05, 0.06, 0.05, 9.0, 0.07, 0.05, 0.06, 0.05, 0.06])
        monkeypatch.setattr(speed, "SPEEDS", {"x": (lambda: next(rounds), Requirement(8, "x", high=0.08))})
        [result] = speed.judge_speed()
        assert (result.low, result.value, result.high, result.met) == (0.05, 0.06, 0.07, True)


class TestWhatIsRun:
    def test_a_city_counts_once_though_scenarios_that_differ_later_share_it(self):
        twins = {"flood": "fragmented", "jianfu": "command", "austerity_coordinated": "synergy"}
        cities = names_of_cities()
        assert twins.keys().isdisjoint(cities)
        assert set(twins.values()) <= set(cities)
        for name, twin in twins.items():
            one, other = (Simulation(Settings.model_validate(of_library(each))).run() for each in (name, twin))
            assert one.digest() == other.digest()

    def test_levers_are_laid_as_tables(self):
        assert lay({"rules.goals.rule": "command", "rules.goals.strength": 1.0}) == {
            "rules": {"goals": {"rule": "command", "strength": 1.0}}
        }

    def test_every_run_is_of_settings_that_the_model_takes(self):
        runs = list_runs(list(MEASURES.values()), 2)
        texts = [json.dumps(table, sort_keys=True) for table, _ in runs]
        assert len(set(zip(texts, (seed for _, seed in runs), strict=True))) == len(runs), "each once"
        for text in set(texts):
            Settings.model_validate_json(text)

    def test_who_is_removed_is_removed(self):
        tables = [table for table, _ in list_runs([MEASURES[3]], 2)]
        absent = [
            kind
            for table in tables
            for kind, actor in table["world"]["actors"].items()
            if isinstance(actor, dict) and not actor["enabled"]
        ]
        assert sorted(set(absent)) == sorted({*criteria.KINDS, "citizen"})
        assert len(absent) == 2 * 7 * 2, "in two cities, with two seeds"

    def test_removal_is_measured_against_the_whole_city(self):
        found = judge_criteria([3], seeds=2)
        by_kind = {result.requirement.subject: result for result in found[:7]}
        whole, without = (
            np.mean([_final(table, seed) for seed in (1, 2)])
            for table in (
                of_library("middling", criteria.under_load(1.0)),
                of_library("middling", criteria.under_load(1.0), {"world": {"actors": {"party": {"enabled": False}}}}),
            )
        )
        assert by_kind["party"].value == pytest.approx(abs(whole - without))

    def test_fewer_than_two_seeds_are_refused(self):
        with pytest.raises(ValueError, match="at least 2"):
            judge_criteria(seeds=1)


def _final(table, seed):
    return run_all([(table, seed)])[json.dumps(table, sort_keys=True), seed]["effectiveness"]


class TestLimits:
    def test_they_hold(self):
        results = judge_limits(2)
        assert [result.requirement.key for result in results] == list(LIMITS)
        assert all(result.met for result in results)

    @pytest.mark.parametrize(
        ("key", "fault"),
        [
            ("off_absent", {"rules": {"mechanism": {"hotline": 0.5}}}),
            ("silo_joint", {"rules": {"mechanism": {"rule": "peer", "strength": 1.0}}}),
            ("lists_hops", {"rules": {"mechanism": {"responsibility_lists": 0.5}}}),
            ("no_contest", {"world": {"issues": None}}),
            ("fixed_willingness", {"behaviour": {"adapt": {"temptation": 0.05}}}),
        ],
    )
    def test_a_city_that_breaks_one_is_seen(self, monkeypatch, key, fault):
        live = limits._live
        if fault == {"world": {"issues": None}}:
            fault = {"world": {"issues": Settings().model_dump(mode="json")["world"]["issues"]}}
        calls = []

        def broken(seed, *changes):
            calls.append(seed)
            # Of two cities that must be alike the first is broken alone.
            return live(seed, *changes, *([fault] if len(calls) == 1 else []))

        monkeypatch.setattr(limits, "_live", broken)
        assert LIMITS[key](1) > 0.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_requirement_has_words(language):
    say = words(language)
    requirements = [
        *(result.requirement for measure in MEASURES.values() for result in measure(lambda *_: np.array([0.4, 0.6]))),
        *(Requirement(6, key, level="zero") for key in LIMITS),
        *(requirement for _, requirement in SPEEDS.values()),
    ]
    rows = [(describe_requirement(each, say), describe_target(each, say)) for each in requirements]
    assert len({row for row, _ in rows}) == len(rows)
    assert {each.criterion for each in requirements} == {1, 2, 3, 4, 6, 7, 8}
    for each in requirements:
        assert say(f"criterion.title_{each.criterion}")
    results = [evaluate_requirement(each, [0.0, 0.0]) for each in requirements]
    table = criteria_table.markdown(results, 2, say).splitlines()
    assert sum(line.startswith("| ") for line in table) == len(rows) + 2
    document = criteria_table.document(results, 2, {})
    assert len(document["requirements"]) == len(rows)
    assert "Infinity" not in json.dumps(document)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_the_docs_is_in_step(root, language):
    """Same quantities and ranges as declared; figures may be older. Renew with `cogov validate --criteria --out`."""
    say = words(language)
    wanted = {
        (describe_requirement(each, say), describe_target(each, say))
        for each in (
            *(row.requirement for measure in MEASURES.values() for row in measure(lambda *_: np.array([0.4, 0.6]))),
            *(Requirement(6, key, level="zero") for key in LIMITS),
            *(requirement for _, requirement in SPEEDS.values()),
        )
    }
    name = "criteria.table.md" if language == "en" else f"criteria.table.{language}.md"
    lines = (root / "docs" / "explanation" / name).read_text("utf-8").splitlines()
    rows = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")][2:]
    kept = {(row[1].strip(), row[2].strip()) for row in rows}
    assert kept <= wanted
    # Where nothing is put to a meeting or nobody is asked, there is no row.
    silent = {
        (describe_requirement(each, say), describe_target(each, say))
        for each in (row.requirement for row in MEASURES[4](lambda *_: np.array([0.4, 0.6])))
        if each.subject and _is_silent(criteria.of_library(each.subject)["rules"], each.key)
    }
    assert wanted - silent <= kept


def _is_silent(rules, key):
    return rules["deliberation"]["interval_weeks"] == 0 if key == "adoption" else rules["mechanism"]["rule"] == "silo"
