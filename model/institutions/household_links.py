"""Links with households (党员联户): members look after household groups."""

from __future__ import annotations

from ..institution import MEMBERS, PARTY, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="household_links",
    en="household links",
    zh="党员联户",
    about=(
        "A share of household groups is linked to a party member. Linked members hear of problems that nobody reported, "
        "tell the branch what residents want, and draw their households along where members go first. Links cost the "
        "branch hours, and every household that a member looks after takes something from her own motive to serve."
    ),
    about_zh=(
        "一定比例的户组由党员联系。联户党员能听到无人反映的问题，使党支部了解居民意愿；党员带头时，还能带动所联户参与。"
        "联户占用党支部工时，每多联一户，党员自身的服务动机便少一分。"
    ),
    section="7.4, 7.7, 7.8",
    gates=(RuleLever("rules.party_building.household_links"),),
    carriers=(PARTY, MEMBERS),
    costs=(Cost("branch", "党支部", "behaviour.hours.links"),),
    effects=(Effect("latent", "down"), Effect("effectiveness", "either")),
    example={"rules.party_building.household_links": 1.0},
)


def tell(links: float, coverage: float, information: float) -> float:
    """Return how far a branch knows what residents want: by links, and by grid workers as far as these inform it."""
    return 1.0 - (1.0 - links) * (1.0 - information * coverage)
