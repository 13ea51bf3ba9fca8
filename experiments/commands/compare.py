"""``cogov compare``: paired runs of several scenarios, differences with intervals, and a page."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Changes, Check, Json, Lang, Out, Series, Start, Weeks

if TYPE_CHECKING:
    from ..comparison import Comparison
    from ..provenance import Provenance

Scenarios = Annotated[
    list[str],
    typer.Argument(metavar="A B", help="Two or more scenarios; the others are compared with the first."),
]
Replicates = Annotated[
    int, typer.Option("--replicates", min=1, max=100_000, metavar="R", help="Paired runs of each scenario.")
]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Luck of the first pair; the next have N+1, N+2, …")
]
Workers = Annotated[
    int,
    typer.Option("--workers", min=1, max=256, metavar="N", help="Processes; results do not depend on it."),
]


def compare(
    scenarios: Scenarios,
    replicates: Replicates = 20,
    seed: Seed = None,
    weeks: Weeks = None,
    changes: Changes = None,
    out: Out = None,
    json: Json = False,
    series: Series = False,
    workers: Workers = 1,
    check: Check = False,
    start: Start = None,
    lang: Lang = None,
) -> None:
    """Compare scenarios that meet the same luck: differences, intervals, and a page with --out."""
    if len(scenarios) < 2:
        raise typer.BadParameter("a comparison needs at least two scenarios", param_hint="A B")
    from .. import comparison as comparisons
    from .. import documents, findings, tables, terminal
    from ..outputs import folder
    from ..provenance import provenance
    from ..quoting import clean
    from ..report.page import NAMES_OF_PAGES
    from ..words import spoken, words

    say = words(lang or spoken())
    records = comparisons.records(scenarios, seed=seed, weeks=weeks, changes=changes or (), options="--")
    for warning in dict.fromkeys(clean(str(warning)) for record in records for warning in record.warnings):
        terminal.notices().print(warning)
    with folder(out) if out else nullcontext() as stage:
        terminal.announce_compilation(say)
        runs = replicates * len(records)
        with terminal.progress(" · ".join(record.name for record in records), runs, say("run.runs")) as advance:
            found = comparisons.compare(
                records, replicates=replicates, workers=workers, check=check, start=start, on_done=advance
            )
        origin = provenance(
            command(scenarios, replicates, found, changes or ()) + (["--from", str(start)] if start else [])
        )
        if stage:
            write_comparison(stage, found, origin)
    if json:
        typer.echo(documents.text(documents.comparison_document(found, origin, series=series)), nl=False)
        return
    console = terminal.output()
    for label in found.labels[1:]:
        console.print(tables.comparison_table(found, label, say, console.width))
    for label in found.labels[1:]:
        console.print(findings.headline(found, label, say), style="bold")
        console.print(findings.context(found, label, say))
    if saving := findings.saving(found, say):
        console.print(saving)
    if out:
        console.print(clean(say("run.page", path=out / NAMES_OF_PAGES[say.language])), soft_wrap=True)
    else:
        console.print(say("run.no_page"))


def command(scenarios: list[str], replicates: int, found: Comparison, changes: list[str] | tuple[()]) -> list[str]:
    """Return the command that makes a comparison again, with everything spelled out."""
    words = ["cogov", "compare", *scenarios, "--replicates", str(replicates), "--seed", str(found.seeds[0])]
    words += ["--weeks", str(found.weeks)]
    return words + [word for change in changes for word in ("--set", change)]


def write_comparison(stage: Path, found: Comparison, origin: Provenance) -> None:
    """Write the files of a comparison: pages, pictures, tables, summary, resolved scenarios, provenance."""
    from ...scenarios import write
    from .. import documents
    from ..outputs import write_frame, write_text
    from ..report.page import NAMES_OF_PAGES, effectiveness_chart, page

    for language, name in NAMES_OF_PAGES.items():
        write_text(stage / name, page(found, language, origin))
        picture = "effectiveness.svg" if language == "en" else f"effectiveness.{language}.svg"
        write_text(stage / picture, effectiveness_chart(found, language, alone=True).file())
    write_frame(found.series, stage / "series.parquet")
    write_frame(found.finals, stage / "finals.csv")
    write_frame(found.differences, stage / "differences.csv")
    write_text(stage / "summary.json", documents.text(documents.comparison_document(found, origin)))
    for number, scenario in enumerate(found.scenarios, 1):
        write(scenario, stage / f"scenario-{number}.toml")
    write_text(stage / "provenance.json", documents.text(dict(origin)))
