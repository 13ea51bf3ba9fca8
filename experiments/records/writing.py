"""What is written of records: a scenario with their issue types, targets for a calibration, and the facts.

:func:`scenario_text` is the one function that knows the form of a scenario file; a second form is a second function.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ...model.parameters.settings import SCHEMA_VERSION as FORM
from ...model.parameters.world import IssueType, default_issues
from ...scenarios.message import message
from ...scenarios.message import say as say_in
from ...scenarios.names import LONGEST
from ...scenarios.scenario import Text
from ...scenarios.toml.sanitize import scrub
from ...scenarios.writing import quote
from .arising import Arising
from .blocks import IntervalEstimate
from .facts import Fact, Facts
from .forecast import HoldOut
from .issue_types import RecordType
from .requests import RecordsFile

SCENARIO, TARGETS, FACTS = "requests.toml", "targets.toml", "facts.json"
SCHEMA_VERSION = 1

RUN_WEEKS = 156
"""Weeks of the scenario: a year to settle, and two to look at."""

FEWEST = 30
"""Requests on which a target rests at least."""

TOLERANCE = 0.01
"""Least tolerance of a target: the model is no closer to a city than that, however many requests there are."""


def moment_text(seconds: int) -> str:
    """Return a day as ISO 8601 has it."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def title_records(city: Text | None) -> Text:
    """Return the title of the scenario that records make of a city; None where they stand for themselves."""
    if city is None:
        return Text(en="City of the records", zh="诉求记录中的市域")
    en, zh = ", by its records", "（按诉求记录）"
    return Text(en=f"{city.en[: LONGEST - len(en)]}{en}", zh=f"{city.zh[: LONGEST - len(zh)]}{zh}")


def scenario_text(
    records: RecordsFile, types: Sequence[RecordType], arising: Arising, extends: str, name: str, title: Text
) -> str:
    """Return the scenario file of the issue types and arrivals of records.

    Parameters
    ----------
    records : RecordsFile
    types : sequence of RecordType
        None if records have no types: then those of the other scenario stay.
    arising : Arising
    extends : str
        The scenario of the city: a name of the library, or a file beside.
    name : str
    title : Text
    """
    return "\n".join(_scenario(records, types, arising, extends, name, title)) + "\n"


def _scenario(
    records: RecordsFile, types: Sequence[RecordType], arising: Arising, extends: str, name: str, title: Text
) -> Iterator[str]:
    about = _about(records)
    yield "# Written by cogov city requests. What records tell stands with its interval; all else is marked “assumed”."
    yield "# 由 cogov city requests 生成。记录所示的数值附区间；其余标有“假设”。"
    yield f"schema_version = {FORM}"
    yield ""
    yield "[scenario]"
    yield f"name = {quote(name)}"
    yield f"extends = {quote(extends)}"
    yield ""
    yield "[scenario.title]"
    yield f"en = {quote(title.en)}"
    yield f"zh = {quote(title.zh)}"
    yield ""
    about_zh = say_in(about, "zh")
    yield "[scenario.story]"
    yield f"en = {quote(f'Issue types and arrivals from {about}. What a type needs, and who sees to it, is assumed.')}"
    yield f"zh = {quote(f'问题类型和发生频率取自 {about_zh}。各类问题所需资源与主管部门为假设。')}"
    yield ""
    yield "[run]"
    yield f"weeks = {RUN_WEEKS}"
    yield from _arising(arising)
    if not types:
        return
    for shipped in default_issues():
        if shipped not in {each.name for each in types}:
            yield ""
            yield f"[world.issues.{shipped}]"
            yield "share = 0.0"
    for each in types:
        issue = each.issue()
        yield ""
        yield f"[world.issues.{quote(each.name)}]"
        yield f"share = {issue.share}  # {_span(each.share)}, n = {each.share.n}"
        if not each.deadline_known:
            yield "# assumed: nothing in the records sets a time / 假设：记录中没有办理时限"
        yield f"deadline_weeks = {issue.deadline_weeks}"
        yield f"# assumed: {each.assumption}"
        yield f"# 假设：{say_in(each.assumption, 'zh')}"
        yield f"domain = {quote(issue.domain)}"
        for table in ("needs", "competent"):
            inside = getattr(issue, table).model_dump().items()
            yield f"{table} = {{ {', '.join(f'{key} = {_toml(value)}' for key, value in inside)} }}"
        for key in _TAKEN:
            yield f"{key} = {getattr(issue, key)}"


_STATED = {"domain", "share", "needs", "competent", "deadline_weeks"}
_TAKEN = tuple(key for key in IssueType.model_fields if key not in _STATED)


def _toml(value: str | float) -> str:
    return quote(value) if isinstance(value, str) else str(value)


