"""From the records of a city to a scenario, targets, facts, and the model's city beside them."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ...model.parameters.settings import Settings
from ...scenarios import Scenario, ScenarioError, load, loads
from ...scenarios.attachments import collect_files
from ...scenarios.city.assumptions import LIBRARY
from ...scenarios.errors import Problem, enumerate_words, visible
from ...scenarios.message import message
from ...scenarios.toml.safe_toml import decode, read_bytes
from .arising import Reporting, find_arising, observe_reporting, observe_share
from .comparison import ModelFacts, compare, describe_model
from .dates import OPEN
from .facts import Facts, describe
from .forecast import HoldOut, hold_out, weekly_counts
from .issue_types import RecordType, issue_types
from .known_places import KnownPlaces, know_places
from .requests import RecordsFile
from .simulated import count_persons, measure_concentration
from .writing import (
    FACTS,
    SCENARIO,
    SCHEMA_VERSION,
    TARGETS,
    count_targets,
    facts_document,
    facts_from,
    scenario_text,
    targets_text,
    title_records,
)  # fmt: skip

MOSTLY = 0.5
"""Part of the requests that must come from places of the city: below it they are of another one."""

PILOTS = ((1001, 1002), (1003, 1004))
"""Seeds of the runs that tell which part of the cases is reported, and when."""


@dataclass(frozen=True, slots=True)
class RecordsStudy:
    """All that was found in records.

    Attributes
    ----------
    records : RecordsFile
    facts : Facts
        Of all requests.
    types : tuple of RecordType
    held : HoldOut or None
    persons : float or None
    model : ModelFacts or None
    document : dict
        What stands in ``facts.json``.
    files : dict
        Text by name.
    """

    records: RecordsFile
    facts: Facts
    types: tuple[RecordType, ...]
    held: HoldOut | None
    persons: float | None
    model: ModelFacts | None
    document: dict[str, Any]
    files: dict[str, str]


def study_records(
    records: RecordsFile,
    *,
    city: Path | None = None,
    persons: float | None = None,
    runs: int = 3,
    source: str | None = None,
    on_done: Callable[[], object] | None = None,
) -> RecordsStudy:
    """Return what records say of a city, and what the model's city says beside them.

    Parameters
    ----------
    records : RecordsFile
    city : Path, optional
        Scenario file of the city, as ``cogov city new`` writes it; without it, the library's "fragmented".
    persons : float, optional
        Who live there; those of the city if not given.
    runs : int
        Runs of the model's city; 0 for none.
    source : str, optional
        Where the records come from.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    ScenarioError
        If the city's scenario cannot be used, no request was closed, or most are from places that the city has not.
    """
    source = source or message("records.text")
    _check_closed(records)
    if records.requests.closed_only:
        records = replace(records, notices=(*records.notices, message("records.closed_only")))
    requests, known_places, given = records.requests, None, None
    if city is not None:
        given = load(city)
        settings = given.settings
        persons = persons or count_persons(settings)
        known_places = _check_places(records, settings)
        if known_places is not None and known_places.share < 1.0:
            records = replace(records, notices=(*records.notices, _tell_share(known_places)))
    facts, held = describe(requests, persons), hold_out(requests)
    # Nothing that is written for the model comes from the time that is held out.
    earlier = requests.known_at(held.moment) if held else requests
    known, types = (describe(earlier, persons), issue_types(earlier)) if held else (facts, issue_types(requests))
    extends, name = (city.name, f"{city.stem}-requests"[-80:]) if city else (LIBRARY, "requests")
    title = title_records(given.title if given else None)
    arising, model = find_arising(known, Reporting(), 1.0), None

    def text() -> str:
        return scenario_text(records, types, arising, extends, name, title)

    settings = _settings(text(), city)
    concentration = measure_concentration(settings)
    if runs and arising.rate is not None:
        reporting = observe_reporting(settings, PILOTS[0])
        arising = find_arising(known, reporting, concentration)
        settings = _settings(text(), city)
        # The more cases, the fewer of them are reported: so it is asked twice.
        arising = find_arising(known, observe_share(settings, PILOTS[1], reporting), concentration)
        settings = _settings(text(), city)
    if runs:
        model = describe_model(settings, range(1, runs + 1), on_done)
    later = describe(requests.since(held.moment), persons) if held else None
    document = facts_document(records, facts, types, held, later, persons, source)
    document["weekly"] = weekly_document(records, persons)
    document["places"] = None if known_places is None else asdict(known_places)
    document["targets"] = count_targets(known, types, closed_only=requests.closed_only)
    if model:
        add_model(document, model)
    files = {SCENARIO: text(), FACTS: json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"}
    if targets := targets_text(records, known, types, held, SCENARIO, source):
        files[TARGETS] = targets
    return RecordsStudy(records, facts, types, held, persons, model, document, files)


def _check_closed(records: RecordsFile) -> None:
    """Refuse records of which no request was ever closed: little more than their number can be known."""
    if (records.requests.closed != OPEN).any():
        return
    heading = visible(records.headings["closed"])
    allowed = message("records.other_closed", heading=heading)
    raise ScenarioError([Problem(records.file, None, heading, message("records.none_closed"), allowed)])


def _check_places(records: RecordsFile, settings: Settings) -> KnownPlaces | None:
    """Return which places of the records the city has, or refuse records that are mostly of another city."""
    found = know_places(records.requests, settings)
    if found is None or found.share >= MOSTLY:
        return found
    heading = visible(records.headings["place"])
    what = message(
        "records.few_places_known",
        known=f"{found.requests_known:,}",
        requests=f"{found.requests:,}",
        names=enumerate_words(found.missing, 5),
    )
    allowed = message(
        "records.other_places", names=enumerate_words([each.name for each in settings.world.city.places], 5)
    )
    raise ScenarioError([Problem(records.file, None, heading, what, allowed)])


def _tell_share(places: KnownPlaces) -> str:
    share = f"{math.floor(1000 * places.share) / 10:g}"  # never rounded up to all
    return message(
        "records.share_of_places", share=share, known=f"{places.requests_known:,}", requests=f"{places.requests:,}"
    )


def add_model(document: dict[str, Any], model: ModelFacts) -> None:
    """Put the figures of a model's city beside those of records in their document."""
    later = facts_from(document["later"]) if document["later"] else None
    document["model"] = compare(facts_from(document["facts"]), model, later)
    document["model_weekly"] = [round(value, 4) for value in model.weekly]
    document["model_seeds"] = list(model.seeds)


