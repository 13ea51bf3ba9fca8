"""The page on the rooms says what is there: figures as measured, and no circle anywhere."""

import pytest

from .measure import LABELS, PAGES, arrows, circles, figures, floors, renew, stated


def number(figure: str) -> float:
    return float(figure.replace(",", "").removesuffix(" %"))


def test_no_part_of_the_four_folders_reaches_itself_by_imports(root):
    assert circles(arrows(root)) == []


@pytest.mark.parametrize("name", PAGES)
def test_figures_of_the_page_are_those_that_are_measured(root, name):
    said, measured = stated((root / name).read_text("utf-8")), figures(root)
    assert said.keys() == LABELS.keys()
    # These two move with every change; `python tests/architecture/measure.py --write` renews all.
    assert number(said.pop("lines")) == pytest.approx(number(measured.pop("lines")), rel=0.02)
    assert number(said.pop("participles")) == pytest.approx(number(measured.pop("participles")), abs=0.3)
    assert said == measured


def test_circles_and_floors_are_those_of_small_houses():
    chain = {("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")}
    assert (circles(chain), floors(chain)) == ([], 3)
    ring = chain | {("c", "b")}
    assert (circles(ring), floors(ring)) == ([{"b", "c"}], 2)


def test_arrows_are_read_from_imports_of_every_form(tmp_path):
    for folder in ("model", "scenarios", "experiments/store", "visualization/charts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "model" / "state.py").write_text("")
    (tmp_path / "scenarios" / "loading.py").write_text(
        "from typing import TYPE_CHECKING\nfrom ..model.state import x\n"
        "if TYPE_CHECKING:\n    from ..model.week import y\n"
    )
    (tmp_path / "experiments" / "store" / "store.py").write_text(
        "def f():\n    from ...scenarios import loading\n    from ...visualization.reports.notebook import of\n"
    )
    (tmp_path / "experiments" / "runs.py").write_text("from .store.store import f\n")
    assert arrows(tmp_path) == {
        ("scenarios.loading", "model.state"),
        ("experiments.store", "scenarios.loading"),
        ("experiments.runs", "experiments.store"),
    }
    assert arrows(tmp_path, "experiments") == {("experiments.runs", "experiments.store")}


def test_a_page_is_renewed_in_its_own_row():
    row = f"| {LABELS['floors'][0]} | 12 | 9 |"
    assert renew(f"| a | 1 | 2 |\n{row}\n", {"floors": "4"}) == f"| a | 1 | 2 |\n{row.replace('9', '4')}\n"