def _arising(arising: Arising) -> Iterator[str]:
    if arising.rate is None and arising.season is None and arising.burst is None:
        return
    yield ""
    yield "[behaviour.arise]"
    if arising.rate is not None:
        yield f"# assumed: {100 * arising.reported:.3g} % of the cases are reported, as in this city of the model"
        yield f"# 假设：有 {100 * arising.reported:.3g}% 的问题得到反映，与模型中的这个市域相同"
        yield f"rate = {arising.rate:.6g}"
    if arising.season is not None and arising.season_peak is not None:
        yield "# from the months of all years; week 0 of a run is the first of January"
        yield "# 由各年逐月诉求量得出；运行的第0周为1月1日"
        yield f"season = {arising.season:.4f}"
        yield f"season_peak = {arising.season_peak:.1f}"
    else:
        yield "# assumed: no season, since less than two years of records cannot tell one from a trend"
        yield "# 假设：没有季节波动，记录不足两年，无法区分季节与趋势"
        yield "season = 0.0"
    if arising.burst is not None:
        yield "# from how far weeks differ beyond chance and what season is stated; a trend counts as clustering"
        yield "# assumed: the weeks before a case is reported flatten clusters as in this city of the model"
        yield "# 由各周诉求量超出随机和上述季节波动的差异得出；趋势也计入集中爆发"
        yield "# 假设：问题得到反映之前经过的时间对集中爆发的削弱，与模型中的这个市域相同"
        yield f"burst = {arising.burst:.4f}"


def _span(estimate: IntervalEstimate) -> str:
    if not math.isfinite(estimate.low):
        return "no interval"
    return f"95 % interval {max(0.0, estimate.low):.4f} to {min(1.0, estimate.high):.4f}"


def _about(records: RecordsFile) -> str:
    requests = records.requests
    values = {
        "n": f"{len(requests):,}",
        "first": moment_text(int(requests.created[0])),
        "last": moment_text(int(requests.created[-1])),
        "digest": records.digest[:16],
    }
    return message("records.requests_sha", **values)


def find_targets(
    facts: Facts, types: Sequence[RecordType], least: int = FEWEST, *, closed_only: bool = False
) -> list[tuple[str, Fact, str]]:
    """Return the figures of records to which an indicator of the model corresponds: indicator, figure, and why.

    Parameters
    ----------
    facts : Facts
    types : sequence of RecordType
    least : int
        Requests on which a figure rests at least.
    closed_only : bool
        Whether every request of the file is closed: then it tells of no share that is closed in time.
    """
    result: list[tuple[str, Fact, str]] = []
    for fact in facts.facts:
        if fact.key == "on_time" and not closed_only:
            result.append(("official_closing", fact, message("records.closed_time")))
        elif fact.key == "satisfied":
            result.append(("official_satisfaction", fact, message("records.satisfied_when")))
    if not closed_only and not any(indicator == "official_closing" for indicator, _, _ in result):
        weeks = {each.deadline_weeks for each in types} or {4}
        fact = next((each for each in facts.facts if (each.key, each.part) == ("within", str(min(weeks)))), None)
        if fact is not None and len(weeks) == 1:
            why = message("records.closed_within", weeks=min(weeks))
            result.insert(0, ("official_closing", fact, why))
    return [each for each in result if math.isfinite(each[1].estimate.value) and each[1].estimate.n >= least]


def count_targets(facts: Facts, types: Sequence[RecordType], *, closed_only: bool = False) -> dict[str, int]:
    """Return how many targets are written, the requests that one needs, and the most that any has."""
    most = max((fact.estimate.n for _, fact, _ in find_targets(facts, types, 0, closed_only=closed_only)), default=0)
    return {"written": len(find_targets(facts, types, closed_only=closed_only)), "needed": FEWEST, "most": most}


