"""3. Hours: what rules cost, load, overtime, and what is left for work (7.3).

cut_q = min(grid_pay_limit, paid_q / D_q);  hours of departments <- hours (1 - cut_q)                       (20)
task_o = [government] (1 - relief) ([not emergency] max(command, tasks_floor) + [emergency] tasks_floor (1 - command))
burden_o = min(cap, b_o + c_o)                                                                              (22)
load_o = min(load_cap, Q_o / (usual_match normal_o)),  normal_o = hours_o w_o paid_share_o (1 - burden_o)   (23)
x_o = max(0, load_o - load_reference) / load_scale + assessment;  overtime_o = overtime x_o / (1 + x_o)     (24)
fatigue_o += fatigue_gain overtime_o / overtime (1 - fatigue_o) - fatigue_recovery fatigue_o                (25)
show = show_limit A^2 / (show_scale + A^2)                                                                  (26)
effort_o = normal_o (1 + overtime_o) (1 + mob_o) (1 - fatigue_cost fatigue_o) (1 - show)                    (27)
full_o = left_o = effort_o;  budget_o = convening_limit effort_o                                            (28)
"""

from __future__ import annotations

from ...compilation import kernel
from ...parameters.places import CITY, COMMUNITY, DISTRICT
from ..cases import Cases, Stage
from ..coefficients import Record
from ..levers import Levers
from ..state import DOMAIN_COUNT, EPSILON, Bodies, Communities, Grids, Kind, Number, Places, RowIndex
from .emergencies import in_emergency

_ECONOMIC = 2


@kernel
def set_hours(
    capacity_scale: float, places: Places, communities: Communities, grids: Grids, bodies: Bodies, cases: Cases,
    b: Record,
) -> None:  # fmt: skip
    """Set every body's hours, load and effort of the week."""
    _pay_grids(capacity_scale, places, communities, grids, bodies, b)
    _hand_down(places, communities, b)
    _count_queues(bodies, cases)
    for o in range(len(bodies.key)):
        if bodies.acts[o]:
            _burden(o, places, communities, bodies, b)
            _commit(o, places, communities, bodies, b)
        else:
            _rest(o, bodies)
    _purchase(places, communities, bodies, b)
    for o in range(len(bodies.key)):
        bodies.full[o] = bodies.effort[o]
        bodies.left[o] = bodies.effort[o]
        bodies.budget[o] = b.convening_limit * bodies.effort[o]


@kernel
def take(bodies: Bodies, o: RowIndex, hours: Number) -> Number:
    """Take hours from what a body has left; return what was there to be taken."""
    before = bodies.left[o]
    bodies.left[o] = max(0.0, before - hours)
    return before - bodies.left[o]


@kernel
def _pay_grids(
    capacity_scale: float, places: Places, communities: Communities, grids: Grids, bodies: Bodies, b: Record
) -> None:
    """Let districts pay their grid workers (20)."""
    for p in range(len(places.key)):
        if places.tier[p] != DISTRICT:
            continue
        first, last = places.first[p], places.last[p]
        paid, department = 0.0, communities.department[first]
        for c in range(first, last):
            lever = places.lever[communities.at[c, COMMUNITY]]
            for g in range(communities.grid_start[c], communities.grid_start[c + 1]):
                grids.wage[g] = 0.0
                if grids.staff_rank[g] < lever[Levers.GRID_COVERAGE]:
                    grids.wage[g] = b.grid_hours * grids.persons[g] / 1000.0 * capacity_scale
                    if lever[Levers.GRID_OWN_BUDGET] == 0.0:
                        paid += grids.wage[g]
        hours = 0.0
        for o in range(department, department + DOMAIN_COUNT):
            hours += bodies.hours_full[o]
        cut = min(b.grid_pay_limit, paid / hours) if hours > 0.0 else 0.0
        met = 0.0
        if hours > 0.0:
            met = min(1.0, b.grid_pay_limit * hours / paid) if paid > 0.0 else 1.0
        for c in range(first, last):
            own = places.lever[communities.at[c, COMMUNITY], Levers.GRID_OWN_BUDGET] > 0.0
            committee = communities.committee[c]
            filled = 0.0
            if bodies.capacity_sum[committee] > 0.0:
                filled = bodies.hours_full[committee] / bodies.capacity_sum[committee]
            for g in range(communities.grid_start[c], communities.grid_start[c + 1]):
                grids.staff[g] = grids.wage[g] * (1.0 if own else met) * filled
        places.grid_cut[p] = cut
    for o in range(len(bodies.key)):
        bodies.hours[o] = bodies.hours_full[o]
        if bodies.domain[o] >= 0:
            bodies.hours[o] = bodies.hours_full[o] * (1.0 - places.grid_cut[bodies.place[o]])


