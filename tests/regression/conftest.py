"""A town that runs in no time, its suite, its baseline, and the command on a copy of them."""

import pytest

from cogov.experiments.regression import journal, update
from cogov.visualization.terminal.cli import main

SUITE = """
schema_version = 1
[suite]
scenarios = ["fragmented", "synergy"]
changes = ["run.weeks=16", "world.city.agents_per_grid=3", "world.city.communities_per_street=1",
    "world.city.villages_per_township=1", "world.city.grids_per_community=2"]
replicates = 8
replicates_at_most = 12
common_random_numbers = true
scenario_claims = false
"""


@pytest.fixture(scope="package", autouse=True)
def checkout_aside():
    """Tests run from a checkout that may have uncommitted changes; what is refused then is tested with other ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update, "git_state", lambda: None)
        yield


@pytest.fixture(autouse=True)
def journals_aside(tmp_path_factory, monkeypatch):
    """No test takes up what another one left behind."""
    aside = tmp_path_factory.mktemp("journals")
    monkeypatch.setattr(journal, "cache_folders", lambda: (aside / "kernels",))


@pytest.fixture(scope="package")
def stored(tmp_path_factory, checkout_aside):
    """A folder with a suite and its baseline."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "town.toml").write_text(SUITE)
    assert main(["regress", str(folder / "town.toml"), "--update", "--reason", "first"]) == 0
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def town(stored, tmp_path, monkeypatch):
    """A copy of that folder, as the working one."""
    for name, content in stored.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    for variable in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


@pytest.fixture
def cogov(town, capsys):
    def call(*arguments, code=0):
        found = main(["regress", "town.toml", *(str(argument) for argument in arguments)])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        assert "Traceback" not in done.err
        return done

    return call
