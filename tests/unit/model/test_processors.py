"""As many workers as this process is allowed, not as many as the machine has."""

import os
import subprocess
import sys

import pytest

from cogov.model.processors import processors

ASK = "from cogov.model.processors import processors; print(processors())"


@pytest.fixture
def groups(tmp_path):
    """Control groups as Linux tells of them."""

    def groups(own, **files):
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            path = tmp_path / "groups" / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return processors(tmp_path / "groups", tmp_path / "own")

    return groups


@pytest.fixture(autouse=True)
def eight(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)


def test_without_limits_there_are_as_many_as_processors(groups, tmp_path):
    assert processors(tmp_path, tmp_path / "none") == 8
    assert groups("0::/\n") == 8


@pytest.mark.parametrize(("quota", "found"), [("100000", 1), ("150000", 2), ("400000", 4), ("5000", 1), ("max", 8)])
def test_a_quota_counts_and_is_rounded_up(groups, quota, found):
    assert groups("0::/a/b\n", **{"a__b__cpu.max": f"{quota} 100000\n"}) == found


def test_the_quota_of_a_group_above_counts_too(groups):
    assert groups("0::/a/b\n", **{"a__cpu.max": "200000 100000\n", "a__b__cpu.max": "max 100000\n"}) == 2


def test_the_older_groups_are_understood(groups):
    files = {"cpu__box__cpu.cfs_quota_us": "300000\n", "cpu__box__cpu.cfs_period_us": "100000\n"}
    assert groups("4:cpu,cpuacct:/box\n3:memory:/box\n", **files) == 3
    assert groups("4:cpu,cpuacct:/box\n", **{**files, "cpu__box__cpu.cfs_quota_us": "-1\n"}) == 8


def test_what_cannot_be_read_is_no_limit(groups):
    assert groups("0::/../..\nnonsense\n", **{"cpu.max": "a b c\n"}) == 8


def test_one_processor_allowed_is_one_worker(monkeypatch):
    monkeypatch.undo()
    only = next(iter(os.sched_getaffinity(0)))
    script = f"import os; os.sched_setaffinity(0, {{{only}}}); {ASK}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
