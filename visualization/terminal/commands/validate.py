"""``cogov validate``: the table of patterns, met and missed."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from ....experiments.execution.provenance import provenance
from ....experiments.store.result_files import folder, write_frame, write_text
from ....experiments.validation import PATTERNS
from ....experiments.validation.validate import steps
from ....experiments.validation.validate import validate as run
from ....scenarios.message import message
from ...language.translations import LANGUAGES, preferred_language, words
from ...narratives.validation import describe_runs, summary
from ...reports import pattern_table
from ...reports.json_documents import text
from .. import consoles
from ..validation_table import validation_table
from .options import Json, Lang, Out, WorkersOption

ValidateReplicatesOption = Annotated[
    int, typer.Option("--replicates", min=2, max=100_000, metavar="R", help="Runs of each setting; seeds 1 to R.")
]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown instead of a table.")]


def validate(
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
    with folder(out) if out else nullcontext() as stage:
        consoles.announce_compilation(say)
        with consoles.progress("P1 – P12", steps(PATTERNS, replicates), say("run.runs")) as advance:
            result = run(PATTERNS, replicates=replicates, workers=workers, on_done=advance)
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
        console.print(validation_table(result, say))
        console.print(summary(result, say), style="bold")
        console.print(f"{describe_runs(result, say)} {say('validate.rule')}")
