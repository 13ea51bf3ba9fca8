"""How a suite stands to a baseline: what can be compared as it was, and how the suite was changed since.

A scenario whose settings differ is not refused: it is compared too, under a heading of its own, since whoever changed
it wants to know what that makes. It says nothing of the code, so that it is neither a pass nor an alarm, and it keeps
no other scenario from being compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...scenarios.message import Enumeration, message
from .baseline import AGAIN, Baseline, NotComparable, own_definitions, parameters
from .measures import NAMES
from .suite import Suite
from .suite_form import LEAST

MOST = 20
"""Lines of one scenario that tell how its settings differ."""


@dataclass(frozen=True)
class Standing:
    """How a suite stands to a baseline.

    Attributes
    ----------
    suite : Suite
        As it is compared: with the seeds that both have.
    baseline : Baseline
        With the same seeds.
    kept, moved : tuple of str
        Scenarios whose settings are as they were, and those of the baseline whose settings are not.
    declared : tuple of str
        How the suite was changed, in lines.
    uncompared : tuple of str
        Indicators that the baseline does not have.
    gone : tuple of str
        Indicators of the baseline that the model does not have any more.
    notices : tuple of str
        What is worth knowing and no change.
    """

    suite: Suite
    baseline: Baseline
    kept: tuple[str, ...]
    moved: tuple[str, ...]
    declared: tuple[str, ...]
    uncompared: tuple[str, ...]
    gone: tuple[str, ...]
    notices: tuple[str, ...]


def standing(suite: Suite, baseline: Baseline, how: str = "") -> Standing:
    """Return how a suite stands to a baseline.

    Raises
    ------
    NotComparable
        If they have too few seeds, or no scenario, in common.
    """
    declared: list[str] = []
    notices: list[str] = []
    if baseline.name != suite.name:
        declared.append(message("standing.other_suite", old=baseline.name, new=suite.name))
    common = tuple(seed for seed in suite.seeds if seed in set(baseline.seeds))
    if tuple(baseline.seeds) != suite.seeds:
        declared.append(
            message(
                "standing.seeds",
                count=len(baseline.seeds),
                first=baseline.seeds[0],
                own_count=len(suite.seeds),
                own_first=suite.seeds[0],
            )
        )
    theirs = [*next(iter(baseline.values.values()), {})]
    kept: list[str] = []
    moved: list[str] = []
    declared += [message("standing.gone", name=name) for name in baseline.values if name not in suite.scenarios]
    for name, scenario in suite.scenarios.items():
        if name not in baseline.values:
            declared.append(message("standing.not_in", name=name))
            continue
        before, after = baseline.parameters.get(name, {}), parameters(scenario.settings)
        lines = [
            message("standing.was_is", scenario=name, key=key, old=repr(before[key]), new=repr(after[key]))
            if key in after
            else message("standing.was_gone", scenario=name, key=key, old=repr(before[key]))
            for key in before
            if after.get(key, _GONE) != before[key]
        ]
        if before and (added := [key for key in after if key not in before]):
            notices.append(message("standing.unknown", scenario=name, keys=Enumeration(added[:8])))
        declared += lines[:MOST] + (
            [message("standing.more", scenario=name, count=len(lines) - MOST)] if len(lines) > MOST else []
        )
        (moved if lines else kept).append(name)
    if len(common) < LEAST or not (kept or moved):
        what = declared or [message("standing.none_common")]
        again = message("baseline.again", command=AGAIN.format(suite=how))
        raise NotComparable(
            message("standing.not_comparable", name=suite.baseline.name, lines=indent(what), again=again)
        )
    now = own_definitions(suite)
    other = {word for word in suite.own if word in theirs and baseline.own.get(word) != now[word]}
    notices += [message("standing.other_outcome", name=word) for word in sorted(other)]
    uncompared = tuple(word for word in suite.indicators if word not in theirs or word in other)
    fresh = tuple(word for word in uncompared if word not in other)
    if len(fresh) == 1:
        notices.append(message("standing.new_indicator", name=fresh[0]))
    elif fresh:
        notices.append(
            message(
                "standing.new_indicators",
                count=len(fresh),
                names=Enumeration(fresh),
                command=message("baseline.again", command=AGAIN.format(suite=how)),
            )
        )
    if suite.named:
        notices.append(message("standing.named", count=len(suite.named), all=len(NAMES)))
    fitted = replace(suite, seeds=common, replicates=min(suite.replicates, len(common)))
    return Standing(
        fitted if common != suite.seeds else suite,
        _with_seeds(baseline, common),
        tuple(kept),
        tuple(moved),
        tuple(declared),
        uncompared,
        tuple(word for word in theirs if word not in suite.indicators),
        tuple(notices),
    )


def comparable(suite: Suite, baseline: Baseline, how: str = "") -> list[str]:
    """Return what is new and does not matter.

    Raises
    ------
    NotComparable
        If the suite was changed at all: what is to be proved is proved of a suite as it stands.
    """
    result = standing(suite, baseline, how)
    if result.declared:
        again = message("baseline.again", command=AGAIN.format(suite=how))
        raise NotComparable(
            message("standing.not_as_stands", name=suite.baseline.name, lines=indent(result.declared), again=again)
        )
    return [*result.notices]


def indent(lines: Iterable[str]) -> Enumeration:
    """Return lines below a heading."""
    return Enumeration((message("value.indented", line=line) for line in lines), "\n", "\n")


def _with_seeds(baseline: Baseline, seeds: tuple[int, ...]) -> Baseline:
    """Return a baseline with some of its seeds."""
    if tuple(baseline.seeds) == seeds:
        return baseline
    places = [baseline.seeds.index(seed) for seed in seeds]
    return baseline.model_copy(
        update={
            "seeds": seeds,
            "values": {
                name: {word: tuple(each[place] for place in places) for word, each in result.items()}
                for name, result in baseline.values.items()
            },
            "digests": {name: tuple(each[place] for place in places) for name, each in baseline.digests.items()},
            "courses": {name: tuple(each[place] for place in places) for name, each in baseline.courses.items()},
            # Marks are of the first seed.
            "marks": baseline.marks if baseline.seeds[0] == seeds[0] else {},
        }
    )


_GONE = object()
