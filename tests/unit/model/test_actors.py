"""The contract that every kind of actor keeps; each kind's test class inherits it and says what is its own."""

import inspect
import json
import pickle

import mesa
import numpy as np
import pytest

from cogov.model import (
    Citizen,
    Enterprise,
    GovernanceModel,
    GovernmentAgency,
    MassOrganisation,
    PartyBranch,
    SelfGoverningGroup,
    SocialOrganisation,
)
from cogov.model.actors import BY_KIND
from cogov.model.actors.actor import Actor, ColumnAttribute
from cogov.model.processes.neighbours import average_neighbours
from cogov.model.processes.volunteer import mobilisation
from cogov.model.state import NEVER, Count, Kind
from cogov.model.world import DOMAINS


@pytest.fixture(scope="module")
def lived(settings_of, coordinated):
    """A small city under every institution after ten weeks; its tests read, and put back what they change."""
    model = GovernanceModel(settings_of(coordinated))
    for _ in range(10):
        model.step()
    return model


class ActorContract:
    """What all kinds of actor have in common.

    A kind's class gives `actor` (its class), `per` ("community", "district" or "resident"), and `number` of them there
    in the small city, which has three communities in two districts.
    """

    actor: type[Actor]
    per: str
    number: int

    @pytest.fixture
    def agents(self, lived):
        return lived.agents_by_type[self.actor]

    def held(self) -> dict[str, ColumnAttribute]:
        return {
            name: value
            for cls in self.actor.__mro__
            for name, value in vars(cls).items()
            if isinstance(value, ColumnAttribute)
        }

    def readable(self) -> list[str]:
        """Names of all public attributes and properties of the kind itself, Mesa's apart."""
        return [
            name
            for cls in self.actor.__mro__
            if issubclass(cls, Actor)
            for name, value in vars(cls).items()
            if not name.startswith("_") and isinstance(value, (ColumnAttribute, property)) and name != "city"
        ]

    def test_it_is_a_mesa_agent_registered_under_its_type(self, lived, agents):
        assert issubclass(self.actor, mesa.Agent)
        assert all(type(agent) is self.actor for agent in agents)
        assert set(agents) <= set(lived.agents)
        assert len({agent.unique_id for agent in agents}) == len(agents)

    def test_there_are_as_many_as_the_settings_say(self, agents):
        assert len(agents) == self.number

    def test_every_row_has_one_agent(self, lived, agents):
        rows = sorted(agent.row for agent in agents)
        if self.actor.kind is Kind.CITIZEN:
            assert rows == list(range(lived.city.territory.citizens))
        else:
            assert rows == np.flatnonzero(lived.city.organisations.kind == self.actor.kind).tolist()

    def test_its_word_is_chinese_and_it_says_what_it_does(self):
        assert self.actor.word
        assert all("一" <= letter <= "鿿" for letter in self.actor.word)
        assert inspect.getdoc(self.actor)
        assert self.actor.__doc__
        assert inspect.getmodule(self.actor).__doc__
        for name in self.readable():
            assert getattr(self.actor, name).__doc__, name

    def test_reading_reads_the_column(self, lived, agents):
        for name, held in self.held().items():
            column = getattr(getattr(lived.city, held.table), held.column)
            for agent in agents:
                value = column[agent.row]
                assert getattr(agent, name) == (tuple(value.tolist()) if value.ndim else value.item()), name

    def test_writing_writes_the_column_and_nothing_else(self, lived, agents):
        agent = agents[-1]
        for name, held in self.held().items():
            column = getattr(getattr(lived.city, held.table), held.column)
            before, old = column.copy(), getattr(agent, name)
            new = (0.4, 0.3, 0.2, 0.1, 0.0) if isinstance(old, tuple) else (not old if isinstance(old, bool) else 0.123)
            setattr(agent, name, new)
            assert getattr(agent, name) == new, name
            changed = np.any(np.atleast_2d((column != before).T), axis=0)
            assert changed.nonzero()[0].tolist() == [agent.row], name
            setattr(agent, name, old)
            assert (column == before).all(), name

    def test_two_views_on_a_row_never_disagree(self, lived, agents):
        twin = self.actor.__new__(self.actor)
        twin.model, twin.row = lived, agents[0].row
        for name in self.readable():
            assert getattr(twin, name) == getattr(agents[0], name), name

    def test_it_holds_no_state_of_its_own(self, agents):
        for agent in agents:
            own = set(vars(agent)) - {"model", "unique_id", "pos", "row"}
            assert {name for name in own if not name.startswith("_mesa")} == set()

    def test_all_it_shows_can_be_written_as_json(self, agents):
        for agent in agents:
            shown = {name: getattr(agent, name) for name in self.readable()}
            assert json.loads(json.dumps(shown)).keys() == shown.keys()
            json.dumps(shown, allow_nan=False)

    def test_shares_lie_in_their_range(self, agents):
        for name, held in self.held().items():
            for agent in agents:
                values = np.atleast_1d(getattr(agent, name))
                assert (values >= 0.0).all(), name
                assert (values <= 1.0 + 1e-12).all(), name
                if "priorities" in held.column or "priority" in held.column:
                    assert values.sum() == pytest.approx(1.0), name

    def test_it_acts_where_it_belongs(self, lived, agents):
        territory = lived.city.territory
        for agent in agents:
            where = agent.communities
            assert where
            if self.per == "district":
                assert where == tuple(np.flatnonzero(territory.district_of == agent.district).tolist())
            else:
                assert len(where) == 1
        reached = {c for agent in agents for c in agent.communities}
        assert reached == set(range(territory.communities))

    def test_it_survives_pickling(self, lived, agents):
        again = pickle.loads(pickle.dumps(lived)).agents_by_type[self.actor]
        assert len(again) == len(agents)
        for one, other in zip(again, agents, strict=True):
            assert one.unique_id == other.unique_id
            assert {name: getattr(one, name) for name in self.readable()} == {
                name: getattr(other, name) for name in self.readable()
            }

    def test_disabling_the_kind_takes_it_out_of_the_life_of_the_city(self, settings_of, coordinated):
        off = {"world": {"actors": {self.actor.kind.name.lower(): {"enabled": False}}}}
        model = GovernanceModel(settings_of(coordinated, off), check=True)
        while model.running:
            model.step()
        self.check_disabled(model)

    def check_disabled(self, model):
        assert self.actor not in model.agents_by_type
        assert (model.city.organisations.kind != self.actor.kind).all()
        assert model.city.work.by_kind[self.actor.kind] == 0.0

    def test_it_knows_whether_it_acts(self, agents):
        assert all(agent.enabled for agent in agents)


