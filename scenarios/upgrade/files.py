"""A scenario file of the first edition upgraded where it lies: tried with all that belongs to it, then written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from os.path import realpath
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from ...model.file import OutputError, create, write_atomically
from ..errors import Key, Problem, ScenarioError, describe_value, visible
from ..inheritance import Source
from ..loading import load
from ..merge import city_of
from ..message import message
from ..names import fault_of_name
from ..toml.positions import key_lines
from ..toml.safe_toml import decode, parse, read_bytes
from ..writing import write_tables
from .communities_csv import upgrade_communities
from .edited_lines import edit_lines
from .lessons import into_scenes
from .references import FileKind, References, find_kind
from .rewriting import Upgraded, upgrade_scenario
from .settings import second_name

BACKUP = ".first"
"""What is put behind the name of a file for what stood in it before."""


@dataclass(frozen=True, slots=True)
class UpgradedFile:
    """A file of the first edition, and what it is in the second; nothing is written yet.

    Attributes
    ----------
    path : Path
    before : bytes
        What stands in it.
    upgraded : Upgraded
    beside : mapping of str to bytes
        Files to be written beside it, by name.
    ancestors : tuple of str
        Scenario files that it extends or names, and that are of the first edition still.
    kind : str
    """

    path: Path
    before: bytes
    upgraded: Upgraded
    beside: Mapping[str, bytes]
    ancestors: tuple[str, ...]
    kind: Literal["scenario"] | FileKind = "scenario"


def upgrade_file(path: Path) -> UpgradedFile | None:
    """Return a file of the first edition as one of the second; None if there is nothing to change.

    An upgraded scenario was loaded, with what it extends and the communities beside it.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    shown = visible(str(path), 200)
    before = read_bytes(path, shown)
    data = parse(decode(before, shown), shown)
    if "scenario" not in data and (kind := find_kind(data)):
        return _upgrade_references(path, shown, before, kind)
    source = Source(shown, path)
    source.read(before, old=True)
    if not source.is_old:
        load(path)
        return None
    upgraded = upgrade_scenario(before, shown, path)
    beside = _upgrade_beside(source)
    family = {path.name: upgraded.text.encode(), **beside}
    ancestors: list[str] = []
    for each in upgraded.chain.own if upgraded.chain else ():
        if each.path is None:
            continue
        if not each.is_old:
            family |= _copy_beside(each)
            continue
        ancestors.append(each.path.name)
        content = read_bytes(each.path, each.shown)
        family |= {each.path.name: upgrade_scenario(content, each.shown, each.path).text.encode()}
        family |= _upgrade_beside(each)
    _try_loading(family, path)
    return UpgradedFile(path, before, upgraded, beside, tuple(ancestors))


def _upgrade_references(path: Path, shown: str, before: bytes, kind: FileKind) -> UpgradedFile | None:
    """Return a file that names scenarios, settings and indicators, with the names of the second edition."""
    text = decode(before, shown).replace("\r\n", "\n")
    data = parse(text, shown)
    walk = References(shown, key_lines(text))
    wanted = walk.upgrade(data)
    if walk.problems:
        raise ScenarioError(sorted(walk.problems, key=lambda problem: problem.line or 0))
    first = tuple(name for name in dict.fromkeys(walk.scenarios) if _is_first(path.parent, name))
    if wanted == data and not walk.account and not first and kind != "lesson":
        return None
    if kind == "lesson":
        wanted, edited = into_scenes(wanted), None
    else:
        edited = edit_lines(text, data, wanted, {})
    end = "\r\n" if b"\r\n" in before else "\n"
    result = (write_tables(wanted) if edited is None else edited).replace("\n", end)
    upgraded = Upgraded(result, walk.account, edited is not None, None, frozenset())
    return UpgradedFile(path, before, upgraded, {}, first, kind)


def _is_first(folder: Path, name: str) -> bool:
    """Tell whether a scenario that a file names is a file beside it, of the first edition."""
    path = folder / (name if name.endswith(".toml") else f"{name}.toml")
    if fault_of_name(name) or not path.is_file():
        return False  # is told by the command that uses the file
    source = Source(name, path)
    source.read(old=True)
    return bool(source.data) and source.is_old


def _find_csv(source: Source) -> str:
    """Return the name of the file of communities that a source names, or nothing; a name that leads away is refused."""
    name = city_of(source.data).get("communities_file", "")
    if not name or source.path is None:
        return ""
    folder = source.path.parent
    if fault_of_name(name) or not Path(realpath(folder / name)).is_relative_to(realpath(folder)):
        key: Key = ("world", "city", "communities_file")
        source.document.report(key, message("scenario.not_same_folder", name=describe_value(name)))
        raise ScenarioError(source.document.problems)
    return name


def _upgrade_beside(source: Source) -> dict[str, bytes]:
    if source.path is None or not (name := _find_csv(source)):
        return {}
    shown = str(Path(source.shown).parent / name)
    return {second_name(name): upgrade_communities(source.path.parent / name, shown)}


def _copy_beside(source: Source) -> dict[str, bytes]:
    if source.path is None:
        return {}
    names = [source.path.name, *filter(None, [_find_csv(source)])]
    return {name: read_bytes(source.path.parent / name, name, 8 << 20) for name in names}


def _try_loading(family: Mapping[str, bytes], path: Path) -> None:
    """Load an upgraded file among its own; what is wrong is told of the file that its user knows."""
    with TemporaryDirectory() as folder:
        for name, content in family.items():
            (Path(folder) / name).write_bytes(content)
        try:
            load(Path(folder) / path.name)
        except ScenarioError as error:
            raise ScenarioError([_name_again(problem, folder, path) for problem in error.problems]) from None


def _name_again(problem: Problem, folder: str, path: Path) -> Problem:
    if not problem.file.startswith(folder):
        return problem
    name = visible(str(path.parent / Path(problem.file).name), 200)
    what = message("upgrade.then", what=problem.what)
    return replace(problem, file=name, line=None, what=what)  # the line is that of a text nobody has seen


def write_upgraded(result: UpgradedFile, target: Path | None = None) -> tuple[list[Path], Path | None]:
    """Write an upgraded file in its place, a copy of the old one beside it; or as a new file.

    Parameters
    ----------
    result : UpgradedFile
    target : Path, optional
        A new file; else the old one is rewritten.

    Returns
    -------
    list of Path
        What was written.
    Path or None
        Where the old text is kept, if its file was rewritten.

    Raises
    ------
    OutputError
        If a file to be made is there already, with another content. Then nothing is written.
    OSError
        If something cannot be written; what was made until then is taken away.
    """
    folder = (target or result.path).parent
    made: list[Path] = []
    text = result.upgraded.text.encode()
    try:
        for name, content in result.beside.items():
            if _make(folder / name, content):
                made.append(folder / name)
        if target is not None:
            create(target, text)
            return [target, *made], None
        backup = _keep(result.path, result.before)
        made.append(backup)
        write_atomically(result.path, text)
    except (OutputError, OSError):
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return [result.path, *made[:-1]], backup


def _make(path: Path, content: bytes) -> bool:
    """Write a new file; one that holds the same is left, as scenarios may share it."""
    try:
        create(path, content)
    except OutputError:
        if path.is_file() and path.read_bytes() == content:
            return False
        raise
    return True


def _keep(path: Path, content: bytes) -> Path:
    """Write what stood in a file under the first name that is free."""
    number = 1
    while True:
        backup = path.with_name(f"{path.name}{BACKUP}{number if number > 1 else ''}")
        try:
            create(backup, content)
        except OutputError:
            number += 1
            continue
        return backup
