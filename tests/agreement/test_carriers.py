"""Who carries a rule is declared once: both editions read it there."""

import numpy as np
import pytest

from cogov.model.engine.gates import list_gates
from cogov.model.engine.levers import Levers
from cogov.model.institution import COMMITTEE, GOVERNMENT, Carrier
from cogov.model.institutions import BY_NAME
from cogov.model.parameters.places import COMMUNITY

from .comparing import agree
from .editions import EDITIONS, SMALL, disable, settle

DOSED = {"rules": {"party_building": {"vanguard": 0.7}, "law": {"service": 0.6}, "goals": {"rule": "party_led",
         "strength": 0.5}}}  # fmt: skip


def carry(name: str, **declared: object) -> None:
    """Declare other carriers of a rule, in its own declaration."""
    for field, value in declared.items():
        object.__setattr__(BY_NAME[name], field, value)
    list_gates.cache_clear()


@pytest.fixture
def _as_declared():
    before = {name: (rule.carriers, rule.by_word) for name, rule in BY_NAME.items()}
    yield
    for name, (carriers, by_word) in before.items():
        carry(name, carriers=carriers, by_word=by_word)


def lever(edition: str, settings, column: Levers) -> np.ndarray:
    """Return a lever in force in the rows of communities, after a week."""
    city = EDITIONS[edition](settings)
    city.step()
    found = city.read()
    return found["place.levers"][found["place.tier"] == COMMUNITY, column]


@pytest.mark.usefixtures("_as_declared")
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("name", "column", "declared", "missing"),
    [
        ("vanguard", Levers.VANGUARD, {"carriers": (COMMITTEE,)}, "self_governing"),
        ("legal_service", Levers.LAW, {"carriers": (GOVERNMENT, COMMITTEE)}, "self_governing"),
        ("common_goals", Levers.GOALS_STRENGTH, {"by_word": {"party_led": (GOVERNMENT,)}}, "government"),
    ],
)
def test_rule_whose_declared_carrier_changes_is_off_without_the_new_one(edition, name, column, declared, missing):
    settings = settle(SMALL, DOSED, disable(missing))
    assert (lever(edition, settings, column) > 0.0).all()
    carry(name, **declared)
    assert (lever(edition, settings, column) == 0.0).all()
    assert (lever(edition, settle(SMALL, DOSED), column) > 0.0).all()


@pytest.mark.usefixtures("_as_declared")
def test_editions_agree_under_other_declarations():
    carry("vanguard", carriers=(COMMITTEE, Carrier.CENTRE))
    carry("common_goals", by_word={"party_led": (GOVERNMENT, COMMITTEE)})
    for missing in ((), ("self_governing",), ("government",), ("party",)):
        assert agree(settle(SMALL, DOSED, disable(*missing)), 6).weeks == 6
