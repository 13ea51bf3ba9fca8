"""`cogov regress`: every rung of the ladder, every exit code, every report, on a town that runs in no time."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from cogov.experiments.regression import journal
from cogov.experiments.regression import update as renewal
from cogov.experiments.regression.baseline import load_baseline, marks_of
from cogov.experiments.regression.claims import judge_claims
from cogov.experiments.regression.comparison import BaselineComparison, Cell
from cogov.experiments.regression.ensemble import Ensemble, run_ensemble
from cogov.experiments.regression.measures import NAMES
from cogov.experiments.regression.suite import SHIPPED, load_suite
from cogov.experiments.regression.tiers import compare_with_baseline
from cogov.model.parameters.places import list_communities
from cogov.model.parameters.world import Place
from cogov.model.random_draws import uniform
from cogov.visualization.reports.github import command, summary, workflow_commands
from cogov.visualization.reports.junit import junit, report_failure
from cogov.visualization.terminal.cli import main

SUITE = """
schema_version = 1
[suite]
scenarios = ["fragmented", "synergy"]
changes = ["run.weeks=10", "world.city.agents_per_grid=3", "world.city.communities_per_street=1",
    "world.city.villages_per_township=1", "world.city.grids_per_community=2"]
indicators = ["effectiveness", "trust", "coordination_cost"]
replicates = 12
replicates_at_most = 12
common_random_numbers = true
scenario_claims = false
[margin]
effectiveness = 0.5
[[claims]]
scenario = "synergy"
indicator = "coordination_cost"
than = "fragmented"
direction = "higher"
"""


@pytest.fixture(scope="module", autouse=True)
def checkout_aside():
    """Tests run from a checkout that may have uncommitted changes; what is refused then is tested with other ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renewal, "git_state", lambda: None)
        yield


@pytest.fixture(autouse=True)
def journals_aside(tmp_path_factory, monkeypatch):
    """No test takes up what another one left behind."""
    aside = tmp_path_factory.mktemp("journals")
    monkeypatch.setattr(journal, "cache_folders", lambda: (aside / "kernels",))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
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
        found = main(["regress", *(str(argument) for argument in arguments)])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        assert "Traceback" not in done.err
        return done

    return call


def test_nothing_changed(cogov, town):
    done = cogov("town.toml", "--junit", "r.xml", "--html", "r.html")
    assert f"{2 * len(NAMES) + 1} passed, 0 failed, 0 inconclusive (identical)" in done.out
    assert ElementTree.parse(town / "r.xml").getroot().get("failures") == "0"
    page = (town / "r.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert "Nothing has changed that matters." in page
    found = json.loads(cogov("town.toml", "--json").out)
    assert (found["kind"], found["tier"], found["exit_code"], found["failed"]) == ("regression", "identical", 0, 0)
    assert len(found["cells"]) == 2 * len(NAMES)


def test_a_planted_change_is_found_and_located(cogov, town, monkeypatch, change_weeks):
    def adapt_otherwise(simulation):
        if simulation.week > 3:
            simulation.city.residents.trust[:] *= 0.8

    change_weeks(adapt_otherwise)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(town / "summary.md"))
    done = cogov("town.toml", "--junit", "r.xml", "--html", "r.html", "--github", "--workers", 1, code=1)
    assert "CHANGED" in done.out
    assert "parts from the baseline in week 3, first in what experience leaves; first shown in week 4 by" in done.out
    assert "::error file=town.toml::fragmented: trust went from" in done.out
    assert int(ElementTree.parse(town / "r.xml").getroot().get("failures")) >= 2
    assert "| changed |" in (town / "summary.md").read_text("utf-8")
    found = json.loads(cogov("town.toml", "--json", code=1).out)
    assert found["exit_code"] == 1
    assert found["partings"]["synergy"]["process"] == "experience"
    assert "OTHER" not in found


def test_a_draw_more_and_what_only_looks_on_do_not_alarm(cogov, change_weeks):
    change_weeks(lambda simulation: uniform(simulation.seed, 2000, simulation.week, simulation.city.grids.key[0], 0))
    assert "(identical)" in cogov("town.toml").out