def targets_text(
    records: RecordsFile, facts: Facts, types: Sequence[RecordType], held: HoldOut | None, scenario: str, source: str
) -> str:
    """Return a targets file that ``cogov calibrate`` reads; empty if no indicator of the model corresponds.

    Parameters
    ----------
    records : RecordsFile
    facts : Facts
        Of the time that is not held out.
    types : sequence of RecordType
    held : HoldOut or None
    scenario : str
        File of the scenario beside this one.
    source : str
        Where the records come from.
    """
    found = find_targets(facts, types, closed_only=records.requests.closed_only)
    if not found:
        return ""
    until = moment_text(held.moment) if held else moment_text(int(records.requests.created[-1]))
    lines = [
        "# Written by cogov city requests from the first four fifths of the time; the last is held out.",
        "# 由 cogov city requests 根据前五分之四时间的记录生成；最后五分之一留作检验。",
        "schema_version = 1",
        "",
        "[calibration.title]",
        'en = "Capacity from the records of requests"',
        'zh = "由诉求记录推定能力"',
        "",
        "[calibration.question]",
        'en = "How much capacity must this city have to close as much in time as its records say?"',
        'zh = "这个市域须有多大的能力，才会与记录所示的按期办结情况相符？"',
        "",
        "[parameters]",
        'world.actors.capacity_scale = { low = 0.2, high = 12.0, scale = "log", title = { en = "Capacity scale", '
        'zh = "总工时系数" } }',
    ]
    about = _about(records)
    for indicator, fact, why in found:
        error = fact.estimate.error
        value = fact.estimate.value
        by_chance = math.sqrt(value * (1.0 - value) / fact.estimate.n)
        tolerance = max(TOLERANCE, error if math.isfinite(error) else max(5 * TOLERANCE, by_chance))
        en = f"{source or about}; {why}, {fact.estimate.n:,} requests before {until}; {about}" if source else (
            f"{about}; {why}, {fact.estimate.n:,} requests before {until}"
        )  # fmt: skip
        told = [say_in(each, "zh") for each in (source, about, why) if each]
        zh = f"{'；'.join(told[:-1])}；{told[-1]}，{until}之前的{fact.estimate.n:,}条诉求"
        lines += [
            "",
            "[[targets]]",
            f"scenario = {quote(scenario)}",
            f"indicator = {quote(indicator)}",
            f"value = {fact.estimate.value:.4f}",
            f"tolerance = {tolerance:.4f}",
            f"source = {{ en = {quote(en)}, zh = {quote(zh)} }}",
        ]
    lines += ["", "[search]", "trials = 12", "seeds = 3", "refine = 8", "", "[profile]", "points = 7"]
    return "\n".join(lines) + "\n"


def facts_document(
    records: RecordsFile, facts: Facts, types: Sequence[RecordType], held: HoldOut | None,
    later: Facts | None, persons: float | None, source: str,
) -> dict[str, Any]:  # fmt: skip
    """Return all that was found, for ``facts.json`` and the page.

    Parameters
    ----------
    records : RecordsFile
    facts : Facts
    types : sequence of RecordType
    held : HoldOut or None
    later : Facts or None
        Of the part held out.
    persons : float or None
    source : str
    """
    requests = records.requests
    return scrub({
        "schema_version": SCHEMA_VERSION,
        "kind": "records",
        "file": {"name": records.file.rpartition("/")[2], "sha256": records.digest, "dates": records.dates},
        "source": {"en": str(source), "zh": say_in(source, "zh")},
        "columns": dict(records.headings),
        "requests": len(requests),
        "weeks": requests.weeks,
        "first": moment_text(int(requests.created[0])),
        "last": moment_text(int(requests.created[-1])),
        "known_until": moment_text(requests.end),
        "persons": persons,
        "aside": [{"en": str(why), "zh": say_in(why, "zh"), "count": count} for why, count in requests.aside],
        "notices": [{"en": str(what), "zh": say_in(what, "zh")} for what in records.notices],
        "facts": _list_facts(facts),
        "later": [] if later is None else _list_facts(later),
        "types": [
            {
                "name": each.name, **_estimate(each.share), "deadline_weeks": each.deadline_weeks,
                "deadline_known": each.deadline_known, "like": each.like, "recognised": each.recognised,
            }
            for each in types
        ],
        "unknown": list(facts.unknown),
        "held_out": None if held is None else {
            "from": moment_text(held.moment), "weeks": held.weeks, "held_weeks": held.held_weeks,
            "forecasts": [
                {
                    "key": each.key, "part": each.part, "unit": each.unit, "forecast": _number(each.forecast),
                    "rival": _number(each.rival), "came": _number(each.came), "error": _number(each.error),
                    "rival_error": _number(each.rival_error), "skill": _number(each.skill),
                }
                for each in held.forecasts
            ],
        },
        "model": [],
    })  # fmt: skip


def _list_facts(facts: Facts) -> list[dict[str, Any]]:
    return [{"key": each.key, "part": each.part, "unit": each.unit, **_estimate(each.estimate)} for each in facts.facts]


def facts_from(listed: Sequence[Mapping[str, Any]]) -> Facts:
    """Return the figures that a document lists."""
    nothing = float("nan")

    def number(value: float | None) -> float:
        return nothing if value is None else float(value)

    return Facts(
        tuple(
            Fact(
                str(each["key"]), str(each["part"]), str(each["unit"]),
                IntervalEstimate(
                    number(each["value"]), number(each["low"]), number(each["high"]), number(each["error"]),
                    int(each["n"]),
                ),
            )
            for each in listed
        ),
        (),
    )  # fmt: skip


def _estimate(estimate: IntervalEstimate) -> dict[str, float | int | None]:
    return {
        "value": _number(estimate.value), "low": _number(estimate.low), "high": _number(estimate.high),
        "error": _number(estimate.error), "n": estimate.n,
    }  # fmt: skip


def _number(value: float) -> float | None:
    """Return a number with six digits, or None where there is none: JSON has no NaN."""
    return float(f"{value:.6g}") if math.isfinite(value) else None