def compare_again(document: dict[str, Any], scenario: Scenario, runs: int) -> dict[str, Any]:
    """Return the document of records with another city of the model beside them, such as a calibrated one."""
    result = {**document, "caveat": scenario.caveat.model_dump()}
    add_model(result, describe_model(scenario.settings, range(1, runs + 1)))
    return result


def read_document(path: Path, name: str) -> dict[str, Any]:
    """Return what stands in ``facts.json``.

    Raises
    ------
    ScenarioError
        If it is not that.
    """
    text = decode(read_bytes(path, name, 16 << 20), name)
    wanted = message("records.file_cogov", facts=FACTS)
    found: dict[str, Any] = {}
    try:
        found = json.loads(text)
        right = found["kind"] == "records" and found["schema_version"] == SCHEMA_VERSION
        facts_from([*found["facts"], *found["later"]])
    except (ValueError, KeyError, TypeError, RecursionError):
        right = False
    if not right:
        raise ScenarioError([Problem(name, None, "", message("records.holds_facts"), wanted)])
    return found


def weekly_document(records: RecordsFile, persons: float | None) -> list[float]:
    """Return requests by week: per 1,000 persons, or their number if nobody knows how many persons there are."""
    requests = records.requests
    counts = weekly_counts(requests, requests.start, requests.weeks)
    return [round(float(count), 4) for count in (counts * 1000.0 / persons if persons else counts)]


def _settings(text: str, city: Path | None) -> Settings:
    return _load(text, city).settings


def _load(text: str, city: Path | None) -> Scenario:
    """Read a scenario as it will be read once it is written beside the city."""
    if city is None:
        return loads(text, SCENARIO)
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder)
        for name, content in collect_files(city).items():
            (beside / name).write_bytes(content)
        (beside / SCENARIO).write_text(text, encoding="utf-8")
        return load(beside / SCENARIO)


def choose_folder(out: Path | None, city: Path | None) -> Path:
    """Return the folder for the files: beside the city if no other is said.

    Raises
    ------
    ScenarioError
        If the city's file is called as one that will be written.
    """
    if city is None:
        return out or Path("records")
    if city.name == SCENARIO:
        what = message("records.city_of_records", name=visible(city.name))
        raise ScenarioError([Problem("--city", None, "", what, message("records.city_itself"))])
    return out or city.parent


def copies_of_city(folder: Path, city: Path | None) -> dict[str, bytes]:
    """Return the files of the city that must lie in a folder: none beside the city, since a scenario names them there.

    Raises
    ------
    ScenarioError
        If the city's scenario cannot be used.
    """
    if city is None or folder.resolve() == city.parent.resolve():
        return {}
    return collect_files(city)