def test_actors_in_another_order_do_not_alarm(town):
    """Communities listed the other way round have the same residents and luck; sums are added in another order."""
    suite = load_suite(town / "town.toml")
    baseline = load_baseline(suite)
    settings = {}
    for name, scenario in suite.scenarios.items():
        city = scenario.settings.world.city
        places = tuple(Place(**dict(place)) for place in reversed(list_communities(city)))
        listed = city.model_copy(update={"places": places})
        world = scenario.settings.world.model_copy(update={"city": listed})
        settings[name] = scenario.settings.model_copy(update={"world": world})
    found = compare_with_baseline(suite, baseline, run_ensemble(suite, settings=settings))
    assert found.tier != "identical"
    assert found.code() == 0


def test_other_luck_does_not_alarm(town):
    suite = load_suite(town / "town.toml")
    fresh = run_ensemble(suite, seeds=range(500, 512))
    found = compare_with_baseline(suite, load_baseline(suite), fresh, marks_of(suite))
    assert found.tier == "statistical"
    assert found.code() == 0


@pytest.mark.fault("E14")
def test_rounding_is_no_change(town):
    suite = load_suite(town / "town.toml")
    baseline = load_baseline(suite)
    values = {
        name: {word: [each * (1.0 + 1e-12) for each in found] for word, found in words.items()}
        for name, words in baseline.ensemble.values.items()
    }
    found = compare_with_baseline(suite, baseline, Ensemble(values, {name: ["x"] * 12 for name in values}))
    assert (found.tier, found.code(strict=True)) == ("numeric", 0)


@pytest.mark.parametrize(
    ("size", "verdict", "code", "strict"),
    [(0.2, "drift", 0, 0), (0.9, "changed", 1, 1), (0.0, "equivalent", 0, 0), ("noise", "inconclusive", 0, 4)],
)
def test_verdicts_and_their_exit_codes(town, size, verdict, code, strict):
    suite = load_suite(town / "town.toml")
    baseline = load_baseline(suite)
    luck = np.random.default_rng(1)
    values = baseline.ensemble.values
    old = values["synergy"]["effectiveness"]
    noise = luck.normal(scale=2.0 if size == "noise" else 0.01, size=12)
    noise -= noise.mean()
    values["synergy"]["effectiveness"] = (np.array(old) + noise + (0.0 if size == "noise" else size)).tolist()
    found = compare_with_baseline(suite, baseline, Ensemble(values, {name: ["x"] * 12 for name in values}))
    cell = next(each for each in found.cells if (each.scenario, each.indicator) == ("synergy", "effectiveness"))
    assert cell.verdict == verdict
    assert (found.code(), found.code(strict=True)) == (code, strict)


def test_claims_are_tested_both_ways(town):
    suite = load_suite(town / "town.toml")
    runs = run_ensemble(suite)
    (holds,) = judge_claims(suite, runs, 0.001)
    assert holds.standing == "holds"
    swapped = Ensemble({"synergy": runs.values["fragmented"], "fragmented": runs.values["synergy"]}, runs.digests)
    (broken,) = judge_claims(suite, swapped, 0.001, load_baseline(suite).claims)
    assert (broken.standing, broken.before, broken.fails) == ("broken", "holds", True)
    same = Ensemble(dict.fromkeys(("synergy", "fragmented"), runs.values["synergy"]), runs.digests)
    (lost,) = judge_claims(suite, same, 0.001, load_baseline(suite).claims)
    assert (lost.standing, lost.fails, lost.lost) == ("not_shown", False, True)


def test_a_broken_claim_alone_fails(cogov, town):
    text = SUITE.replace('direction = "higher"', 'direction = "lower"')
    (town / "town.toml").write_text(text)
    done = cogov("town.toml", code=1)
    assert "is broken: the contrary is established" in done.out
    assert "(identical)" in done.out


