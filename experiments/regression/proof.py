"""The whole proof: false alarms, planted changes and changes that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from ...model.kernel_cache import source_digest
from ...model.parameters.places import list_communities
from ...model.parameters.settings import Settings
from ...model.parameters.world import Place
from ...scenarios.message import message
from . import alarms
from . import trials as trying
from .alarms import Alarms
from .baseline import Baseline
from .ensemble import Ensemble, run_ensemble
from .faults import FAULTS, HARMLESS, Fault
from .journal import SuiteJournal
from .mutants import GENERATED, generate_mutants
from .planting import NotPlanted, run_with_fault
from .sequential import ProgressFactory
from .standing import comparable
from .suite import Suite
from .tiers import compare_with_baseline, smallest
from .trials import EditKind, Trial


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


def prove(
    suite: Suite,
    baseline: Baseline,
    *,
    keys: Sequence[str] = trying.PARAMETERS,
    code: bool = True,
    mutants: int = GENERATED,
    only: str = "",
    splits: int = alarms.SPLITS,
    journal: SuiteJournal | None = None,
    workers: int,
    progress: ProgressFactory,
    on_alarms: Callable[[Alarms], object],
    on_trial: Callable[[Trial], object],
) -> Proof:
    """Try everything.

    Parameters
    ----------
    suite : Suite
    baseline : Baseline
        Can be compared with.
    keys : sequence of str
        Parameters to move.
    code : bool
        Plant edits of the code too, each of which compiles the model anew.
    mutants : int
        How many of these are generated.
    only : str
        Try only parameters whose key has this word, and faults whose file has it; what is harmless is always tried.
    splits : int
        Comparisons without a change.
    journal : SuiteJournal, optional
        Where runs and planted edits are kept as they come.
    workers : int
    progress, on_alarms, on_trial
        What is shown meanwhile: the false alarms once they are counted, and each trial.
    """
    names, seeds, keys = [*suite.scenarios], suite.seeds, [key for key in keys if only in key]
    runs = len(names) * len(seeds)
    # What is stored stands for this model if it was made by it.
    stored = baseline.ensemble if baseline.created.code == source_digest() else None
    with progress(runs * (1 if stored else 2)) as advance:
        old = stored or run_ensemble(suite, check=False, journal=journal, workers=workers, on_done=advance)
        later = range(seeds[-1] + 1, seeds[-1] + 1 + len(seeds))
        fresh = run_ensemble(suite, seeds=later, check=False, journal=journal, workers=workers, on_done=advance)
    a, b = (each.table(names, suite.indicators) for each in (old, fresh))
    margins = alarms.margins_of(suite, alarms.names_of(suite), a)
    with progress(splits) as advance:
        any_size, mattering = alarms.false_alarms(suite, a, b, margins, splits, on_done=advance)
    on_alarms(mattering)

    other = _reorder(suite, journal, workers, progress)
    trials = [
        trying.code_trial(suite, old, fresh, kind="harmless", key="seeds", about=message("proof.other_luck")),
        trying.code_trial(suite, old, other, kind="harmless", key="places", about=message("proof.other_order")),
        _observe(suite, baseline, old),
    ]
    for trial in trials:
        on_trial(trial)
    with progress(len(keys) * len((*trying.MUST, *trying.TOLD)) * runs) as advance:
        trials += trying.parameter_trials(
            suite, old, keys, journal=journal, workers=workers, on_done=advance, on_trial=on_trial
        )
    idle = dict.fromkeys(each.key for each in trials if each.must and not each.touched)
    holes: list[str] = [message("proof.hole_nothing", key=key) for key in idle]
    if code:
        trials += list(_code(suite, old, mutants, only, journal, workers, on_trial, holes.append))
    largest: dict[str, float] = {}
    for (_, word), size in smallest(suite, old).items():
        largest[word] = max(size, largest.get(word, 0.0))
    return Proof(any_size, mattering, tuple(trials), largest, tuple(holes))


def _reorder(suite: Suite, journal: SuiteJournal | None, workers: int, progress: ProgressFactory) -> Ensemble:
    """Run the cities with their communities listed the other way round: the same people, numbered otherwise."""
    settings: dict[str, Settings] = {}
    for name, scenario in suite.scenarios.items():
        world = scenario.settings.world
        listed = tuple(Place(**dict(place)) for place in reversed(list_communities(world.city)))
        city = world.city.model_copy(update={"places": listed})
        settings[name] = scenario.settings.model_copy(update={"world": world.model_copy(update={"city": city})})
    with progress(len(settings) * len(suite.seeds)) as advance:
        return run_ensemble(suite, settings=settings, check=False, journal=journal, workers=workers, on_done=advance)


def _observe(suite: Suite, baseline: Baseline, old: Ensemble) -> Trial:
    """Compare runs that have an indicator more than the baseline."""
    word = suite.indicators[-1]
    values = {name: {key: result[key] for key in result if key != word} for name, result in baseline.values.items()}
    before = baseline.model_copy(update={"values": values})
    known = any(word in notice for notice in comparable(suite, before))
    fails = compare_with_baseline(suite, before, old).failed > 0
    about = message("proof.indicator_more" if known else "proof.indicator_untold")
    return Trial("harmless", "indicators", about, False, 0, fails or not known, 0, 0.0, 0.0, "", 0.0, 0.0)


def _code(
    suite: Suite,
    old: Ensemble,
    mutants: int,
    only: str,
    journal: SuiteJournal | None,
    workers: int,
    on_trial: Callable[[Trial], object],
    hole: Callable[[str], None],
) -> Iterator[Trial]:
    """Plant each edit in a copy; as many copies at a time as there are workers."""
    edits: list[tuple[Fault, EditKind]] = [
        *((fault, "code") for fault in FAULTS if only in fault.file),
        *((fault, "mutant") for fault in generate_mutants(mutants) if only in fault.file),
        *((fault, "harmless") for fault in HARMLESS),
    ]

    def run(fault: Fault, kind: EditKind) -> Trial | NotPlanted:
        trial = None
        try:
            # A fault is mostly found in the first stage; of what is harmless both must not alarm.
            for number in (*((runs for runs, _ in suite.stages) if kind != "harmless" else ()), len(suite.seeds)):
                if trial is None or (not trial.found and trial.touched):
                    new = run_with_fault(fault, suite, number, journal)
                    trial = trying.code_trial(suite, old, new, kind=kind, key=fault.file, about=fault.about)
        except NotPlanted as error:
            return error
        assert trial is not None
        return trial

    result: dict[Fault, Trial] = {}
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(run, fault, kind): fault for fault, kind in edits}
        for done in as_completed(waiting):
            fault, trial = waiting[done], done.result()
            if isinstance(trial, NotPlanted):
                hole(str(trial))
                continue
            if trial.must and not trial.touched:
                hole(message("proof.hole_nothing", key=message("proof.edit", file=fault.file, about=fault.about)))
            result[fault] = trial
            on_trial(trial)
    yield from (result[fault] for fault, _ in edits if fault in result)
