from cogov.model import INDICATORS
from cogov.model.indicators import NAMES

SPECIFIED = """
effectiveness effectiveness_with_cost official performance_gap resolution backlog satisfaction trust participation
equity volunteering norm urban_rural_gap worst_tenth coordination_cost idle_effort goal_alignment resource_match
resource_pooling mechanism_fluency coordination_degree responsibility_assigned responsibility_delivered benefit_shared
proactive_share arrivals latent open_issues overdue weeks_to_resolution lapsed paper_closed willingness cohesion
"""


def test_every_indicator_is_declared_once_with_range_direction_and_words():
    assert len(set(NAMES)) == len(NAMES) == len(INDICATORS)
    for indicator in INDICATORS:
        assert indicator.name.isidentifier()
        assert indicator.name.islower()
        assert indicator.low < indicator.high
        assert indicator.better in (-1, 0, 1)
        assert indicator.en
        assert indicator.meaning
        assert any("一" <= letter <= "鿿" for letter in indicator.zh)
        assert any("一" <= letter <= "鿿" for letter in indicator.meaning_zh)


def test_all_indicators_of_the_specification_are_there():
    names = SPECIFIED.split()
    assert len(names) == 34
    assert set(names) <= set(NAMES)
