"""What became of a file of the first edition, key by key, in the user's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...scenarios.errors import describe_value, visible
from ...scenarios.message import say as say_in
from ...scenarios.upgrade.defaults import Default, new_keys, silent_changes
from ...scenarios.upgrade.files import UpgradedFile
from ...scenarios.upgrade.settings import Moved
from ..language.translations import Words
from .upgrade_trial import try_reading


def account_lines(result: UpgradedFile, say: Words) -> Iterator[str]:
    """Yield the lines of the account: what moved, what has no successor, what is kept, what is new."""
    upgraded = result.upgraded
    yield say("upgrade.head", file=visible(str(result.path), 200))
    yield from moved_lines(upgraded.account, say)
    if result.kind == "scenario":
        if silent := silent_changes(upgraded.stated):
            yield say("upgrade.silent", n=len(silent))
            yield from _default_lines(silent, say)
        yield from _new_lines(new_keys(upgraded.stated), say)
    elif is_changed(result):
        command, problem = try_reading(result)
        told = say("upgrade.usable", command=command)
        if problem is not None:
            told = say("upgrade.not_usable", command=command, what=say_in(problem.about, say.language))
        yield told
    if not upgraded.comments_kept:
        yield say("upgrade.comments_lost")
    for name in result.ancestors:
        key = "upgrade.ancestor" if result.kind == "scenario" else "upgrade.named"
        yield say(key, file=visible(name), own=visible(result.path.name))


def is_changed(result: UpgradedFile) -> bool:
    """Tell whether the upgraded text is another one; else there is only something to tell."""
    return result.upgraded.text.encode() != result.before


def moved_lines(account: Sequence[Moved], say: Words) -> Iterator[str]:
    """Yield what became of keys that were stated, by fate."""
    moved = [each for each in account if each.fate in ("renamed", "converted")]
    gone = [each for each in account if each.fate == "gone"]
    kept = [each for each in account if each.fate == "kept"]
    if moved:
        yield say("upgrade.moved", n=len(moved))
        yield from (f"  {_say_moved(alike, say)}" for alike in _group(moved))
    if gone:
        yield say("upgrade.gone", n=len(gone))
        for alike in _group(gone):
            yield f"  {say('upgrade.line', key=_keys(alike), told=_say_reason(alike[0], say))}"
    if kept:
        yield say("upgrade.kept", n=len(kept))
    if others := [default for each in account if each.fate != "gone" for default in each.defaults]:
        yield say("upgrade.kept_defaults", n=len(others))
        yield from _default_lines(others, say)


def _group(account: Sequence[Moved]) -> list[list[Moved]]:
    """Return together what the same is to be told of; what only has another name stands by itself."""
    groups: dict[object, list[Moved]] = {}
    for each in account:
        same = (each.told, repr(each.old), tuple(map(repr, each.new.values())))
        groups.setdefault(same if each.told else each.key, []).append(each)
    return list(groups.values())


def _keys(alike: Sequence[Moved]) -> str:
    return ", ".join(visible(each.key) for each in alike)


def _say_moved(alike: Sequence[Moved], say: Words) -> str:
    each, keys = alike[0], _keys(alike)
    if each.fate == "renamed":
        return f"{keys} → {visible(each.to[0])}"
    plain = not isinstance(each.old, list | dict)
    before = f"{keys} = {_value(each.old, say)}" if plain else keys
    after = [f"{visible(key)} = {_value(value, say)}" if plain else visible(key) for key, value in each.new.items()]
    after = [text.removeprefix(f"{each.key} = ") if plain else text for text in after]
    became = f"{before} → {', '.join(after)}" if plain or tuple(each.new) != (each.key,) else keys
    return say("upgrade.line", key=became, told=_say_reason(each, say)) if each.told else became


def _say_reason(each: Moved, say: Words) -> str:
    return say_in(each.told, say.language)


def _value(value: object, say: Words) -> str:
    return say_in(describe_value(value), say.language)


def _default_lines(defaults: Sequence[Default], say: Words) -> Iterator[str]:
    """Yield a line for each table: the defaults in it, as they were and are."""
    tables: dict[str, list[str]] = {}
    for each in defaults:
        first, second, name = each.key.split(".", 2)
        new = each.new if "*" in name else _value(each.new, say)
        tables.setdefault(f"{first}.{second}", []).append(f"{name} {_value(each.old, say)} → {new}")
    yield from (f"  {say('upgrade.line', key=table, told='; '.join(found))}" for table, found in tables.items())


def _new_lines(keys: Sequence[str], say: Words) -> Iterator[str]:
    """Yield the new levers by name, and of all else how many there are in each table."""
    if not keys:
        return
    yield say("upgrade.new", n=len(keys))
    levers = [key for key in keys if key.startswith("rules.")]
    tables = Counter(".".join(key.split(".")[:2]) for key in keys if key not in levers)
    if levers:
        yield f"  {say('upgrade.levers', names=', '.join(levers))}"
    if tables:
        yield f"  {', '.join(f'{name} ({count})' for name, count in tables.items())}"
