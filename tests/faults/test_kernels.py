"""Compiled kernels on disk are damaged, out of date or in dispute: commands end as if nothing had been."""

import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from cogov.model import stock
from cogov.model.kept import ASIDE, SUFFIX, Kept, load_content
from cogov.model.kernel_cache import FOLDER, cache_folders
from cogov.visualization.language.translations import words
from cogov.visualization.terminal.consoles import announce_compilation

COMMAND = (
    "import sys; sys.path.insert(0, sys.argv[1]); from cogov.visualization.terminal.cli import main; main(sys.argv[2:])"
)
RUN = (
    "run",
    "fragmented",
    "--weeks",
    "3",
    "--set",
    "world.city.streets_per_district=1",
    "world.city.communities_per_street=1",
)


BEGINNING = (
    "engine.initialisation.acquaintances.acquaint", "engine.initialisation.days.commute",
    "engine.initialisation.days.line_up_reporters",
)  # fmt: skip
"""Kernels of the first week, which is not one kernel as the others are: each is looked for by itself."""


class Copy:
    """A copy of the program, with kernels beside it that may be damaged."""

    def __init__(self, root, home):
        self.home = home
        for room in ("model", "scenarios", "experiments"):
            shutil.copytree(root / room, home / "cogov" / room, ignore=shutil.ignore_patterns("__pycache__"))
        self.kernels = home / "cogov" / "model" / "__pycache__" / FOLDER
        shutil.copytree(cache_folders()[0], self.kernels, ignore=self._pick)

    @staticmethod
    def _pick(_, names):
        """Return what is not copied: kernels set aside, and those of earlier versions, which nobody would load."""
        current = {kept.prefix() for kept in stock._own_kernels()}
        return [name for name in names if not name.endswith(SUFFIX) or name.rpartition("-")[0] + "-" not in current]

    def start(self, *words):
        """Start the command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(self.home), *words],
            cwd=self.home, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words):
        """Run the command; return its output and what it said besides."""
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out, err

    def of(self, kernel):
        """Files of a kernel that a run of this version and on this processor may load."""
        return sorted(self.kernels.glob(f"{kernel}-*{SUFFIX}"))

    @contextmanager
    def edited(self, *edits):
        """Change files of the model for a while."""
        before = {}
        for file, was, now in edits:
            path = self.home / "cogov" / "model" / file
            before[path] = path.read_text("utf-8")
            assert before[path].count(was) == 1
            path.write_text(before[path].replace(was, now), "utf-8")
        yield
        for path, text in before.items():
            path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def copy(root, tmp_path_factory):
    copy = Copy(root, tmp_path_factory.mktemp("copy"))
    copy.usual = copy.run(*RUN)[0]
    return copy


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b"")


def test_damaged_kernels_heal_with_one_sentence(copy):
    damages = dict(zip(BEGINNING, (empty, cut, flip), strict=True))
    damaged = {path: damage for kernel, damage in damages.items() for path in copy.of(kernel)}
    for path, damage in damaged.items():
        damage(path)
    out, said = copy.run(*RUN)
    assert out == copy.usual
    assert " ".join(said.split()) == (
        f"3 compiled kernels on disk were damaged ({', '.join(BEGINNING)}): set aside, and compiled again."
    )
    assert all(path.with_name(path.name + ASIDE).exists() for path in damaged)
    assert all(copy.of(kernel) for kernel in damages), "compiled again, and kept"
    assert copy.run(*RUN) == (copy.usual, "")


def test_a_sweep_on_two_processes_heals_too(copy):
    for path in copy.of(BEGINNING[-1]):
        empty(path)
    (copy.home / "study.toml").write_text(
        'schema_version = 1\n[study]\nscenario = "fragmented"\nquestion = { en = "Does it heal?" }\n'
        "[settings]\nrun.weeks = 3\nworld.city.streets_per_district = 1\nworld.city.communities_per_street = 1\n"
        '[levers.lists]\nkey = "rules.mechanism.responsibility_lists"\nvalues = [0.0, 0.5]\n[seeds]\nreplicates = 2\n'
    )
    said = copy.run("sweep", "study.toml", "--out", "r", "--workers", "2", "--yes")[1]
    assert said.count("damaged") == 1
    assert (copy.home / "r" / "table.csv").exists()


def test_in_chinese_the_sentence_is_chinese(capsys, monkeypatch):
    monkeypatch.setattr(stock, "mend", lambda: ["a", "b", "c", "d"])
    announce_compilation(words("zh"))
    assert capsys.readouterr().err.split() == [
        "磁盘上有", "4", "个已编译的内核文件损坏（a,", "b,", "c", "…），已移到一旁并将重新编译。"
    ]  # fmt: skip


def test_what_no_kernel_depends_on_compiles_nothing(copy):
    before = sorted(path.name for path in copy.kernels.iterdir())
    edits = (
        ("parameters/rules.py", "协商会议间隔", "协商会议的间隔"),
        ("engine/processes/pool.py", '"""Pool hours, and give them', '"""Pool them, and give them'),
        ("engine/processes/measure.py", '"""Put the parts together', '"""Put all parts together'),
        ("__init__.py", "__all__ = [", "TITLE = 1\n__all__ = ["),
    )
    with copy.edited(*edits):
        assert copy.run(*RUN) == (copy.usual, "")
    assert sorted(path.name for path in copy.kernels.iterdir()) == before


def test_a_constant_in_another_file_compiles_what_closes_over_it_alone(copy):
    before = set(copy.kernels.iterdir())
    with copy.edited(("engine/initialisation/days.py", "_COMMUTES = 1028", "_COMMUTES = 1128")):
        out, said = copy.run(*RUN)
    assert "Compiling the model" in said
    assert out != copy.usual, "other luck sends others to town"
    assert {path.name.split("-")[0] for path in set(copy.kernels.iterdir()) - before} == {BEGINNING[1]}


def test_two_processes_that_compile_at_once_leave_whole_kernels(copy):
    for path in copy.of(BEGINNING[-1]):
        path.unlink()
    both = [copy.start(*RUN) for _ in range(2)]
    assert [process.communicate(timeout=120)[0] for process in both] == [copy.usual, copy.usual]
    assert copy.of(BEGINNING[-1])
    assert not list(copy.kernels.glob("*.tmp"))
    for path in copy.of(BEGINNING[-1]):
        assert load_content(path)


def test_kernels_of_two_modules_with_one_name_are_told_apart():
    from cogov.model.engine.processes.close import _clear as of_closing
    from cogov.model.engine.processes.volunteer import _clear as of_volunteering

    assert Kept(of_closing).name != Kept(of_volunteering).name
