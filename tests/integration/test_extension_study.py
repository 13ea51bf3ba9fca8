"""What a study with an extension says: factors without results, interaction, further outcomes, methods, players."""

import io
import json
import re
import zipfile

import pytest

from cogov.experiments import Results, sweep
from cogov.experiments.execution.exit_codes import BAD_INPUT
from cogov.experiments.multipliers.factors import choose_players
from cogov.scenarios import ScenarioError, load, to_toml
from cogov.scenarios.writing import write_tables
from cogov.visualization.browser import downloads
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.scaffolding import write_files
from cogov.visualization.terminal.scaffolding_extension import draft_extension

CITY = {
    "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 1, "townships_per_county": 1,
    "villages_per_township": 1, "agents_per_grid": 10,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("local_medium", "mediation_centre"):
        write_files(draft_extension(tmp_path, name, name))
        file = tmp_path / f"{name}.toml"
        small = "\n".join(f"{key} = {value}" for key, value in CITY.items())
        file.write_text(f"{file.read_text('utf-8')}\n[run]\nweeks = 8\n\n[world.city]\n{small}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def study(folder, name, lever, **more):
    tables = {
        "schema_version": 1,
        "study": {
            "scenario": f"{name}.toml", "title": {"en": "A study", "zh": "研究"}, "question": {"en": "?", "zh": "？"},
            "outcomes": ["trust", *more.pop("further", ["effectiveness"])],
        },
        "levers": {"rule": {"key": lever, "values": [0.0, 0.9]}},
        "uncertainties": {"arising": {"key": "behaviour.arise.rate", "values": [0.004, 0.008]}},
        "seeds": {"replicates": 3}, **more,
    }  # fmt: skip
    (folder / "study.toml").write_text(write_tables(tables), "utf-8")
    return "study.toml"


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text("utf-8")))


