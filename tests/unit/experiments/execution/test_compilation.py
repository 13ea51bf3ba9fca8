"""The model compiled ahead of use: what only one process can do comes before and after what several share."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager

import pytest

from cogov.experiments.execution import compilation
from cogov.model.engine.ahead import list_steps


@pytest.fixture
def done(monkeypatch):
    """Note what would be compiled, in order; processes are played by this one."""
    found = []
    monkeypatch.setattr(compilation, "compile_founding", lambda: found.append("founding"))
    monkeypatch.setattr(compilation, "compile_step", found.append)
    monkeypatch.setattr(compilation, "compile_week", lambda: found.append("week"))

    class Pool:
        def submit(self, function, step):
            result = Future()
            result.set_result(function(step))
            return result

    @contextmanager
    def open_pool(workers):
        found.append(workers)
        yield Pool()

    monkeypatch.setattr(compilation, "open_pool", open_pool)
    return found


def test_one_process_compiles_all_in_turn(done):
    seen = []
    compilation.compile_model(1, lambda: seen.append(done[-1]))
    assert done == seen == ["founding", *list_steps(), "week"]
    assert len(seen) == compilation.count_parts()


@pytest.mark.parametrize(("workers", "opened"), [(2, 2), (200, len(list_steps()))])
def test_several_processes_share_the_steps(done, workers, opened):
    seen = []
    compilation.compile_model(workers, lambda: seen.append(None))
    assert done == ["founding", opened, *list_steps(), "week"]
    assert len(seen) == compilation.count_parts()
