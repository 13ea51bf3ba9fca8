"""Plant a change of one decision of the model, and run the test that notices it.

`python tests/mutation/decisions.py`, or with `--only WORD` those whose file or decision has a word.

Not part of the test run: a mutant takes some seconds, all of them a quarter of an hour. Each has a name, the line that
is changed in the agents' edition or in the compiled one, and the test that fails of it. A mutant that its test does not
notice is printed, and makes the exit code 1. With ``--search`` all tests of the model's editions are run on each until
one fails: that is how the names were found. Kernels run as the Python that they are written as; nothing is compiled.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("model", "scenarios", "experiments", "visualization")
ALL_TESTS = {
    "agents": ("tests/unit/model/agents", "tests/agreement"),
    "engine": ("tests/unit/model/engine", "tests/agreement"),
}


@dataclass(frozen=True)
class Mutant:
    """A changed decision: in `file` below model/, `was` becomes `now`, and the test `noticed_by` fails."""

    decision: str
    file: str
    was: str
    now: str
    noticed_by: str

    @property
    def edition(self) -> str:
        """The edition that it is planted in; institutions are those of the agents' edition."""
        return "engine" if self.file.startswith("engine/") else "agents"


BY_FORMULA = "tests/unit/model/institutions/test_formulas.py::"
FORMULAS = "tests/unit/model/agents/test_formulas.py::"
DECISIONS = "tests/unit/model/agents/test_decisions.py::"
BY_HAND = "tests/agreement/test_hand_cities.py::"
LIMITS = "tests/agreement/test_limits.py::"
AGREEMENT = "tests/agreement/test_agreement.py::"