@kernel
def _hand_down(places: Places, communities: Communities, b: Record) -> None:
    """Set the tasks handed down to each place (21)."""
    for p in range(len(places.key)):
        lever = places.lever[p]
        places.task[p] = 0.0
        if not places.government[p]:
            continue
        command = lever[Levers.COMMAND]
        level = max(command, b.tasks_floor)
        if in_emergency(places.first[p], places.last[p], communities):
            level = b.tasks_floor * (1.0 - command)
        places.task[p] = (1.0 - lever[Levers.RELIEF]) * level


@kernel
def _count_queues(bodies: Bodies, cases: Cases) -> None:
    """Sum up the work left of each body's cases."""
    queued, stage, owner, remaining = bodies.queued, cases.stage, cases.owner, cases.remaining
    for o in range(len(queued)):
        queued[o] = 0.0
    for j in range(cases.used[0]):
        if stage[j] == Stage.OWNED:
            queued[owner[j]] += remaining[j]


@kernel
def _rest(o: int, bodies: Bodies) -> None:
    """Set what a body that does not act has this week: nothing."""
    bodies.burden[o] = 0.0
    bodies.coordination[o] = 0.0
    bodies.load[o] = 0.0
    bodies.overtime[o] = 0.0
    bodies.mobilised[o] = 0.0
    bodies.show[o] = 0.0
    bodies.paid[o] = 1.0
    bodies.effort[o] = 0.0


@kernel
def _burden(o: int, places: Places, communities: Communities, bodies: Bodies, b: Record) -> None:
    """Set which share of a body's hours rules cost (22)."""
    p, kind, c = bodies.place[o], bodies.kind[o], bodies.first[o]
    lever, task, at_home = places.lever[p], places.task[p], bodies.tier[o] == COMMUNITY
    plain, joint = b.base, 0.0
    if kind == Kind.SELF_GOVERNING:
        plain += b.tasks_committee * task
    elif kind == Kind.PARTY or kind == Kind.MASS_ORGANISATION:
        plain += b.tasks_others * task
    elif kind == Kind.GOVERNMENT:
        if bodies.domain[o] >= 0:
            plain += b.tasks_returned * lever[Levers.RELIEF] * max(lever[Levers.COMMAND], b.tasks_floor)
        elif bodies.tier[o] != CITY:
            plain += b.tasks_others * task
        joint += b.law * lever[Levers.LAW]
    if at_home:
        if lever[Levers.INTERVAL] > 0.0:
            meeting = (
                lever[Levers.ROUNDS] / lever[Levers.INTERVAL]
                * (b.meeting_fixed + b.meeting * communities.attendance[c])
            )  # fmt: skip
            conveners = kind == Kind.PARTY or kind == Kind.SELF_GOVERNING
            joint += meeting if conveners else b.attending * meeting
        if kind == Kind.SELF_GOVERNING:
            joint += b.grid * lever[Levers.GRID_COVERAGE]
            joint += b.incentives * (lever[Levers.REWARD] + lever[Levers.VOLUNTEER_SERVICE])
            joint += b.recognition * lever[Levers.RECOGNITION]
        elif kind == Kind.PARTY:
            joint += b.links * lever[Levers.HOUSEHOLD_LINKS] + b.vanguard * lever[Levers.VANGUARD]
            joint += b.recognition * lever[Levers.RECOGNITION]
    joint += b.accounts * lever[Levers.SHARE] * bodies.f[o] + b.lists * lever[Levers.LISTS]
    joint += b.goals * lever[Levers.GOALS_STRENGTH]
    bodies.burden[o] = min(b.cap, plain + joint)
    bodies.coordination[o] = max(0.0, bodies.burden[o] - plain)


