"""A rule that is off is as if it did not exist, bit for bit, whatever its other levers say."""

import pytest

from cogov.model import WEEK, Simulation
from cogov.model.parameter import quantities
from cogov.model.processes.align import align
from cogov.model.processes.deliberate import deliberate
from cogov.model.processes.happen import happen
from cogov.model.processes.volunteer import volunteer
from cogov.model.rules import Rules

RULES_OFF = {
    "goals.strength, independent": {"goals": {"rule": "independent", "strength": 0.9}},
    "goals.campaign, independent": {"goals": {"rule": "independent", "campaign": 0.9}},
    "goals.rule command, strength 0": {"goals": {"rule": "command", "strength": 0.0, "campaign": 0.7}},
    "goals.rule party_led, strength 0": {"goals": {"rule": "party_led", "strength": 0.0}},
    "goals.rule deliberative, strength 0": {"goals": {"rule": "deliberative", "strength": 0.0}},
    "resources.share, separate": {"resources": {"rule": "separate", "share": 0.7}},
    "resources.rule community, share 0": {"resources": {"rule": "community", "share": 0.0}},
    "resources.rule district, share 0": {"resources": {"rule": "district", "share": 0.0}},
    "resources.rule city, share 0": {"resources": {"rule": "city", "share": 0.0}},
    "mechanism.strength, silo": {"mechanism": {"rule": "silo", "strength": 0.8}},
    "mechanism.rule peer, strength 0": {"mechanism": {"rule": "peer", "strength": 0.0}},
    "mechanism.rule hub, strength 0": {"mechanism": {"rule": "hub", "strength": 0.0}},
    "deliberation.inclusiveness": {"deliberation": {"interval_weeks": 0, "inclusiveness": 1.0}},
    "deliberation.rounds": {"deliberation": {"interval_weeks": 0, "rounds": 5}},
    "deliberation.decision_rule": {"deliberation": {"interval_weeks": 0, "decision_rule": "unanimity"}},
    "deliberation.voice_equality": {"deliberation": {"interval_weeks": 0, "voice_equality": 0.0}},
    "deliberation.pledge": {"deliberation": {"interval_weeks": 0, "pledge": 0.1}},
}

# Coefficients that belong to a rule, where that rule is off.
UNUSED = {
    "crowding_out": {"volunteer": {"crowding_out": 1.0, "motive_crowding": 1.0, "reward": 9.0}},
    "service": {"volunteer": {"service": 9.0}},
    "vanguard": {"volunteer": {"vanguard": 9.0, "lead": 9.0}},
    "turnout": {"deliberate": {"turnout_base": 5.0, "erosion": 1.0, "voice_decay": 1.0, "fatigue": 1.0}},
    "alignment": {"align": {"rate": 0.9, "anchor": 0.0, "campaign_weeks": 1, "grid_information": 1.0}},
    "costs": {"commit": dict.fromkeys(("tasks_committee", "tasks_others", "link", "meeting", "grid", "links"), 1.0)},
    "accounts": {"commit": dict.fromkeys(("accounts", "lists", "law", "incentives", "purchase_limit"), 1.0)},
    "pool": {"allocate": {"loss_community": 1.0, "loss_district": 1.0, "loss_city": 1.0, "mechanism_relief": 0.0}},
    "paper": {"produce": {"paper": 1.0, "paper_ahead": 52}},
    "law": {"arise": {"law_prevents": 1.0, "law_eases": 1.0}},
    "finding": {"report": {"grid": 1.0, "links": 1.0}},
    "lists": {"assign": {"mechanism": 1.0}},
    "lead": {"adapt": {"lead": 1.0}},
    "norms": {"experience": {"norm_pledge": 1.0, "norm_lead": 1.0, "trust_voice": 1.0}},
}


@pytest.fixture(scope="module")
def off(digest_of) -> str:
    """Digest of a run with every rule at its default."""
    return digest_of()


def test_the_defaults_are_off(digest_of, off):
    assert digest_of({"rules": Rules().model_dump()}) == off


@pytest.mark.parametrize("rules", RULES_OFF.values(), ids=RULES_OFF)
def test_other_levers_of_a_rule_that_is_off_change_nothing(digest_of, off, rules):
    assert digest_of({"rules": rules}) == off


@pytest.mark.parametrize("behaviour", UNUSED.values(), ids=UNUSED)
def test_coefficients_of_a_rule_that_is_off_change_nothing(digest_of, off, behaviour):
    assert digest_of({"behaviour": behaviour}) == off


