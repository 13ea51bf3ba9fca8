"""Which city, which rules: scenario files, their reading and their checking."""

from .chain import library
from .problems import Problem, ScenarioError
from .reading import load, loads
from .scenario import Claim, Scenario, Text

__all__ = [
    "Claim",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Text",
    "library",
    "load",
    "loads",
]
