"""``cogov validate``: the tables of patterns and of criteria, met and missed."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.execution.provenance import provenance
from ....experiments.execution.signals import Interrupted
from ....experiments.store.result_files import folder, write_frame, write_text
from ....experiments.validation import PATTERNS
from ....experiments.validation.criteria import MEASURES, judge_criteria, list_runs
from ....experiments.validation.limits import LIMITS, judge_limits
from ....experiments.validation.speed import ROUNDS, SPEEDS, judge_speed
from ....experiments.validation.validate import steps
from ....experiments.validation.validate import validate as run
from ....scenarios.message import message
from ...language.translations import LANGUAGES, Words, preferred_language, words
from ...narratives.criteria import summarise_criteria
from ...narratives.validation import describe_runs, summary
from ...reports import criteria_table, pattern_table
from ...reports.json_documents import text
from .. import consoles, validation_table
from .options import Json, Lang, Out, WorkersOption

ValidateReplicatesOption = Annotated[
    int, typer.Option("--replicates", min=2, max=100_000, metavar="R", help="Runs of each setting; seeds 1 to R.")
]
Criteria = Annotated[bool, typer.Option("--criteria", help="Judge the criteria of the model instead of patterns.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown instead of a table.")]


def validate(
    criteria: Criteria = False,
    replicates: ValidateReplicatesOption = 20,
    workers: WorkersOption = 1,
    json: Json = False,
    markdown: Markdown = False,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Run the patterns the model should show and tell which it shows; missed ones are no error."""
    if json and markdown:
        raise typer.BadParameter(message("usage.one_of"), param_hint="--markdown")
    say = words(lang or preferred_language())
    if criteria:
        _criteria(replicates, workers, json, markdown, out, say)
        return
    with folder(out, "validate") if out else nullcontext() as stage:
        consoles.announce_compilation(say)
        with consoles.progress(
            f"P1 – {PATTERNS[-1].key.upper()}", steps(PATTERNS, replicates), say("run.runs")
        ) as advance:
            try:
                result = run(PATTERNS, replicates=replicates, workers=workers, out=out, on_done=advance)
            except Interrupted as end:
                if out is None:
                    raise
                raise Interrupted(end.number, say("validate.kept", place=out)) from None
        origin = provenance(["cogov", "validate", "--replicates", str(replicates)])
        if stage:
            for language in LANGUAGES:
                name = "patterns.md" if language == "en" else f"patterns.{language}.md"
                write_text(stage / name, pattern_table.markdown(result, words(language)))
            write_frame(result.frame(), stage / "patterns.csv")
            write_text(stage / "patterns.json", text(pattern_table.document(result, origin)))
    if json:
        typer.echo(text(pattern_table.document(result, origin)), nl=False)
    elif markdown:
        typer.echo(pattern_table.markdown(result, say), nl=False)
    else:
        console = consoles.output()
        console.print(validation_table.validation_table(result, say, console.width))
        for line in validation_table.list_sources(result, say):
            console.print(line)
        console.print(summary(result, say), style="bold")
        console.print(f"{describe_runs(result, say)} {say('validate.rule')}")


def _criteria(replicates: int, workers: int, json: bool, markdown: bool, out: Path | None, say: Words) -> None:
    """Judge the criteria, and print or write their table."""
    with folder(out, "validate") if out else nullcontext() as stage:
        consoles.announce_compilation(say)
        steps = len(list_runs(list(MEASURES.values()), replicates)) + len(LIMITS) * replicates + len(SPEEDS) * ROUNDS
        with consoles.progress(say("criterion.number"), steps, say("run.runs")) as advance:
            judged = judge_criteria(seeds=replicates, workers=workers, on_done=advance, out=out)
            before = [result for result in judged if result.requirement.criterion < 6]
            after = [result for result in judged if result.requirement.criterion > 6]
            results = [*before, *judge_limits(replicates, advance), *after, *judge_speed(advance)]
        origin = provenance(["cogov", "validate", "--criteria", "--replicates", str(replicates)])
        if stage:
            for language in LANGUAGES:
                name = "criteria.md" if language == "en" else f"criteria.{language}.md"
                write_text(stage / name, criteria_table.markdown(results, replicates, words(language)))
            write_text(stage / "criteria.json", text(criteria_table.document(results, replicates, origin)))
    if json:
        typer.echo(text(criteria_table.document(results, replicates, origin)), nl=False)
    elif markdown:
        typer.echo(criteria_table.markdown(results, replicates, say), nl=False)
    else:
        console = consoles.output()
        console.print(validation_table.criteria_table(results, say))
        console.print(summarise_criteria(results, say), style="bold")
        console.print(f"{say('criterion.rule')} {say('criterion.runs', seeds=replicates)}")