def test_what_is_broken_in_the_baseline_is_known(cogov, town):
    (town / "town.toml").write_text(SUITE.replace('direction = "higher"', 'direction = "lower"'))
    before = (town / "town.baseline.json").read_bytes()
    update = ("town.toml", "--update", "--reason", "coordination costs less, it is said")
    claim = "synergy coordination_cost lower than fragmented"
    told = cogov(*update, code=2).err
    assert f'the claim {claim} is broken; if that is meant, add: --changed-claim "{claim}"' in told
    assert "the suite has no such claim" in cogov(*update, "--changed-claim", "synergy costs less", code=2).err
    assert (town / "town.baseline.json").read_bytes() == before
    cogov(*update, "--changed-claim", claim)
    assert "is broken" in cogov("town.toml").out
    entry = json.loads((town / "HISTORY.jsonl").read_text("utf-8").splitlines()[-1])
    assert entry["broken_claims"] == entry["changed_claims"] == [claim]
    cogov("town.toml", "--update", "--reason", "once more: it is known to be broken")


def test_f1_a_missing_baseline_names_the_command(cogov, town):
    (town / "town.baseline.json").unlink()
    done = cogov("town.toml", "--junit", "r.xml", code=3)
    assert 'there is no baseline; make one with: cogov regress town.toml --update --reason "…"' in done.err
    assert ElementTree.parse(town / "r.xml").getroot().get("errors") == "1"


def hurt(town, change):
    path = town / "town.baseline.json"
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.replace(b'"synergy": {', b'"synergy": {"x":[],', 1), "is not whole|changed by hand"),
        (lambda data: data.replace(b'"alpha": 0.01', b'"alpha": 0.05'), "changed by hand"),
        (lambda data: data.replace(b'"alpha": 0.01,', b""), "is not whole: alpha"),
        (lambda data: data[: len(data) // 2], "cannot be read"),
        (lambda data: b"[" * 100_000, "cannot be read"),
        (lambda data: b"[]", "is not a baseline"),
        (lambda data: b"\xff\xfe", "cannot be read"),
        (lambda data: b"", "cannot be read"),
    ],
)
def test_a_baseline_that_was_tampered_with_is_refused(cogov, town, change, message):
    import re

    before = (town / "town.baseline.json").read_bytes()
    hurt(town, change)
    assert (town / "town.baseline.json").read_bytes() != before
    assert re.search(message, cogov("town.toml", code=3).err)


def test_a_baseline_that_history_does_not_know_is_refused(cogov, town):
    (town / "HISTORY.jsonl").unlink()
    assert "changed without a line in HISTORY.jsonl" in cogov("town.toml", code=3).err


def test_f7_new_indicators_are_a_notice_and_no_pass_of_theirs(cogov, town):
    """A baseline that an older version made of three indicators."""
    path = town / "town.baseline.json"
    whole = load_baseline(load_suite(town / "town.toml"))
    few = ("effectiveness", "trust", "coordination_cost")
    values = {name: {word: found[word] for word in few} for name, found in whole.values.items()}
    older = whole.model_copy(update={"values": values})
    path.write_text(older.text(), "utf-8")
    entry = json.loads((town / "HISTORY.jsonl").read_text("utf-8"))
    (town / "HISTORY.jsonl").write_text(json.dumps({**entry, "integrity": older.integrity}) + "\n", "utf-8")
    done = cogov("town.toml")
    assert (
        f"{len(NAMES) - 3} indicators are new and have nothing to be compared with: effectiveness_with_cost" in done.out
    )
    assert "7 passed, 0 failed" in done.out
    assert "Nothing has changed that matters" not in done.out
    assert "Nothing that is compared has changed" in done.out


def test_a_page_in_chinese(cogov, town):
    cogov("town.toml", "--html", "r.html", "--lang", "zh")
    text = (town / "r.html").read_text("utf-8")
    assert "没有实质性变化" in text
    assert "论断" in text
    assert "claim:" not in text.split("<script")[0]


