"""``cogov regress``: compare the model with a stored baseline, and tell a change from noise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json, Lang

if TYPE_CHECKING:
    from ..regression.baseline import Baseline
    from ..regression.ladder import Comparison
    from ..regression.stages import Progress
    from ..regression.suite import Suite
    from ..words import Words

SuiteFile = Annotated[Path | None, typer.Argument(metavar="SUITE", help="A suite file; the shipped one if not given.")]
Update = Annotated[bool, typer.Option("--update", help="Make the baseline anew, with --reason.")]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; kept in HISTORY.jsonl beside the baseline.")
]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page.")]
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
Prove = Annotated[bool, typer.Option("--prove", help="Measure false alarms and which planted changes are found.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 4 where something is inconclusive.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=256, metavar="N", help="Processes; results do not depend on it.")
]

NOT_MET, MISSING, INCONCLUSIVE = 1, 3, 4


def regress(
    suite: SuiteFile = None,
    update: Update = False,
    reason: Reason = "",
    junit: Junit = None,
    github: Github = False,
    json: Json = False,
    html: Html = None,
    prove: Prove = False,
    parameters_only: ParametersOnly = False,
    changed_claim: ChangedClaim = None,
    strict: Strict = False,
    time_limit: TimeLimit = None,
    workers: Workers = 1,
    lang: Lang = None,
) -> None:
    """Compare with the stored baseline: exits 0 if nothing changed, 1 if something did or a claim broke."""
    from .. import documents, terminal
    from ..provenance import discreet
    from ..quoting import clean
    from ..regression.baseline import NotComparable
    from ..regression.github import command
    from ..regression.junit import failed_run, unended
    from ..regression.renewal import Refused
    from ..regression.stages import OutOfTime
    from ..regression.suite import load_suite
    from ..runs import RunError
    from ..store.files import put
    from ..words import spoken, words

    if update and not clean(reason).strip():
        raise typer.BadParameter("say why the baseline changes", param_hint="--reason")
    for option, given, other, chosen in (
        ("--reason", reason, "--update", update),
        ("--changed-claim", changed_claim, "--update", update),
        ("--parameters-only", parameters_only, "--prove", prove),
        ("--prove", prove and update, "a comparison, not --update", False),
    ):
        if given and not chosen:
            raise typer.BadParameter(f"belongs to {other}", param_hint=option)
    say = words(lang or spoken())
    found = load_suite(suite)
    how = f"{clean(str(suite))} " if suite else ""
    on_github = github or os.environ.get("GITHUB_ACTIONS") == "true"
    terminal.announce_compilation(say)
    try:
        if update:
            _update(found, clean(reason).strip(), changed_claim or [], workers, say, how)
        elif prove:
            _prove(found, not parameters_only, workers, say, how, json)
        else:
            _compare(
                found,
                how,
                junit,
                html,
                on_github,
                json,
                strict,
                time_limit,
                workers,
                say,
            )
    except Refused as error:
        raise typer.BadParameter(str(error), param_hint="--update") from None
    except OutOfTime:
        message = f"inconclusive: {time_limit:g} minutes were not enough for the first stage, so that nothing is known"
        if junit is not None:
            put(junit, unended(found.name, message).encode())
        if on_github:
            typer.echo(command("warning", message, discreet(str(suite or found.path.name))), err=json)
        terminal.notices().print(message, soft_wrap=True)
        if json:
            about = {"kind": "regression", "suite": found.name, "tier": "unended", "exit_code": INCONCLUSIVE}
            typer.echo(documents.text({"schema_version": documents.SCHEMA_VERSION, **about}), nl=False)
        raise typer.Exit(INCONCLUSIVE) from None
    except (NotComparable, RunError) as error:
        if junit is not None:
            put(junit, failed_run(found.name, str(error)).encode())
        if on_github:
            typer.echo(command("error", str(error), discreet(str(suite or found.path.name))))
        if isinstance(error, RunError):
            raise
        for line in str(error).splitlines():
            terminal.notices().print(clean(line), soft_wrap=True)
        raise typer.Exit(MISSING) from None


def _compare(
    suite: Suite,
    how: str,
    junit_file: Path | None,
    html_file: Path | None,
    github: bool,
    json: bool,
    strict: bool,
    time_limit: float | None,
    workers: int,
    say: Words,
) -> None:
    from .. import documents
    from ..provenance import discreet, provenance
    from ..regression import baseline as baselines
    from ..regression.document import document, page
    from ..regression.github import summary, workflow_commands
    from ..regression.junit import junit
    from ..regression.stages import Clock, answered
    from ..store.files import put

    baseline = baselines.read(suite, how)
    clock = Clock(None if time_limit is None else 60.0 * time_limit)
    found = answered(suite, baseline, clock=clock, progress=_progress(suite, say), workers=workers, how=how)
    code = found.code(strict)
    origin = provenance(["cogov", "regress", *([how.strip()] if how else [])])
    if junit_file is not None:
        put(junit_file, junit(found).encode())
    if html_file is not None:
        put(html_file, page(found, baseline, origin, code, say).encode())
    if github:
        for line in workflow_commands(found, discreet(how.strip()) or f"experiments/baselines/{suite.path.name}"):
            typer.echo(line, err=json)
        if target := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(summary(found))
    if json:
        typer.echo(documents.text(document(found, baseline, origin, code)), nl=False)
    else:
        _tell(found, baseline, say)
    if code:
        raise typer.Exit(code)


def _progress(suite: Suite, say: Words) -> Progress:
    from .. import terminal

    return lambda total: terminal.progress(suite.name, total, say("run.runs"))


def _tell(found: Comparison, baseline: Baseline, say: Words, most: int = 30) -> None:
    from rich.table import Table

    from .. import terminal
    from ..quoting import clean
    from ..regression.document import row
    from ..regression.sentences import about_claim, about_gone, about_parting, last_line, promise, verdict

    console = terminal.output()
    shown = [cell for cell in found.cells if cell.verdict not in ("identical", "numeric", "equivalent")]
    if shown:
        table = Table(title=say("regress.title", suite=clean(found.suite)), title_justify="left")
        for name in ("scenario", "indicator", "old", "new", "effect", "half", "margin", "p", "detectable", "verdict"):
            justify = "left" if name in ("scenario", "indicator", "verdict") else "right"
            table.add_column(say(f"regress.column.{name}"), justify=justify)
        for cell in shown[:most]:
            table.add_row(*row(cell, say))
        console.print(table)
    told = [about_claim(claim) for claim in found.claims if claim.fails or claim.lost or claim.standing == "broken"]
    told += [about_gone(word) for word in found.gone]
    told += [about_parting(name, parting) for name, parting in found.partings.items()]
    for line in (*told, *found.notices):
        console.print(clean(line), soft_wrap=True)
    console.print(promise(found), soft_wrap=True)
    created = baseline.created
    console.print(
        clean(say("regress.made", time=created.time, code=created.code[:12], reason=created.reason)), soft_wrap=True
    )
    console.print(verdict(found, say), style="bold")
    console.print(last_line(found), soft_wrap=True)


def _update(suite: Suite, reason: str, listed: list[str], workers: int, say: Words, how: str) -> None:
    from .. import terminal
    from ..quoting import clean
    from ..regression import renewal
    from ..regression.ensemble import measured
    from ..regression.sentences import about_claim

    console = terminal.output()
    renewal.clean_tree(suite)
    before, wrong = renewal.of_old(suite, how)
    if wrong:
        terminal.notices().print(clean(f"the old baseline is given up: {wrong}"), soft_wrap=True)
    renewal.no_fewer(suite, before)
    with terminal.progress(suite.name, len(suite.scenarios) * len(suite.seeds), say("run.runs")) as advance:
        runs = measured(suite, workers=workers, on_done=advance)
    claims, lines = renewal.renewed(suite, runs, before, reason, listed)
    for line in (*lines, *(about_claim(claim) for claim in claims)):
        console.print(clean(line), soft_wrap=True)
    console.print(clean(say("scenarios.written", path=suite.baseline.name)), soft_wrap=True)


def _prove(suite: Suite, code: bool, workers: int, say: Words, how: str, json: bool) -> None:
    from .. import documents, terminal
    from ..quoting import clean
    from ..regression import baseline as baselines
    from ..regression import proof
    from ..regression.ladder import comparable

    baseline = baselines.read(suite, how)
    comparable(suite, baseline, how)
    # With --json the lines of trials are progress and go where progress goes.
    console = terminal.notices() if json else terminal.output()
    found = proof.proved(
        suite,
        baseline,
        code=code,
        workers=workers,
        progress=_progress(suite, say),
        tell=lambda line: console.print(clean(line), soft_wrap=True),
    )
    if json:
        typer.echo(documents.text(proof.document(found, suite, baseline)), nl=False)
    else:
        for line in proof.closing(found, suite):
            console.print(clean(line), soft_wrap=True)
    if not found.kept(suite.alpha):
        raise typer.Exit(NOT_MET)
