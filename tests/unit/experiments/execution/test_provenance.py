import json
import subprocess

import pytest

from cogov.experiments.execution import provenance as module
from cogov.experiments.execution.provenance import discreet, git_state, provenance
from cogov.model.kernel_cache import source_digest


@pytest.mark.fault("G14")
@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("fragmented", "fragmented"),
        ("rules.goals.strength=0.5", "rules.goals.strength=0.5"),
        ("files/mine.toml", "files/mine.toml"),
        ("/srv/people/li/mine.toml", "mine.toml"),
        ("--out=/srv/people/li/结果", "--out=结果"),
        ("~/mine.toml", "mine.toml"),
        ("../../li/mine.toml", "mine.toml"),
        (r"C:\Data\li\mine.toml", "mine.toml"),
        (r"\\server\li\mine.toml", "mine.toml"),
        ("", ""),
    ],
)
def test_paths_do_not_tell_who_and_where(argument, told):
    assert discreet(argument) == told


def test_provenance_says_what_made_it():
    found = provenance(["cogov", "run", "/srv/people/li/x.toml"])
    assert found["code"] == source_digest()
    assert {"python", "cogov", "mesa", "numba", "numpy"} <= set(found["versions"])
    assert found["command"] == ["cogov", "run", "x.toml"]
    assert found["time"].endswith("Z")
    json.dumps(found, allow_nan=False)


def test_commit_of_somebody_elses_checkout_is_not_ours(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    inside = tmp_path / "site-packages" / "cogov" / "model"
    inside.mkdir(parents=True)
    monkeypatch.setattr(module, "SOURCES", inside)
    assert git_state() is None


def test_without_git_there_is_no_commit(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert git_state() is None
