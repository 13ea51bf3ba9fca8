"""``cogov regress``: compare the model with a stored baseline, and tell a change from noise."""

from __future__ import annotations

import os
from os.path import realpath
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ....experiments.execution.exit_codes import INCONCLUSIVE, NOT_COMPARABLE, NOT_MET, RUN_FAILED
from ....experiments.execution.provenance import discreet, provenance
from ....experiments.execution.runs import RunError
from ....experiments.regression import baseline as baselines
from ....experiments.regression import proof, shards
from ....experiments.regression import update as renewal
from ....experiments.regression.baseline import Baseline, NotComparable, line_of_history, write
from ....experiments.regression.ensemble import Ensemble, differing, examine, run_ensemble
from ....experiments.regression.exercise import Exercise, unexercised_parts
from ....experiments.regression.sequential import Clock, OutOfTime, ProgressFactory, run_stages
from ....experiments.regression.shards import SuiteShard, join, shard_of
from ....experiments.regression.standing import comparable
from ....experiments.regression.suite import SHIPPED, Suite, load_suite
from ....experiments.regression.tiers import BaselineComparison, Cell
from ....experiments.regression.update import UpdateRefused
from ....model.file import leads_to_standard_output
from ....scenarios.message import message, sentence_of
from ....scenarios.message import say as say_in
from ....scenarios.toml.sanitize import clean
from ...language.translations import Words, preferred_language, words
from ...narratives.exercise import statement
from ...narratives.proof import close_proof, describe_alarms, describe_trial
from ...narratives.regression import (
    about_claim,
    about_earlier,
    about_ends,
    about_gone,
    about_parting,
    last_line,
    promise,
    verdict,
)
from ...reports import json_documents
from ...reports.github import summary, workflow_commands
from ...reports.junit import junit
from ...reports.proof import document as proof_document
from ...reports.regression import COLUMNS, document, page, row
from ...reports.regression_files import Artefacts
from .. import consoles
from .options import Json, Lang, WorkersOption, writable

SuiteFile = Annotated[Path | None, typer.Argument(metavar="SUITE", help="A suite file; the shipped one if not given.")]
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


def regress(
    suite: SuiteFile = None,
    update: Update = False,
    dry_run: DryRun = False,
    reason: ReasonOption = "",
    junit: Junit = None,
    github: Github = False,
    json: Json = False,
    html: Html = None,
    not_exercised: NotExercised = False,
    prove: Prove = False,
    parameters_only: ParametersOnly = False,
    changed_claim: ChangedClaim = None,
    strict: Strict = False,
    time_limit: TimeLimit = None,
    shard: PartOption = None,
    out: PartsTo = None,
    merge: Merge = None,
    workers: WorkersOption = 1,
    lang: Lang = None,
) -> None:
    """Compare with the stored baseline: exits 0 if nothing changed, 1 if something did or a claim broke."""
    if update and not clean(reason).strip():
        raise typer.BadParameter(message("usage.why"), param_hint="--reason")
    for option, given, other, chosen in (
        ("--reason", reason, "--update", update),
        ("--dry-run", dry_run, "--update", update),
        ("--changed-claim", changed_claim, "--update", update),
        ("--parameters-only", parameters_only, "--prove", prove),
        ("--prove", prove and update, message("usage.comparison"), False),
        ("--shard", shard and (update or prove or merge), message("usage.by_itself"), False),
        ("--merge", merge and (update or prove), message("usage.by_itself"), False),
        ("--out", out, "--shard", shard),
    ):
        if given and not chosen:
            raise typer.BadParameter(message("usage.belongs", option=other), param_hint=option)
    if shard is not None and out is None:
        raise typer.BadParameter(message("usage.file"), param_hint="--out")
    try:
        part = None if shard is None else shard_of(shard)
    except ValueError as error:
        raise typer.BadParameter(sentence_of(error), param_hint="--shard") from None
    source = suite or SHIPPED
    aside = _one_on_standard_output(
        {"--junit": leads_to_standard_output(junit), "--html": leads_to_standard_output(html), "--json": json}
    )
    _keep_apart(source, junit, html)
    say = words(lang or preferred_language())
    how = f"{clean(str(suite))} " if suite else ""
    late = {"minutes": f"{time_limit or 0.0:g}"}
    out_of_time = words("en")("regress.out_of_time", **late)
    reports = Artefacts(
        suite=clean(source.name.removesuffix(".toml")),
        junit=junit,
        html=html,
        github=github or os.environ.get("GITHUB_ACTIONS") == "true",
        file=discreet(clean(str(suite))) if suite else f"experiments/baselines/{SHIPPED.name}",
        echo=lambda line: typer.echo(line, err=aside),
        out_of_time=out_of_time,
        say=say,
    )

    def report_missing(tier: str, why: str, code: int) -> None:
        if json:
            about = {"kind": "regression", "suite": reports.suite, "tier": tier, "exit_code": code, "message": why}
            typer.echo(json_documents.text({"schema_version": json_documents.SCHEMA_VERSION, **about}), nl=False)

    try:
        with reports.kept_fresh():
            result = load_suite(suite)
            consoles.announce_compilation(say)
            if update:
                _update(result, clean(reason).strip(), changed_claim or [], workers, say, how, dry_run, aside)
                reports.no_answer(say("regress.renewed"), 0, warning=True)
            elif prove:
                _prove(result, not parameters_only, workers, say, how, json, aside)
            elif part is not None and out is not None:
                _shard(result, part, out, time_limit, workers, say, how, aside)
            else:
                _compare(result, how, reports, json, strict, time_limit, workers, say, merge, not_exercised, aside)
    except UpdateRefused as error:
        raise typer.BadParameter(sentence_of(error), param_hint="--update") from None
    except OutOfTime:
        consoles.tell(say("regress.out_of_time", **late), say)
        report_missing("unended", out_of_time, INCONCLUSIVE)
        raise typer.Exit(INCONCLUSIVE) from None
    except RunError as error:
        report_missing("failed", str(error), RUN_FAILED)
        raise
    except NotComparable as error:
        report_missing("refused", str(error), NOT_COMPARABLE)
        consoles.tell(sentence_of(error), say)
        raise typer.Exit(NOT_COMPARABLE) from None


