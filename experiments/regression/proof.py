"""The whole proof: false alarms, planted changes and changes that are none; and the document and table of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from typing import Any

from ...model.settings import Settings
from ...model.sources import source_digest
from ...model.territory import places
from ..documents import SCHEMA_VERSION
from ..provenance import provenance
from . import alarms
from . import trials as trying
from .alarms import Alarms
from .baseline import Baseline
from .ensemble import Ensemble, measured
from .faults import FAULTS, HARMLESS, Fault
from .ladder import comparable, compared, smallest
from .planting import NotPlanted, measured_with
from .stages import Progress
from .suite import Suite
from .trials import Trial

Told = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was tried and came of it.

    Attributes
    ----------
    any_size, mattering : Alarms
        Comparisons without a change that find a significant difference, and that find one beyond the margins, which is
        an alarm.
    trials : tuple of Trial
    sizes : dict of str to float
        By indicator, the largest of all scenarios' shifts that are found with 80 % probability whatever the luck.
    holes : tuple of str
        What could not be tried, since the suite or the model has nothing of the kind.
    """

    any_size: Alarms
    mattering: Alarms
    trials: tuple[Trial, ...]
    sizes: dict[str, float]
    holes: tuple[str, ...]

    def kept(self, alpha: float) -> bool:
        """Whether all promises are kept."""
        return not self.holes and self.mattering.interval[0] <= alpha and all(trial.kept for trial in self.trials)


def proved(
    suite: Suite,
    baseline: Baseline,
    *,
    keys: Sequence[str] = trying.PARAMETERS,
    code: bool = True,
    splits: int = alarms.SPLITS,
    workers: int,
    progress: Progress,
    tell: Told,
) -> Proof:
    """Try everything; `tell` hears a line of each trial.

    Parameters
    ----------
    suite : Suite
    baseline : Baseline
        Can be compared with.
    keys : sequence of str
        Parameters to move.
    code : bool
        Plant edits of the code too, each of which compiles the model anew.
    splits : int
        Comparisons without a change.
    workers : int
    progress, tell
        What is shown meanwhile.
    """
    names, seeds = [*suite.scenarios], suite.seeds
    runs = len(names) * len(seeds)
    # What is stored stands for this model if it was made by it.
    stored = baseline.ensemble if baseline.created.code == source_digest() else None
    with progress(runs * (1 if stored else 2)) as advance:
        old = stored or measured(suite, check=False, workers=workers, on_done=advance)
        later = range(seeds[-1] + 1, seeds[-1] + 1 + len(seeds))
        fresh = measured(suite, seeds=later, check=False, workers=workers, on_done=advance)
    a, b = (each.table(names, suite.indicators) for each in (old, fresh))
    margins = alarms.margins_of(suite, alarms.names_of(suite), a)
    with progress(splits) as advance:
        any_size, mattering = alarms.false_alarms(suite, a, b, margins, splits, on_done=advance)
    tell(alarms_in_words("no change", mattering))

    def heard(trial: Trial) -> None:
        tell(in_words(trial))

    other = _reordered(suite, workers, progress)
    trials = [
        trying.code_trial(suite, old, fresh, harmless=True, key="seeds", about="all luck is another"),
        trying.code_trial(
            suite, old, other, harmless=True, key="places", about="communities and actors in another order"
        ),
        _observed(suite, baseline, old),
    ]
    for trial in trials:
        heard(trial)
    with progress(len(keys) * len((*trying.MUST, *trying.TOLD)) * runs) as advance:
        trials += trying.parameter_trials(suite, old, keys, workers=workers, on_done=advance, on_trial=heard)
    idle = dict.fromkeys(each.key for each in trials if each.must and not each.touched)
    holes = [f"{key}: changes nothing in this suite" for key in idle]
    if code:
        trials += list(_code(suite, old, workers, heard, holes.append))
    largest: dict[str, float] = {}
    for (_, word), size in smallest(suite, old).items():
        largest[word] = max(size, largest.get(word, 0.0))
    return Proof(any_size, mattering, tuple(trials), largest, tuple(holes))


def _reordered(suite: Suite, workers: int, progress: Progress) -> Ensemble:
    """Run the cities with their communities listed the other way round: the same people, numbered otherwise."""
    settings: dict[str, Settings] = {}
    for name, scenario in suite.scenarios.items():
        world = scenario.settings.world
        city = world.city.model_copy(update={"places": tuple(reversed(places(world.city)))})
        settings[name] = scenario.settings.model_copy(update={"world": world.model_copy(update={"city": city})})
    with progress(len(settings) * len(suite.seeds)) as advance:
        return measured(suite, settings=settings, check=False, workers=workers, on_done=advance)