@kernel
def _commit(o: int, places: Places, communities: Communities, bodies: Bodies, b: Record) -> None:
    """Set a body's load, overtime, staff fatigue and effort (23)-(27)."""
    lever, kind = places.lever[bodies.place[o]], bodies.kind[o]
    assessment, apart = lever[Levers.ASSESSMENT], kind == Kind.ENTERPRISE or kind == Kind.SOCIAL_ORGANISATION
    bodies.paid[o] = 1.0
    if kind == Kind.SOCIAL_ORGANISATION:
        bodies.paid[o] = b.unpaid + (1.0 - b.unpaid) * lever[Levers.SERVICE_PURCHASE]
    normal = bodies.hours[o] * bodies.w[o] * bodies.paid[o] * (1.0 - bodies.burden[o])
    bodies.load[o] = 0.0
    if normal > EPSILON:
        bodies.load[o] = min(b.load_cap, bodies.queued[o] / (b.usual_match * normal))
    bodies.overtime[o] = 0.0
    if kind <= Kind.SELF_GOVERNING:
        x = max(0.0, bodies.load[o] - b.load_reference) / b.load_scale + assessment
        bodies.overtime[o] = b.overtime * x / (1.0 + x)
    bodies.mobilised[o] = 0.0
    if not apart and in_emergency(bodies.first[o], bodies.last[o], communities):
        bodies.mobilised[o] = b.mobilise * lever[Levers.COMMAND]
    tired = bodies.fatigue[o]
    gain = b.fatigue_gain * bodies.overtime[o] / b.overtime * (1.0 - tired) if b.overtime > 0.0 else 0.0
    tired += gain - b.fatigue_recovery * tired
    tired += b.mobilise_fatigue * bodies.mobilised[o] * (1.0 - tired)
    bodies.fatigue[o] = tired
    bodies.show[o] = 0.0
    if not apart:
        bodies.show[o] = b.show_limit * assessment * assessment / (b.show_scale + assessment * assessment)
    bodies.effort[o] = (
        normal * (1.0 + bodies.overtime[o]) * (1.0 + bodies.mobilised[o])
        * (1.0 - b.fatigue_cost * bodies.fatigue[o]) * (1.0 - bodies.show[o])
    )  # fmt: skip


@kernel
def _purchase(places: Places, communities: Communities, bodies: Bodies, b: Record) -> None:
    """Let departments buy services: hours of theirs become hours of social organisations."""
    for p in range(len(places.key)):
        if places.tier[p] != DISTRICT or places.lever[p, Levers.SERVICE_PURCHASE] == 0.0:
            continue
        total = 0.0
        for c in range(places.first[p], places.last[p]):
            for o in range(communities.home[c, 0], communities.home[c, 1]):
                if bodies.kind[o] == Kind.SOCIAL_ORGANISATION and bodies.acts[o]:
                    total += bodies.hours[o]
        if total <= 0.0:
            continue
        department = communities.department[places.first[p]]
        for o in range(department, department + DOMAIN_COUNT):
            moved = (
                bodies.effort[o] * bodies.mix[o, _ECONOMIC] * b.purchase_limit
                * places.lever[p, Levers.SERVICE_PURCHASE]
            )  # fmt: skip
            if moved <= 0.0:
                continue
            bodies.effort[o] -= moved
            for c in range(places.first[p], places.last[p]):
                for other in range(communities.home[c, 0], communities.home[c, 1]):
                    if bodies.kind[other] == Kind.SOCIAL_ORGANISATION and bodies.acts[other]:
                        bodies.effort[other] += moved * bodies.hours[other] / total
