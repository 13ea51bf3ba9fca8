import pytest

from cogov.model.processes.assign import assign
from cogov.model.state import NEVER, Count, Stage

N = 20_000


@pytest.mark.parametrize(
    ("lists", "reach", "chance"),
    [
        (0.0, 0.0, 0.3),
        (0.5, 0.0, 0.65),
        (0.0, 0.5, 0.51),
        (0.2, 0.5, 0.51),
        (0.5, 0.5, 0.65),
        (1.0, 0.0, 1.0),
    ],
)
def test_lists_or_joint_work_find_a_responsible_body(city_of, hamlet, place_issues, within_luck, lists, reach, chance):
    city = city_of(hamlet, {"rules": {"mechanism": {"responsibility_lists": lists}}})
    city.communities.reach[:] = reach
    city.week = 2
    place_issues(city, N, stage=Stage.REPORTED, assigned=NEVER)
    assign(city)
    found = city.issues.stage[:N] == Stage.ASSIGNED
    assert within_luck(found.sum(), N, chance)
    assert city.ledger.counts[2, [Count.SOUGHT, Count.ASSIGNED]].tolist() == [N, found.sum()]
    assert (city.issues.assigned[:N][found] == 2).all()
    assert (city.issues.assigned[:N][~found] == NEVER).all()


def test_only_reported_problems_are_assigned(city_of, hamlet, place_issues):
    city = city_of(hamlet, {"rules": {"mechanism": {"responsibility_lists": 1.0}}})
    stages = [Stage.LATENT, Stage.ASSIGNED, Stage.PAPER_CLOSED, Stage.RESOLVED, Stage.LAPSED]
    place_issues(city, 5, stage=stages)
    assign(city)
    assert city.issues.stage[:5].tolist() == stages