def _observed(suite: Suite, baseline: Baseline, old: Ensemble) -> Trial:
    """Compare runs that have an indicator more than the baseline."""
    word = suite.indicators[-1]
    values = {name: {key: found[key] for key in found if key != word} for name, found in baseline.values.items()}
    before = baseline.model_copy(update={"values": values})
    known = any(word in notice for notice in comparable(suite, before))
    fails = compared(suite, before, old).failed > 0
    about = "an indicator more than the baseline has" + ("" if known else ", of which it is not told")
    return Trial("harmless", "indicators", about, False, 0, fails or not known, 0, 0.0, 0.0, "", 0.0, 0.0)


def _code(
    suite: Suite, old: Ensemble, workers: int, heard: Callable[[Trial], None], hole: Callable[[str], None]
) -> Iterator[Trial]:
    """Plant each edit in a copy; as many copies at a time as there are workers."""
    edits = (*((fault, False) for fault in FAULTS), *((fault, True) for fault in HARMLESS))

    def run(fault: Fault, harmless: bool) -> Trial | NotPlanted:
        trial = None
        try:
            # A fault is mostly found in the first stage; of what is harmless both must not alarm.
            for number in (*((runs for runs, _ in suite.stages) if not harmless else ()), len(suite.seeds)):
                if trial is None or not trial.found:
                    new = measured_with(fault, suite, number)
                    trial = trying.code_trial(suite, old, new, harmless=harmless, key=fault.file, about=fault.about)
        except NotPlanted as error:
            return error
        assert trial is not None
        return trial

    found: dict[Fault, Trial] = {}
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(run, fault, harmless): fault for fault, harmless in edits}
        for done in as_completed(waiting):
            fault, trial = waiting[done], done.result()
            if isinstance(trial, NotPlanted):
                hole(str(trial))
                continue
            if trial.must and not trial.touched:
                hole(f"{fault.file}, {fault.about}: changes nothing in this suite")
            found[fault] = trial
            heard(trial)
    yield from (found[fault] for fault, _ in edits if fault in found)


def alarms_in_words(what: str, found: Alarms) -> str:
    """Return a line on false alarms."""
    low, high = found.interval
    return (
        f"{what}: {found.found} of {found.of} comparisons alarm, {100 * found.found / found.of:.2f} % "
        f"(95 % interval {100 * low:.2f} to {100 * high:.2f} %)"
    )


def in_words(trial: Trial) -> str:
    """Return a line on a trial."""
    head = f"{trial.key}, {trial.about}: "
    if trial.failed:
        return f"{head}found, the runs fail ({trial.failed})"
    if trial.kind == "harmless":
        return head + ("FALSE ALARM" if trial.found else "no alarm" if trial.touched else "no alarm, nothing changes")
    if not trial.touched:
        return f"{head}changes nothing in this suite"
    seen = f"found in stage {trial.stage}" if trial.found else "NOT FOUND" if trial.must else "not found"
    return (
        f"{head}{seen}; power {100 * trial.power:.0f} %, with other luck {100 * trial.power_apart:.0f} %; "
        f"most in {trial.cell} ({trial.effect:+.3g}, margin {trial.margin:.3g})"
    )


def closing(proof: Proof, suite: Suite) -> list[str]:
    """Return what stands at the end of the lines of all trials."""
    must = [trial for trial in proof.trials if trial.must]
    harmless = [trial for trial in proof.trials if trial.kind == "harmless"]
    apart = sum(trial.power_apart >= trying.POWER for trial in must)
    return [
        *(f"a hole in the suite: {hole}" for hole in proof.holes),
        alarms_in_words("no change, margins left aside", proof.any_size),
        alarms_in_words("no change", proof.mattering),
        f"{sum(trial.kept for trial in must)} of {len(must)} changes that must be found are, with at least "
        f"{100 * trying.POWER:.0f} % probability ({apart} also where all luck is another)",
        f"{sum(trial.kept for trial in harmless)} of {len(harmless)} harmless changes raise no alarm",
        "all promises are kept" if proof.kept(suite.alpha) else "NOT all promises are kept",
    ]


def document(proof: Proof, suite: Suite, baseline: Baseline) -> dict[str, Any]:
    """Return the JSON document of a proof."""
    origin = provenance(["cogov", "regress", "--prove"])
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "regression_proof",
        "suite": suite.name,
        "alpha": suite.alpha,
        "stages": [{"runs": number, "level": level} for number, level in suite.stages],
        "common_random_numbers": suite.paired,
        "baseline": baseline.integrity,
        "kept": proof.kept(suite.alpha),
        "false_alarms": {
            name: {"found": each.found, "of": each.of, "interval": list(each.interval)}
            for name, each in (("significant", proof.any_size), ("beyond_margin", proof.mattering))
        },
        "sizes": proof.sizes,
        "trials": [{**asdict(trial), "kept": trial.kept} for trial in proof.trials],
        "holes": list(proof.holes),
        "provenance": dict(origin),
    }
