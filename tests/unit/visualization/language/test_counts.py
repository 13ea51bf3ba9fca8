"""Every sentence that counts something is English for none, one and two of it."""

from __future__ import annotations

import re

import pytest

from cogov.model import message as model
from cogov.scenarios import message as scenarios
from cogov.visualization.browser import translations as browser
from cogov.visualization.language import translations as language

CATALOGUES = {
    "wording": language.words("en").lines,
    "browser": browser.words("en").lines,
    "messages": model.load_sentences(scenarios.MESSAGES, "en"),
    "model": model.load_sentences(model.MESSAGES, "en"),
}
FORMS = re.compile(r"\[\[(\w+)\?.*?\|.*?\]\]")
PLACE = re.compile(r"\{(\w+)\}")
NOUNS = [
    "agent", "case", "cell", "change", "column", "community|communities", "comparison", "connection", "draw", "factor",
    "file", "grid", "indicator", "kernel", "key", "kind", "level", "line", "minute", "mistake", "option", "pair",
    "parameter", "part", "person", "phone", "picture", "place", "player", "point", "policy|policies", "problem",
    "region", "replicate", "request", "resample", "resident", "row", "run", "scenario", "seed", "setting", "shard",
    "state", "target", "trial", "unit", "value", "vote", "week", "year",
]  # fmt: skip
ONE, MANY = ({word.split("|")[0] for word in NOUNS}, {word.split("|")[-1].removesuffix("s") + "s" for word in NOUNS})
ADJECTIVE = "(?:(?:paired|unpaired|compiled|headline|separate|held-out|Dask) )?"
ONE_OF_MANY = re.compile(rf"(?<![\w.])1 {ADJECTIVE}({'|'.join(sorted(MANY))})\b")
MANY_OF_ONE = re.compile(rf"(?<![\w.])(?:0|2) {ADJECTIVE}({'|'.join(sorted(ONE))})\b")
MEASURED = {
    "change",
    "effectiveness",
    "factor",
    "gap",
    "mean",
    "official",
    "size",
    "sum",
    "total",
    "after",
    "before",
    "capacity",
}
"""Places of numbers with decimals: 1.0 points is English."""

NEVER_ONE = {
    "finding.higher": "n", "finding.lower": "n", "finding.not_shown": "n", "finding.suggested": "n",
    "story.sure": "n", "story.more_runs": "n",  # an interval rests on two pairs at least
    "serving.files_few": "files", "serving.files_none": "files",  # the interpreter itself has more
    "toml.deep_key": "most", "scenario.long_chain": "most", "run.lengths": "one",  # bounds, and a name
    "sweep.luck": "saving", "status.rate": "rate",  # with a decimal
    "regress.dry": "bytes", "serving.reach.every": "port", "regress.parting.seen_more": "indicators",
    **{f"regress.exercise.{what}": "of" for what in ("branches", "rules", "levels", "once", "numbers", "indicators")},
}  # fmt: skip


def counted():
    for catalogue, lines in CATALOGUES.items():
        for key, line in lines.items():
            for place in sorted({*PLACE.findall(line), *FORMS.findall(line)} - MEASURED):
                if NEVER_ONE.get(key) != place:
                    yield pytest.param(line, place, id=f"{catalogue}:{key}:{place}")


def say(line, place, number):
    values = dict.fromkeys({*PLACE.findall(line), *FORMS.findall(line)}, "…") | {place: str(number)}
    return language.Words("en", {"": line})("", **values)


@pytest.mark.parametrize(("line", "place"), list(counted()))
def test_a_sentence_for_none_one_and_two(line, place):
    assert not ONE_OF_MANY.search(say(line, place, 1))
    for number in (0, 2):
        assert not MANY_OF_ONE.search(say(line, place, number))


def test_what_is_seen_of_a_sentence_is_its_noun():
    assert ONE_OF_MANY.search(say("over {n} paired runs", "n", 1))
    assert not ONE_OF_MANY.search(say("over {n} paired [[n?run|runs]]", "n", 1))
    assert MANY_OF_ONE.search(say("over {n} paired run", "n", 2))
