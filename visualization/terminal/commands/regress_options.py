"""The options of ``cogov regress``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import writable

SuiteFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="SUITE", help="A suite file, or a shipped suite by name (shipped, wide); shipped if not given."
    ),
]
Update = Annotated[bool, typer.Option("--update", help="Make the baseline anew, with --reason.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; kept in HISTORY.jsonl beside the baseline.")
]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML.", callback=writable)]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page.", callback=writable)]
Github = Annotated[
    bool,
    typer.Option("--github", help="Print annotations and add to the step's summary; so by itself in GitHub Actions."),
]
ChangedClaim = Annotated[
    list[str] | None,
    typer.Option("--changed-claim", metavar="CLAIM", help="With --update: a claim that may have stopped holding."),
]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", min=0.0, metavar="MINUTES", help="Stop then; what is open is inconclusive: exit 4."),
]
ParametersOnly = Annotated[
    bool, typer.Option("--parameters-only", help="With --prove: leave out edits of the code, each compiled anew.")
]
MutantsOption = Annotated[
    int, typer.Option("--mutants", min=0, max=1000, metavar="N", help="With --prove: how many edits are generated.")
]
OnlyOption = Annotated[
    str, typer.Option("--only", metavar="WORD", help="With --prove: try only parameters and edits whose name has WORD.")
]
Prove = Annotated[bool, typer.Option("--prove", help="Measure false alarms and which planted changes are found.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="With --update: say what would be written, and write nothing.")]
NotExercised = Annotated[bool, typer.Option("--not-exercised", help="List all that the suite does not exercise.")]
PartOption = Annotated[
    str | None,
    typer.Option("--shard", metavar="I/N", help="Make only part I of N of the runs, into --out; --merge joins them."),
]
PartsTo = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="With --shard: the folder for its file.")]
Merge = Annotated[
    Path | None,
    typer.Option("--merge", metavar="DIR", help="Compare with the runs of all parts below a folder, as if made here."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 4 where something is inconclusive.")]
