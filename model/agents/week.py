"""The week: fourteen steps in the order of ODD, section 3; the last one, to measure, stands apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..institutions.pooling import hand_over
from ..institutions.vanguard import set_example
from ..named_columns import STEPS
from ..parameters.streams import INITIATIVE, ORDER, ROUTE
from . import citizen, meeting
from .addition import add_up
from .arising import arise
from .case import AT_DESK, AWAITING, EPSILON, OWNED, Case
from .closing import close
from .columns import ColumnsOfModel
from .government import buy_services, pay_grid_workers
from .happening import happen
from .levers import NO_POOL
from .mass_organisation import call
from .owner import Owner, pass_on
from .reporting import come_to_light

if TYPE_CHECKING:
    from .model import GovernanceModel


def run_week(model: GovernanceModel) -> None:
    """Let a week pass, up to what is measured at its end; extensions are asked between its steps."""
    model.ledger.open_week()
    model.grudges = 0.0
    added = model.added
    if added is None:
        for step in ORDER_OF_WEEK:
            step(model)
        return
    before, city = added.places(), ColumnsOfModel(model)
    for place in range(len(STEPS) + 1):
        if place in before:
            added.happen(place, model.week, city, model)
        if place < len(STEPS):
            ORDER_OF_WEEK[place](model)


def set_hours(model: GovernanceModel) -> None:
    """Let every body see what hours it has (7.3): grid workers are paid, burdens borne, services bought."""
    queues: dict[int, float] = {}
    for case in model.cases:
        if case.stage == OWNED and case.owner is not None:
            queues[case.owner.number] = queues.get(case.owner.number, 0.0) + case.remaining
    for district in model.districts:
        pay_grid_workers(district)
    for body in model.bodies:
        if body.acts:
            body.plan(queues.get(body.number, 0.0))
        else:
            body.rest()
    for district in model.districts:
        buy_services(district)
    for body in model.bodies:
        body.begin()


def route(model: GovernanceModel) -> None:
    """Let every case at a desk seek an owner (7.5): it is accepted, handed back, passed on, or forced on somebody."""
    coefficients, week = model.settings.behaviour.route, model.luck.week
    for case in model.cases:
        if case.stage != AT_DESK or case.remaining <= EPSILON:
            continue
        right = case.competent_body()
        if not isinstance(right, Owner):
            continue
        at = case.desk
        accept, knows, which, whistle = model.luck.four(ROUTE, case.key)
        model.count("sought")
        if at is right:
            if right.accepts(case, accept):
                right.take_over(case)
            else:
                case.desk = right.hands_back_to(case)
        elif isinstance(at, Owner):
            case.desk = at.passes_on_to(case, right, knows, which)
        else:
            case.desk = pass_on(at, case, right, knows, which)
        if case.stage == AT_DESK:
            case.hops += 1
            if at is not None:
                model.charge(at, coefficients.hop_cost)
            party = case.community.area(2 if right.tier == 2 else 1).party
            if party.forces(case, whistle):
                model.charge(party, coefficients.hop_cost)
                right.take_over(case)
        if case.stage != AT_DESK:
            model.count("accepted")
        case.note(week)


def deliberate(model: GovernanceModel) -> None:
    """Let communities meet, and settle what awaits consent (7.6)."""
    week = model.luck.week
    meeting.fade(model)
    for community in model.communities:
        efficacy = community.efficacy
        model.people.efficacy[community.people.start : community.people.stop] = efficacy
    for community in model.communities:
        if community.holds_meetings(week):
            meeting.meet(community, model)
    for case in model.cases:
        if case.stage == AWAITING:
            meeting.settle_matter(case, model)
            case.note(week)


def align(model: GovernanceModel) -> None:
    """Let the priorities of all bodies that act move at once (7.7)."""
    acting = [body for body in model.bodies if body.acts]
    for body, priorities in zip(acting, [body.align() for body in acting], strict=True):
        body.priorities = priorities


def volunteer(model: GovernanceModel) -> None:
    """Let residents serve (7.8), and note what need is known before the work begins (46)."""
    people, c = model.people, model.settings.behaviour.volunteer
    for grid in model.grids:
        grid.volunteer_hours = [0.0] * 5
    if model.settings.world.actors.citizen.enabled:
        calls = {district.first: call(district.mass_organisations) for district in model.districts}
        columns: list[list[float]] = []
        for community in model.communities:
            rows = slice(community.people.start, community.people.stop)
            levers, looked_after = community.levers, 0.0
            if community.members:
                looked_after = float(people.linked[rows].sum()) / (c.household_persons * community.members)
            columns.append(
                [levers.reward, levers.volunteer_service, levers.vanguard, community.cohesion, looked_after,
                 calls[community.district.first]]
            )  # fmt: skip
        people.spread(columns)
        citizen.volunteer(people, c.output)
        for community in model.communities:
            rows = slice(community.people.start, community.people.stop)
            serving = int((people.volunteered[rows] & people.member[rows]).sum())
            community.members_serving = serving / community.members if community.members else 0.0
    for community in model.communities:
        community.need_now = [0.0] * 5
    for case in model.cases:
        if case.known_need:
            case.community.need_now[case.domain] += case.remaining


def pool(model: GovernanceModel) -> None:
    """Let effort be pooled and sent to the worst cases (7.9); what is left in a pool is lost."""
    c, week = model.settings.behaviour.pool, model.luck.week
    losses = (c.loss_community, c.loss_street, c.loss_district, c.loss_city)
    pools: dict[tuple[int, int], list[float]] = {}
    for body in model.bodies:
        scope = body.levers.scope
        if not body.acts or scope == NO_POOL or body.levers.share <= 0.0:
            continue
        areas: dict[int, int] = {}
        for community in body.serves:
            area = community.area(scope)
            if area.party.acts:
                areas[area.first] = areas.get(area.first, 0) + 1
        hours = body.levers.share * body.left * body.pooled_part()
        body.take(hours)
        model.count("pooled", hours)
        hours = hand_over(hours, losses[scope])
        led = add_up(areas.values())
        for first, served in areas.items():
            held = pools.setdefault((scope, first), [0.0] * 4)
            for k in range(4):
                held[k] += hours * (served / led) * body.mix[k]
    if not pools:
        return
    waiting = [
        (-case.community.area(case.community.levers.scope).party.pool_urgency(case), case.key, case)
        for case in model.cases
        if case.community.levers.scope != NO_POOL and case.workable(week)
    ]
    for _, _, case in sorted(waiting, key=lambda entry: entry[:2]):
        area = case.community.area(case.community.levers.scope)
        held = pools.get((area.tier, area.first))
        if held is not None:
            area.party.dispatch(case, held)


def work(model: GovernanceModel) -> None:
    """Let owners work with those who help, then all bodies of their own initiative, then volunteers (7.10)."""
    week = model.luck.week
    queues: dict[int, list[Case]] = {}
    for case in model.cases:
        if case.stage == OWNED and case.begins <= week and case.remaining > EPSILON and case.owner is not None:
            queues.setdefault(case.owner.number, []).append(case)
    turns = model.luck.uniforms(ORDER, model.body_keys).tolist()
    in_turn = [
        body for _, _, body in sorted(zip(turns, model.body_keys, model.bodies, strict=True), key=lambda t: t[:2])
    ]
    for body in in_turn:
        if body.acts and isinstance(body, Owner):
            body.work_on(queues.get(body.number, []))
    workable: dict[int, list[tuple[Case, float]]] = {community.number: [] for community in model.communities}
    open_cases = [case for case in model.cases if case.workable(week)]
    luck = model.luck.uniforms(INITIATIVE, model.keys_of(open_cases)).tolist()
    for case, u in zip(open_cases, luck, strict=True):
        workable[case.community.number].append((case, u))
    if model.settings.behaviour.work.initiative > 0.0:
        for body in in_turn:
            if body.acts and body.tier <= 2:
                body.act_unasked(
                    entry
                    for community in body.serves
                    for entry in workable[community.number]
                    if entry[0].remaining > EPSILON
                )
    for case in open_cases:
        _let_volunteers_finish(model, case)


def _let_volunteers_finish(model: GovernanceModel, case: Case) -> None:
    """Let volunteers who were not needed in a team work on cases of their domain in their grid (55)."""
    hours, match = case.grid.volunteer_hours[case.domain], case.type.volunteers_match
    if hours <= EPSILON or match <= EPSILON or case.remaining <= EPSILON:
        return
    used = min(hours, case.remaining / match)
    case.grid.volunteer_hours[case.domain] -= used
    model.apply(case, used, used * match)
    if case.remaining == 0.0 and case.owner is None:
        case.solver = case.community.committee


def experience(model: GovernanceModel) -> None:
    """Let residents make what they see of it (7.12)."""
    citizen.experience(model.people)
    citizen.take_means(model.people)


def adapt(model: GovernanceModel) -> None:
    """Let bodies learn, and communities remember meetings, branches and needs (7.13)."""
    c, behaviour = model.settings.behaviour.adapt, model.settings.behaviour
    examples = [set_example(community.levers.vanguard, community.cohesion) for community in model.communities]
    for body in model.bodies:
        if body.acts:
            body.learn(add_up(examples[community.number] for community in body.serves) / len(body.serves))
    memory = behaviour.work.need_memory
    for community in model.communities:
        if community.met:
            rate = behaviour.deliberate.efficacy_rate
            community.efficacy += rate * ((1.0 if community.decided else 0.0) - community.efficacy)
        strong = min(
            1.0,
            c.cohesion_base + c.cohesion_members * community.members_serving
            + c.cohesion_success * community.branch.success,
        )  # fmt: skip
        community.cohesion += c.cohesion_rate * (strong - community.cohesion)
        community.need = [n + memory * (now - n) for n, now in zip(community.need, community.need_now, strict=True)]
        community.given = [g + memory * (now - g) for g, now in zip(community.given, community.given_now, strict=True)]


ORDER_OF_WEEK = (
    happen, arise, set_hours, come_to_light, route, deliberate, align, volunteer, pool, work, close, experience, adapt,
)  # fmt: skip
"""The steps of a week, by the names of :data:`..named_columns.STEPS`."""
