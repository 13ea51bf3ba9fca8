"""Names: verbs for functions, nouns for values, and one owner for each type."""

import ast
import re
from collections import defaultdict

from .measure import PARTICIPLE, functions, trees

# Past participles that are adjectives of a record, and verbs that end in -ed.
MOST = 0.03


def test_functions_are_named_by_verbs(root):
    every = list(functions(root))
    participles = [f"{file}:{node.lineno}: {node.name}" for file, node in every if PARTICIPLE.match(node.name)]
    assert len(participles) <= MOST * len(every), "\n".join(participles)


def test_no_function_of_a_module_is_named_by_a_bare_participle(root):
    bare = [
        f"{file}: {node.name}"
        for file, tree in trees(root).items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and PARTICIPLE.fullmatch(node.name)
    ]
    assert bare == []


OLD = "scenarios/upgrade/first_edition/"
"""Records of old files keep the names that their keys had."""


def part_of_the_model(file: str) -> str:
    """The week by agents, the compiled one, and what is declared call the same things by the same names."""
    parts = file.split("/")
    return parts[1] if parts[:1] == ["model"] and parts[1] in ("agents", "engine") else ""


def test_a_type_has_one_owner(root):
    owners = defaultdict(list)
    for file, tree in trees(root).items():
        if file.startswith(OLD):
            continue
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                owners[part_of_the_model(file), node.name].append(file)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if re.fullmatch(r"_?[A-Z][a-z]\w*", name):
                    owners[part_of_the_model(file), name].append(file)
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}