class OrganisationContract(ActorContract):
    """What the six kinds of organisation have in common beyond that."""

    def test_partners_are_the_others_that_serve_its_communities(self, lived, agents):
        territory, organisations = lived.city.territory, lived.city.organisations
        for agent in agents:
            partners = []
            for o in range(len(organisations)):
                c, d = organisations.community[o], organisations.district[o]
                serves = {int(c)} if c >= 0 else set(np.flatnonzero(territory.district_of == d).tolist())
                if o != agent.row and serves & set(agent.communities):
                    partners.append(o)
            assert agent.partners == tuple(partners)

    def test_means_and_effort_by_resource(self, lived, agents):
        organisations = lived.city.organisations
        for agent in agents:
            assert list(agent.capacity) == list(agent.effort) == ["political", "administrative", "economic", "social"]
            assert list(agent.capacity.values()) == organisations.capacity[agent.row].tolist()
            assert list(agent.effort.values()) == organisations.effort[agent.row].tolist()
        assert sum(sum(agent.capacity.values()) for agent in agents) > 0.0

    def test_home_and_district(self, lived, agents):
        for agent in agents:
            assert (agent.home is None) == (self.per == "district")
            assert all(lived.city.territory.district_of[c] == agent.district for c in agent.communities)

    def test_numbers_in_the_settings_are_followed(self, settings_of):
        change = {"world": {"actors": {self.actor.kind.name.lower(): {"number": 3}}}}
        model = GovernanceModel(settings_of(change), register_citizens=False)
        places = {"community": 3, "district": 2}[self.per]
        domains = 5 if self.actor.kind is Kind.GOVERNMENT else 1
        assert len(model.agents_by_type[self.actor]) == 3 * places * domains

    def test_willingness_begins_as_the_settings_say(self, settings_of):
        change = {"world": {"actors": {self.actor.kind.name.lower(): {"willingness": 0.321}}}}
        model = GovernanceModel(settings_of(change), register_citizens=False)
        for agent in model.agents:
            assert (agent.willingness == 0.321) == (type(agent) is self.actor)


