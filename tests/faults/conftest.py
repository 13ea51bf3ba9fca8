"""What cases of faults share: the command in this process, in an empty folder, held to its contract."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cogov.visualization.terminal.cli import main

PATIENCE = 20.0
"""Seconds that a refusal may take: 2 on an idle machine."""

CITY = """
urban_districts = 1
streets_per_district = 1
communities_per_street = 1
rural_counties = 1
townships_per_county = 1
villages_per_township = 1
grids_per_community = 2
agents_per_grid = 10
"""

SMALL = ("--weeks", "4", "--set", *(f"world.city.{line.replace(' ', '')}" for line in CITY.split("\n") if line))

SCENARIO = f"""schema_version = 2
[scenario]
extends = "fragmented"
[run]
weeks = 4
[world.city]{CITY}"""

STUDY = f"""schema_version = 1
[study]
scenario = "fragmented"
question = {{ en = "Does it hold?" }}
[settings]
run.weeks = 4
[settings.world.city]{CITY}
[levers.lists]
key = "rules.mechanism.responsibility_lists"
values = [0.0, 0.5]
[levers.grids]
key = "rules.party_building.grid_coverage"
values = [0.0, 0.9]
[seeds]
replicates = 2
[output]
series = true
"""

SUITE = """schema_version = 1
[suite]
scenarios = ["fragmented"]
replicates = 8
"""


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def names(folder: Path) -> list[str]:
    """Everything below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory) -> None:
    """Compile the model, so that no command of a test says that it does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("compiled"))
        assert main(["run", "fragmented", *SMALL]) == 0


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder, as the working one."""
    monkeypatch.chdir(tmp_path)
    for variable, value in (("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"), ("COLUMNS", "400")):
        monkeypatch.setenv(variable, value)
    for variable in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "COGOV_TRACEBACK"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def cogov(here, capsys) -> Callable[..., Done]:
    """Run the command, which must end with `code` and show no traceback."""

    def call(*arguments: object, code: int = 0) -> Done:
        found = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert found == code, said.out[-2000:] + said.err
        assert "Traceback" not in said.out + said.err
        return Done(found, said.out, said.err)

    return call


@pytest.fixture
def refused(here, cogov) -> Callable[..., str]:
    """Run a command that must end with 2, in bounded time, having written nothing; return what it said."""

    def call(*arguments: object, told: str | tuple[str, ...], code: int = 2) -> str:
        before = {name: (here / name).lstat().st_mtime_ns for name in names(here)}
        start = time.monotonic()
        done = cogov(*arguments, code=code)
        assert time.monotonic() - start < PATIENCE
        assert {name: (here / name).lstat().st_mtime_ns for name in names(here)} == before
        said = " ".join(done.err.split())
        for part in (told,) if isinstance(told, str) else told:
            assert part in said
        assert "inside the program" not in said
        assert all(sign.isprintable() or sign == "\n" for sign in done.err)
        return said

    return call


@pytest.fixture
def put(here) -> Callable[..., Path]:
    """Write a file there."""

    def write(content: bytes | str, name: str = "town.toml") -> Path:
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return path

    return write
