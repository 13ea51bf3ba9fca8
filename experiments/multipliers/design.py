"""What a multiplier runs: which cities with which parts, on which arms, judged on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.arguments import (
    COUNT,
    FLAG,
    NAMES,
    SCENARIO,
    TABLES,
    TEXT,
    check_arguments,
    faults_of_repetition,
    optional,
)
from ...scenarios.errors import enumerate_words, nearest, visible
from ...scenarios.form import Form
from ...scenarios.message import Enumeration, MessageLanguage, message, name_indicator
from ...scenarios.overrides import Changes
from ...scenarios.scenario import form_of_scenario
from ..design.outcome_file import OutcomeSource, load_outcomes
from ..execution.runs import resolve_scenario
from ..outcomes.outcome import Outcome
from ..outcomes.own_indicator import as_indicator
from . import budget
from .control_arms import CONTROLS, EXTRA, apply_arm
from .factorial import (
    ArmPlan,
    count_runs,
    settings_of,
)
from .factors import Player, choose_players
from .measures import OUTCOME, WorthMeasure, choose_measures
from .shapley import ends, star

T = TypeVar("T")

BASELINE = "fragmented"
"""Whose rules stand where a player is absent, unless another scenario is named."""


WHOLE = 6
"""Players up to which every coalition is run (64 cities); beyond, those that D and the last-in effects need."""


@dataclass(frozen=True)
class Design:
    """A multiplier experiment that is yet to be run.

    Attributes
    ----------
    scenario, baseline, players, outcome
        As of :class:`~.result.Multiplier`.
    replicates : int
    arms : tuple of str
        Controls and extra arms beside the factorial.
    plans : tuple of ArmPlan
        The factorial first, then the arms that can be laid out before anything was run: ``structure`` needs the mean
        acceptance of requests, and ``budget`` how many volunteer.
    own : mapping of str to Outcome
        Outcomes of your own; `outcome` may be one of them.
    option : str
        How to call the outcome in messages.
    """

    scenario: Scenario
    baseline: Scenario
    players: tuple[Player, ...]
    outcome: str
    replicates: int
    arms: tuple[str, ...]
    plans: tuple[ArmPlan, ...]
    own: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])
    option: str = "outcome"

    @property
    def idle(self) -> tuple[Player, ...]:
        """Players without whom the city is the same: they bring nothing, whatever happens."""
        own, against = self.scenario.settings, self.baseline.settings
        return tuple(player for player in self.players if player.absent(own, against) == own)

    @property
    def judged(self) -> WorthMeasure:
        """What is judged: the outcome on its scale."""
        form = form_of_scenario(self.scenario)
        declared = as_indicator(self.own[self.outcome]) if self.outcome in self.own else form.by_name[self.outcome]
        return choose_measures(declared, form.by_name)[0]

    def require_difference(self, option: str = "baseline") -> None:
        """Refuse a design in which every coalition is the same city: nothing could be answered.

        Parameters
        ----------
        option : str
            How to call the baseline in the message.

        Raises
        ------
        ScenarioError
        """
        if len(self.idle) == len(self.players):
            names = Enumeration(player.name for player in self.players)
            one, other = visible(self.scenario.name), visible(self.baseline.name)
            what = message("multiplier.same", one=one, other=other, names=names)
            raise ScenarioError([Problem(option, None, "", what, message("multiplier.baseline"))])

    @property
    def runs(self) -> int:
        """How many runs it takes at most: cities that turn out equal are run once."""
        first = count_runs(self.plans, self.replicates)
        if "structure" in self.arms:
            first += count_runs([self.plan("structure", star(len(self.players)), acceptance=0.123456)], self.replicates)
        if "budget" in self.arms:
            first += len(self.plans[0].coalitions) * (self.replicates + min(budget.PILOT, self.replicates))
        return first

    def plan(self, arm: str, coalitions: Sequence[int], acceptance: float | None = None) -> ArmPlan:
        """Return an arm's plan."""
        city = self.scenario if arm == "given" else apply_arm(self.scenario, arm, *([acceptance] if acceptance else []))
        return plan_arm(arm, city, self.baseline, self.players, coalitions)


