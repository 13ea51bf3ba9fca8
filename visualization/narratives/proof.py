"""What a proof of the regression shows, in lines."""

from __future__ import annotations

from ...experiments.regression.alarms import Alarms
from ...experiments.regression.proof import Proof
from ...experiments.regression.suite import Suite
from ...experiments.regression.trials import POWER, Trial
from ...scenarios.message import message


def describe_alarms(what: str, result: Alarms) -> str:
    """Return a line on false alarms."""
    low, high = result.interval
    shares = {"share": f"{100 * result.found / result.of:.2f}", "low": f"{100 * low:.2f}", "high": f"{100 * high:.2f}"}
    return message("proof.alarms", what=what, count=result.found, all=result.of, **shares)


def describe_trial(trial: Trial) -> str:
    """Return a line on a trial."""
    return message("proof.head", key=trial.key, about=trial.about, what=_outcome(trial))


def _outcome(trial: Trial) -> str:
    if trial.failed:
        return message("proof.failed", reason=trial.failed)
    if trial.kind == "harmless":
        untouched = "proof.no_alarm" if trial.touched else "proof.no_alarm_same"
        return message("proof.false_alarm" if trial.found else untouched)
    if not trial.touched:
        return message("proof.nothing")
    return message(
        "proof.seen",
        seen=message("proof.found", stage=trial.stage)
        if trial.found
        else message("proof.must_not_found" if trial.must else "proof.not_found"),
        power=f"{100 * trial.power:.0f}",
        apart=f"{100 * trial.power_apart:.0f}",
        cell=trial.cell,
        effect=f"{trial.effect:+.3g}",
        margin=f"{trial.margin:.3g}",
    )


def close_proof(proof: Proof, suite: Suite) -> list[str]:
    """Return what stands at the end of the lines of all trials."""
    must = [trial for trial in proof.trials if trial.must]
    harmless = [trial for trial in proof.trials if trial.kind == "harmless"]
    mutants = [trial for trial in proof.trials if trial.kind == "mutant"]
    found = sum(trial.found for trial in mutants)
    same = sum(not trial.found and not trial.touched for trial in mutants)
    apart = sum(trial.power_apart >= POWER for trial in must)
    return [
        *(message("proof.hole", hole=hole) for hole in proof.holes),
        describe_alarms(message("proof.no_change_any"), proof.any_size),
        describe_alarms(message("proof.no_change"), proof.mattering),
        message(
            "proof.must",
            count=sum(trial.kept for trial in must),
            all=len(must),
            power=f"{100 * POWER:.0f}",
            apart=apart,
        ),
        *(
            [message("proof.mutants", count=len(mutants), found=found, same=same, seen=len(mutants) - found - same)]
            if mutants
            else []
        ),
        message("proof.harmless", count=sum(trial.kept for trial in harmless), all=len(harmless)),
        message("proof.kept" if proof.kept(suite.alpha) else "proof.not_kept"),
    ]