NEEDS_A_RULE = {
    "goals.strength": {"goals": {"rule": "command"}},
    "goals.campaign": {"goals": {"rule": "command", "strength": 1.0}},
    "resources.share": {"resources": {"rule": "district"}},
    "mechanism.strength": {"mechanism": {"rule": "hub"}},
}


@pytest.mark.parametrize("q", list(quantities(Rules)), ids=lambda q: q.path)
def test_every_lever_does_something_where_its_rule_is_on(digest_of, q):
    """Or the tests above could not fail. Households are linked and hours left, so that each lever has hold."""
    on = {"rules": NEEDS_A_RULE.get(q.path, {})}
    if q.path.startswith("deliberation."):
        on = {"rules": {"deliberation": {"interval_weeks": 2, "inclusiveness": 0.5, "decision_rule": "majority"}}}
    table, lever = q.path.split(".")
    values = (q.low, q.high) if not q.whole else ((1, 4))
    one, other = (digest_of(on, {"rules": {table: {lever: value}}}) for value in values)
    assert one != other


@pytest.mark.parametrize(
    "process", [deliberate, align, happen], ids=["nobody meets", "everyone keeps her own goals", "nothing happens"]
)
def test_a_process_without_its_rule_may_as_well_not_be_there(settings_of, off, process):
    """No meetings, consensus where it began; independent actors at their own priorities; no events."""
    run = Simulation(settings_of(), processes=tuple(p for p in WEEK if p is not process)).run()
    assert run.digest() == off


def test_without_citizens_volunteering_may_as_well_not_be_there(settings_of):
    disabled = settings_of({"world": {"actors": {"citizen": {"enabled": False}}}})
    run = Simulation(disabled, processes=tuple(p for p in WEEK if p not in (volunteer, deliberate))).run()
    assert run.digest() == Simulation(disabled).run().digest()


@pytest.mark.parametrize("process", WEEK[1:], ids=lambda process: process.__name__)
def test_every_process_does_something_where_its_rule_is_on(settings_of, coordinated, process):
    """Or removing one could not be told from keeping it."""
    settings = settings_of(coordinated)
    without = Simulation(settings, processes=tuple(p for p in WEEK if p is not process)).run()
    assert without.digest() != Simulation(settings).run().digest()


def test_an_event_that_sets_a_lever_to_what_it_is_changes_nothing(digest_of, off, coordinated):
    same = {"events": [{"week": 5, "rules": {"party_building": {"grid_coverage": 0.0}}}]}
    assert digest_of(same) == off
    same = {"events": [{"week": 5, "rules": coordinated["rules"]}]}
    assert digest_of(coordinated, same) == digest_of(coordinated)


def test_shocks_by_a_factor_of_one_change_nothing(digest_of, off):
    surge = {"week": 3, "surge": {"types": ["refuse"], "factor": 1.0, "weeks": 5}}
    cut = {"week": 3, "capacity": {"actors": ["government"], "factor": 1.0, "weeks": 5}}
    assert digest_of({"events": [surge, cut]}) == off


def test_one_shock_of_four_weeks_is_two_of_two(digest_of):
    def surge(week: int, weeks: int) -> dict:
        return {"week": week, "surge": {"types": ["refuse", "care"], "factor": 5.0, "weeks": weeks}}

    assert digest_of({"events": [surge(4, 4)]}) == digest_of({"events": [surge(4, 2), surge(6, 2)]})


def test_events_after_the_end_change_nothing(digest_of, off):
    late = [{"week": 26, "rules": {"administration": {"command": 1.0}}}]
    late += [{"week": 30, "surge": {"types": ["refuse"], "factor": 9.0, "weeks": 5}}]
    assert digest_of({"events": late}) == off


def test_rules_from_the_start_or_by_an_event_of_week_0_are_the_same(digest_of, coordinated):
    assert digest_of({"events": [{"week": 0, "rules": coordinated["rules"]}]}) == digest_of(coordinated)


def test_a_kind_that_is_disabled_is_a_kind_of_which_there_is_none(digest_of, coordinated):
    for kind in (
        "party_branch",
        "government",
        "self_governing",
        "enterprise",
        "mass_organisation",
        "social_organisation",
    ):
        none = digest_of(coordinated, {"world": {"actors": {kind: {"number": 0}}}})
        assert none == digest_of(coordinated, {"world": {"actors": {kind: {"enabled": False}}}}), kind
