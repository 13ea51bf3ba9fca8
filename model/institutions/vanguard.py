"""The vanguard (党员先锋模范作用): members go first."""

from __future__ import annotations

from ..institution import PARTY, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="vanguard",
    en="vanguard",
    zh="党员先锋模范作用",
    about=(
        "Members are expected to volunteer first. The more cohesive the branch, the more its example draws linked "
        "households to serve, upholds norms and moves bodies to give more to the common work. It costs the branch hours, "
        "and members grow tired."
    ),
    about_zh=(
        "要求党员带头参与志愿服务。党支部越有凝聚力，其示范越能带动所联户参与，维系规范，并带动各单位多为共同事务出力。"
        "先锋活动占用党支部工时，党员也会疲劳。"
    ),
    section="7.8, 7.12, 7.13",
    gates=(RuleLever("rules.party_building.vanguard"),),
    carriers=(PARTY,),
    costs=(Cost("branch", "党支部", "behaviour.hours.vanguard"),),
    effects=(Effect("volunteering", "up"), Effect("willingness", "up"), Effect("norm", "up")),
    example={"rules.party_building.vanguard": 1.0},
)


def set_example(vanguard: float, cohesion: float) -> float:
    """Return the example that a branch sets in its community."""
    return vanguard * cohesion
