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
Prove = Annotated[bool, typer.Option("--prove", help="Measure false alarms and which planted changes are found.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 4 where something is inconclusive.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=256, metavar="N", help="Processes; results do not depend on it.")
]

MISSING = 3


def regress(
    suite: SuiteFile = None,
    update: Update = False,
    reason: Reason = "",
    junit: Junit = None,
    github: Github = False,
    json: Json = False,
    html: Html = None,
    prove: Prove = False,
    strict: Strict = False,
    workers: Workers = 1,
    lang: Lang = None,
) -> None:
    """Compare with the stored baseline: exits 0 if nothing changed, 1 if something did or a claim broke."""
    from .. import terminal
    from ..provenance import discreet
    from ..quoting import clean
    from ..regression.baseline import NotComparable
    from ..regression.github import command
    from ..regression.junit import failed_run
    from ..regression.suite import load_suite
    from ..runs import RunError
    from ..store.files import put
    from ..words import spoken, words

    if update and not clean(reason).strip():
        raise typer.BadParameter("say why the baseline changes", param_hint="--reason")
    if reason and not update:
        raise typer.BadParameter("belongs to --update", param_hint="--reason")
    say = words(lang or spoken())
    found = load_suite(suite)
    how = f"{clean(str(suite))} " if suite else ""
    on_github = github or os.environ.get("GITHUB_ACTIONS") == "true"
    terminal.announce_compilation(say)
    try:
        if update:
            _update(found, clean(reason).strip(), workers, say, how)
        elif prove:
            _prove(found, workers, say, how, json)
        else:
            _compare(
                found,
                how,
                junit,
                html,
                on_github,
                json,
                strict,
                workers,
                say,
            )
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
    workers: int,
    say: Words,
) -> None:
    from .. import documents, terminal
    from ..provenance import discreet, provenance
    from ..regression import baseline as baselines
    from ..regression.document import document, page
    from ..regression.ensemble import measured
    from ..regression.github import summary, workflow_commands
    from ..regression.junit import junit
    from ..regression.ladder import comparable, compared
    from ..store.files import put

    baseline = baselines.read(suite, how)
    comparable(suite, baseline, how)  # before anything is run
    with terminal.progress(suite.name, len(suite.scenarios) * len(suite.seeds), say("run.runs")) as advance:
        runs = measured(suite, workers=workers, on_done=advance)
    same = runs.digests == baseline.ensemble.digests
    found = compared(suite, baseline, runs, None if same else baselines.marks_of(suite), how)
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


def _tell(found: Comparison, baseline: Baseline, say: Words, most: int = 30) -> None:
    from rich.table import Table

    from .. import terminal
    from ..quoting import clean
    from ..regression.document import row
    from ..regression.sentences import about_claim, about_parting, last_line, promise

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
    told += [about_parting(name, parting) for name, parting in found.partings.items()]
    for line in (*told, *found.notices):
        console.print(clean(line), soft_wrap=True)
    console.print(promise(found), soft_wrap=True)
    created = baseline.created
    console.print(
        clean(say("regress.made", time=created.time, code=created.code[:12], reason=created.reason)), soft_wrap=True
    )
    console.print(say("regress.failed" if found.failed else "regress.fine"), style="bold")
    console.print(last_line(found), soft_wrap=True)


