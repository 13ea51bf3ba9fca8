"""The meeting of section 8 of ODD; its weeks run on both editions in ``tests/agreement``."""

import pytest

from cogov.model.engine.levers import Decision
from cogov.model.engine.processes.deliberate import heard, passes


@pytest.mark.parametrize(
    ("compensation", "accepting", "unanimous", "add"),
    [(0.0, 1, False, 0.6444), (0.5, 2, False, 0.3 * 0.491 * 3 + 0.8 * 0.3 * 0.5), (1.0, 3, True, 0.4794)],
)
def test_a_meeting(compensation, accepting, unanimous, add):
    """Ten residents of one grid, three losers with thresholds .2, .4, .7; branch and committee accept."""
    plain = 0.45 * compensation + 0.3 * 0.2
    q = plain + 0.35 * heard(2.0, 1.0, 0.6)
    assert sum(threshold < q for threshold in (0.2, 0.4, 0.7)) == accepting
    yes = 7.0 + accepting + 2.0
    assert passes(yes, 12.0, float(Decision.MAJORITY), 1e-9)
    assert passes(yes, 12.0, float(Decision.TWO_THIRDS), 1e-9)
    assert passes(yes, 12.0, float(Decision.UNANIMITY), 1e-9) == unanimous
    assert 3.0 * 0.3 * (1.0 - q) + 0.8 * compensation * 0.3 == pytest.approx(add)


def test_equality_is_no_majority_and_enough_for_two_thirds_and_for_all():
    for margin in (0.0, 1e-9):
        assert not passes(2.0, 4.0, float(Decision.MAJORITY), margin)
        assert passes(2.0, 3.0, float(Decision.TWO_THIRDS), margin)
        assert passes(3.0, 3.0, float(Decision.UNANIMITY), margin)
        assert not passes(3.0, 5.0, float(Decision.TWO_THIRDS), margin)
