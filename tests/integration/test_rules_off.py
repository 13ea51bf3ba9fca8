"""What belongs to a rule that is off is as if it did not exist, bit for bit: its coefficients, and events about it.

That levers which are off are absent is told by `tests/agreement/test_limits.py`, in both ways of writing the model.
"""

import pytest

from cogov.model.parameters.rules import Rules

# Coefficients that belong to a rule, where that rule is off.
UNUSED = {
    "crowding_out": {"volunteer": {"crowding_out": 1.0, "motive_crowding": 1.0, "reward": 9.0}},
    "service": {"volunteer": {"service": 9.0}},
    "vanguard": {"volunteer": {"vanguard": 9.0, "lead": 9.0}, "adapt": {"lead": 1.0}},
    "meetings": {
        "deliberate": {"turnout_base": 5.0, "erosion": 1.0, "voice_decay": 1.0, "fatigue": 1.0, "hearing": 1.0}
    },
    "alignment": {"align": {"rate": 0.9, "anchor": 0.0, "campaign_weeks": 1, "grid_information": 1.0}},
    "costs": {
        "hours": dict.fromkeys(
            ("meeting_fixed", "meeting", "attending", "grid", "links", "vanguard", "recognition", "incentives"), 1.0
        )
    },
    "accounts": {"hours": dict.fromkeys(("accounts", "lists", "goals", "law", "purchase_limit"), 1.0)},
    "pool": {
        "pool": dict.fromkeys(("loss_community", "loss_street", "loss_district", "loss_city", "enough"), 1.0)
        | {"age_scale": 1.0, "dispatch": 1.0}
    },
    "paper": {"close": {"paper": 1.0, "paper_ahead": 52}},
    "law": {"arise": {"law_prevents": 1.0}, "deliberate": {"law_eases": 1.0}},
    "finding": {"report": {"grid": 1.0, "links": 1.0, "on_the_spot": 9.0}},
    "hotline": {"report": {"residents_hotline": 1.0, "hotline_cost": 1.0}},
    "whistling": {"route": {"escalation_hops": 1}},
    "asking": {"work": {"ask_cost": 1.0, "ask_again": 1, "hub_requests": 10, "slack_scale": 0.1, "team_limit": 0.2}},
    "norms": {"experience": {"norm_pledge": 1.0, "norm_lead": 1.0, "trust_voice": 1.0}},
}

MORE = {
    "rules": {
        "goals": {"campaign": 0.5},
        "mechanism": {"responsibility_lists": 0.2, "hotline": 0.5, "escalation": 0.5},
        "virtue": {"recognition": 0.5},
    }
}
"""What the fixture `coordinated` leaves off."""


@pytest.fixture(scope="module")
def off(digest_of) -> str:
    """Digest of a run with every rule at its default."""
    return digest_of()


@pytest.fixture(scope="module")
def joined(digest_of, coordinated) -> str:
    """Digest of a run with every rule at work."""
    return digest_of(coordinated, MORE)


def test_the_defaults_are_off(digest_of, off):
    assert digest_of({"rules": Rules().model_dump()}) == off


@pytest.mark.parametrize("behaviour", UNUSED.values(), ids=UNUSED)
def test_coefficients_of_a_rule_change_nothing_where_it_is_off_and_something_where_it_is_on(
    digest_of, coordinated, off, joined, behaviour
):
    assert digest_of({"behaviour": behaviour}) == off
    assert digest_of(coordinated, MORE, {"behaviour": behaviour}) != joined


def test_an_event_that_sets_a_lever_to_what_it_is_changes_nothing(digest_of, off, coordinated, joined):
    same = {"events": [{"week": 5, "rules": {"party_building": {"grid_coverage": 0.0}}}]}
    assert digest_of(same) == off
    same = {"events": [{"week": 5, "rules": coordinated["rules"] | {"virtue": {"recognition": 0.5}}}]}
    assert digest_of(coordinated, MORE, same) != joined  # it sets lists to what they are not
    same = {"events": [{"week": 5, "rules": {"mechanism": MORE["rules"]["mechanism"]}}]}
    assert digest_of(coordinated, MORE, same) == joined


def test_cuts_by_a_factor_of_one_change_nothing(digest_of, off):
    cut = {"week": 3, "capacity": {"actors": ["government"], "factor": 1.0, "weeks": 5}}
    assert digest_of({"events": [cut]}) == off


def test_one_shock_of_four_weeks_is_two_of_two(digest_of, off):
    def cut(week: int, weeks: int) -> dict:
        return {"week": week, "capacity": {"actors": ["government", "party"], "factor": 0.2, "weeks": weeks}}

    once = digest_of({"events": [cut(4, 4)]})
    assert once == digest_of({"events": [cut(4, 2), cut(6, 2)]})
    assert once != off


def test_events_after_the_end_change_nothing(digest_of, off):
    late = [{"week": 26, "rules": {"administration": {"command": 1.0}}}]
    late += [{"week": 30, "surge": {"types": ["refuse"], "factor": 9.0, "weeks": 5}}]
    assert digest_of({"events": late}) == off


def test_rules_from_the_start_or_by_an_event_of_week_0_are_the_same(digest_of, coordinated):
    assert digest_of({"events": [{"week": 0, "rules": coordinated["rules"]}]}) == digest_of(coordinated)


@pytest.mark.parametrize("kind", ["enterprise", "mass_organisation", "social_organisation"])
def test_a_kind_of_which_there_is_none_resolves_as_much_as_one_that_is_disabled(settings_of, coordinated, kind):
    """Their bodies are there, and founded, in one of the two cities; so indicators are compared, not bits."""
    from cogov.model.engine.simulation import Simulation

    none, disabled = (
        Simulation(settings_of(coordinated, {"world": {"actors": {kind: change}}})).run().frame()
        for change in ({"number": 0}, {"enabled": False})
    )
    for name in ("resolved", "harm", "trust", "effectiveness", "load"):
        assert none[name].tolist() == pytest.approx(disabled[name].tolist(), rel=1e-9), name
