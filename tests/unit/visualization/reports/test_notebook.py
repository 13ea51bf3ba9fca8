"""How records look in a notebook: short, telling, with units, and without a stranger's markup."""

from html.parser import HTMLParser

import pytest

from cogov.experiments import analyse, indicators, multiplier
from cogov.experiments.sweeps.sweep import sweep
from cogov.model import INDICATORS

STUDY = {
    "study": {"name": "small", "scenario": "fragmented", "question": {"en": "<b>Which?</b>", "zh": "哪个？"}},
    "settings": {
        "run": {"weeks": 20},
        "world": {
            "city": {
                "streets_per_district": 1,
                "communities_per_street": 1,
                "townships_per_county": 1,
                "villages_per_township": 1,
                "agents_per_grid": 10,
            }
        },
    },
    "design": {"method": "grid"},
    "levers": {
        "lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 1.0]},
        "joined": {"key": "rules.mechanism.strength", "values": [0.0, 0.5]},
    },
    "seeds": {"replicates": 3},
}


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data + " "


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("COGOV_LANG", "en")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return sweep(STUDY, out=tmp_path_factory.mktemp("notebook") / "r", serial=True)


def test_a_comparison_shows_what_it_says_with_units_and_intervals(comparison, hostile, monkeypatch):
    assert repr(comparison) == "<Comparison fragmented, synergy, flood: 3 seeds from 1, 60 weeks>"
    read = Reader(comparison._repr_html_())
    assert read.tags == {"p", "b", "table", "thead", "tbody", "tr", "th", "td"}
    for word in ("more paired runs are needed", "Effectiveness, points", "Coordination cost, share", " pp ", "95 %"):
        assert word in read.text
    monkeypatch.setenv("COGOV_LANG", "zh")
    assert "治理效能" in Reader(comparison._repr_html_()).text
    assert Reader(hostile._repr_html_()).tags == read.tags
    assert "\x1b" not in repr(hostile) + hostile._repr_html_()


def test_a_multiplier_shows_its_verdict(tiny):
    found = multiplier("synergy", players="rules", replicates=2, weeks=4, changes=tiny, controls=False)
    assert repr(found).endswith("goals, resources, mechanism; 2 seeds from 1, 4 weeks; not shown>")
    read = Reader(found._repr_html_())
    assert "too few" in read.text
    assert "As given" in read.text


def test_results_and_a_finding_show_themselves(results):
    assert repr(results) == "<Results small: 12 of 12 runs, 4 points × 3 replicates>"
    read = Reader(results._repr_html_())
    assert "<b>Which?</b>" in read.text
    assert "12 of 12 runs have a result" in read.text
    found = analyse(results)
    assert repr(found).startswith("<Finding effects of effectiveness in small: ")
    read = Reader(found._repr_html_())
    assert {"svg", "table"} <= read.tags
    assert "Effectiveness, points" in read.text


def test_indicators_tell_units_and_meanings():
    frame = indicators()
    assert list(frame.index) == [each.name for each in INDICATORS]
    assert set(frame["unit"]) == {"points", "share", "index", "issues", "issues/week", "weeks"}
    for name in frame.index[frame["unit"] == "share"]:
        assert (frame.loc[name, "low"], frame.loc[name, "high"]) == (0.0, 1.0)
    assert "above effectiveness where that share is the higher" in frame.loc["effectiveness_with_cost", "meaning"]
