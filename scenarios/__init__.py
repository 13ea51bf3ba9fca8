"""Which city, which rules: scenario files, their reading and their checking."""

from .errors import Problem, ScenarioError
from .inheritance import from_library, library
from .json_schema import schema
from .loading import load, loads
from .scenario import Claim, Scenario, Text
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
    "from_library",
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
