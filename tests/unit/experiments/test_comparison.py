import json

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import compare, simulate
from cogov.experiments.execution.provenance import provenance
from cogov.experiments.paired_runs import LengthError
from cogov.experiments.statistics.paired import HEADLINE
from cogov.model.indicators import INDICATORS, NAMES
from cogov.scenarios.names import unique
from cogov.visualization.reports.json_documents import comparison_document, text


def test_replicates_share_their_seeds(comparison):
    assert comparison.seeds == (1, 2, 3)
    for runs in comparison.runs:
        assert tuple(run.seed for run in runs) == comparison.seeds


def test_each_run_can_be_had_alone(comparison, small):
    alone = simulate("synergy", seed=2, weeks=60, changes=small)
    within = comparison.series.query("scenario == 'synergy' and seed == 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, within)


def test_tables_have_the_promised_form(comparison):
    assert len(comparison.series) == 3 * 3 * 60
    assert list(comparison.finals.columns) == ["scenario", "seed", *NAMES]
    assert len(comparison.differences) == 2 * len(NAMES)
    assert (comparison.differences["against"] == "fragmented").all()
    bands = comparison.bands
    assert len(bands) == 3 * 60 * len(NAMES)
    empty = bands["median"].isna()  # nobody met, or nobody was asked
    assert set(bands.loc[empty, "indicator"]) <= {each.name for each in INDICATORS if each.may_lack}
    bands = bands[~empty]
    assert (bands["low"] <= bands["median"]).all()
    assert (bands["median"] <= bands["high"]).all()


def test_differences_are_those_of_the_finals(comparison):
    finals = comparison.finals.set_index(["scenario", "seed"])
    gaps = finals.loc["synergy"] - finals.loc["fragmented"]
    row = comparison.differences.query("scenario == 'synergy' and indicator == 'trust'").iloc[0]
    assert row["mean"] == pytest.approx(gaps["trust"].mean())
    assert row["n"] == 3
    assert row["higher"] == (gaps["trust"] > 0).sum()


def test_bands_are_quantiles_over_replicates(comparison):
    week = comparison.series.query("scenario == 'flood' and week == 17")["open_issues"]
    row = comparison.bands.query("scenario == 'flood' and week == 17 and indicator == 'open_issues'").iloc[0]
    assert [row["low"], row["median"], row["high"]] == pytest.approx(np.quantile(week, [0.1, 0.5, 0.9]).tolist())


def test_headline_is_adjusted_over_all_scenarios(comparison):
    adjusted = comparison.differences.dropna(subset="p_adjusted")
    assert set(adjusted["indicator"]) == set(HEADLINE)
    assert len(adjusted) == 2 * len(HEADLINE)
    assert (adjusted["p_adjusted"] >= adjusted["p"]).all()


def test_a_scenario_against_itself_is_exactly_equal(small):
    found = compare(["synergy", "synergy"], replicates=2, weeks=4, changes=small)
    assert found.labels == ("synergy", "synergy (2)")
    assert (found.differences["mean"] == 0).all()
    assert found.verdict("synergy (2)") == "same"


def test_one_replicate_has_no_interval_and_no_nan_in_json(small):
    found = compare(["fragmented", "synergy"], replicates=1, weeks=4, changes=small)
    assert found.verdict("synergy") == "one_pair"
    document = json.loads(text(comparison_document(found, provenance())), parse_constant=pytest.fail)
    assert all(each["interval"] is None and each["p"] is None for each in document["differences"])


def test_document_says_what_was_run(comparison):
    document = json.loads(text(comparison_document(comparison, provenance(), series=True)), parse_constant=pytest.fail)
    assert document["scenario"] == {"name": "fragmented", "digest": comparison.scenarios[0].digest, "edition": 2}
    assert (document["seed"], document["weeks"], document["replicates"]) == (1, 60, 3)
    assert document["final"] == document["scenarios"][0]["final"]
    assert len(document["series"]["synergy"]["trust"]["median"]) == 60
    assert {"scenario", "against", "indicator", "mean", "interval", "n"} <= set(document["differences"][0])


def test_later_scenarios_take_the_seed_of_the_first(tmp_path, small):
    path = tmp_path / "other.toml"
    path.write_text('schema_version = 2\n[scenario]\nextends = "synergy"\n[run]\nseed = 77\n', encoding="utf-8")
    found = compare([path, "fragmented"], replicates=2, weeks=3, changes=small)
    assert found.seeds == (77, 78)
    assert {record.settings.run.seed for record in found.scenarios} == {77}


def test_different_lengths_are_refused(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text('schema_version = 2\n[scenario]\nextends = "synergy"\n[run]\nweeks = 5\n', encoding="utf-8")
    with pytest.raises(LengthError, match="260 weeks and short for 5"):
        compare(["fragmented", path])


@pytest.mark.parametrize(("names", "replicates"), [(["fragmented"], 2), ([], 2), (["fragmented", "synergy"], 0)])
def test_too_little_is_refused(names, replicates):
    with pytest.raises(ValueError, match=r"at least two|1 or more"):
        compare(names, replicates=replicates)


def test_labels_are_unique():
    assert unique(["a", "a", "a (2)", "a"]) == ("a", "a (2)", "a (2) (2)", "a (3)")