def _keep_apart(suite: Path, junit: Path | None, html: Path | None) -> None:
    """Refuse reports that would take the place of what is compared, or of each other."""
    # realpath, unlike Path.resolve, has an answer for a link to itself too.
    taken = {
        realpath(suite): message("usage.the_suite"),
        realpath(suite.with_name(f"{suite.name.removesuffix('.toml')}.baseline.json")): message("usage.the_baseline"),
        realpath(suite.with_name("HISTORY.jsonl")): message("usage.the_history"),
    }
    for option, path in (("--junit", junit), ("--html", html)):
        if path is None:
            continue
        if (place := realpath(path)) in taken:
            raise typer.BadParameter(message("usage.taken", name=path, what=taken[place]), param_hint=option)
        taken[place] = message("usage.the_report", option=option)


def _one_on_standard_output(asked: dict[str, bool]) -> bool:
    """Return whether a report is on standard output, where it then stands alone; refuse a second one."""
    there = [option for option, chosen in asked.items() if chosen]
    if len(there) > 1:
        raise typer.BadParameter(message("usage.standard_output", option=there[0]), param_hint=there[1])
    return bool(there)


def _compare(
    suite: Suite,
    how: str,
    reports: Artefacts,
    json: bool,
    strict: bool,
    time_limit: float | None,
    workers: int,
    say: Words,
    merge: Path | None,
    full: bool,
    aside: bool,
) -> None:
    baseline = baselines.load_baseline(suite, how)
    known = None if merge is None else join(suite, baseline, merge)
    clock = Clock(None if time_limit is None else 60.0 * time_limit)
    result = run_stages(
        suite, baseline, clock=clock, progress=_progress(suite, say), workers=workers, how=how, known=known
    )
    exercise = unexercised_parts(suite)
    code = result.code(strict)
    origin = provenance(["cogov", "regress", *([how.strip()] if how else [])])
    reports.answer(
        junit(result, exercise),
        lambda: page(result, baseline, exercise, origin, code, say),
        workflow_commands(result, reports.file),
        summary(result, exercise),
    )
    if json:
        typer.echo(json_documents.text(document(result, baseline, exercise, origin, code)), nl=False)
    else:
        _tell(result, baseline, exercise, say, full, aside)
    if code:
        raise typer.Exit(code)


def _shard(
    suite: Suite,
    part: SuiteShard,
    folder: Path,
    time_limit: float | None,
    workers: int,
    say: Words,
    how: str,
    aside: bool,
) -> None:
    # A part that fails leaves none of an earlier run behind.
    part.file(suite, folder).unlink(missing_ok=True)
    baseline = baselines.load_baseline(suite, how)
    clock = Clock(None if time_limit is None else 60.0 * time_limit)
    known, others = shards.measure_shard(
        suite, baseline, part, clock=clock, progress=_progress(suite, say), workers=workers, how=how
    )
    path = shards.write(suite, baseline, part, known, folder)
    line = say("regress.shard", shard=part, runs=len(known), others=others, path=path)
    consoles.show(line, say, aside=aside)


def _progress(suite: Suite, say: Words) -> ProgressFactory:
    return lambda total: consoles.progress(suite.name, total, say("run.runs"))


