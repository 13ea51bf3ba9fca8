"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from ....model.file import check_writable, is_standard_output
from ....model.indicators import NAMES
from ....scenarios.errors import nearest
from ....scenarios.message import message

LanguageChoice = Literal["en", "zh"]

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A name from the library, or a scenario file.")]
Weeks = Annotated[
    int | None, typer.Option("--weeks", metavar="W", help="Weeks to simulate, instead of the scenario's.")
]
ChangesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a setting, such as rules.goals.strength=0.5; more may follow.",
    ),
]


def _folder(path: Path | None) -> Path | None:
    """Refuse what is no folder's name, before anything is run."""
    if path is not None and is_standard_output(path):
        raise typer.BadParameter(message("usage.stdout"))
    return path


def no_indicator(name: str, known: Sequence[str] = NAMES) -> str:
    """Return what is said of a name that is no indicator, and nothing else that is known."""
    if near := nearest(name, known):
        return message("usage.indicator_near", name=repr(name), near=near)
    return message("scenario.indicator", name=repr(name))


def writable(path: Path | None) -> Path | None:
    """Refuse, before anything is run, a file that can never be written."""
    if path is not None:
        check_writable(path)
    return path


Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for files; made if it does not exist.", callback=_folder),
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Write over the files that an earlier call wrote into the same folder.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
SeriesOption = Annotated[bool, typer.Option("--series", help="With --json: every week too.")]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Check conservation, bounds and finiteness after every week.")
]
Start = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Go on from a checkpoint that cogov run --save left."),
]
ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="PART",
        help="Also the last week by community, district, type (of problem) or kind (of body); may be repeated.",
    ),
]
OutcomesOption = Annotated[
    Path | None,
    typer.Option(
        "--outcomes", metavar="FILE", help="Also outcomes of your own: tables [outcomes.NAME], as in a study."
    ),
]
Lang = Annotated[
    LanguageChoice | None,
    typer.Option("--lang", metavar="en|zh", help="Language of tables; your locale's if not given."),
]
ReplicatesOption = Annotated[
    int, typer.Option("--replicates", min=1, max=100_000, metavar="R", help="Paired runs of each scenario.")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Luck of the first pair; the next have N+1, N+2, …")
]
DaskOption = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Address of a Dask scheduler, or 'local' for one here.")
]
Limit = Annotated[
    float | None, typer.Option("--limit", min=0.001, metavar="SECONDS", help="Time a run may take; none if not given.")
]
WorkersOption = Annotated[
    int,
    typer.Option("--workers", min=1, max=256, metavar="N", help="Processes; results do not depend on it."),
]
ShardOption = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Make part I of N only; put together by cogov merge.")
]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=1024, metavar="N", help="Processes; as many as processors if not given."),
]


def parse_shard(text: str | None) -> tuple[int, int] | None:
    """Return part and number of parts; None if no part is asked for.

    Raises
    ------
    typer.BadParameter
    """
    if text is None:
        return None
    result = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if not result or not 1 <= int(result[1]) <= int(result[2]):
        raise typer.BadParameter(message("usage.shard", text=repr(text)), param_hint="--shard")
    return int(result[1]), int(result[2])