MUTANTS = (
    Mutant(
        "whether to accept",
        "agents/owner.py",
        "return luck < self.acceptance(case)",
        "return luck >= self.acceptance(case)",
        DECISIONS + "test_a_committee_may_order_its_queue_by_size",
    ),
    Mutant(
        "the will to accept",
        "agents/owner.py",
        "self.willingness\n            * (1.0 - route.load_refusal",
        "1.0\n            * (1.0 - route.load_refusal",
        FORMULAS + "test_acceptance[0.5-0.0-0.2-0.0-0.5]",
    ),
    Mutant(
        "lists leave no choice",
        "institutions/responsibility_lists.py",
        "return lists + (1.0 - lists) * chance",
        "return chance",
        DECISIONS + "test_an_enterprise_decides_whether_to_join[Eager-True]",
    ),
    Mutant(
        "command forces acceptance",
        "agents/owner.py",
        "chance = command.order(chance, levers.command)",
        "pass",
        FORMULAS + "test_command_forces_acceptance_and_joining_in_a_struck_domain_alone",
    ),
    Mutant(
        "to whom a case is handed back",
        "agents/owner.py",
        "return committee if committee.acts else self",
        "return self",
        FORMULAS + "test_who_refuses_hands_the_case_to_the_committee",
    ),
    Mutant(
        "lists say who is competent",
        "agents/owner.py",
        "if knows < responsibility_lists.find_desk(route.knows, lists):",
        "if knows < route.knows:",
        LIMITS + "test_complete_lists_make_at_most_one_hop[agents]",
    ),
    Mutant(
        "a wrong desk is not one's own",
        "agents/owner.py",
        "if not wrong.acts or wrong is at",
        "if not wrong.acts",
        FORMULAS + "test_a_wrong_desk_is_never_the_desk_itself",
    ),
    Mutant(
        "procedure waits",
        "agents/owner.py",
        "case.begins = week + math.floor(wait)",
        "case.begins = week",
        BY_HAND + "test_procedure_runs_before_work_begins[agents]",
    ),
    Mutant(
        "a contested case awaits consent",
        "agents/owner.py",
        "OWNED if case.settled else AWAITING",
        "OWNED",
        FORMULAS + "test_a_contested_case_waits_for_consent",
    ),
    Mutant(
        "severe cases first",
        "agents/owner.py",
        "work.severity * math.log(case.severity)",
        "0.0 * math.log(case.severity)",
        DECISIONS + "test_a_committee_may_order_its_queue_by_size",
    ),
    Mutant(
        "small cases first",
        "agents/owner.py",
        "- work.small_first",
        "+ work.small_first",
        FORMULAS + "test_assessment_moves_what_is_due_up_and_what_is_overdue_down",
    ),
    Mutant(
        "what is due sooner",
        "agents/owner.py",
        "score += a",
        "score -= a",
        FORMULAS + "test_assessment_moves_what_is_due_up_and_what_is_overdue_down",
    ),
    Mutant(
        "what is begun first",
        "agents/owner.py",
        "(not case.begun, -self.urgency",
        "(-self.urgency",
        BY_HAND + "test_two_queues_side_by_side[agents]",
    ),
    Mutant(
        "from which deficit on help is wanted",
        "agents/owner.py",
        "> lacking",
        "> 0.0",
        FORMULAS + "test_a_resource_is_lacking_from_a_deficit_on",
    ),
    Mutant(
        "when to ask again",
        "agents/owner.py",
        "or week - case.asked < work.ask_again",
        "or False",
        DECISIONS + "test_asking_again_waits",
    ),
    Mutant(
        "a hub without budget asks nobody",
        "agents/owner.py",
        "if hub is not None and hub.budget <= EPSILON",
        "if False and hub.budget <= EPSILON",
        FORMULAS + "test_a_hub_asks_whom_it_expects_most_of_and_stops_without_hours",
    ),
    Mutant(
        "whoever joined makes it joint",
        "agents/owner.py",
        "case.joint = True",
        "pass",
        DECISIONS + "test_an_enterprise_decides_whether_to_join[Eager-True]",
    ),
    Mutant(
        "volunteers stand in",
        "agents/owner.py",
        "elif k == 3 and case.grid",
        "elif k == 9 and case.grid",
        FORMULAS + "test_volunteers_stand_in_where_social_hours_are_lacking",
    ),
    Mutant(
        "which peer to ask",
        "agents/owner.py",
        "if score > largest or",
        "if score < largest or",
        BY_HAND + "test_a_peer_asks_who_is_close[agents-0]",
    ),
    Mutant(
        "hours alone are given hours",
        "agents/owner.py",
        "self.model.apply(case, hours, hours * solo)",
        "case.do(hours * solo)",
        AGREEMENT + "test_a_generated_city[5]",
    ),
    Mutant(
        "what part of a team helps",
        "agents/owner.py",
        "min(1.0, work.team_limit / helping)",
        "min(1.0, 2.0 * work.team_limit / helping)",
        BY_HAND + "test_helpers_give_at_most_their_part_of_a_team[agents]",
    ),
    Mutant(
        "closing on paper by pressure",
        "institutions/assessment.py",
        "return most * assessment / (1.0 + assessment)",
        "return most",
        FORMULAS + "test_paper_closing_needs_assessment_a_deadline_and_luck",
    ),
    Mutant(
        "who does not act closes nothing",
        "agents/owner.py",
        "if not self.acts or a <= 0.0 or",
        "if a <= 0.0 or",
        BY_HAND + "test_an_owner_that_does_not_act_closes_nothing_on_paper[agents-0.0]",
    ),
    Mutant(
        "closing ahead of the deadline",
        "agents/owner.py",
        "case.type.issue.deadline_weeks - close.paper_ahead",
        "case.type.issue.deadline_weeks",
        FORMULAS + "test_paper_closing_needs_assessment_a_deadline_and_luck",
    ),
    Mutant(
        "command reaches officials alone",
        "agents/body.py",
        "if self.is_official and case.community.struck",
        "if case.community.struck",
        FORMULAS + "test_command_forces_acceptance_and_joining_in_a_struck_domain_alone",
    ),
    Mutant(
        "assisting lists",
        "agents/body.py",
        "chance = responsibility_lists.lift_readiness(chance, work.lists_lift, levers.lists)",
        "pass",
        FORMULAS + "test_readiness_to_join",
    ),
    Mutant(
        "the loaded join less",
        "institutions/joint_work.py",
        "return willingness / (1.0 + load / slack_scale)",
        "return willingness",
        FORMULAS + "test_readiness_to_join",
    ),
    Mutant(
        "whether to join",
        "agents/body.py",
        "return u < self.readiness(case)",
        "return True",
        FORMULAS + "test_readiness_to_join",
    ),
    Mutant(
        "how many cases to take up unasked",
        "agents/body.py",
        "inviting[: work.initiative_cases]",
        "inviting",
        BY_HAND + "test_own_initiative_and_its_limit[agents]",
    ),
    Mutant(
        "which cases to take up unasked",
        "agents/body.py",
        "sorted(((-self.appeal(case, luck)",
        "sorted(((self.appeal(case, luck)",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "what the branch tells is followed",
        "agents/body.py",
        'if levers.goals == "party_led"',
        'if levers.goals == "partyled"',
        FORMULAS + "test_common_priorities_under_each_rule",
    ),
    Mutant(
        "a struck domain is the campaign's",
        "agents/body.py",
        "% 5 if struck is None else struck",
        "% 5",
        FORMULAS + "test_common_priorities_under_each_rule",
    ),
    Mutant(
        "who has means",
        "agents/body.py",
        "self.mix[resource] >= self.model.settings.behaviour.work.means",
        "self.mix[resource] >= 0.0",
        DECISIONS + "test_an_enterprise_decides_whether_to_join[Eager-True]",
    ),
    Mutant(
        "an emergency suspends tasks",
        "institutions/command.py",
        "amount = floor * (1.0 - command) if emergency else max(command, floor)",
        "amount = max(command, floor)",
        FORMULAS + "test_tasks",
    ),
    Mutant(
        "assessment makes overtime",
        "institutions/assessment.py",
        "x = max(0.0, load - reference) / scale + assessment",
        "x = max(0.0, load - reference) / scale",
        FORMULAS + "test_mobilisation_overtime_and_show",
    ),
    Mutant(
        "command mobilises officials",
        "agents/body.py",
        "if self.is_official and any(community",
        "if any(community",
        FORMULAS + "test_mobilisation_overtime_and_show",
    ),
    Mutant(
        "lists leave no temptation",
        "agents/body.py",
        "            * (1.0 - levers.lists)\n",
        "",
        FORMULAS + "test_learning_moves_willingness_and_success",
    ),
    Mutant(
        "success makes willing",
        "agents/body.py",
        "+ adapt.success * self.success * (1.0 - w)",
        "+ 0.0",
        FORMULAS + "test_learning_moves_willingness_and_success",
    ),
    Mutant(
        "whom a hub asks",
        "agents/party.py",
        "score > largest or",
        "score < largest or",
        FORMULAS + "test_a_hub_asks_whom_it_expects_most_of_and_stops_without_hours",
    ),
    Mutant(
        "a request costs the hub",
        "agents/party.py",
        "self.budget -= work.ask_cost",
        "pass",
        LIMITS + "test_requests_cost_the_hub_each_and_peers_nothing[agents]",
    ),
    Mutant(
        "how often a hub asks",
        "agents/party.py",
        "for _ in range(work.hub_requests)",
        "for _ in range(1)",
        BY_HAND + "test_a_hub_asks_one_after_the_other_up_to_its_limit[agents-2-2]",
    ),
    Mutant(
        "a dispatch costs the lead",
        "agents/party.py",
        "self.budget -= coefficients.dispatch",
        "pass",
        BY_HAND + "test_a_pool_sends_hours_to_the_worst_case_first[agents]",
    ),
    Mutant(
        "when to whistle",
        "institutions/escalation.py",
        "return hops >= needed and luck",
        "return luck",
        FORMULAS + "test_a_party_body_whistles_after_three_hops",
    ),
    Mutant(
        "when a pool sends whatever it has",
        "agents/party.py",
        "< coefficients.enough * remaining - 1e-9",
        "< -1.0",
        FORMULAS + "test_a_pool_sends_whatever_it_has_where_the_right_kind_is_scarce",
    ),
    Mutant(
        "the worst case first",
        "institutions/pooling.py",
        "return severity * (1.0 + weeks / age_scale)",
        "return severity",
        FORMULAS + "test_pools_prefer_the_severe_and_the_old",
    ),
    Mutant(
        "what links tell a branch",
        "institutions/household_links.py",
        "return 1.0 - (1.0 - links) * (1.0 - information * coverage)",
        "return 1.0 - (1.0 - information * coverage)",
        FORMULAS + "test_common_priorities_under_each_rule",
    ),
    Mutant(
        "a centre sends while it has hours",
        "agents/government.py",
        "if not self.acts or self.left <",
        "if not self.acts or self.left < -1.0 + 0.0 *",
        DECISIONS + "test_a_centre_sends_reports_while_it_has_hours",
    ),
    Mutant(
        "what is bought is given away",
        "agents/government.py",
        "department.effort -= moved",
        "pass",
        FORMULAS + "test_purchase_moves_departments_hours_to_social_organisations",
    ),
    Mutant(
        "grid workers are paid from departments",
        "agents/government.py",
        "department.hours *= 1.0 - cut",
        "pass",
        FORMULAS + "test_departments_pay_grid_workers_up_to_a_limit",
    ),
    Mutant(
        "what may be settled on the spot",
        "agents/self_governing.py",
        "case.remaining <= report.on_the_spot",
        "case.remaining",
        BY_HAND + "test_a_grid_worker_settles_small_cases_and_hands_back_her_hours[agents]",
    ),
    Mutant(
        "staff hours left are the committee's",
        "agents/self_governing.py",
        "committee.left += self.hours",
        "pass",
        FORMULAS + "test_a_grid_worker_gives_what_is_left_of_her_hours_to_the_committee",
    ),
    Mutant(
        "what grid workers see",
        "agents/self_governing.py",
        "luck < report.grid * case.type.issue.visibility",
        "luck < report.grid",
        FORMULAS + "test_grid_workers_find_what_can_be_seen",
    ),
    Mutant(
        "how mass organisations call",
        "agents/mass_organisation.py",
        "self.willingness * (1.0 - self.burden)",
        "self.willingness",
        FORMULAS + "test_mass_organisations_call_as_far_as_they_are_willing_and_free",
    ),
    Mutant(
        "service is given as paid",
        "institutions/service_purchase.py",
        "return unpaid + (1.0 - unpaid) * purchase",
        "return unpaid",
        FORMULAS + "test_purchase_moves_departments_hours_to_social_organisations",
    ),
    Mutant(
        "a proposal near enough",
        "agents/citizen.py",
        "<= self.tolerance",
        "> self.tolerance",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "meetings that decide bring people",
        "agents/citizen.py",
        "c.turnout_efficacy * (self.efficacy - 0.5)",
        "0.0",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "the tired stay away",
        "agents/citizen.py",
        "c.turnout_fatigue * self.fatigue",
        "0.0 * self.fatigue",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "free riders are not drawn",
        "agents/citizen.py",
        "self.contributor == 1",
        "self.contributor == 3",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "losers accept what is enough",
        "agents/citizen.py",
        "return threshold < offered",
        "return threshold >= offered",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "rewards crowd out motive",
        "institutions/reward.py",
        "return 1.0 - crowding_out * reward",
        "return 1.0",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "in which domain one serves",
        "agents/citizen.py",
        "if u <= below:",
        "if u >= below:",
        FORMULAS + "test_volunteers_serve_in_a_domain_drawn_from_their_group",
    ),
    Mutant(
        "members go first",
        "agents/citizen.py",
        "+ c.vanguard * self.vanguard * self.member",
        "+ 0.0",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "households tire their member",
        "agents/citizen.py",
        "self.motive - c.link_motive * self.households",
        "self.motive",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
    Mutant(
        "tasks keep people away",
        "institutions/meetings.py",
        "inclusiveness * (1.0 - keep_away * tasks) * times",
        "inclusiveness * times",
        FORMULAS + "test_tasks_keep_people_from_being_invited",
    ),
    Mutant(
        "members weigh more",
        "agents/meeting.py",
        "weight = status if member else 1.0\n        voices",
        "weight = 1.0\n        voices",
        AGREEMENT + "test_a_generated_city[3]",
    ),
    Mutant(
        "half is no majority",
        "institutions/meetings.py",
        "return 2.0 * yes > votes + margin",
        "return 2.0 * yes >= votes - margin",
        FORMULAS + "test_rules_of_decision_at_equality",
    ),
    Mutant(
        "two thirds are enough",
        "institutions/meetings.py",
        "return 3.0 * yes >= 2.0 * votes - margin",
        "return 3.0 * yes > 2.0 * votes + margin",
        FORMULAS + "test_rules_of_decision_at_equality",
    ),
    Mutant(
        "a blocked matter is mended",
        "agents/meeting.py",
        "case.meetings += 1",
        "pass",
        FORMULAS + "test_members_weigh_more_without_equal_voice_and_blocked_matters_are_mended",
    ),
    Mutant(
        "the affected rather come",
        "agents/meeting.py",
        "+ c.turnout_affected).tolist()",
        "+ 0.0).tolist()",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "the absent are not persuaded",
        "agents/meeting.py",
        "(1.0 - present) * (1.0 - unheard_offer)",
        "(1.0 - present) * (1.0 - offer)",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "the order of bodies is drawn",
        "agents/week.py",
        "in_turn = [\n        body for",
        "in_turn = model.bodies or [\n        body for",
        FORMULAS + "test_owners_work_in_the_order_of_their_draws",
    ),
    Mutant(
        "handing over loses hours",
        "institutions/pooling.py",
        "return hours * (1.0 - loss)",
        "return hours",
        BY_HAND + "test_a_pool_sends_hours_to_the_worst_case_first[agents]",
    ),
    Mutant(
        "where a report goes",
        "agents/reporting.py",
        "desks = (community.committee, community.street.office",
        "desks = (community.street.office, community.committee",
        "tests/unit/model/agents/test_worked_example.py::test_scores_of_the_queue",
    ),
    Mutant(
        "when people give up",
        "agents/closing.py",
        "if luck * case.type.issue.patience_weeks < 1.0",
        "if luck * case.type.issue.patience_weeks < 2.0",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "no links without a branch",
        "institutions/household_links.py",
        "carriers=(PARTY, MEMBERS),",
        "carriers=(),",
        LIMITS
        + (
            "test_a_lever_that_is_off_or_without_a_carrier_is_absent_to_the_bit[agents-{'part"
            "y_building': {'household_links': 0.9}} party]"
        ),
    ),
    Mutant(
        "no vanguard without a branch",
        "institutions/vanguard.py",
        "carriers=(PARTY,),",
        "carriers=(),",
        LIMITS
        + (
            "test_a_lever_that_is_off_or_without_a_carrier_is_absent_to_the_bit[agents-{'part"
            "y_building': {'vanguard': 0.9}} party]"
        ),
    ),
    Mutant(
        "whether to accept",
        "engine/processes/route.py",
        "if accepts[turn] < a:",
        "if accepts[turn] >= a:",
        BY_HAND + "test_the_worked_example[compiled]",
    ),
    Mutant(
        "the will to accept",
        "engine/processes/route.py",
        "bodies.w[at] * (1.0 - b.load_refusal",
        "1.0 * (1.0 - b.load_refusal",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "lists leave no choice",
        "engine/processes/route.py",
        "a = lists + (1.0 - lists) * a",
        "a = a",
        BY_HAND + "test_the_worked_example[compiled]",
    ),
    Mutant(
        "command forces acceptance",
        "engine/processes/route.py",
        "a = max(a, lever[home, Levers.COMMAND])",
        "a = a",
        AGREEMENT + "test_a_generated_city[2]",
    ),
    Mutant(
        "to whom a case is handed back",
        "engine/processes/route.py",
        "desk[j] = communities.committee[c]",
        "desk[j] = at",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "a wrong desk acts and is not one's own",
        "engine/processes/route.py",
        "desk[j] = right if wrong == at or not acts[wrong] else wrong",
        "desk[j] = wrong",
        AGREEMENT + "test_a_generated_city[2]",
    ),
    Mutant(
        "when to whistle",
        "engine/processes/route.py",
        "if hops[j] >= b.escalation_hops",
        "if hops[j] > b.escalation_hops",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "who whistles",
        "engine/processes/route.py",
        "tier = DISTRICT if bodies.tier[right] == DISTRICT else STREET",
        "tier = STREET",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "procedure waits",
        "engine/processes/route.py",
        "wait = math.floor(",
        "wait = math.ceil(",
        BY_HAND + "test_procedure_runs_before_work_begins[compiled]",
    ),
    Mutant(
        "when to ask again",
        "engine/processes/ask.py",
        "if week - cases.asked[j] < b.ask_again:",
        "if False:",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "a hub without budget asks no more",
        "engine/processes/ask.py",
        "            if by_hub and bodies.budget[hub] <= EPSILON:",
        "            if False:",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "a request costs the hub",
        "engine/processes/ask.py",
        "bodies.budget[hub] -= b.ask_cost",
        "bodies.budget[hub] -= 0.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "a hub asks who has hours left",
        "engine/processes/ask.py",
        "seen = bodies.left[other] <= EPSILON",
        "seen = False",
        BY_HAND + "test_a_hub_asks_nobody_who_has_no_hours_left[compiled]",
    ),
    Mutant(
        "whom a hub asks depends on luck",
        "engine/processes/ask.py",
        "* (0.5 + u)",
        "* 1.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "who is close is asked",
        "engine/processes/ask.py",
        "math.log(bodies.mix[other, k] * tie)",
        "math.log(bodies.mix[other, k])",
        BY_HAND + "test_a_peer_asks_who_is_close[compiled-0]",
    ),
    Mutant(
        "assisting lists",
        "engine/processes/ask.py",
        "a += (1.0 - a) * b.lists_lift * lever[Levers.LISTS]",
        "a += 0.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "command reaches officials alone",
        "engine/processes/ask.py",
        "and not _stands_apart(bodies.kind[other])",
        "",
        BY_HAND + "test_command_orders_officials_to_join_in_a_struck_domain_and_no_enterprise[compiled]",
    ),
    Mutant(
        "who has means",
        "engine/processes/ask.py",
        "bodies.mix[other, k] >= means",
        "bodies.mix[other, k] > 0.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "from which deficit on help is wanted",
        "engine/processes/serve.py",
        "team.deficit[k] > b.lacking",
        "team.deficit[k] > 0.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "for which cases help is wanted",
        "engine/processes/serve.py",
        "< lever[Levers.MECHANISM_STRENGTH]",
        "< 1.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "volunteers stand in",
        "engine/processes/serve.py",
        "by_volunteers = True",
        "by_volunteers = False",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "hours alone are given hours",
        "engine/processes/serve.py",
        "communities.given_now[c, d] += alone",
        "communities.given_now[c, d] += 0.0",
        AGREEMENT + "test_a_generated_city[5]",
    ),
    Mutant(
        "what part of a team helps",
        "engine/processes/serve.py",
        "min(1.0, b.team_limit / total)",
        "min(1.0, 2.0 * b.team_limit / total)",
        BY_HAND + "test_helpers_give_at_most_their_part_of_a_team[compiled]",
    ),
    Mutant(
        "who acts unasked",
        "engine/processes/initiative.py",
        "bodies.tier[o] > DISTRICT",
        "bodies.tier[o] > 0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "how much is given unasked",
        "engine/processes/initiative.py",
        "free = b.initiative * bodies.left[o]",
        "free = bodies.left[o]",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "what is begun first",
        "engine/processes/queue.py",
        "if begun[a] != begun[b]:",
        "if False:",
        BY_HAND + "test_two_queues_side_by_side[compiled]",
    ),
    Mutant(
        "what is overdue later",
        "engine/processes/queue.py",
        "score -= assessment",
        "score += assessment",
        AGREEMENT + "test_a_generated_city[2]",
    ),
    Mutant(
        "two thirds are enough",
        "engine/processes/deliberate.py",
        "3.0 * yes >= 2.0 * votes - margin",
        "3.0 * yes > 2.0 * votes + margin",
        (
            "tests/unit/model/engine/test_worked_example.py::test_equality_is_no_majority_and"
            "_enough_for_two_thirds_and_for_all"
        ),
    ),
    Mutant(
        "a blocked matter is mended",
        "engine/processes/deliberate.py",
        "cases.meetings[j] += 1",
        "cases.meetings[j] += 0",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "members weigh more",
        "engine/processes/deliberate.py",
        "weight = status if residents.member[i] else 1.0\n        votes",
        "weight = 1.0\n        votes",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "being heard persuades",
        "engine/processes/deliberate.py",
        "plain + b.accept_heard * heard(float(rounds), equality, b.unheard)",
        "plain",
        AGREEMENT + "test_a_generated_city[0]",
    ),
    Mutant(
        "tasks keep people away",
        "engine/processes/deliberate.py",
        "* (1.0 - b.tasks_keep_away * task)",
        "* 1.0",
        AGREEMENT + "test_a_generated_city[2]",
    ),
    Mutant(
        "who does not act closes nothing",
        "engine/processes/close.py",
        " or not bodies.acts[cases.owner[j]]",
        "",
        BY_HAND + "test_an_owner_that_does_not_act_closes_nothing_on_paper[compiled-0.0]",
    ),
    Mutant(
        "closing ahead of the deadline",
        "engine/processes/close.py",
        "deadline[y] - b.paper_ahead",
        "deadline[y]",
        BY_HAND + "test_an_owner_that_does_not_act_closes_nothing_on_paper[compiled-0.5]",
    ),
    Mutant(
        "when people give up",
        "engine/processes/close.py",
        "chance[j] * patience[y] < 1.0",
        "chance[j] * patience[y] < 2.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "who found it",
        "engine/processes/come_to_light.py",
        "if by_worker and not by_residents:",
        "if by_worker:",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "an emergency suspends tasks",
        "engine/processes/set_hours.py",
        "level = b.tasks_floor * (1.0 - command)",
        "level = level",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "what is bought is given away",
        "engine/processes/set_hours.py",
        "bodies.effort[o] -= moved",
        "bodies.effort[o] -= 0.0",
        AGREEMENT + "test_a_generated_city[5]",
    ),
    Mutant(
        "a struck domain is the campaign's",
        "engine/processes/align.py",
        "                turn = d",
        "                turn = turn",
        BY_HAND + "test_a_campaign_turns_to_the_first_domain_that_is_struck[compiled-types1-3]",
    ),
    Mutant(
        "what the branch tells",
        "engine/processes/align.py",
        "+ (1.0 - told) / DOMAIN_COUNT",
        "+ 0.0",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "lists leave no temptation",
        "engine/processes/adapt.py",
        "b.temptation * (1.0 - lever[Levers.LISTS])",
        "b.temptation",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "free riders are not drawn",
        "engine/processes/volunteer.py",
        "pull = belief if contributor == 0 else 0.0",
        "pull = belief",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "in which domain one serves",
        "engine/processes/volunteer.py",
        "if u <= below:",
        "if u >= below:",
        AGREEMENT + "test_a_generated_city[1]",
    ),
    Mutant(
        "when a pool sends whatever it has",
        "engine/processes/pool.py",
        "if total < b.enough * left - MARGIN:",
        "if False:",
        BY_HAND + "test_a_pool_sends_hours_to_the_older_of_two_alike[compiled]",
    ),
    Mutant(
        "a lead without budget sends nothing",
        "engine/processes/pool.py",
        "if bodies.budget[lead] <= EPSILON:",
        "if False:",
        BY_HAND + "test_a_pool_whose_lead_has_no_hours_to_convene_sends_nothing[compiled]",
    ),
    Mutant(
        "old cases are worse",
        "engine/processes/pool.py",
        "(1.0 + (week - cases.reported[j]) / b.age_scale)",
        "1.0",
        BY_HAND + "test_a_pool_sends_hours_to_the_older_of_two_alike[compiled]",
    ),
    Mutant(
        "a domain stays struck in an emergency",
        "engine/processes/emergencies.py",
        "communities.struck[c, d] and communities.emergency[c]",
        "False",
        AGREEMENT + "test_a_generated_city[2]",
    ),
    Mutant(
        "a campaign bends the list",
        "institutions/campaign.py",
        "return (1.0 - campaign) * listed + campaign * (1.0 if in_turn else 0.0)",
        "return listed + campaign * (1.0 if in_turn else 0.0)",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[bend-numbers5-0.1]",
    ),
    Mutant(
        "bodies come back to their own goals",
        "institutions/common_goals.py",
        "pull * (target - priority) + anchor * (own - priority)",
        "pull * (target - priority)",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[move-numbers10-0.42]",
    ),
    Mutant(
        "a blocked matter is mended",
        "institutions/compensation.py",
        "return min(1.0, compensation + step * meetings)",
        "return compensation",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[mend-numbers11-0.55]",
    ),
    Mutant(
        "grid workers are paid up to a limit",
        "institutions/grid_workers.py",
        "return min(limit, paid / hours) if hours > 0.0 else 0.0",
        "return paid / hours if hours > 0.0 else 0.0",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[cut_departments-numbers20-0.8]",
    ),
    Mutant(
        "a hotline makes residents report",
        "institutions/hotline.py",
        "return min(1.0, base + by_trust * trust + by_hotline * hotline)",
        "return min(1.0, base + by_trust * trust)",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[chance_of_report-numbers26-0.3]",
    ),
    Mutant(
        "law leaves less",
        "institutions/legal_service.py",
        "return 1.0 - part * law",
        "return 1.0 - part",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[leave-numbers30-0.8]",
    ),
    Mutant(
        "a pledge follows the vote",
        "institutions/pledge.py",
        "return rate * (lever * yes / voters - pledge)",
        "return rate * (lever - pledge)",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[renew-numbers42-0.1]",
    ),
    Mutant(
        "recognition takes temptation away",
        "institutions/recognition.py",
        "return 1.0 - part * recognition",
        "return 1.0",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[leave_temptation-numbers45-0.9]",
    ),
    Mutant(
        "tasks taken back cost departments",
        "institutions/relief.py",
        "return part * relief * max(command, floor)",
        "return part * relief * command",
        BY_FORMULA + "test_a_formula_gives_what_hand_computation_gives[return_tasks-numbers47-0.01]",
    ),
    Mutant(
        "organised service makes residents serve",
        "agents/citizen.py",
        "c.service * self.service + c.mobilising",
        "c.mobilising",
        FORMULAS + "test_turnout_and_service_of_one_citizen",
    ),
)
"""All are noticed."""


class Tree:
    """A copy of the checkout, in which faults are planted one after the other."""

    def __init__(self, folder: Path) -> None:
        self.copy, site = folder / "copy", folder / "site" / "cogov"
        left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis", "results", ".pytest_cache")
        shutil.copytree(ROOT, self.copy, ignore=left_out)
        site.mkdir(parents=True)
        for room in ROOMS:
            (site / room).symlink_to(self.copy / room)
        self.environment = {
            **os.environ, "PYTHONPATH": str(site.parent), "CI": "true", "NUMBA_DISABLE_JIT": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip

    def find_failure(self, mutant: Mutant | None, tests: tuple[str, ...]) -> str | None:
        """Return the test that fails first with a fault planted (None: all pass; no fault: the tree as it is)."""
        path = self.copy / "model" / mutant.file if mutant else None
        text = path.read_text("utf-8") if path else ""
        if mutant and path:
            if text.count(mutant.was) != 1:
                raise SystemExit(f"{mutant.file} has this {text.count(mutant.was)} times: {mutant.was}")
            path.write_text(text.replace(mutant.was, mutant.now), "utf-8")
        try:
            command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
            done = subprocess.run(
                command, cwd=self.copy, env=self.environment, capture_output=True, text=True, check=False
            )
        finally:
            if path:
                path.write_text(text, "utf-8")
        found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
        return found.group(1) if found else None if done.returncode == 0 else done.stdout[-200:] + done.stderr[-200:]


def main() -> int:
    """Try all mutants, or those whose file or decision has a word; return 1 if one is not noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a file's name or of a decision")
    parser.add_argument("--search", action="store_true", help="run all tests until one fails")
    options = parser.parse_args()
    mutants = [mutant for mutant in MUTANTS if options.only in f"{mutant.file} {mutant.decision}"]
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(Path(folder))
        named = tuple(dict.fromkeys(mutant.noticed_by for mutant in mutants))
        if not options.search and (broken := tree.find_failure(None, named)) is not None:
            raise SystemExit(f"the tests fail without any fault: {broken}")
        print("| edition | decision | planted in | noticed by |\n|---|---|---|---|", flush=True)
        for mutant in mutants:
            tests = ALL_TESTS[mutant.edition] if options.search else (mutant.noticed_by,)
            test = tree.find_failure(mutant, tests)
            survivors += test is None
            print(f"| {mutant.edition} | {mutant.decision} | {mutant.file} | {test or '**nothing**'} |", flush=True)
    print(f"\n{len(mutants) - survivors} of {len(mutants)} noticed")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main())