def _tell(
    result: BaselineComparison,
    baseline: Baseline,
    exercise: Exercise,
    say: Words,
    full: bool,
    aside: bool,
    most: int = 30,
) -> None:
    title = say("regress.title", suite=clean(result.suite))
    _table(
        title, [c for c in result.cells if c.verdict not in ("identical", "numeric", "equivalent")][:most], say, aside
    )
    told: list[str] = [
        about_claim(claim, say) for claim in result.claims if claim.fails or claim.lost or claim.standing == "broken"
    ]
    told += [about_gone(word, say) for word in result.gone]
    told += [about_earlier(name, runs, result.seeds, say) for name, runs in result.earlier.items()]
    told += [about_parting(name, parting, say) for name, parting in result.partings.items()]
    for line in (*told, *about_ends(result, say), *result.notices):
        consoles.show(line, say, aside=aside)
    if result.declared:
        consoles.show(say("regress.declared_heading"), say, style="bold", aside=aside)
        for line in result.declared:
            consoles.show(message("value.indented", line=line), say, aside=aside)
        _table(say("regress.declared_heading"), [c for c in result.declared_cells if c.largest][:most], say, aside)
        consoles.show(say("regress.declared_note"), say, aside=aside)
    for line in statement(exercise, say, full=full):
        consoles.show(line, say, aside=aside)
    consoles.show(promise(result, say), say, aside=aside)
    created = baseline.created
    consoles.show(
        say("regress.made", time=created.time, code=created.code[:12], reason=created.reason), say, aside=aside
    )
    consoles.show(verdict(result, say), say, style="bold", aside=aside)
    consoles.show(last_line(result, say), say, aside=aside)


def _table(title: str, cells: list[Cell], say: Words, aside: bool) -> None:
    if not cells:
        return
    table = Table(title=title, title_justify="left")
    for name in COLUMNS:
        justify = "left" if name in ("scenario", "indicator", "verdict") else "right"
        table.add_column(say(f"regress.column.{name}"), justify=justify, overflow="fold")
    for cell in cells:
        table.add_row(*row(cell, say))
    consoles.output(aside).print(table)


def _update(
    suite: Suite, reason: str, listed: list[str], workers: int, say: Words, how: str, dry_run: bool, aside: bool
) -> None:
    refusal: renewal.UpdateRefused | None = None
    try:
        renewal.clean_tree(suite)
    except renewal.UpdateRefused as error:
        if not dry_run:
            raise
        refusal = error  # what would be written is told all the same
    before, wrong = renewal.previous_baseline(suite, how)
    if wrong:
        consoles.tell(say("regress.old_gone", reason=say_in(wrong, say.language)), say)
    renewal.no_fewer(suite, before)
    with consoles.progress(suite.name, len(suite.scenarios) * len(suite.seeds), say("run.runs")) as advance:
        runs = run_ensemble(suite, check=False, workers=workers, on_done=advance)
    # Runs that end as those of the earlier baseline were checked when that was made.
    same_seeds = before is not None and tuple(before.seeds) == suite.seeds
    old = before.ensemble if before is not None and same_seeds else Ensemble({}, {})
    others = differing(suite, old, runs)
    with consoles.progress(suite.name, len(others), say("run.runs")) as advance:
        examine(suite, others, workers=workers, on_done=advance)
    baseline, claims, lines = renewal.prepare(suite, runs, before, reason, listed)
    if not dry_run:
        write(suite, baseline, listed)
    for line in (*lines, *(about_claim(claim, say) for claim in claims)):
        consoles.show(line, say, aside=aside)
    if not dry_run:
        consoles.show(say("scenarios.written", path=suite.baseline.name), say, aside=aside)
        return
    about = {"baseline": suite.baseline.name, "history": suite.history.name}
    consoles.show(say("regress.dry", **about, bytes=len(baseline.text().encode())), say, aside=aside)
    consoles.show(line_of_history(baseline, listed), say, aside=aside)
    if refusal is not None:
        raise refusal


def _prove(suite: Suite, code: bool, workers: int, say: Words, how: str, json: bool, aside: bool) -> None:
    baseline = baselines.load_baseline(suite, how)
    comparable(suite, baseline, how)
    # With --json the lines of trials are progress and go where progress goes.
    result = proof.prove(
        suite,
        baseline,
        code=code,
        workers=workers,
        progress=_progress(suite, say),
        on_alarms=lambda alarms: consoles.show(describe_alarms(message("proof.no_change"), alarms), say, aside=aside),
        on_trial=lambda trial: consoles.show(describe_trial(trial), say, aside=aside),
    )
    if json:
        typer.echo(json_documents.text(proof_document(result, suite, baseline)), nl=False)
    else:
        for line in close_proof(result, suite):
            consoles.show(line, say, aside=aside)
    if not result.kept(suite.alpha):
        raise typer.Exit(NOT_MET)