class TestPartyBranch(OrganisationContract):
    actor, per, number = PartyBranch, "community", 3

    def test_it_reads_cohesion_and_leads_by_it(self, lived, agents):
        for branch in agents:
            (c,) = branch.communities
            assert branch.cohesion == lived.city.communities.cohesion[c]
            assert branch.lead == pytest.approx(0.8 * branch.cohesion)

    def test_it_counts_the_members_of_its_community(self, lived, agents):
        members = lived.city.citizens.party_member.reshape(3, 24).sum(axis=1)
        assert [branch.members for branch in agents] == members.tolist()


class TestGovernmentAgency(OrganisationContract):
    actor, per, number = GovernmentAgency, "district", 10

    def test_there_is_one_for_each_domain_and_district(self, agents):
        found = [(agency.district, agency.domain) for agency in agents]
        assert found == [(d, domain) for d in (0, 1) for domain in DOMAINS]


class TestSelfGoverningGroup(OrganisationContract):
    actor, per, number = SelfGoverningGroup, "community", 3

    def test_it_reads_what_its_community_has_agreed(self, lived, agents):
        for committee in agents:
            (c,) = committee.communities
            assert committee.consensus == lived.city.communities.consensus[c]
            assert committee.pledge == lived.city.communities.pledge[c]
            assert committee.agenda == tuple(lived.city.communities.agenda[c])


class TestEnterprise(OrganisationContract):
    actor, per, number = Enterprise, "community", 6


class TestMassOrganisation(OrganisationContract):
    actor, per, number = MassOrganisation, "district", 2

    def test_it_calls_as_far_as_its_burden_leaves_it_hours(self, lived, agents):
        for union in agents:
            assert union.call == union.willingness * (1.0 - union.burden)
            assert set(mobilisation(lived.city)[list(union.communities)]) == {union.call}


class TestSocialOrganisation(OrganisationContract):
    actor, per, number = SocialOrganisation, "community", 6


class TestCitizen(ActorContract):
    actor, per, number = Citizen, "resident", 72

    def check_disabled(self, model):
        """Citizens live on, but neither come to meetings nor volunteer; the agents know."""
        assert len(model.agents_by_type[Citizen]) == 72
        assert not any(citizen.enabled for citizen in model.agents_by_type[Citizen])
        assert (model.city.citizens.took_part == NEVER).all()
        assert not model.city.citizens.volunteered.any()
        assert model.city.ledger.counts[:, Count.MEETINGS].sum() == 0
        assert (model.city.communities.attendance == 0.0).all()
        assert model.city.work.by_kind[Kind.CITIZEN] == 0.0

    def test_she_lives_in_a_grid_of_a_community(self, agents):
        assert [citizen.grid for citizen in agents] == [row // 12 for row in range(72)]
        assert [citizen.community for citizen in agents] == [row // 24 for row in range(72)]

    def test_she_has_the_eight_neighbours_that_the_kernels_average(self, lived, agents):
        city = lived.city
        values, out = np.random.default_rng(1).random(72), np.empty(72)
        average_neighbours(values, city.territory.citizen_start, city.citizens.near, city.citizens.far, out)
        for citizen in agents:
            assert len(citizen.neighbours) == 8
            assert out[citizen.row] == pytest.approx(values[list(citizen.neighbours)].mean())

    def test_she_is_linked_where_links_reach_her_household(self, lived, agents):
        linked = np.array([citizen.linked for citizen in agents])
        assert linked.tolist() == (lived.city.citizens.link_rank < 0.8).tolist()
        assert linked.reshape(6, 12).mean(axis=1) == pytest.approx(lived.city.grids.linked)

    def test_her_type_of_contributor_is_a_word(self, lived, agents):
        words = ["conditional", "free_rider", "hump_shaped", "other"]
        assert [citizen.contributor for citizen in agents] == [words[k] for k in lived.city.citizens.contributor]


def test_there_is_a_test_for_every_kind():
    tested = {cls.actor for cls in globals().values() if isinstance(cls, type) and hasattr(cls, "actor")}
    assert {actor.kind for actor in tested} == set(Kind)
    assert tested == {*BY_KIND.values(), Citizen}
    assert len({actor.word for actor in tested}) == 7