def test_a_run_that_fails_ends_with_5(cogov, town, change_weeks):
    def break_trust(simulation):
        simulation.city.residents.trust[0] = 2.0
        simulation.city.residents.satisfaction[0] = 7.0

    change_weeks(break_trust)
    done = cogov("town.toml", "--junit", "r.xml", "--github", code=5)
    assert "week 1: residents.satisfaction left [0, 1]" in done.err
    assert "::error file=town.toml::fragmented, seed 1, week 1: InvariantBroken" in done.out
    assert "residents.satisfaction" in ElementTree.parse(town / "r.xml").getroot().find(".//error").get("message")


def test_reports_that_cannot_be_written_end_with_6(cogov, town):
    assert "cannot write" in cogov("town.toml", "--junit", "none/r.xml", code=6).err


def test_equal_runs_make_equal_values(stored):
    text = stored["town.baseline.json"].decode()
    assert json.loads(text)["baseline"]["name"] == "town"
    assert sum(line.strip().startswith('"effectiveness": [') for line in text.splitlines()) == 2, "a line a cell"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("synergy", "sinergy"), "did you mean synergy"),
        (("synergy", "third/*"), "fits no scenario of the library"),
        (('"trust"', '"trusst"'), "did you mean trust"),
        (("replicates = 12\n", "replicates = 1\n"), "replicates"),
        (("replicates_at_most = 12", "replicates_at_most = 30"), "30 does not fit; allowed 12 to 24"),
        (("common_random_numbers = true", "margin_factor = 0"), "margin_factor"),
        (("replicates = 12\n", "replicatess = 12\n"), "did you mean replicates"),
        (("effectiveness = 0.5", "effectiveness = -1"), "is no margin"),
        (("effectiveness = 0.5", "effect = 1"), "is not an indicator"),
        (('direction = "higher"', 'direction = "up"'), "higher"),
        (('than = "fragmented"', 'than = "flood"'), '"flood" is not in the suite'),
        (("schema_version = 1", "schema_version = 9"), "newer version"),
        (("run.weeks=10", "run.weeks=0"), "run.weeks"),
        (('["fragmented", ', '["../evil", '), "not in the library or the same folder"),
        (("[suite]", "[suite"), "not valid TOML"),
    ],
)
def test_a_wrong_suite_is_told_in_a_line(cogov, town, change, message):
    (town / "town.toml").write_text(SUITE.replace(*change))
    assert message in cogov("town.toml", code=2).err


def test_a_suite_of_ones_own_scenarios(cogov, town):
    (town / "mine.toml").write_text(
        'schema_version = 2\n[scenario]\nextends = "fragmented"\n[rules.goals]\nstrength = 0.3\n'
    )
    (town / "own.toml").write_text(SUITE.replace('"synergy"', '"mine"').split("[[claims]]")[0])
    cogov("own.toml", "--update", "--reason", "own")
    assert "(identical)" in cogov("own.toml").out
    assert "(identical)" in cogov("town.toml").out, "suites share a folder and its HISTORY"


HOSTILE = 'a"><script>\x1b[31m\n::error::x%0A|`*</td>\u202e\ufffe\x00]]>&'


def hostile():
    cell = Cell(HOSTILE, "trust", 1.0, 2.0, 0.1, 0.02, 0.001, 1.0, 0.1, "changed")
    return BaselineComparison(HOSTILE, "statistical", (cell,), (), (HOSTILE,), {}, 0.01, 20, {})


@pytest.mark.fault("G6", "G8", "G9")
def test_hostile_names_stay_names_everywhere():
    root = ElementTree.fromstring(junit(hostile()))
    assert root.find(".//failure") is not None
    assert ElementTree.fromstring(report_failure(HOSTILE, HOSTILE)).get("errors") == "1"
    for line in workflow_commands(hostile(), HOSTILE):
        assert "\n" not in line
        assert line.count("%0A") == 0, "a literal %0A is escaped"
    assert command("error", "a%0Ab", "x") == "::error file=x::a%250Ab"
    told = summary(hostile())
    assert "<script>" not in told
    assert not any(line.startswith("::") for line in told.splitlines())


def test_the_shipped_suite_can_be_read_and_claims_both_ways():
    suite = load_suite()
    assert suite.path == Path(SHIPPED)
    assert len(suite.seeds) >= 20
    assert {claim.direction for claim in suite.claims} == {"higher", "lower"}
