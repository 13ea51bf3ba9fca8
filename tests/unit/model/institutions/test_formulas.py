"""The formulas of rules give what hand computation gives."""

import pytest

from cogov.model.institutions import (
    assessment,
    campaign,
    command,
    common_goals,
    compensation,
    escalation,
    grid_workers,
    hotline,
    household_links,
    joint_work,
    legal_service,
    meetings,
    pledge,
    pooling,
    recognition,
    relief,
    responsibility_lists,
    reward,
    service_purchase,
    vanguard,
)

KNOWN = [
    (assessment.show, (2.0, 0.3, 4.0), 0.15),
    (assessment.work_overtime, (4.5, 2.0, 5.0, 0.5, 0.4), 0.2),  # x = .5 + .5
    (assessment.work_overtime, (1.0, 2.0, 5.0, 0.0, 0.4), 0.0),
    (assessment.close_on_paper, (0.5, 1.0), 0.25),
    (campaign.bend, (0.2, True, 0.5), 0.6),
    (campaign.bend, (0.2, False, 0.5), 0.1),
    (command.hand_down, (0.6, 0.25, 0.2, False), 0.45),
    (command.hand_down, (0.1, 0.0, 0.2, False), 0.2),
    (command.hand_down, (0.75, 0.0, 0.2, True), 0.05),
    (command.order, (0.3, 0.8), 0.8),
    (common_goals.move, (0.5, 0.1, 0.9, 0.25, 0.05), 0.42),  # .5 + (.25 * -.4 + .05 * .4)
    (compensation.mend, (0.1, 0.15, 3), 0.55),
    (compensation.mend, (0.9, 0.15, 3), 1.0),
    (compensation.offer, (0.45, 0.5, 0.3, 0.2), 0.285),
    (compensation.add_work, (3.0, 0.2, 0.5, 0.8, 0.5, 0.3), 0.42),
    (escalation.may_whistle, (3, 3, 0.39, 0.4), True),
    (escalation.may_whistle, (2, 3, 0.0, 0.4), False),
    (escalation.may_whistle, (3, 3, 0.4, 0.4), False),
    (grid_workers.wage, (0.6, 800.0, 1.6), 0.768),
    (grid_workers.cut_departments, (0.8, 2.0, 8.0), 0.25),
    (grid_workers.cut_departments, (0.8, 9.0, 8.0), 0.8),
    (grid_workers.cut_departments, (0.8, 2.0, 0.0), 0.0),
    (grid_workers.meet_wages, (0.8, 12.8, 8.0), 0.5),
    (grid_workers.meet_wages, (0.8, 2.0, 8.0), 1.0),
    (grid_workers.meet_wages, (0.8, 0.0, 8.0), 1.0),
    (grid_workers.meet_wages, (0.8, 2.0, 0.0), 0.0),
    (hotline.chance_of_report, (0.1, 0.3, 0.5, 0.2, 0.25), 0.3),
    (hotline.chance_of_report, (0.9, 0.3, 0.5, 0.2, 0.5), 1.0),
    (household_links.tell, (0.5, 0.8, 0.5), 0.7),  # 1 - .5 * .6
    (joint_work.slacken, (0.6, 2.0, 2.0), 0.3),
    (legal_service.leave, (0.4, 0.5), 0.8),
    (meetings.hear, (2, 0.5, 0.6), 0.32),
    (meetings.weigh_status, (2.0, 0.25), 2.5),
    (meetings.invite, (0.4, 0.5, 0.5, 2.0), 0.6),
    (meetings.invite, (0.9, 0.0, 0.0, 2.0), 1.0),
    (meetings.convene, (2, 4, 0.04, 0.3, 0.2), 0.05),
    (meetings.passes, (meetings.MAJORITY, 5.0, 10.0, 0.0), False),
    (meetings.passes, (meetings.MAJORITY, 6.0, 10.0, 0.0), True),
    (meetings.passes, (meetings.TWO_THIRDS, 6.0, 9.0, 0.0), True),
    (meetings.passes, (meetings.TWO_THIRDS, 5.0, 9.0, 0.0), False),
    (meetings.passes, (meetings.UNANIMITY, 8.0, 9.0, 0.0), False),
    (meetings.passes, (meetings.UNANIMITY, 9.0, 9.0, 0.0), True),
    (pledge.renew, (0.2, 0.8, 3.0, 4.0, 0.25), 0.1),
    (pooling.weigh_urgency, (2.0, 4.0, 8.0), 3.0),
    (pooling.hand_over, (10.0, 0.15), 8.5),
    (recognition.leave_temptation, (0.25, 0.4), 0.9),
    (relief.return_tasks, (0.05, 0.5, 0.4, 0.2), 0.01),
    (relief.return_tasks, (0.05, 1.0, 0.0, 0.2), 0.01),
    (responsibility_lists.find_desk, (0.35, 0.4), 0.61),
    (responsibility_lists.lift_acceptance, (0.5, 0.6), 0.8),
    (responsibility_lists.lift_readiness, (0.4, 0.5, 0.5), 0.55),
    (reward.leave_motive, (0.4, 0.5), 0.8),
    (service_purchase.pay, (0.6, 0.5), 0.8),
    (service_purchase.give_up, (10.0, 0.4, 0.25, 0.5), 0.5),
    (vanguard.set_example, (0.5, 0.6), 0.3),
]


@pytest.mark.parametrize(("formula", "numbers", "value"), KNOWN, ids=lambda item: getattr(item, "__name__", None))
def test_a_formula_gives_what_hand_computation_gives(formula, numbers, value):
    found = formula(*numbers)
    assert found is value if isinstance(value, bool) else found == pytest.approx(value, abs=1e-12)


def test_every_formula_is_held_to_a_number():
    from cogov.model import institutions

    told = {formula for formula, _, _ in KNOWN}
    missing = [
        f"{name}.{key}"
        for name in institutions.BY_NAME
        for key, item in vars(getattr(institutions, name)).items()
        if callable(item) and getattr(item, "__module__", "") == f"cogov.model.institutions.{name}" and item not in told
    ]
    assert missing == []
