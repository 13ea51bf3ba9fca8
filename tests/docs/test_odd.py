"""The description of the model keeps step with the program."""

import re

import pytest

from cogov.model.behaviour import Behaviour
from cogov.model.describe import refreshed
from cogov.model.founding import found
from cogov.model.indicators import NAMES
from cogov.model.quantity import quantities
from cogov.model.settings import Settings
from cogov.model.week import WEEK


@pytest.fixture(scope="module")
def text(root):
    return (root / "model" / "ODD.md").read_text("utf-8")


@pytest.fixture(scope="module")
def prose(text):
    """The document without its generated tables."""
    return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)


@pytest.fixture(scope="module")
def sections(prose):
    """Sections by number, such as 7.3."""
    parts = re.split(r"^#{2,3} ([\d.]+?)\.? .*$", prose, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_tables_are_those_of_the_declarations(text):
    assert refreshed(text) == text, "run python -m cogov.model.describe --write"


def test_each_process_has_its_section_in_the_order_of_the_week(prose):
    assert re.findall(r"^### 7\.\d+ (\w+):", prose, re.MULTILINE) == [*(p.__name__ for p in WEEK), "measure"]


def test_each_coefficient_is_used_in_the_section_of_its_process(prose, sections):
    headings = {word: number for number, word in re.findall(r"^### (7\.\d+) (\w+):", prose, re.MULTILINE)}
    homes = {**headings, "index": headings["measure"]}
    missing = []
    for quantity in quantities(Behaviour()):
        process, name = quantity.path.split(".")
        # The founding's coefficients are used all over section 5.
        where = "".join(sections[f"5.{k}"] for k in range(1, 7)) if process == "founding" else sections[homes[process]]
        if not re.search(rf"(?<!\w){name}(?!\w)", where):
            missing.append(quantity.path)
    assert missing == []


def test_each_lever_is_named(prose):
    levers = [q.path for q in quantities(Settings()) if q.path.startswith("rules.")]
    missing = [lever for lever in levers if lever.removeprefix("rules.") not in prose]
    assert missing == []


def test_each_indicator_is_defined(sections):
    rows = re.findall(r"^\| ([^|]+) \|", sections["7.14"], re.MULTILINE)
    named = [word for row in rows for word in re.findall(r"\w+", row) if word in NAMES]
    assert named == list(NAMES)


def test_every_key_it_names_exists(prose):
    known = {q.path for q in quantities(Settings())}
    known |= {key.rsplit(".", n)[0] for key in known for n in range(1, key.count(".") + 1)}
    known |= {f"rules.{lever}.rule" for lever in ("goals", "resources", "mechanism")}
    known |= {"rules.deliberation.decision_rule", "world.city.acquaintance", "world.city.places"}
    known |= {f"world.actors.{kind}" for kind in ("citizen", "citizen.enabled")}
    named = set(re.findall(r"(?<!\w)(?:behaviour|rules|world|run)\.[a-z_]+(?:\.[a-z_]+)*(?![\w.]*<)", prose))
    assert sorted(named - known) == []


def test_the_default_city_is_the_one_described(prose):
    city = found(Settings())
    place = city.territory
    counts = f"{place.citizens:,} residents, {place.communities} communities, {place.grids} grids"
    assert f"{counts}, {len(city.organisations)} organisations" in " ".join(prose.split())
