"""The description of the model keeps step with the numbers and with its Chinese, its example with its equations."""

import math
import re

import pytest

from cogov.model.indicators import INDICATORS, NAMES
from cogov.model.named_columns import STEPS
from cogov.model.parameter import quantities
from cogov.model.parameters import behaviour, streams, tables
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings


def _prose(document):
    """The document without its generated tables."""
    return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", document, flags=re.DOTALL)


@pytest.fixture(scope="module")
def text(root):
    return (root / "model" / "ODD.md").read_text("utf-8")


@pytest.fixture(scope="module")
def prose(text):
    return _prose(text)


@pytest.fixture(scope="module")
def chinese(root):
    return (root / "model" / "ODD.zh.md").read_text("utf-8")


@pytest.fixture(scope="module")
def measuring(prose):
    """Section 7.14."""
    return prose[prose.index("### 7.14") : prose.index("### 7.15")]


def test_tables_are_those_of_today(text, chinese):
    for document, language in ((text, "en"), (chinese, "zh")):
        assert tables.refresh(document, language) == document, "run python -m cogov.model.parameters.tables --write"


def test_the_chinese_twin_has_the_same_sections_equations_and_tables(text, chinese):
    shapes = []
    for document in (text, chinese):
        prose = _prose(document)
        shapes.append(
            (
                re.findall(r"^(#+) (\d[\d.]*)?", prose, re.MULTILINE),
                re.findall(r"^```\n.*?^```$", prose, re.DOTALL | re.MULTILINE),
                len(re.findall(r"^\|", prose, re.MULTILINE)),
                len(re.findall(r"^\* ", prose, re.MULTILINE)),
            )
        )
    assert shapes[0] == shapes[1]


def test_the_chinese_twin_names_every_coefficient_outside_equations_that_the_english_names(text, chinese):
    def named(document):
        prose = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->|^```\n.*?^```$", "", document, flags=re.DOTALL | re.MULTILINE)
        return set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", prose))

    assert named(text) - named(chinese) == set()


def test_tables_hold_every_number(text):
    for number in quantities(Settings()):
        path = re.sub(r"^world\.issues\.\w+\.", "world.issues.<type>.", number.path)
        assert f"`{path}`" in text, path


def test_tables_can_be_made_in_both_languages():
    for table in (tables.types, tables.parameters, tables.choices):
        english, chinese = table(Settings(), "en"), table(Settings(), "zh")
        assert english.count("\n") == chinese.count("\n") > 10


def test_a_document_without_its_markers_is_refused():
    with pytest.raises(ValueError, match="0 tables"):
        tables.refresh("nothing")


def test_every_coefficient_is_used_in_the_text(prose):
    unused = [q.path for q in quantities(behaviour.Behaviour()) if not re.search(rf"\b{q.path.split('.')[1]}\b", prose)]
    skip = {q.path for q in quantities(behaviour.Behaviour()) if re.match(r"index\.(weight_|official_)", q.path)}
    assert sorted(set(unused) - skip) == []


def test_every_lever_is_used_in_the_text(prose):
    for q in quantities(Rules()):
        assert re.search(rf"\b{q.path.split('.')[1]}\b", prose), q.path


def test_every_stream_stands_in_the_table_with_its_number(prose):
    for name, number in streams.STREAMS.items():
        assert re.search(rf"\b{name} {number}\b", prose), name


def test_equations_are_numbered_without_gaps(prose):
    numbers = [int(n) for n in re.findall(r"\((\d+)\)\s*(?:$|\*\*|\.)", prose, flags=re.MULTILINE)]
    assert set(range(1, max(numbers) + 1)) <= {int(n) for n in re.findall(r"\((\d{1,2})\)", prose)}
    assert max(numbers) > 60


