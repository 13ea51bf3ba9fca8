"""What a lever could bring is tried with what holds it back on, and nothing else changed."""

from __future__ import annotations

import pytest

from cogov.scenarios import load
from cogov.visualization.browser.configuration import setting_at
from cogov.visualization.browser.panels.levers import find_gate
from cogov.visualization.browser.potential import (
    LeverPotential,
    choose_front,
    judge,
    list_levers,
    plan_trials,
    switch_of,
)


@pytest.mark.parametrize("name", ["fragmented", "middling", "synergy"])
def test_every_lever_is_tried_and_none_is_held_back(name):
    settings = load(name).settings
    trials = plan_trials(settings)
    assert {trial.key for trial in trials} == {lever.path for _, lever in list_levers()}
    rules = {lever.path: (rule, lever) for rule, lever in list_levers()}
    for trial in trials:
        assert setting_at(trial.settings, trial.key) == trial.value
        assert trial.settings != settings
        rule, lever = rules[trial.key]
        if trial.value != lever.off:
            assert find_gate(trial.settings, rule, lever) is None, trial.key


def test_a_lever_without_its_gate_is_idle_and_says_so():
    settings = load("fragmented").settings
    rules = {lever.path: (rule, lever) for rule, lever in list_levers()}
    gate = find_gate(settings, *rules["rules.deliberation.pledge"])
    assert gate is not None
    assert gate.path == "rules.deliberation.interval_weeks"
    assert find_gate(settings, *rules["rules.law.service"]) is None


def test_potentials_are_ends_and_the_farthest_comes_first():
    settings = load("middling").settings
    keys = ("rules.law.service", "rules.virtue.recognition")
    trials = plan_trials(settings, keys)
    gains = {("rules.law.service", 0.0): -1.0, ("rules.law.service", 1.0): 4.0}
    found = judge(trials, [gains.get((trial.key, trial.value), 2.0) for trial in trials])
    assert found[0] == LeverPotential("rules.law.service", 4.0, -1.0)
    assert found[1] == LeverPotential("rules.virtue.recognition", 2.0, 0.0)


def test_one_lever_of_each_rule_stands_in_front_and_its_switch_beside_it():
    both = [LeverPotential(key, 9.0, 0.0) for key in ("rules.mechanism.rule", "rules.mechanism.strength")]
    more = [LeverPotential(key, 1.0, 0.0) for key in ("rules.deliberation.rounds", "rules.deliberation.invites")]
    assert choose_front([*both, *more]) == ("rules.mechanism.strength", "rules.deliberation.rounds")
    assert switch_of("rules.mechanism.strength") == "rules.mechanism.rule"
    assert switch_of("rules.law.service") == ""