def _update(suite: Suite, reason: str, workers: int, say: Words, how: str) -> None:
    from .. import terminal
    from ..quoting import clean
    from ..regression import baseline as baselines
    from ..regression.claims import judged, stored
    from ..regression.ensemble import measured
    from ..regression.ladder import CLAIMS, compared
    from ..regression.sentences import about_claim, last_line

    console = terminal.output()
    before = None
    if suite.baseline.exists():
        try:
            before = baselines.read(suite, how)
        except baselines.NotComparable as error:
            terminal.notices().print(clean(f"the old baseline is given up: {error}"), soft_wrap=True)
    if before is not None and before.name == suite.name and len(before.seeds) > len(suite.seeds):
        raise typer.BadParameter(
            f"the baseline has {len(before.seeds)} runs of each scenario, and the suite {len(suite.seeds)}: with fewer "
            "less would be noticed; remove the baseline first if that is meant",
            param_hint="--update",
        )
    with terminal.progress(suite.name, len(suite.scenarios) * len(suite.seeds), say("run.runs")) as advance:
        runs = measured(suite, workers=workers, on_done=advance)
    claims = judged(suite, runs, CLAIMS * suite.alpha)
    made = baselines.made(suite, runs, stored(claims), reason)
    if before is not None:
        try:
            console.print(f"against the old baseline: {last_line(compared(suite, before, runs))}", soft_wrap=True)
        except baselines.NotComparable as error:
            console.print(
                clean(str(error).splitlines()[1].strip() if "\n" in str(error) else str(error)), soft_wrap=True
            )
    baselines.write(suite, made)
    for claim in claims:
        console.print(clean(about_claim(claim)), soft_wrap=True)
    if made.created.dirty:
        terminal.notices().print("made with uncommitted changes; HISTORY says so")
    console.print(clean(say("scenarios.written", path=suite.baseline.name)), soft_wrap=True)


def _prove(suite: Suite, workers: int, say: Words, how: str, json: bool) -> None:
    from ...model.sources import source_digest
    from .. import documents, terminal
    from ..regression import baseline as baselines
    from ..regression import prove
    from ..regression.ensemble import measured
    from ..regression.ladder import comparable

    baseline = baselines.read(suite, how)
    names = [*suite.scenarios]
    comparable(suite, baseline, how)
    keys, left_out = prove.movable(suite)
    runs = len(names) * len(suite.seeds)
    with terminal.progress(suite.name, runs * (2 + len(keys)), say("run.runs")) as advance:
        # What is stored stands for this model if it was made by it.
        stored = baseline.ensemble if baseline.created.code == source_digest() else None
        a = (stored or measured(suite, workers=workers, on_done=advance)).table(names, suite.indicators)
        fresh = range(suite.seeds[-1] + 1, suite.seeds[-1] + 1 + len(suite.seeds))
        b = measured(suite, seeds=fresh, workers=workers, on_done=advance).table(names, suite.indicators)
        order = ((name, word) for name in names for word in suite.indicators)
        margins = prove.margins_of(suite, order, a)
        found = prove.mutants(suite, a, margins, keys, workers=workers, on_done=advance)
    any_size = prove.false_alarms(a, b, margins, suite.alpha)
    mattering = prove.false_alarms(a, b, margins, suite.alpha, mattering=True)
    if json:
        document = {
            "schema_version": documents.SCHEMA_VERSION,
            "kind": "regression_proof",
            "suite": suite.name,
            "alpha": suite.alpha,
            "baseline": baseline.integrity,
            "false_alarms": {
                name: {"found": each.found, "of": each.of, "interval": list(each.interval)}
                for name, each in (("significant", any_size), ("beyond_margin", mattering))
            },
            "mutants": [
                {
                    "key": each.key,
                    "old": each.old,
                    "new": each.new,
                    "found": each.found,
                    "drift": each.drift,
                    "power": each.power,
                }
                for each in found
            ],
        }
        typer.echo(documents.text(document), nl=False)
        return
    console = terminal.output()
    for about, each in (("significant differences", any_size), ("alarms (beyond margins too)", mattering)):
        low, high = each.interval
        console.print(
            f"no change: {each.found} of {each.of} comparisons with {about}: {100 * each.found / each.of:.2f} % "
            f"(95 % interval {100 * low:.2f} to {100 * high:.2f} %)",
            soft_wrap=True,
        )
    for mutant in found:
        seen = "found" if mutant.found else "seen, but a drift inside the margins" if mutant.drift else "NOT FOUND"
        console.print(
            f"{mutant.key} {mutant.old:.4g} → {mutant.new:.4g}: {seen}; with other luck {100 * mutant.power:.0f} % "
            f"(most in {mutant.cell})",
            soft_wrap=True,
        )
    for key in left_out:
        console.print(f"{key}: cannot be moved in this suite, left out", soft_wrap=True)
    console.print(f"{sum(mutant.found for mutant in found)} of {len(found)} mutants found", style="bold")
