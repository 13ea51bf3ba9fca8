"""The text of a scenario file of the first edition, rewritten for the second; comments stay where they can."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, cast

from ...model.parameters.settings import SCHEMA_VERSION
from ...model.parameters.world import default_issues
from ..checking import check_table
from ..communities import read_communities
from ..errors import Problem, ScenarioError
from ..inheritance import Source
from ..merge import city_of
from ..message import message
from ..metadata import check_heading
from ..successors.table import INDICATORS_GONE
from ..toml.safe_toml import decode
from ..writing import write_tables
from .chain import Chain, list_keys, read_chain
from .edited_lines import edit_lines
from .first_edition.form import FIRST
from .first_edition.settings import FirstSettings
from .first_edition.world import CityLayout, Place
from .halves import list_halves
from .settings import TABLES, Moved, upgrade_settings


class Upgraded(NamedTuple):
    """A file of the second edition, and how it came about.

    Attributes
    ----------
    text : str
    account : list of Moved
        What became of each key that was stated.
    comments_kept : bool
        False where keys moved in a way that only a new text could follow; then its comments are lost.
    chain : Chain or None
        What the file extended; None of a file that is no scenario.
    stated : frozenset of str
        Keys that the file or what it extended states, in either edition's words.
    """

    text: str
    account: list[Moved]
    comments_kept: bool
    chain: Chain | None
    stated: frozenset[str]


def upgrade_scenario(content: bytes, file: str, path: Path | None = None) -> Upgraded:
    """Return a scenario file of the first edition as one of the second.

    Parameters
    ----------
    content : bytes
        What stands in it.
    file : str
        Names it in messages.
    path : Path, optional
        Where it stands; without, it extends the library only.

    Raises
    ------
    ScenarioError
        If it is no TOML, no scenario, of the second edition already, says what the first edition does not know, or
        holds a value that its successor does not take.
    """
    source = Source(file, path)
    source.read(content, old=True)
    if type(source.data.get("schema_version")) is int and not source.is_old:
        line = source.document.line(("schema_version",))
        raise ScenarioError([Problem(file, line, "schema_version", message("upgrade.not_first"))])
    if not source.document.problems:
        check_heading(source, check_table(source.document, FirstSettings, source.data).get("scenario", {}), FIRST)
    if source.document.problems:
        raise ScenarioError(source.document.problems)
    chain, data, lines = read_chain(source), source.data, source.document.lines
    heading = dict(cast("dict[str, Any]", data["scenario"]))
    shipped = frozenset[str]() if heading.get("resolved") else frozenset(default_issues())
    own = {name: data[name] for name in TABLES if name in data}
    settings, account = upgrade_settings(
        own,
        file,
        types=shipped | chain.types,
        patience=chain.patience,
        halves=_read_halves(source, chain),
        lines=lines,
    )
    stated = frozenset(list_keys(own))
    account = [moved for moved in account if moved.key in stated]
    for moved in account:
        if moved.outside:
            source.document.report(tuple(moved.key.split(".")), moved.outside)
    if source.document.problems:
        raise ScenarioError(source.document.problems)
    for name in ("watch", "expect"):
        if isinstance(listed := heading.get(name), list):
            heading[name] = _leave_out(cast("list[Any]", listed), f"scenario.{name}", account)
    rest = {name: value for name, value in data.items() if name not in (*TABLES, "schema_version", "scenario")}
    wanted = {"schema_version": SCHEMA_VERSION, "scenario": heading, **rest, **settings}
    heirs = {moved.key: tuple(moved.to[0].split(".")) for moved in account if moved.to}
    before = decode(content, file)
    end = "\r\n" if b"\r\n" in content else "\n"
    edited = edit_lines(before.replace("\r\n", "\n"), data, wanted, heirs)
    all_stated = stated | chain.stated | frozenset(list_keys(settings))
    text = write_tables(wanted) if edited is None else edited
    return Upgraded(text.replace("\n", end), account, edited is not None, chain, all_stated)


def _read_halves(source: Source, chain: Chain) -> dict[str, list[str]]:
    """Return the names of districts by half of the city; none are known once an ancestor is of the second edition."""
    events: Any = source.data.get("events", ())
    if any(not each.is_old for each in chain.own) or not any("where" in each.get("surge", {}) for each in events):
        return {}
    city: dict[str, Any] = {}
    for each in (*reversed(chain.own), source):
        city = {**city, **city_of(each.data)}
        if (beside := city.pop("communities_file", "")) and each.path is not None:
            city["places"], _ = read_communities(each.path.parent / beside, beside, Place)
    return list_halves(CityLayout.model_validate(city))


def _leave_out(listed: list[Any], key: str, account: list[Moved]) -> list[Any]:
    """Return a list without the indicators that the second edition does not measure."""
    result: list[Any] = []
    for place, item in enumerate(listed):
        indicator = cast("dict[str, Any]", item).get("indicator") if isinstance(item, dict) else item
        if isinstance(indicator, str) and (reason := INDICATORS_GONE.get(indicator)):
            account.append(Moved(f"{key}.{place}", "gone", (), message(f"upgrade.gone_{reason}")))
        else:
            result.append(item)
    return result
