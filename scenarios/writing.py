"""Write a scenario: as TOML that reads back to the same settings, as a difference, as a template."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from ..model.extensions.bundle import ExtendedSettings
from ..model.file import OutputError, write_atomically
from ..model.message import message as in_model
from ..model.parameters.settings import Settings
from . import names
from .arguments import EITHER, PATH, RECORD, TEXT, check_arguments
from .coercion import plain
from .errors import Problem, ScenarioError, describe_value
from .form import EXTENSIONS, FORM, form_of
from .scenario import Claim, Scenario, Story, Text

LISTED = 1000
"""Communities up to which a file lists them itself; more go to a CSV file beside it."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(scenario: Scenario, *, communities_file: str = "") -> str:
    """Return the resolved form of a scenario: every value is stated, and nothing is extended.

    Parameters
    ----------
    scenario : Scenario
        What is written.
    communities_file : str
        Name of a CSV file beside the text that lists the communities (see :func:`to_csv`); without it they
        stand in the text.

    Returns
    -------
    str
        A scenario file; reading it gives settings of the identical digest.
    """
    check_arguments(scenario=(scenario, RECORD), communities_file=(communities_file, TEXT))
    state = cast("dict[str, Any]", plain(scenario.settings))
    if communities_file:
        del state["world"]["city"]["places"]
        state["world"]["city"]["communities_file"] = communities_file
    elif not state["world"]["city"]["places"]:
        del state["world"]["city"]["places"]
    events = state.pop("events")
    for place, note in scenario.notes.items():
        events[place]["note"] = plain(note)
    heading: dict[str, Any] = {"name": scenario.name, "resolved": True}
    if files := files_of_extensions(scenario):
        heading["uses"] = [name for name in files if name.endswith(".py")]
    if scenario.caveat:
        heading["caveat"] = _words(scenario.caveat)
    if scenario.watch:
        heading["watch"] = [_words(item) for item in scenario.watch]
    if scenario.expect:
        heading["expect"] = [_claim(claim) for claim in scenario.expect]
    heading["title"] = _words(scenario.title)
    if scenario.story:
        heading["story"] = _words(scenario.story)
    document: dict[str, Any] = {
        "schema_version": FORM.version,
        "scenario": heading,
        "run": state["run"],
        "rules": state["rules"],
        **({"places": state["places"]} if "places" in state else {}),
        # An empty list says that events of no ancestor hold; there is no ancestor here, so it is left out.
        **({"events": events} if events else {}),
        "world": state["world"],
        "behaviour": state["behaviour"],
        **({EXTENSIONS: state[EXTENSIONS]} if EXTENSIONS in state else {}),
    }
    lines = ["# The resolved form of a scenario: every value that decides a run."]
    lines += _table(document, ())
    return "\n".join(lines) + "\n"


def files_of_extensions(scenario: Scenario) -> dict[str, str]:
    """Return the files that must lie beside the resolved form of a scenario, by name: its extensions and their data."""
    settings = scenario.settings
    if not isinstance(settings, ExtendedSettings):
        return {}
    sources = settings.bundle.sources
    return {f"{each.name}.py": each.text for each in sources} | {
        name: text for each in sources for name, text in each.files
    }


def to_csv(scenario: Scenario) -> str:
    """Return the communities of a scenario as CSV; empty but for the heading if it lists none."""
    check_arguments(scenario=(scenario, RECORD))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    columns = tuple(form_of(scenario.settings).place.model_fields)
    writer.writerow(columns)
    writer.writerows([getattr(place, column) for column in columns] for place in scenario.settings.world.city.places)
    return text.getvalue()


def write(scenario: Scenario, path: str | Path) -> None:
    """Write the resolved form to a file, whole or not at all; many communities go to a CSV beside it."""
    check_arguments(scenario=(scenario, RECORD), path=(path, PATH))
    target = Path(path)
    beside = ""
    if len(scenario.settings.world.city.places) > LISTED:
        beside = f"{target.stem}-communities.csv"
        write_atomically(target.with_name(beside), to_csv(scenario).encode())
    for name, text in files_of_extensions(scenario).items():
        file = target.with_name(name)
        if not file.exists():
            write_atomically(file, text.encode())
        elif file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n") != text:
            raise OutputError(in_model("file.exists", name=file))
    write_atomically(target, to_toml(scenario, communities_file=beside).encode())


def difference(one: Scenario | Settings, other: Scenario | Settings) -> list[tuple[str, Any, Any]]:
    """Return the settings in which two scenarios differ, in order of declaration.

    Returns
    -------
    list of (str, object, object)
        Dotted key, value in `one`, value in `other`; None where there is no such key.
    """
    check_arguments(one=(one, EITHER), other=(other, EITHER))
    left, right = (
        dict(_leaves(plain(item.settings if isinstance(item, Story) else item), "")) for item in (one, other)
    )
    keys = list(left) + [key for key in right if key not in left]
    return [(key, left.get(key), right.get(key)) for key in keys if left.get(key) != right.get(key)]


