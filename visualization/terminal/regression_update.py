"""What ``cogov regress --update`` does and prints."""

from __future__ import annotations

from ...experiments.regression import update as renewal
from ...experiments.regression.baseline import line_of_history, write
from ...experiments.regression.ensemble import Ensemble, differing, examine, run_ensemble
from ...experiments.regression.journal import SuiteJournal
from ...experiments.regression.suite import Suite
from ...scenarios.message import say as say_in
from ..language.translations import Words
from ..narratives.regression import about_claim
from . import consoles


def renew_baseline(
    suite: Suite,
    reason: str,
    listed: list[str],
    workers: int,
    say: Words,
    how: str,
    dry_run: bool,
    aside: bool,
    journal: SuiteJournal,
) -> None:
    """Make a baseline anew, or say what would be written."""
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
        runs = run_ensemble(suite, check=False, journal=journal, workers=workers, on_done=advance)
    # Runs that end as those of the earlier baseline were checked when that was made.
    same_seeds = before is not None and tuple(before.seeds) == suite.seeds
    old = before.ensemble if before is not None and same_seeds else Ensemble({}, {})
    others = differing(suite, old, runs)
    with consoles.progress(suite.name, len(others), say("run.runs")) as advance:
        examine(suite, others, journal=journal, workers=workers, on_done=advance)
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
