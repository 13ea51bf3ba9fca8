import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.experiments.explanation.pieces import Piece, combine, find_pieces
from cogov.experiments.explanation.settings_diff import levers
from cogov.model.institutions import INSTITUTIONS
from cogov.model.parameters.rules import Rules
from cogov.scenarios import load

BEFORE = load("fragmented").settings
FLOOD = ['events=[{week = 4, surge = {types = ["safety"], factor = 3.0, weeks = 2}}]', "behaviour.work.fungible=0.2"]
AFTER = load("synergy", changes=FLOOD).settings
UNITS = ("section", "institution")


def test_every_lever_belongs_to_exactly_one_institution():
    owned = [lever.path for institution in INSTITUTIONS for lever in institution.levers]
    assert sorted(owned) == sorted(lever.path for lever in levers(Rules(), "rules"))


@pytest.mark.parametrize("unit", UNITS)
def test_all_pieces_put_in_make_the_city_after_and_none_the_city_before(unit):
    pieces = find_pieces(BEFORE, AFTER, unit)
    assert len(pieces) == len(set(pieces)) > 5
    assert {"events", "behaviour"} <= {piece.key for piece in pieces}
    assert combine(BEFORE, AFTER, pieces) == AFTER
    assert combine(BEFORE, AFTER, ()) == BEFORE


def test_a_piece_changes_its_own_levers_alone():
    only = combine(BEFORE, AFTER, [Piece("institution.hotline")])
    assert only.rules.mechanism.hotline == AFTER.rules.mechanism.hotline != BEFORE.rules.mechanism.hotline
    assert find_pieces(BEFORE, only, "institution") == (Piece("institution.hotline"),)


def test_another_world_is_one_piece_with_what_happens_in_it():
    other = load(
        "fragmented",
        changes=["world.city.persons_per_grid=900", "world.city.rural_counties=0", *FLOOD],
    ).settings  # fmt: skip
    assert find_pieces(BEFORE, other) == (Piece("city"),)
    assert combine(BEFORE, other, [Piece("city")]) == other


@given(st.sampled_from(UNITS), st.data())
def test_pieces_can_be_put_in_in_any_order(unit, data):
    pieces = find_pieces(BEFORE, AFTER, unit)
    chosen = data.draw(st.sets(st.sampled_from(pieces)))
    half = combine(BEFORE, AFTER, chosen)
    assert set(find_pieces(half, AFTER, unit)) == set(pieces) - chosen
    assert set(find_pieces(BEFORE, half, unit)) == chosen
