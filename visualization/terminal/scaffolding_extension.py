"""Begin an extension from one of those that are shipped: its module, a scenario that uses it, and a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import describe_value, enumerate_words, nearest
from ...scenarios.message import message
from .scaffolding import TEMPLATES, list_faults_of_name

EXAMPLES: Mapping[str, tuple[str, str]] = {
    "local_medium": ("alarm", "trust"),
    "stubborn_committees": ("stubbornness", "at_committees"),
    "mediation_centre": ("mediation", "mediated"),
}
"""The shipped extensions: the number with which each does nothing when it is 0, and what it moves otherwise."""


def draft_extension(folder: Path, name: str, like: str) -> dict[Path, str]:
    """Return the files of a new extension and what they hold.

    Parameters
    ----------
    folder : Path
    name : str
    like : str
        The shipped one that it begins as.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    problems = list_faults_of_name(name)
    if like not in EXAMPLES:
        what = message("new.no_example", value=describe_value(like))
        problems.append(Problem("--like", None, "", what, enumerate_words(list(EXAMPLES)), nearest(like, EXAMPLES)))
    if problems:
        raise ScenarioError(problems)
    off, measured = EXAMPLES[like]
    shipped = TEMPLATES / "extensions"
    module, scenario = (
        (shipped / f"{like}.{kind}.txt").read_text("utf-8").replace(like, name) for kind in ("py", "toml")
    )
    test = Template((shipped / "test.py.txt").read_text("utf-8")).substitute(name=name, off=off, measured=measured)
    return {folder / f"{name}.py": module, folder / f"{name}.toml": scenario, folder / f"test_{name}.py": test}
