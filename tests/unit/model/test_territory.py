import numpy as np
import pytest
from pydantic import ValidationError

from cogov.model.territory import lay_out, name_key, places
from cogov.model.world import CityLayout, Place


def place(district: str, name: str, *, kind: str = "urban", grids: int = 1, residents: int = 10) -> Place:
    return Place(district=district, kind=kind, name=name, grids=grids, residents=residents)


@pytest.fixture
def listed() -> CityLayout:
    return CityLayout(
        places=(
            place("North", "Lake", grids=3, residents=11),
            place("South", "Mill", kind="rural", grids=2, residents=4),
            place("North", "Hill", grids=1, residents=5),
        )
    )


def test_counts_of_the_default_city():
    territory = lay_out(CityLayout())
    assert (territory.districts, territory.communities, territory.grids, territory.citizens) == (
        3,
        12,
        48,
        2880,
    )
    assert territory.rural.tolist() == [False] * 8 + [True] * 4
    assert territory.district_start.tolist() == [0, 4, 8, 12]


def test_communities_of_a_district_are_brought_together(listed):
    territory = lay_out(listed)
    assert territory.district_names == ("North", "South")
    assert territory.community_names == ("Lake", "Hill", "Mill")
    assert territory.district_of.tolist() == [0, 0, 1]
    assert territory.district_start.tolist() == [0, 2, 3]
    assert territory.rural.tolist() == [False, False, True]


def test_places_are_slices(listed):
    territory = lay_out(listed)
    assert territory.grid_start.tolist() == [0, 3, 4, 6]
    assert territory.home_of.tolist() == [0, 0, 0, 1, 2, 2]
    assert territory.residents.tolist() == [11, 5, 4]
    assert territory.citizen_start.tolist() == [0, 11, 16, 20]
    assert territory.resident_start[territory.grid_start].tolist() == territory.citizen_start.tolist()


def test_the_first_grids_have_the_residents_that_do_not_divide(listed):
    assert np.diff(lay_out(listed).resident_start).tolist() == [4, 4, 3, 5, 2, 2]


def test_keys_hang_on_names_alone(listed):
    alone = lay_out(CityLayout(places=(listed.places[1],)))
    among = lay_out(listed)
    assert alone.district_key[0] == among.district_key[1] == name_key("South")
    assert alone.community_key[0] == among.community_key[2] == name_key("South/Mill")
    assert alone.grid_key.tolist() == among.grid_key[4:].tolist()


def test_all_keys_of_a_city_differ():
    territory = lay_out(CityLayout(urban_districts=30, communities_per_district=30))
    keys = [*territory.district_key, *territory.community_key, *territory.grid_key]
    assert len(set(keys)) == len(keys)


def test_the_key_of_a_name_is_fixed():
    assert int(name_key("城关镇")) == int.from_bytes(bytes.fromhex("992427fec8c9cfc2"), "little")


def test_a_list_of_places_takes_the_place_of_counts(listed):
    assert places(listed) == listed.places
    assert len(places(CityLayout())) == 12


def test_a_grid_needs_a_resident():
    with pytest.raises(ValidationError, match="cannot people"):
        place("North", "Lake", grids=3, residents=2)


@pytest.mark.parametrize("name", ["", "a" * 81, "a/b", "a\\b", "a\nb", "a\x7fb", "a\u202eb", "a\u2066b"])
def test_hostile_names_are_refused(name):
    with pytest.raises(ValidationError):
        place("North", name)


def test_a_city_needs_a_district():
    with pytest.raises(ValidationError, match="at least one"):
        CityLayout(urban_districts=0, rural_counties=0)


def test_a_place_listed_twice_is_refused():
    place = {"district": "d", "kind": "urban", "name": "c", "grids": 1, "residents": 3}
    with pytest.raises(ValueError, match="listed more than once: 'c' of 'd'"):
        lay_out(CityLayout.model_validate({"places": [place, place]}))
