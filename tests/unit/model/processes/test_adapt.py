import numpy as np
import pytest

from cogov.model.processes.adapt import adapt

STILL = dict.fromkeys(("conform", "temptation", "lead", "success", "anchor", "success_memory", "cohesion_rate"), 0.0)


@pytest.fixture
def office(city_of):
    """A small city whose organisations only the named coefficients move; willingness differs."""

    def build(moving: dict, *changes: dict):
        city = city_of({"behaviour": {"adapt": STILL | moving}}, *changes)
        city.organisations.willingness[:] = np.random.default_rng(1).uniform(0.2, 0.8, len(city.organisations))
        city.communities.cohesion[:] = [0.5, 0.6, 0.9]
        city.communities.success[:] = [0.2, 0.4, 0.9]
        return city, city.organisations.willingness.copy()

    return build


def served(city, o: int) -> list[int]:
    c, d = city.organisations.community[o], city.organisations.district[o]
    return [c] if c >= 0 else list(np.flatnonzero(city.territory.district_of == d))


def mean_over_served(city, values: np.ndarray) -> np.ndarray:
    return np.array([np.mean(values[served(city, o)]) for o in range(len(city.organisations))])


def test_with_every_coefficient_at_zero_nothing_moves(office):
    city, before = office({})
    adapt(city)
    assert (city.organisations.willingness == before).all()
    assert city.communities.cohesion.tolist() == [0.5, 0.6, 0.9]
    assert city.communities.success.tolist() == [0.2, 0.4, 0.9]


def test_willingness_follows_partners(office):
    city, before = office({"conform": 0.05})
    adapt(city)
    organisations = city.organisations
    partners = np.array(
        [
            before[
                (organisations.community == c) | ((organisations.community < 0) & (organisations.district == d))
            ].mean()
            for c, d in enumerate(city.territory.district_of)
        ]
    )
    expected = before + 0.05 * (mean_over_served(city, partners) - before)
    assert organisations.willingness == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("lists", "left"), [(0.0, 1.0), (0.6, 0.4), (1.0, 0.0)])
def test_without_lists_the_temptation_is_to_leave_it_to_others(office, lists, left):
    city, before = office({"temptation": 0.05}, {"rules": {"mechanism": {"responsibility_lists": lists}}})
    adapt(city)
    assert city.organisations.willingness == pytest.approx(before - 0.05 * left * before * (1.0 - before), abs=1e-14)


def test_a_leading_branch_draws_partners_along(office):
    city, before = office({"lead": 0.05}, {"rules": {"party_building": {"vanguard": 0.8}}})
    adapt(city)
    lead = mean_over_served(city, 0.8 * np.array([0.5, 0.6, 0.9]))
    assert city.organisations.willingness == pytest.approx(before + 0.05 * lead * (1.0 - before), abs=1e-14)


def test_success_encourages(office):
    city, before = office({"success": 0.02})
    adapt(city)
    record = mean_over_served(city, np.array([0.2, 0.4, 0.9]))
    assert city.organisations.willingness == pytest.approx(before + 0.02 * record * (1.0 - before), abs=1e-14)


def test_willingness_returns_to_where_it_began(office):
    city, before = office({"anchor": 0.05})
    adapt(city)
    anchor = city.organisations.willingness_anchor
    assert city.organisations.willingness == pytest.approx(before + 0.05 * (anchor - before), abs=1e-14)


def test_success_remembers_the_share_of_assigned_work_that_was_done(office):
    city, _ = office({"success_memory": 0.1})
    city.work.needed[0, :2], city.work.done[0, :2] = [3.0, 1.0], [1.0, 1.0]
    city.work.needed[1, 0] = 2.0
    adapt(city)
    assert city.communities.success == pytest.approx([0.2 + 0.1 * (0.5 - 0.2), 0.4 - 0.1 * 0.4, 0.9], abs=1e-14)


def test_cohesion_follows_members_service_and_success(office):
    city, _ = office({"cohesion_rate": 0.03})
    city.communities.members_volunteering[:] = [0.0, 0.5, 1.0]
    adapt(city)
    wanted = 0.3 + 0.4 * np.array([0.0, 0.5, 1.0]) + 0.3 * np.array([0.2, 0.4, 0.9])
    before = np.array([0.5, 0.6, 0.9])
    assert city.communities.cohesion == pytest.approx(before + 0.03 * (wanted - before), abs=1e-14)


def test_willingness_and_cohesion_stay_shares(office):
    most = {"conform": 1.0, "lead": 1.0, "success": 1.0, "anchor": 1.0, "cohesion_rate": 1.0, "cohesion_base": 1.0}
    city, _ = office(most, {"rules": {"party_building": {"vanguard": 1.0}}})
    adapt(city)
    assert city.organisations.willingness.max() == 1.0
    assert city.communities.cohesion.tolist() == [1.0] * 3