def design_experiment(
    scenario: str | Path | Scenario,
    *,
    players: str | Sequence[str] = "sections",
    outcome: str = "",
    outcomes: OutcomeSource | None = None,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    baseline: str | Path | Scenario | None = None,
    controls: bool = True,
    arms: str | Sequence[str] = (),
    whole: bool = False,
    options: str = "",
    lang: MessageLanguage = "en",
) -> Design:
    """Return the design of an experiment; parameters as of :func:`multiplier`.

    Parameters
    ----------
    options : str
        What stands before the names of parameters in messages, such as ``--``.

    Raises
    ------
    ScenarioError
        With everything that is wrong with scenario, changes, players, arms and outcome.
    """
    check_arguments(
        lang,
        scenario=(scenario, SCENARIO),
        players=(players, NAMES),
        outcome=(outcome, TEXT),
        outcomes=(outcomes, optional(TABLES)),
        replicates=(replicates, COUNT),
        baseline=(baseline, optional(SCENARIO)),
        controls=(controls, FLAG),
        arms=(arms, NAMES),
        whole=(whole, FLAG),
    )
    problems: list[Problem] = []

    def attempt(ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except ScenarioError as error:
            problems.extend(error.problems)
            return None

    given = attempt(lambda: resolve_scenario(scenario, seed=seed, weeks=weeks, changes=changes, options=options))
    against = attempt(lambda: resolve_scenario(BASELINE if baseline is None else baseline))
    who = attempt(lambda: choose_players(players, f"{options}players", None if given is None else given.settings))
    own: dict[str, Outcome] = {}
    if outcomes is not None and given is not None:
        own = attempt(lambda: load_outcomes(outcomes, [given], lang=lang)) or {}
    judged = outcome or next(iter(own), OUTCOME)
    if not problems or judged not in own:
        problems += _check_outcome(judged, f"{options}outcome", form_of_scenario(given), tuple(own))
    extra = attempt(lambda: _choose_arms(arms, f"{options}arms")) or ()
    if who and "budget" in extra and any(player.actor for player in who):
        problems.append(Problem(f"{options}arms", None, "", message("multiplier.no_neutral")))
    if problems or given is None or against is None or who is None:
        raise ScenarioError(dict.fromkeys(problems), lang)
    k = len(who)
    beside_it = (*(CONTROLS if controls else ()), *extra)
    bare = Design(given, against, who, judged, replicates, beside_it, (), own, f"{options}outcome")
    cells = tuple(range(1 << k)) if whole or k <= WHOLE else ends(k)
    plans = [bare.plan("given", cells)]
    plans += [bare.plan(arm, star(k)) for arm in beside_it if arm not in ("structure", "budget")]
    return replace(bare, plans=tuple(plans))


def _choose_arms(arms: str | Sequence[str], option: str) -> tuple[str, ...]:
    """Return the extra arms that are named."""
    written = arms.split(",") if isinstance(arms, str) else [str(name) for name in arms]
    names = [name.strip() for name in written if name.strip()]
    wrong = faults_of_repetition(names, option)
    wrong += [
        Problem(option, None, "", message("multiplier.arm", name=repr(visible(name))), enumerate_words(EXTRA),
                nearest(name, EXTRA))
        for name in names
        if name not in EXTRA
    ]  # fmt: skip
    if wrong:
        raise ScenarioError(wrong)
    return tuple(arm for arm in EXTRA if arm in names)


def _check_outcome(outcome: str, option: str, form: Form, own: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with an outcome: it is no indicator and not declared, or may have no value."""
    if outcome in own:
        return []
    names = (*own, *form.names)
    if outcome not in names:
        what = message("multiplier.outcome", name=repr(visible(outcome)))
        return [Problem(option, None, "", what, enumerate_words(names, len(names)), nearest(outcome, names))]
    if form.by_name[outcome].may_lack:
        known = [each.name for each in form.indicators if not each.may_lack]
        what = message("multiplier.lacking", name=name_indicator(outcome, form.by_name[outcome].zh))
        return [Problem(option, None, "", what, enumerate_words(known, len(known)))]
    return []


def plan_arm(
    name: str, scenario: Scenario, baseline: Scenario, players: tuple[Player, ...], coalitions: Sequence[int]
) -> ArmPlan:
    """Return the plan of an arm: the city of each coalition."""
    cities = [settings_of(each, players, scenario.settings, baseline.settings) for each in coalitions]
    return ArmPlan(name, tuple(coalitions), tuple(cities))
