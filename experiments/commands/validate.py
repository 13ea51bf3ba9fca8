"""``cogov validate``: the table of patterns, met and missed."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from .options import Json, Lang, Out

Replicates = Annotated[
    int, typer.Option("--replicates", min=2, max=100_000, metavar="R", help="Runs of each setting; seeds 1 to R.")
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=256, metavar="N", help="Processes; results do not depend on it.")
]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown instead of a table.")]


def validate(
    replicates: Replicates = 20,
    workers: Workers = 1,
    json: Json = False,
    markdown: Markdown = False,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Run the patterns the model should show and tell which it shows; missed ones are no error."""
    if json and markdown:
        raise typer.BadParameter("choose one of --json and --markdown", param_hint="--markdown")
    from .. import scorecard, terminal
    from ..documents import text
    from ..outputs import folder, write_frame, write_text
    from ..patterns import PATTERNS
    from ..provenance import provenance
    from ..validation import steps
    from ..validation import validate as run
    from ..words import LANGUAGES, spoken, words

    say = words(lang or spoken())
    with folder(out) if out else nullcontext() as stage:
        terminal.announce_compilation(say)
        with terminal.progress("P1 – P12", steps(PATTERNS, replicates), say("run.runs")) as advance:
            found = run(PATTERNS, replicates=replicates, workers=workers, on_done=advance)
        origin = provenance(["cogov", "validate", "--replicates", str(replicates)])
        if stage:
            for language in LANGUAGES:
                name = "patterns.md" if language == "en" else f"patterns.{language}.md"
                write_text(stage / name, scorecard.markdown(found, words(language)))
            write_frame(found.frame(), stage / "patterns.csv")
            write_text(stage / "patterns.json", text(scorecard.document(found, origin)))
    if json:
        typer.echo(text(scorecard.document(found, origin)), nl=False)
    elif markdown:
        typer.echo(scorecard.markdown(found, say), nl=False)
    else:
        console = terminal.output()
        console.print(scorecard.table(found, say))
        console.print(scorecard.summary(found, say), style="bold")
        console.print(f"{scorecard.runs(found, say)} {say('validate.rule')}")
