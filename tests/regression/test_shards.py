"""A suite in parts gives, joined, the very answer of the suite in one."""

import json

import pytest

from .conftest import SUITE

OF = 3


def answer(text):
    found = json.loads(text)
    for key in ("provenance", "baseline"):
        del found[key]
    return found


def parts(cogov):
    for number in range(1, OF + 1):
        cogov("--shard", f"{number}/{OF}", "--out", f"parts/{number}")


@pytest.mark.parametrize(("change", "code"), [("same", 0), ("luck", 0), ("trust", 1)])
def test_parts_joined_give_the_answer_of_one_run(cogov, monkeypatch, change_weeks, lose_trust, change, code):
    if change == "luck":
        change_weeks(luck=1000)
    elif change == "trust":
        lose_trust()
    whole = answer(cogov("--json", code=code).out)
    parts(cogov)
    made = []
    outcomes = "cogov.experiments.regression.journal.run_many"
    from cogov.experiments.regression.journal import run_many as really

    monkeypatch.setattr(outcomes, lambda cases, **rest: made.extend(cases) or really(cases, **rest))
    assert answer(cogov("--merge", "parts", "--json", code=code).out) == whole
    assert not made, "nothing is run again"
    assert whole["seeds"] == (12 if change == "luck" else 8) or change == "trust"


def test_what_a_part_had_no_reason_to_run_is_run_by_the_join(cogov, town, change_weeks):
    """Only one scenario differs, so that some parts see nothing that would need a second stage."""
    adapted = SUITE.replace('"synergy"', '"mine"')
    (town / "mine.toml").write_text('schema_version = 2\n[scenario]\nextends = "synergy"\n')
    (town / "town.toml").write_text(adapted)
    cogov("--update", "--reason", "mine")

    def stir(simulation):
        """Let luck be another from the fourth week on, where goals are drawn together."""
        if simulation.settings.rules.goals.strength > 0.0 and simulation.week == 4:
            simulation.seed += 1000

    change_weeks(stir)
    whole = answer(cogov("--json").out)
    assert whole["seeds"] == 12
    for number in range(1, 17):
        cogov("--shard", f"{number}/16", "--out", "parts")
    files = [json.loads(path.read_text("utf-8")) for path in (town / "parts").iterdir()]
    assert {len(each["results"]) for each in files} == {1}, "no part has a share of the second stage and a difference"
    assert answer(cogov("--merge", "parts", "--json").out) == whole


def test_parts_that_cannot_be_joined_are_refused_with_all_that_is_wrong(cogov, town):
    assert "has no parts of a suite" in cogov("--merge", "parts", code=2).err
    parts(cogov)
    one, two, three = (next((town / "parts" / str(number)).iterdir()) for number in (1, 2, 3))
    (town / "parts" / "copy.shard.json").write_bytes(one.read_bytes())
    two.write_text(two.read_text("utf-8").replace('"town"', '"city"', 1), "utf-8")
    three.unlink()
    told = cogov("--merge", "parts", "--junit", "r.xml", code=2).err
    assert "is part 1 once more, as" in told
    assert "its digest does not fit" in told
    assert "part 2, 3 of 3 is missing" in told
    assert not (town / "r.xml").exists()


def test_parts_of_another_suite_are_refused(cogov, town):
    parts(cogov)
    (town / "town.toml").write_text(SUITE.replace("run.weeks=16", "run.weeks=15"))
    assert "is of another state of: suite" in cogov("--merge", "parts", code=2).err


def test_a_part_that_fails_leaves_none_of_an_earlier_run(cogov, town):
    parts(cogov)
    cogov("--shard", f"2/{OF}", "--out", "parts/2", "--time-limit", 0, code=4)
    assert "part 2 of 3 is missing" in cogov("--merge", "parts", code=2).err


@pytest.mark.parametrize("word", ["0/3", "4/3", "2", "2/", "1/257", "-1/3", "a/b", "１/２"])
def test_a_wrong_part_is_told(cogov, town, word):
    assert "is no part; allowed are 1/1 to 256/256" in cogov("--shard", word, "--out", "parts", code=2).err
    assert not (town / "parts").exists()


def test_options_that_do_not_go_together_are_told(cogov):
    assert "say where its file goes" in cogov("--shard", "1/2", code=2).err
    assert "belongs to --shard" in cogov("--out", "parts", code=2).err
    assert "belongs to a comparison" in cogov("--shard", "1/2", "--out", "x", "--merge", "y", code=2).err
    assert "belongs to a comparison" in cogov("--merge", "y", "--update", "--reason", "x", code=2).err
