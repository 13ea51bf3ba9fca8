"""Conventions of the house that neither ruff nor import-linter can hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOMS = ("model", "scenarios", "experiments", "visualization")
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc"}

# Hosts of package registries, and folders of one machine. Written so that no pattern matches itself.
HOST = re.compile(r"\b(pypi\.org|pythonhosted\.org|npmjs\.org|anaconda\.org|debian\.org|jsdelivr\.net|unpkg\.com)")
MACHINE = re.compile(r"(?<![\w.~/$}-])/(root|home|work|opt|mnt|Users)/\w|[A-Z]:\\Users\b")


@pytest.fixture(scope="module")
def committed(root: Path) -> list[Path]:
    """Files git tracks or would track; without git, all files outside hidden folders."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        relative = [file.relative_to(root) for file in root.rglob("*")]
        listed = [str(file) for file in relative if not file.parts[0].startswith(".")]
    return [root / name for name in listed if name and (root / name).is_file()]


def python_files(root: Path, folders: tuple[str, ...]) -> list[Path]:
    return [file for folder in folders for file in sorted((root / folder).rglob("*.py"))]


def absolute_imports(file: Path) -> list[tuple[int, str]]:
    """Line and top-level name of every absolute import."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name.split(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append((node.lineno, node.module.split(".")[0]))
    return found


CURVED = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "power", "float_power", "cbrt", "sin"),
    *("cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "arctan2", "arcsinh", "arccosh", "arctanh"),
}
"""Functions whose last bit is not fixed. NumPy has its own of each, which differ between processors with and without
AVX-512; those of ``math`` are the C library's."""


def test_no_bit_of_a_run_depends_on_the_processor(root):
    wrong = [
        f"{file.relative_to(root)}:{node.lineno}: np.{node.attr}"
        for file in python_files(root, ("model",))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")
        if node.attr in CURVED
    ]
    assert wrong == []


def test_product_imports_itself_relatively(root):
    wrong = [
        f"{file.relative_to(root)}:{line}: {name}"
        for file in python_files(root, ROOMS)
        for line, name in absolute_imports(file)
        if name in {"cogov", *ROOMS}
    ]
    assert wrong == []


def test_tests_and_benchmarks_import_cogov(root):
    """`import model` would make a second copy of every class."""
    wrong = [
        f"{file.relative_to(root)}:{line}: {name}"
        for file in python_files(root, ("tests", "benchmarks"))
        for line, name in absolute_imports(file)
        if name in ROOMS
    ]
    assert wrong == []


def test_names_say_what_is_inside(root, committed):
    vague = [
        str(file.relative_to(root))
        for file in committed
        if VAGUE & {part.split(".")[0].lower() for part in file.relative_to(root).parts}
    ]
    assert vague == []


def test_no_file_names_a_registry_or_a_machine(root, committed):
    wrong = []
    for file in committed:
        if file.is_relative_to(root / "visualization" / "browser" / "assets" / "cdn"):
            continue  # by others
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # not text
        for number, line in enumerate(text.splitlines(), 1):
            if HOST.search(line) or MACHINE.search(line):
                wrong.append(f"{file.relative_to(root)}:{number}: {line.strip()[:100]}")
    assert wrong == []


def pins(lock: str) -> set[str]:
    """The `name==version ; marker` lines of a lock."""
    return {line.rstrip(" \\") for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)}


def test_locks_name_no_host_and_agree(root):
    names = ("requirements.lock", "requirements-app.lock", "requirements-dev.lock")
    locks = [(root / name).read_text("utf-8") for name in names]
    for lock in locks:
        assert "://" not in lock
        assert not re.search(r"^-", lock, re.MULTILINE), "an option, such as --index-url"
        assert all("==" in pin for pin in pins(lock))
        assert lock.count("--hash=sha256:") >= len(pins(lock))
    versions = [{pin.split(" ")[0] for pin in pins(lock)} for lock in locks]
    assert versions[0] < versions[1] < versions[2]
