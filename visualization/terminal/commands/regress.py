"""``cogov regress``: compare the model with a stored baseline, and tell a change from noise."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import typer

from ....experiments.execution.exit_codes import INCONCLUSIVE, NOT_COMPARABLE, NOT_MET, RUN_FAILED
from ....experiments.execution.provenance import discreet, provenance
from ....experiments.execution.runs import RunError
from ....experiments.regression import baseline as baselines
from ....experiments.regression import proof, shards
from ....experiments.regression.baseline import NotComparable
from ....experiments.regression.exercise import unexercised_parts
from ....experiments.regression.journal import SuiteJournal, open_journal
from ....experiments.regression.mutants import GENERATED
from ....experiments.regression.sequential import Clock, OutOfTime, ProgressFactory, run_stages
from ....experiments.regression.shards import SuiteShard, join, shard_of
from ....experiments.regression.standing import comparable
from ....experiments.regression.suite import BASELINES, SHIPPED, SUITES, Suite, load_suite
from ....experiments.regression.update import UpdateRefused
from ....model.file import leads_to_standard_output
from ....scenarios.message import message, sentence_of
from ....scenarios.toml.sanitize import clean
from ...language.translations import Words, preferred_language, words
from ...narratives.proof import close_proof, describe_alarms, describe_trial
from ...reports import json_documents
from ...reports.github import summary, workflow_commands
from ...reports.junit import junit
from ...reports.proof import document as proof_document
from ...reports.regression import document, page
from ...reports.regression_files import Artefacts
from .. import consoles
from ..regression_answer import tell_comparison
from ..regression_update import renew_baseline
from ..report_places import is_report_on_standard_output, keep_reports_apart
from .options import Json, Lang, WorkersOption
from .regress_options import (
    ChangedClaim,
    DryRun,
    Github,
    Html,
    Junit,
    Merge,
    MutantsOption,
    NotExercised,
    OnlyOption,
    ParametersOnly,
    PartOption,
    PartsTo,
    Prove,
    ReasonOption,
    Strict,
    SuiteFile,
    TimeLimit,
    Update,
)


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
    mutants: MutantsOption = GENERATED,
    only: OnlyOption = "",
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
        ("--only", only, "--prove", prove),
        ("--mutants", mutants != GENERATED, "--prove", prove and not parameters_only),
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
    shipped = suite is None or (str(suite) in SUITES and not suite.exists())
    source = BASELINES / f"{suite or SHIPPED.stem}.toml" if shipped else suite or SHIPPED
    aside = is_report_on_standard_output(
        {"--junit": leads_to_standard_output(junit), "--html": leads_to_standard_output(html), "--json": json}
    )
    keep_reports_apart(source, junit, html)
    say = words(lang or preferred_language())
    how = f"{clean(str(suite))} " if suite else ""
    late = {"minutes": f"{time_limit or 0.0:g}"}
    out_of_time = words("en")("regress.out_of_time", **late)
    reports = Artefacts(
        suite=clean(source.name.removesuffix(".toml")),
        junit=junit,
        html=html,
        github=github or os.environ.get("GITHUB_ACTIONS") == "true",
        file=f"experiments/baselines/{source.name}" if shipped else discreet(clean(str(suite))),
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
            what = "prove" if prove else "update" if update else f"part{part}" if part else "compare"
            with _keeping(result, what.replace("/", "of"), say) as journal:
                if update:
                    listed = changed_claim or []
                    renew_baseline(result, clean(reason).strip(), listed, workers, say, how, dry_run, aside, journal)
                    reports.no_answer(say("regress.renewed"), 0, warning=True)
                elif prove:
                    edits = None if parameters_only else mutants
                    _prove(result, edits, only, workers, say, how, json, aside, journal)
                elif part is not None and out is not None:
                    _shard(result, part, out, time_limit, workers, say, how, aside, journal)
                else:
                    _compare(
                        result, how, reports, json, strict, time_limit, workers, say, not_exercised, aside,
                        merge=merge, journal=journal,
                    )  # fmt: skip
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


def _compare(
    suite: Suite,
    how: str,
    reports: Artefacts,
    json: bool,
    strict: bool,
    time_limit: float | None,
    workers: int,
    say: Words,
    full: bool,
    aside: bool,
    *,
    merge: Path | None,
    journal: SuiteJournal,
) -> None:
    baseline = baselines.load_baseline(suite, how)
    known = None if merge is None else join(suite, baseline, merge)
    clock = Clock(None if time_limit is None else 60.0 * time_limit)
    result = run_stages(
        suite,
        baseline,
        clock=clock,
        progress=_progress(suite, say),
        workers=workers,
        how=how,
        known=known,
        journal=journal,
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
        tell_comparison(result, baseline, exercise, say, full, aside)
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
    journal: SuiteJournal,
) -> None:
    # A part that fails leaves none of an earlier run behind.
    part.file(suite, folder).unlink(missing_ok=True)
    baseline = baselines.load_baseline(suite, how)
    clock = Clock(None if time_limit is None else 60.0 * time_limit)
    known, others = shards.measure_shard(
        suite, baseline, part, clock=clock, progress=_progress(suite, say), workers=workers, how=how, journal=journal
    )
    path = shards.write(suite, baseline, part, known, folder)
    line = say("regress.shard", shard=part, runs=len(known), others=others, path=path)
    consoles.show(line, say, aside=aside)


@contextmanager
def _keeping(suite: Suite, what: str, say: Words) -> Generator[SuiteJournal]:
    """Give the journal of a comparison; it is gone once there is an answer, and stays after a kill or an interrupt."""
    journal = open_journal(suite.name, suite.source, what)
    if journal.kept:
        consoles.tell(say("regress.goes_on", runs=journal.kept), say)
    answered = False
    try:
        yield journal
        answered = True
    except (typer.Exit, UpdateRefused, NotComparable):
        answered = True
        raise
    finally:
        journal.close(answered=answered)


def _progress(suite: Suite, say: Words) -> ProgressFactory:
    return lambda total: consoles.progress(suite.name, total, say("run.runs"))


def _prove(
    suite: Suite,
    mutants: int | None,
    only: str,
    workers: int,
    say: Words,
    how: str,
    json: bool,
    aside: bool,
    journal: SuiteJournal,
) -> None:
    baseline = baselines.load_baseline(suite, how)
    comparable(suite, baseline, how)
    # With --json the lines of trials are progress and go where progress goes.
    result = proof.prove(
        suite,
        baseline,
        code=mutants is not None,
        mutants=mutants or 0,
        only=only,
        journal=journal,
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
