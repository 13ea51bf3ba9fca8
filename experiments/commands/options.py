"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Language = Literal["en", "zh"]

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A name from the library, or a scenario file.")]
Weeks = Annotated[
    int | None, typer.Option("--weeks", metavar="W", help="Weeks to simulate, instead of the scenario's.")
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a setting, such as rules.goals.strength=0.5; more may follow.",
    ),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for files; made if it does not exist.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Series = Annotated[bool, typer.Option("--series", help="With --json: every week too.")]
Check = Annotated[bool, typer.Option("--check", help="Check conservation, bounds and finiteness after every process.")]
Start = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Go on from a checkpoint that cogov run --save left."),
]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", metavar="en|zh", help="Language of tables; your locale's if not given."),
]