@pytest.mark.parametrize("language", ["en", "zh"])
def test_links_within_a_document_lead_to_its_headings(text, chinese, language):
    document = text if language == "en" else chinese
    heads = {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^#+ (.*)$", document, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", document))
    assert len(links) > 10
    assert links <= heads


def test_each_document_links_to_the_other(text, chinese):
    assert "(ODD.zh.md)" in text.split("## ")[0]
    assert "(ODD.md)" in chinese.split("## ")[0]


def test_both_languages_cite_the_same_works(text, chinese):
    english, other = (document.rpartition("## 12.")[2].split("\n\n", 2)[2] for document in (text, chinese))
    assert other == english
    assert english.count("* ") > 3


def test_the_chinese_tables_are_in_chinese(chinese):
    """Every name and unit; a source may be the citation of a work."""
    blocks = re.findall(r"<!-- (parameters|choices) -->\n\n(.*?)<!-- /\1 -->", chinese, re.DOTALL)
    assert [name for name, _ in blocks] == ["parameters", "choices"]
    rows = [
        [cell.strip() for cell in row.strip("|").split(" | ")]
        for _, block in blocks
        for row in block.splitlines()
        if row
    ]
    said = [row[1] for row in rows if set(row[0]) != {"-"}]
    said += [row[5] for row in rows if len(row) == 7 and set(row[0]) != {"-"}]
    assert len(said) > 400
    assert [cell for cell in said if not re.search(r"[\u4e00-\u9fff]", cell)] == []


def test_each_step_has_its_section_in_the_order_of_the_week(prose):
    named = [title.lower().replace(" ", "_") for title in re.findall(r"^### 7\.\d+ (.*)$", prose, re.MULTILINE)]
    assert named[:14] == ["events", *STEPS[1:], "measure"]


def test_every_indicator_is_defined(measuring):
    missing = [name for name in NAMES if not re.search(rf"(?<!\w){name}(?!\w)", measuring)]
    parts = {"satisfaction", "trust", "resolution", "backlog", "equity", "effectiveness", "official"}
    assert set(missing) <= parts
    assert all(re.search(name, measuring, re.IGNORECASE) for name in parts)
    assert len(INDICATORS) == len(NAMES)


def test_every_key_it_names_exists(prose):
    known = {q.path for q in quantities(Settings())} | {
        row.partition("`")[0] for row in tables.choices(Settings()).split("| `")[1:]
    }
    known |= {key.rsplit(".", n)[0] for key in known for n in range(1, key.count(".") + 1)}
    known |= {"world.city.places", "world.city.ties"}
    named = set(re.findall(r"(?<!\w)(?:behaviour|rules|world|run)\.[a-z_]+(?:\.[a-z_]+)*(?![\w.]*<)", prose))
    assert sorted(named - known) == []


# The worked example of section 8, computed from the equations alone.

NEEDS = {"A": (0.0, 0.5, 0.0, 0.5), "B": (0.0, 0.5, 0.5, 0.0)}
OWNER, DOMAIN = {"A": "C", "B": "O"}, {"A": 3, "B": 4}
MIX = {"C": (0.0, 0.0, 0.0, 1.0), "O": (0.0, 1.0, 0.0, 0.0), "E": (0.0, 0.0, 1.0, 0.0)}
HOURS = {"C": 2.0, "O": 3.0, "E": 2.0}
BORN = {0: ((1, "A", 1.0, 2.0), (2, "A", 1.0, 0.4), (3, "B", 2.0, 1.5)), 1: ((4, "A", 1.0, 2.0), (5, "B", 1.0, 0.5))}


def match(hours, needs, b):
    phi, total = b.work.fungible, sum(hours)
    assert b.work.substitution == -0.5
    mixed = [(n, (1.0 - phi) * v + phi * n * total) for v, n in zip(hours, needs, strict=True) if n > 0.0]
    return 1.0 / sum(n * math.sqrt(n / x) for n, x in mixed) ** 2


def work_on(case, owner, left, b, asked):
    needs = NEEDS[case["type"]]
    deficit = [max(0.0, n - m) for n, m in zip(needs, MIX[owner], strict=True)]
    (lacking,) = [k for k in range(4) if deficit[k] > b.work.lacking]
    if case["helper"] is None:
        (case["helper"],) = [o for o in MIX if o != owner and MIX[o][lacking] >= b.work.means]
        asked.append((owner, case["helper"]))
    helper = case["helper"]
    part = deficit[lacking] if left[helper] > 1e-6 else 0.0
    team = [(1.0 - part) * m + part * h for m, h in zip(MIX[owner], MIX[helper], strict=True)]
    hours = min(left[owner] / (1.0 - part), case["left"] / max(0.001, match(team, needs, b)))
    own, helping = (1.0 - part) * hours, min(part * hours, left[helper])
    given = [own * m + helping * h for m, h in zip(MIX[owner], MIX[helper], strict=True)]
    left[owner] -= own
    left[helper] -= helping
    case["left"] -= min(match(given, needs, b), case["left"])
    case["begun"] = True


def score(case, share, b):
    floor = b.work.priority_floor
    urgent = b.work.severity * math.log(case["severity"])
    wanted = b.work.priority * math.log((0.2 + floor) / (share[DOMAIN[case["type"]]] + floor))
    return urgent + wanted - b.work.small_first * math.log(case["left"])


def worked_example(b):
    burden = {
        "C": b.hours.base + b.hours.tasks_committee * b.hours.tasks_floor + b.hours.lists,
        "O": b.hours.base + b.hours.tasks_others * b.hours.tasks_floor + b.hours.lists,
        "E": b.hours.base + b.hours.lists,
    }
    w, success, fatigue = dict.fromkeys(MIX, 0.5), dict.fromkeys(MIX, b.founding.success), dict.fromkeys(MIX, 0.0)
    cases, need, out = {}, [0.0] * 5, {}
    for week in (0, 1):
        total = sum(need)
        even = b.work.need_even
        share = [(1.0 - even) * n / total + even / 5 if total > 1e-6 else 0.2 for n in need]
        left = {}
        for o in MIX:
            normal = HOURS[o] * w[o] * (1.0 - burden[o])
            load = sum(c["left"] for c in cases.values() if c["owner"] == o) / (b.hours.usual_match * normal)
            x = 0.0 if o == "E" else max(0.0, load - b.hours.load_reference) / b.hours.load_scale
            overtime = b.hours.overtime * x / (1.0 + x)
            fatigue[o] += (
                b.hours.fatigue_gain * overtime / b.hours.overtime * (1.0 - fatigue[o])
                - b.hours.fatigue_recovery * fatigue[o]
            )
            left[o] = normal * (1.0 + overtime) * (1.0 - b.hours.fatigue_cost * fatigue[o])
            out[f"effort {o} {week}"], out[f"load {o} {week}"] = left[o], load
        for j, kind, severity, work in BORN[week]:
            cases[j] = {
                "type": kind, "severity": severity, "left": work, "desk": "C", "owner": None, "helper": None,
                "begun": False, "hops": 0, "closed": False,
            }  # fmt: skip
        for case in cases.values():
            if case["owner"] is None:
                if case["desk"] == OWNER[case["type"]]:
                    case["owner"] = case["desk"]
                else:
                    left[case["desk"]] = max(0.0, left[case["desk"]] - b.route.hop_cost)
                    case["desk"], case["hops"] = OWNER[case["type"]], case["hops"] + 1
        now = [0.0] * 5
        for case in cases.values():
            now[DOMAIN[case["type"]]] += case["left"]
        asked = []
        for o in ("C", "O", "E"):
            queue = [c for c in cases.values() if c["owner"] == o and c["left"] > 1e-6]
            for case in sorted(queue, key=lambda c: (not c["begun"], -score(c, share, b))):
                if left[o] > 1e-6:
                    work_on(case, o, left, b, asked)
        for o in MIX:
            closures = [
                c for c in cases.values() if c["left"] <= 1e-6 and not c["closed"] and o in (c["owner"], c["helper"])
            ]
            if closures:
                success[o] += (1.0 - (1.0 - b.adapt.success_memory) ** len(closures)) * (1.0 - success[o])
            w[o] += b.adapt.success * success[o] * (1.0 - w[o]) + b.adapt.anchor * (0.5 - w[o])
        for case in cases.values():
            case["closed"] = case["left"] <= 1e-6
        need = [n + b.work.need_memory * (m - n) for n, m in zip(need, now, strict=True)]
        out |= {f"left {o} {week}": left[o] for o in MIX} | {f"case {j} {week}": c["left"] for j, c in cases.items()}
        out[f"asked {week}"] = asked
    out |= {f"w {o}": w[o] for o in MIX} | {f"success {o}": success[o] for o in MIX} | {"cases": cases}
    return out


def test_worked_example_follows_from_the_equations_and_the_declared_numbers(prose):
    told = worked_example(Settings().behaviour)
    assert told["asked 0"] == [("C", "O"), ("C", "O")]
    assert told["asked 1"] == [("C", "O"), ("O", "E")]
    assert [round(told[f"case {j} 1"], 6) for j in (1, 2, 3, 4, 5)] == [0.0, 0.0, 0.549484, 1.294371, 0.5]
    assert [case["hops"] for case in told["cases"].values()] == [0, 0, 1, 0, 1]
    assert [case["owner"] for case in told["cases"].values()] == ["C", "C", "O", "C", None]
    example = prose[prose.index("## 8.") : prose.index("**A meeting.**")]
    for key in (
        "effort C 0", "effort O 0", "effort E 0", "left O 0", "effort C 1", "effort O 1", "effort E 1", "load C 1",
        "left E 1", "case 1 0", "case 3 1", "case 4 1", "w C", "w E", "success C",
    ):  # fmt: skip
        said = f"{told[key]:.6f}".rstrip("0").lstrip("0")
        assert said in example, (key, said)


def test_the_meeting_of_the_example_follows_from_the_equations(prose):
    d = Settings().behaviour.deliberate
    heard = 1.0 - d.unheard**2
    losers, thresholds, norm = 0.3, (0.2, 0.4, 0.7), 0.2
    told = {}
    for compensation in (0.0, 0.5, 1.0):
        absent = d.accept_compensation * compensation + d.accept_norm * norm
        present = absent + d.accept_heard * heard
        yes = 7 + 2 + sum(t < present for t in thresholds)
        told[compensation] = (present, yes, losers * (1.0 - present), losers * (1.0 - absent))
    assert [yes for _, yes, _, _ in told.values()] == [10, 11, 12]
    meeting = prose[prose.index("**A meeting.**") : prose.index("## 9.")]
    for value in (
        heard, told[0.0][0], told[0.5][0], told[1.0][0], told[0.0][2], 1.0 + d.grudge_work * told[0.0][2],
        d.grudge_work * told[1.0][2] + d.compensation_work * losers, d.grudge_work * told[0.0][3],
    ):  # fmt: skip
        assert f"{value:.4f}".rstrip("0").removeprefix("0") in meeting, value
