"""Which city, which rules: scenario files, their reading and their checking."""

from .chain import library
from .problems import Problem, ScenarioError
from .reading import load, loads
from .scenario import Claim, Scenario, Text
from .schema import schema
from .size import Size, size
from .writing import difference, template, to_csv, to_toml, write

__all__ = [
    "Claim",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Size",
    "Text",
    "difference",
    "library",
    "load",
    "loads",
    "schema",
    "size",
    "template",
    "to_csv",
    "to_toml",
    "write",
]