def test_a_factor_of_which_one_level_has_results_is_named_in_table_report_and_document(folder, capsys):
    module = folder / "local_medium.py"
    text = module.read_text("utf-8").replace("return float(", "return 1 / (self.reach < 0.5) * float(")
    module.write_text(text, "utf-8")
    more = {"uncertainties": {
        "reach": {"key": "extensions.local_medium.reach", "values": [0.1, 0.9]},
        "arising": {"key": "behaviour.arise.rate", "values": [0.004, 0.008]},
    }}  # fmt: skip
    sweep(study(folder, "local_medium", "rules.mechanism.escalation", **more), out="o", serial=True)
    said = "Nothing is said about reach: fewer than two levels have results."
    assert main(["analyse", "o"]) == 0
    told = capsys.readouterr().out
    assert said in re.sub(r"\s+", " ", told)
    assert re.search(r"reach +— +—", told)
    assert main(["analyse", "o", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert said in [note["en"] for note in document["notes"]]
    assert "对reach不作判断" in "".join(note["zh"] for note in document["notes"])
    rows = {row["factor"]: row for row in document["tables"]["factors"]}
    assert set(rows) == {"rule", "arising", "reach"}
    assert rows["reach"]["difference"] is None
    assert rows["reach"]["units"] == 0
    assert main(["analyse", "o", "--method", "phase", "--factors", "rule,arising"]) == 0
    assert "Nothing is said about reach" in re.sub(r"\s+", " ", capsys.readouterr().out)
    assert main(["report", "o"]) == 0
    assert said in text_of(folder / "o" / "report.html")


def test_a_report_has_the_interaction_of_lever_and_load_and_tables_of_further_outcomes(folder):
    sweep(study(folder, "local_medium", "rules.mechanism.escalation", further=["bad_news"]), out="o", serial=True)
    assert main(["report", "o"]) == 0
    said = text_of(folder / "o" / "report.html")
    assert "One policy against another" in said
    assert "The difference by level" in said
    assert "A further outcome: Bad news" in said
    assert said.count("Factors: ") >= 2
    assert "mean of the last 8 weeks" in said
    assert "52 weeks" not in said
    assert "agents' edition" not in said.replace("&#39;", "'")
    assert main(["report", "o", "--lang", "zh"]) == 0
    assert any("另一结果：负面新闻占比" in text_of(page) for page in (folder / "o").glob("report*.html"))


def test_a_methods_paragraph_names_the_edition_that_runs_took(folder):
    sweep(study(folder, "mediation_centre", "extensions.mediation_centre.mediation", further=[]), out="o", serial=True)
    assert Results("o").manifest["edition"] == "agents"
    assert main(["report", "o"]) == 0
    said = text_of(folder / "o" / "report.html").replace("&#39;", "'")
    assert "Runs were made in the agents' edition of the model" in said


# ---- players


def test_an_institution_of_an_extension_plays(folder, capsys):
    settings = load("mediation_centre.toml").settings
    player, _ = choose_players("extensions.mediation_centre,mechanism", settings=settings)
    assert player.levers == ("mediation",)
    without = player.absent(settings, load("fragmented").settings)
    assert without.extensions.mediation_centre.mediation == 0.0
    assert without.extensions.mediation_centre.success == settings.extensions.mediation_centre.success
    less = load("mediation_centre.toml", changes={"extensions.mediation_centre.mediation": 0.2}).settings
    assert player.absent(settings, less).extensions.mediation_centre.mediation == 0.2
    words = ["multiplier", "mediation_centre.toml", "--players", "extensions.mediation_centre,mechanism"]
    assert main([*words, "--replicates", "1", "--weeks", "3", "--no-controls", "--out", "m"]) == 0
    assert "mediation_centre" in capsys.readouterr().out
    assert main(["plot", "m"]) in (0, BAD_INPUT)


def test_without_it_it_is_gone_from_single_places_too(folder):
    text = (folder / "mediation_centre.toml").read_text("utf-8")
    there = '\n[[places.rules]]\nwhere = ["County 1"]\nextensions.mediation_centre.mediation = 0.9\n'
    (folder / "mediation_centre.toml").write_text(text + there, "utf-8")
    settings = load("mediation_centre.toml").settings
    player, _ = choose_players("extensions.mediation_centre,mechanism", settings=settings)
    assert settings.places.rules
    assert not player.absent(settings, load("fragmented").settings).places.rules


@pytest.mark.parametrize(("scenario", "players", "said"), [
    ("local_medium", "extensions.local_medium,mechanism", "the extension local_medium declares no lever"),
    ("mediation_centre", "mediation_centre,mechanism", "did you mean extensions.mediation_centre"),
    ("synergy", "extensions.mediation_centre,mechanism", "no player is called 'extensions.mediation_centre'"),
])  # fmt: skip
def test_what_cannot_play_is_refused(folder, scenario, players, said):
    with pytest.raises(ScenarioError, match=said.replace(".", r"\.")):
        choose_players(players, settings=load("synergy" if scenario == "synergy" else f"{scenario}.toml").settings)


# ---- downloads


def test_a_download_of_the_browser_has_the_module_beside_the_scenario(folder, tmp_path):
    (folder / "rain.csv").write_text("1", "utf-8")
    module = folder / "local_medium.py"
    text = module.read_text("utf-8").replace("import Extension, ", "import Extension, data, ")
    module.write_text(
        text.replace("    reads = stream()", "    reads, rain = stream(), data('rain.csv', str)"), "utf-8"
    )
    record = load("local_medium.toml")
    name, make = downloads.scenario_file(record)
    assert name == "local_medium.zip"
    assert make() == make()
    elsewhere = tmp_path / "elsewhere"
    with zipfile.ZipFile(io.BytesIO(make())) as opened:
        assert sorted(opened.namelist()) == ["local_medium.py", "local_medium.toml", "rain.csv"]
        opened.extractall(elsewhere)
    assert load(elsewhere / "local_medium.toml").digest == record.digest
    name, make = downloads.scenario_file(load("synergy"))
    assert (name, make()) == ("synergy.toml", to_toml(load("synergy")))


# ---- checkpoints of agents


def test_a_run_by_agents_refuses_a_checkpoint_before_it_begins(folder, capsys):
    assert main(["run", "mediation_centre.toml", "--save", "c.npz"]) == BAD_INPUT
    assert "c.npz: a run by agents leaves no checkpoint" in capsys.readouterr().err
    assert not (folder / "c.npz").exists()
    assert main(["run", "local_medium.toml", "--until", "2", "--save", "c.npz"]) == 0
    assert main(["run", "mediation_centre.toml", "--from", "c.npz"]) == BAD_INPUT
    assert "begins from none" in capsys.readouterr().err
