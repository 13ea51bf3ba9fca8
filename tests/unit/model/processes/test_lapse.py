import pytest

from cogov.model.processes.lapse import lapse
from cogov.model.state import Count, Stage

N = 20_000
OPEN = (Stage.LATENT, Stage.REPORTED, Stage.ASSIGNED, Stage.PAPER_CLOSED)


@pytest.mark.parametrize("stage", OPEN)
@pytest.mark.parametrize("patience", [1.0, 2.0, 16.0])
def test_every_open_problem_lapses_with_hazard_one_over_patience(
    city_of, hamlet, place_issues, within_luck, stage, patience
):
    city = city_of(hamlet, {"behaviour": {"lapse": {"patience": patience}}})
    place_issues(city, N, stage=stage)
    lapse(city)
    lapsed = (city.issues.stage[:N] == Stage.LAPSED).sum()
    assert within_luck(lapsed, N, 1.0 / patience)
    assert city.ledger.counts[0, Count.LAPSED] == lapsed
    has_a_caller = stage in (Stage.REPORTED, Stage.ASSIGNED)
    assert city.ledger.counts[0, Count.LAPSED_REPORTED] == (lapsed if has_a_caller else 0)


def test_what_is_over_stays_as_it_ended(city_of, hamlet, place_issues):
    city = city_of(hamlet, {"behaviour": {"lapse": {"patience": 1.0}}})
    place_issues(city, 2, stage=[Stage.RESOLVED, Stage.LAPSED])
    lapse(city)
    assert city.issues.stage[:2].tolist() == [Stage.RESOLVED, Stage.LAPSED]
    assert city.ledger.counts.sum() == 0