BEGINNING = "fragmented"
"""What a scenario of one's own differs from, where nothing else is said."""


def template(name: str, extends: str = BEGINNING) -> str:
    """Return the text of a new scenario file, to be filled in.

    Raises
    ------
    ScenarioError
        If a scenario cannot bear the name.
    """
    check_arguments(name=(name, TEXT), extends=(extends, TEXT))
    plain_name = names.normalise(name)
    if fault := names.fault_of_name(plain_name):
        raise ScenarioError([Problem(describe_value(name).strip('"'), None, "", fault)])
    return _TEMPLATE.format(name=quote(plain_name), extends=quote(extends), shown=extends, version=FORM.version)


def derive_toml(
    name: str, extends: str, title: Mapping[str, str], changes: Mapping[str, Any], caveat: Text | None = None
) -> str:
    """Return the text of a scenario file that differs from another scenario in some settings.

    Parameters
    ----------
    name : str
    extends : str
        The other: a name of the library, or a file beside this one.
    title : mapping
        By language.
    changes : mapping
        Settings by dotted key.
    caveat : Text, optional
        What speaks against the values; it is the story of the file, too.
    """
    document: dict[str, Any] = {"schema_version": FORM.version, "scenario": {"name": name, "extends": extends}}
    document["scenario"]["title"] = dict(title)
    if caveat:
        document["scenario"] |= {"caveat": _words(caveat), "story": _words(caveat)}
    for key, value in changes.items():
        table = document
        *above, last = key.split(".")
        for part in above:
            table = table.setdefault(part, {})
        table[last] = value
    return write_tables(document)


def write_tables(document: dict[str, Any]) -> str:
    """Return tables as TOML."""
    return "\n".join(_table(document, ())) + "\n"


def _words(item: str | Text) -> Any:
    if isinstance(item, str):
        return item
    return {language: words for language, words in (("en", item.en), ("zh", item.zh)) if words}


def _claim(claim: Claim) -> dict[str, Any]:
    found = {} if claim.found == "holds" else {"found": claim.found}
    return {"indicator": claim.indicator, "than": claim.than, "direction": claim.direction, **found}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, item in cast("dict[str, Any]", value).items():
            yield from _leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in cast("list[Any]", value)):
        for place, item in enumerate(cast("list[Any]", value)):
            yield from _leaves(item, f"{path}.{place}")
    else:
        yield path, value


def _table(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: its own values first, then the tables below it."""
    for key, value in table.items():
        if not _has_header(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if not _has_header(value):
            continue
        below = (*path, key)
        header = ".".join(_key(part) for part in below)
        if isinstance(value, list):
            for item in cast("list[dict[str, Any]]", value):
                yield from ("", f"[[{header}]]")
                yield from _table(item, below)
        else:
            if not value or any(not _has_header(item) for item in value.values()):
                yield from ("", f"[{header}]")
            yield from _table(value, below)


def _has_header(value: Any) -> bool:
    """Tell whether a value is written under a header of its own rather than behind its key."""
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return bool(items) and all(isinstance(item, dict) for item in items)
    return isinstance(value, dict)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in cast('list[Any]', value))}]"
    if isinstance(value, dict):
        pairs = [f"{_key(key)} = {_value(item)}" for key, item in cast("dict[str, Any]", value).items()]
        return f"{{ {', '.join(pairs)} }}"
    return repr(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else quote(key)


def quote(text: str) -> str:
    """Return text as TOML has it, between quotation marks."""
    # JSON's escapes are TOML's, but TOML wants DEL escaped too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_TEMPLATE = """\
# Only what differs from the scenario it extends. All keys: cogov scenarios show --toml {shown}
schema_version = {version}

[scenario]
name = {name}
extends = {extends}
watch = ["effectiveness", "satisfaction", "coordination_cost"]

[scenario.title]
en = {name}
zh = {name}

[scenario.story]
en = "What this scenario is to show, and what may turn out otherwise."
zh = "本情景意在考察什么，结果又可能与预期有何不同。"

# Rules / 协同规则
[rules.mechanism]
rule = "hub"                 # silo, peer or hub / 协作方式
strength = 0.5               # 0 to 1 / 机制协同强度
responsibility_lists = 0.6   # 0 to 1 / 责任清单完备程度

[rules.deliberation]
interval_weeks = 8           # weeks between meetings, 0 for none / 协商间隔（周）

# Something that happens in a week / 某一周发生的事
# [[events]]
# week = 104
# [events.note]
# en = "Storm"
# zh = "暴雨"
# [events.surge]
# types = ["safety", "refuse"]
# factor = 5.0
# weeks = 3
"""
