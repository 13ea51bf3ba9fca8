"""Edits of the model's code that the comparison is tried on: faults that it must find, and changes that are none.

They are edits of the compiled edition, and of what institutions declare. What each means stands under ``fault`` of the
messages, in both languages. Edits that nobody thought of are generated in :mod:`.mutants`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...scenarios.message import Message, message


@dataclass(frozen=True, slots=True)
class Fault:
    """An edit: in `file` below model/, `was` becomes `now`.

    Attributes
    ----------
    file, was, now : str
        `was` stands in the file once.
    code : str
        Names what is wrong then, or why nothing is; empty for an edit that was generated.
    """

    file: str
    was: str
    now: str
    code: str = ""

    @property
    def about(self) -> Message:
        """What the edit says, in words; of a generated one the edit itself."""
        if self.code:
            return message(f"fault.{self.code}")
        return message("fault.generated", was=self.was.strip(), now=self.now.strip())


def _fault(process: str, was: str, now: str, code: str) -> Fault:
    return Fault(f"engine/processes/{process}.py", was, now, code)


FAULTS: tuple[Fault, ...] = (
    _fault("emergencies", "week <= communities.emergency_until[c]", "week < 0", "no_emergency"),
    _fault("arise", "(1.0 - sensitivity[y] * norm[g])", "1.0", "norms_prevent_nothing"),
    _fault("arise", "law = 1.0 - b.law_prevents", "law = 1.0 + b.law_prevents", "law_breeds"),
    _fault("set_hours", "(1.0 - lever[Levers.RELIEF]) * level", "level", "no_relief"),
    _fault("set_hours", "joint += b.links * lever[Levers.HOUSEHOLD_LINKS]", "joint += 0.0", "links_cost_nothing"),
    _fault("set_hours", "bodies.effort[o] -= moved", "bodies.effort[o] -= 0.0", "services_for_nothing"),
    _fault("come_to_light", "if by_worker and not by_residents:", "if by_worker:", "workers_take_credit"),
    _fault("route", "a = lists + (1.0 - lists) * a", "a = (1.0 - lists) * a", "lists_bind_nobody"),
    _fault("route", "if hops[j] >= b.escalation_hops", "if hops[j] < b.escalation_hops", "whistles_at_once"),
    _fault("deliberate", "- b.turnout_fatigue * fatigue[k]", "+ b.turnout_fatigue * fatigue[k]", "tired_come"),
    _fault("deliberate", "grids.grudge[cases.grid[j]] += b.grudge_trust * grudge", "pass", "no_grudge"),
    _fault("align", "target[d] /= bodies.last[o] - bodies.first[o]", "target[d] /= 1.0", "targets_summed"),
    _fault("volunteer", "b.motive * (1.0 - b.crowding_out * reward)", "b.motive", "rewards_crowd_nothing_out"),
    _fault("pool", "h *= 1.0 - losses[scope]", "h *= 1.0", "pools_lose_nothing"),
    _fault("ask", "bodies.budget[hub] -= b.ask_cost", "bodies.budget[hub] -= 0.0", "asking_is_free"),
    _fault("serve", "theta = min(1.0, b.team_limit / total) if total > 0.0 else 1.0", "theta = 0.0", "nobody_helps"),
    _fault("initiative", "if b.initiative == 0.0:", "if b.initiative >= 0.0:", "no_initiative"),
    _fault("queue", "score + b.noise * lot[j]", "-score + b.noise * lot[j]", "worst_last"),
    _fault("close", "let_down[g] += lapse_loss", "let_down[g] += 0.0", "lapses_forgiven"),
    _fault("close", "min(float(age), cap) / scale", "float(age) / scale", "harm_without_end"),
    _fault("experience", "- erosion * m", "", "norms_do_not_erode"),
    _fault("adapt", "b.temptation * (1.0 - lever[Levers.LISTS])", "b.temptation * lever[Levers.LISTS]", "lists_tempt"),
    Fault("institutions/household_links.py", "carriers=(PARTY, MEMBERS)", "carriers=(MEMBERS,)", "links_without_party"),
    Fault("institutions/legal_service.py", "carriers=(GOVERNMENT,)", "carriers=()", "law_without_government"),
)  # fmt: skip
"""Terms dropped and signs turned, at least one in each process that has an equation; all must be found."""

HARMLESS: tuple[Fault, ...] = (
    _fault(
        "come_to_light",
        "        cases.hops[j] = 0\n",
        "        cases.hops[j] = 0\n"
        "        luck = draws.uniform(seed, streams.HOTLINE, week, cases.key[j], 9)\n"
        "        ledger.counts[week, Count.REPORTS] += luck < 0.0\n",
        "one_draw_more",
    ),
    _fault("close", "streams.LAPSE, week, cases.key[:n]", "streams.LAPSE, week + 1, cases.key[:n]", "stream_moved"),
    _fault("work", "streams.ORDER, week, bodies.key", "streams.ORDER, week + 1, bodies.key", "other_stream_moved"),
)
"""Edits that say nothing else of the city; none may raise an alarm."""
