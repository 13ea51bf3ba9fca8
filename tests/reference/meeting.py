"""A meeting of a community: who comes, what is said, how it is decided (ODD 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogov.model.world import DOMAINS

if TYPE_CHECKING:
    from .places import Community


def hold_meeting(community: Community) -> None:
    """Invite, discuss, vote; consensus, pledge and agenda move if the proposal passes."""
    city = community.city
    city.ledger.note("MEETINGS")
    present = [citizen for citizen in community.citizens if citizen.comes_to_meeting()]
    community.attendance = len(present) / len(community.citizens)
    voices = [*present, *community.organisations]
    positions, proposal = discuss(community, voices, len(present))
    accepted = sum(citizen.accepts(position, proposal) for citizen, position in zip(present, positions, strict=False))
    community.acceptance = accepted / len(present) if present else 0.0
    if passes(city.rules.deliberation.decision_rule, accepted, len(present)):
        city.ledger.note("ADOPTED")
        adopt(community, proposal)
    for citizen in present:
        citizen.sit_through_meeting()


def discuss(community: Community, voices: list, residents: int) -> tuple[list[list[float]], list[float]]:
    """Where everyone stands after the discussion, and the proposal that comes of it (Friedkin & Johnsen 1990)."""
    c, rules = community.city.behaviour.deliberate, community.city.rules.deliberation
    if not voices:
        return [], [0.0] * len(DOMAINS)
    status = 1.0 + c.status_weight * (1.0 - rules.voice_equality)
    # Residents come first; of them only party members have status.
    weights = [status if n >= residents or voice.party_member else 1.0 for n, voice in enumerate(voices)]
    weights = [weight / sum(weights) for weight in weights]
    first = [list(voice.priorities) for voice in voices]
    positions = first
    for _ in range(rules.rounds):
        mean = weighted_mean(weights, positions)
        positions = [
            [
                c.susceptibility * (c.self_weight * now + (1.0 - c.self_weight) * ours)
                + (1.0 - c.susceptibility) * then
                for now, ours, then in zip(position, mean, start, strict=True)
            ]
            for position, start in zip(positions, first, strict=True)
        ]
    return positions, weighted_mean(weights, positions)


def weighted_mean(weights: list[float], positions: list[list[float]]) -> list[float]:
    return [sum(w * position[d] for w, position in zip(weights, positions, strict=True)) for d in range(len(DOMAINS))]


def passes(rule: str, accepted: int, present: int) -> bool:
    """Whether the votes are enough."""
    if present == 0:
        return False
    match rule:
        case "majority":
            return 2 * accepted > present
        case "two_thirds":
            return 3 * accepted >= 2 * present
        case _:
            return accepted == present


def adopt(community: Community, proposal: list[float]) -> None:
    """What is agreed becomes consensus, pledge and agenda."""
    c, rules = community.city.behaviour.deliberate, community.city.rules.deliberation
    community.consensus += c.consensus_rate * (community.acceptance - community.consensus)
    community.pledge += c.pledge_rate * (rules.pledge * community.acceptance - community.pledge)
    community.agenda = [
        now + c.agenda_rate * (ours - now) for now, ours in zip(community.agenda, proposal, strict=True)
    ]
