import numpy as np
import pytest

from cogov.model.initialisation import initialise, issue_types
from cogov.model.settings import Settings
from cogov.model.state import Contributor, Kind
from cogov.model.world import DOMAINS, RESOURCES, IssueType, Needs, World


@pytest.fixture(scope="module")
def default():
    return initialise(Settings())


@pytest.fixture(scope="module")
def crowd(settings_of):
    """A city of 24,000 residents, for shares and means."""
    return initialise(settings_of({"world": {"city": {"residents_per_grid": 4000}}}))


def near(value: float, expected: float, spread: float, n: int) -> bool:
    return abs(value - expected) < 4.0 * spread / np.sqrt(n)


@pytest.mark.parametrize(("column", "a", "b"), [("trust", 6.0, 5.0), ("motive", 2.5, 5.0), ("norm", 2.0, 6.0)])
def test_residents_traits_are_beta(crowd, column, a, b):
    values = getattr(crowd.citizens, column)
    spread = np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
    assert near(values.mean(), a / (a + b), spread, len(values))
    assert values.std() == pytest.approx(spread, rel=0.03)


def test_tolerance_is_beta_scaled(crowd):
    assert near(crowd.citizens.tolerance.mean(), 0.29 / 2, 0.29 / 6, 24_000)
    assert crowd.citizens.tolerance.max() < 0.29


def test_shares_of_members_and_contributors(crowd):
    people = crowd.citizens
    assert near(people.party_member.mean(), 0.07, np.sqrt(0.07 * 0.93), 24_000)
    for kind, share in zip(Contributor, (0.55, 0.23, 0.12, 0.10), strict=True):
        assert near((people.contributor == kind).mean(), share, np.sqrt(share * (1 - share)), 24_000), kind
    assert near((people.link_rank < 0.3).mean(), 0.3, np.sqrt(0.21), 24_000)


def test_traits_of_one_resident_are_independent(crowd):
    people = crowd.citizens
    traits = np.array(
        [people.trust, people.motive, people.norm, people.tolerance, people.link_rank, people.party_member]
    )
    off_diagonal = np.corrcoef(traits)[~np.eye(len(traits), dtype=bool)]
    assert np.abs(off_diagonal).max() < 4.0 / np.sqrt(24_000)


def test_priorities_are_half_ones_own_and_half_the_communitys_problems(crowd):
    people, territory = crowd.citizens, crowd.territory
    assert people.priorities.sum(axis=1) == pytest.approx(np.ones(24_000), abs=1e-12)
    assert (people.priorities == people.priority_anchor).all()
    for c in range(territory.communities):
        here = slice(territory.citizen_start[c], territory.citizen_start[c + 1])
        problems = np.bincount(crowd.types.domain, crowd.communities.mix[c], minlength=5)
        assert people.priorities[here].mean(axis=0) == pytest.approx(0.1 + 0.5 * problems, abs=0.01)
        assert (people.priorities[here] >= 0.5 * problems).all()


def test_everyone_begins_satisfied_alike_rested_and_unheard(default):
    people = default.citizens
    assert (people.satisfaction == 0.6).all()
    assert (people.yearly_satisfaction == 0.6).all()
    assert (people.belief == 0.1).all()
    assert not people.fatigue.any()
    assert not people.voice.any()
    assert not people.volunteered.any()


def test_nobody_is_her_own_acquaintance_and_the_near_one_lives_in_the_community(default):
    people, territory = default.citizens, default.territory
    rows = np.arange(len(people.key))
    home = np.repeat(np.arange(12), territory.residents)
    assert (people.near != rows).all()
    assert (people.far != rows).all()
    assert (home[people.near] == home).all()
    assert (home[people.far] != home).mean() > 0.8


def test_the_far_acquaintance_may_be_kept_to_the_district(settings_of):
    city = initialise(settings_of({"world": {"city": {"acquaintance": "district"}}}))
    district = np.repeat(city.territory.district_of, city.territory.residents)
    assert (district[city.citizens.far] == district).all()
    assert (city.citizens.far != np.arange(len(district))).all()


def test_communities_begin_with_quarter_consensus_an_open_agenda_and_no_pledge(default):
    communities = default.communities
    assert (communities.consensus == 0.25).all()
    assert (communities.agenda == 0.2).all()
    assert (communities.pledge == 0.0).all()
    assert (communities.cohesion == 0.6).all()
    assert communities.mix.sum(axis=1) == pytest.approx(np.ones(12), abs=1e-12)


def test_mixes_of_problems_vary_about_the_shares_of_their_kind_of_place(settings_of):
    city = initialise(
        settings_of(
            {
                "world": {
                    "city": {
                        "urban_districts": 100,
                        "rural_counties": 100,
                        "grids_per_community": 1,
                        "residents_per_grid": 1,
                    }
                }
            },
            {"behaviour": {"founding": {"mix_shape": 1000.0}}},
        )
    )
    kinds = list(city.settings.world.issues.values())
    shares = np.array([kind.share for kind in kinds])
    rural = shares * [kind.rural_weight for kind in kinds]
    mix = city.communities.mix
    assert mix[~city.territory.rural].mean(axis=0) == pytest.approx(shares / shares.sum(), rel=0.02)
    assert mix[city.territory.rural].mean(axis=0) == pytest.approx(rural / rural.sum(), rel=0.02)
    assert (mix[~city.territory.rural].std(axis=0) > 0.0).all()


