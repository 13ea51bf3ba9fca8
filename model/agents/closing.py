"""Step 11 (7.11): cases are resolved, closed on paper, or lapse; what each grid suffers and saw solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parameters.streams import LAPSE
from .case import AT_DESK, AWAITING, EPSILON, LAPSED, LATENT, ON_PAPER, OWNED, RESOLVED, Case
from .owner import Owner

if TYPE_CHECKING:
    from .model import GovernanceModel


def close(model: GovernanceModel) -> None:
    """Close cases (7.11): resolved, on paper, or lapsed; and see what each grid suffers and saw solved (59)."""
    c, week, ledger = model.settings.behaviour.experience, model.luck.week, model.ledger
    for body in model.bodies:
        body.closures = []
    for grid in model.grids:
        grid.harm = grid.solved = grid.let_down = 0.0
        grid.seen = [0.0] * 5
    patience = model.luck.uniforms(LAPSE, model.keys_of(model.cases)).tolist()
    for case, luck in zip(model.cases, patience, strict=True):
        deadline, grid = case.type.issue.deadline_weeks, case.grid
        age = week - case.born
        if case.remaining <= EPSILON:
            _resolve(model, case)
            grid.solved += age <= deadline
            continue
        owner = case.owner
        if case.stage == OWNED and isinstance(owner, Owner) and owner.closes_on_paper(case):
            case.stage = ON_PAPER
            on_time = week - case.reported <= deadline
            owner.closures.append(on_time)
            model.count("paper")
            if on_time:
                ledger.due["reported_met"][case.reported + deadline] += 1
        if luck * case.type.issue.patience_weeks < 1.0:
            _lapse(model, case)
            grid.let_down += c.lapse_loss
        else:
            harm = case.severity * (1.0 + min(age, c.age_cap) / c.age_scale)
            grid.harm += harm
            grid.seen[case.domain] += harm
            if case.stage == ON_PAPER or age > deadline:
                grid.let_down += c.overdue_loss
        case.note(week)
    for grid in model.grids:
        if grid.harm > 0.0:
            grid.seen = [part / grid.harm for part in grid.seen]
        per_five = 5.0 / grid.persons
        grid.harm, grid.solved = per_five * grid.harm, per_five * grid.solved
        grid.let_down = per_five * grid.let_down + grid.grudge
        grid.grudge = 0.0


def _resolve(model: GovernanceModel, case: Case) -> None:
    """Let a case be resolved; who solved it remembers whether it was on time."""
    week, ledger, deadline = model.luck.week, model.ledger, case.type.issue.deadline_weeks
    reported = case.stage != LATENT
    case.stage = RESOLVED
    on_time = reported and week - case.reported <= deadline
    responsible = case.solver if case.owner is None else case.owner
    counted = [responsible] if responsible is not None else []
    counted += [body for body in case.helpers if body is not None]
    for body in dict.fromkeys(counted):
        body.closures.append(on_time)
    model.count("resolved")
    model.count("on_time" if on_time else "late")
    model.count("hops", case.hops)
    model.count("passed_on", case.hops > 1)
    model.count("joint", case.joint)
    model.count("on_the_spot", case.finished_on_the_spot)
    ledger.ages[-1].append(week - case.born)
    if week - case.born <= deadline:
        ledger.due["born_met"][case.born + deadline] += 1
    if on_time:
        ledger.due["reported_met"][case.reported + deadline] += 1
    if reported:
        ledger.due["first_met"][case.first_reported + deadline] += 1
    _end(model, case)


def _lapse(model: GovernanceModel, case: Case) -> None:
    """Let a case be given up; who was responsible remembers that it was not solved."""
    if case.stage in (AT_DESK, AWAITING, OWNED):
        model.count("lapsed_known")
    case.stage = LAPSED
    model.count("lapsed")
    if case.owner is not None:
        case.owner.closures.append(False)
    _end(model, case)


def _end(model: GovernanceModel, case: Case) -> None:
    key = (case.community.number, case.type.number, case.stage)
    model.ended[key] = model.ended.get(key, 0) + 1
    case.note(model.luck.week)
