"""What a folder is called, or what lies in it, changes nothing about what is read from it."""

import shutil

import duckdb
import pyarrow as pa
import pytest

from cogov.experiments import Results, sweep
from cogov.experiments.analysis.dataset import load_table as table_of
from cogov.experiments.store import parquet, parquet_parts
from cogov.experiments.store.atomic_files import StoreError
from cogov.experiments.store.verification import faults

FOLDERS = (
    "effectiveness=50", "point=7", "demand=0.9", "seed=__HIVE_DEFAULT_PARTITION__", "a*b", "a[b]c", "a[!b]", "a?b",
    "{a,b}", "it's", 'a"b', "a b ", "结果", "a%20b", "a#b", "s3:", "a;b", "a\nb", "a$b", "~", "-a", "..a",
)  # fmt: skip

STUDY = {
    "study": {"name": "s", "scenario": "synergy", "question": {"en": "q"}, "outcomes": ["effectiveness", "trust"]},
    "settings": {
        "run": {"weeks": 3},
        "world": {
            "city": {
                "streets_per_district": 1,
                "communities_per_street": 1,
                "townships_per_county": 1,
                "villages_per_township": 1,
                "agents_per_grid": 10,
            },
        },
    },
    "levers": {"lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.1, 0.9]}},
    "uncertainties": {"demand": {"key": "behaviour.arise.rate", "values": [0.02, 0.03]}},
    "seeds": {"replicates": 2},
}

SQL = (
    "select point, lists, demand, replicate, f.effectiveness as e, max(s.effectiveness) as w, count(*) as n "
    "from finals f join series s using (point, replicate) group by all order by point, replicate"
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return sweep(STUDY, out=tmp_path_factory.mktemp("plain") / "r", serial=True)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_may_be_called_anything(plain, name, tmp_path):
    folder = tmp_path / name / "r"
    shutil.copytree(plain.folder, folder)
    here = Results(folder)
    assert here.query(SQL).equals(plain.query(SQL))
    assert here.finals.equals(plain.finals)
    assert here.series(["trust"], points=[1]).equals(plain.series(["trust"], points=[1]))
    for outcome in ("effectiveness", "trust"):
        ours, theirs = table_of(here, outcome), table_of(plain, outcome)
        assert (ours.values == theirs.values).all()
        assert ours.values.shape == (4, 2)
        assert ours.design.equals(theirs.design)
    assert list(faults(folder)) == []


def test_an_unknown_table_in_sql_is_no_variable_of_the_caller(plain):
    secret = plain.finals
    with pytest.raises(duckdb.CatalogException, match="secret"):
        plain.query("select * from secret")
    assert len(secret) == 8


def test_a_column_that_is_missing_or_of_another_type_is_told(tmp_path):
    file = tmp_path / "t.parquet"
    file.write_bytes(parquet.encode(pa.table({"point": pa.array([1], pa.int64())})))
    assert parquet.load_table(file).num_rows == 1
    with pytest.raises(pa.ArrowInvalid, match="no column week"):
        parquet.load_table(file, ("week",))
    with pytest.raises(pa.ArrowInvalid, match="point is int64 and not int32"):
        parquet.load_table(file, ("point",), parquet_parts.WEEK)
    with pytest.raises(pa.ArrowInvalid, match="no column"):
        parquet.scan([file], pa.schema([("week", pa.int32())]))


def test_weeks_of_another_version_are_refused_and_not_read_as_empty(plain, tmp_path):
    shutil.copytree(plain.folder, tmp_path / "r")
    part = next((tmp_path / "r" / "series").iterdir())
    part.write_bytes(parquet.encode(parquet.load_table(part).drop_columns(["trust"])))
    with pytest.raises(StoreError, match="its weeks cannot be read"):
        Results(tmp_path / "r").series(["trust"])