def test_organisations_of_the_default_city(default):
    kinds = default.organisations.kind
    counts = {kind: int((kinds == kind).sum()) for kind in Kind}
    assert counts == {
        Kind.PARTY_BRANCH: 12,
        Kind.GOVERNMENT: 15,
        Kind.SELF_GOVERNING: 12,
        Kind.ENTERPRISE: 24,
        Kind.MASS_ORGANISATION: 3,
        Kind.SOCIAL_ORGANISATION: 24,
        Kind.CITIZEN: 0,
    }
    at_home = default.organisations.community >= 0
    assert at_home.tolist() == [True] * 72 + [False] * 18
    assert len(set(default.organisations.key.tolist())) == 90


@pytest.mark.parametrize("number", [1, 3])
def test_capacity_is_by_residents_served_however_many_share_it(settings_of, number):
    kinds = [kind.name.lower() for kind in Kind][:6]
    city = initialise(settings_of({"world": {"actors": {kind: {"number": number} for kind in kinds}}}))
    organisations, actors = city.organisations, city.settings.world.actors
    rural = city.territory.rural[city.territory.district_start[organisations.district]]
    for kind in list(Kind)[:6]:
        spec = getattr(actors, kind.name.lower())
        for countryside, residents in ((False, 48), (True, 24)):
            mine = (organisations.kind == kind) & (rural == countryside)
            factor = actors.capacity_scale * residents / 1000.0 * (spec.rural_factor if countryside else 1.0)
            expected = [getattr(spec.capacity, resource) * factor for resource in RESOURCES]
            assert organisations.capacity[mine].sum(axis=0) == pytest.approx(expected, rel=1e-12), kind


def test_agencies_split_capacity_by_the_administrative_need_of_their_domain(default):
    organisations = default.organisations
    agencies = (organisations.kind == Kind.GOVERNMENT) & (organisations.district == 0)
    need = np.zeros(5)
    for kind in default.settings.world.issues.values():
        need[DOMAINS.index(kind.domain)] += kind.share * kind.needs.administrative
    split = organisations.capacity[agencies, 1]
    assert organisations.domain[agencies].tolist() == [0, 1, 2, 3, 4]
    assert split / split.sum() == pytest.approx(need / need.sum(), rel=1e-12)


def test_priorities_of_organisations(default):
    organisations = default.organisations
    assert organisations.priorities.sum(axis=1) == pytest.approx(np.ones(90), abs=1e-12)
    for o, kind in enumerate(organisations.kind):
        own = organisations.priorities[o]
        if kind == Kind.GOVERNMENT:
            expected = np.full(5, 0.025)
            expected[organisations.domain[o]] = 0.9
            assert own == pytest.approx(expected)
        elif kind in (Kind.PARTY_BRANCH, Kind.SELF_GOVERNING):
            assert own.min() > 0.1
    enterprises = organisations.priorities[organisations.kind == Kind.ENTERPRISE]
    assert enterprises.min() < 0.1


def test_willingness_is_that_of_the_kind(default):
    organisations = default.organisations
    initial = {0: 0.70, 1: 0.70, 2: 0.65, 3: 0.35, 4: 0.50, 5: 0.60}
    assert organisations.willingness.tolist() == [initial[int(kind)] for kind in organisations.kind]


def test_needs_are_scaled_to_one():
    world = World(issues={"a": IssueType(share=0.5, needs=Needs(political=0.5, social=1.0))})
    types = issue_types(world)
    assert types.needs.tolist() == [[pytest.approx(1 / 3), 0.0, 0.0, pytest.approx(2 / 3)]]
    assert types.kinds.tolist() == [2.0]


def test_a_seed_given_takes_the_place_of_the_settings_one(settings_of):
    assert (
        initialise(settings_of(), 9).citizens.trust.tolist()
        == initialise(settings_of({"run": {"seed": 9}})).citizens.trust.tolist()
    )
    assert initialise(settings_of(), 9).citizens.trust.tolist() != initialise(settings_of()).citizens.trust.tolist()


@pytest.mark.parametrize("residents", [1, 2, 5, 7])
def test_the_smallest_communities_can_be_founded(settings_of, residents):
    city = initialise(settings_of({"world": {"city": {"grids_per_community": 1, "residents_per_grid": residents}}}))
    for column in (city.citizens.near, city.citizens.far):
        assert (column >= 0).all()
        assert (column < city.territory.citizens).all()


def test_priorities_where_no_type_needs_administration(settings_of):
    city = initialise(settings_of({"world": {"issues": {"a": {"share": 1.0, "needs": {"social": 1.0}}}}}))
    agencies = city.organisations.kind == Kind.GOVERNMENT
    capacity = city.organisations.capacity[agencies].reshape(2, 5, 4)
    assert capacity == pytest.approx(np.repeat(capacity[:, :1], 5, axis=1))
