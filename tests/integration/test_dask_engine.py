"""A Dask cluster loses workers, and with them what they keep: no run is lost, and no sweep ends for it."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from distributed import Client

from cogov.experiments.design.loading import load_study
from cogov.experiments.execution.dask import LOCAL, Dask
from cogov.experiments.execution.dask import client as connect
from cogov.experiments.execution.executors import Finished, Lost
from cogov.experiments.execution.runs import run_one
from cogov.experiments.sweeps.plan import Plan


@pytest.fixture
def client(cluster) -> Iterator[Client]:
    with Client(cluster) as client:
        client.wait_for_workers(2, timeout=60)
        yield client


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def finish(engine):
    happenings = []
    until(lambda: happenings.extend(engine.wait(0.1)) or not engine.busy)
    return happenings


def lose_a_row(client, engine, job):
    """Have a run made, and end the worker that keeps its row before it is fetched."""
    engine.submit(job)
    [batch] = engine._batches.values()
    future = batch.future
    until(lambda: future.status == "finished")
    [[keeper]] = client.who_has([future]).values()
    os.kill(client.run(os.getpid, workers=[keeper])[keeper], signal.SIGKILL)
    until(lambda: future.status != "finished")
    return finish(engine)


def test_a_row_that_dies_with_its_worker_before_it_is_fetched_is_made_again(client, study):
    job = Plan(load_study(study)).job(0, 0)
    [happening] = lose_a_row(client, Dask(client, run_one), job)
    assert isinstance(happening, Finished)
    assert not happening.row.failed
    assert happening.job == job


def test_one_that_hangs_when_it_is_made_again_is_given_up(client, study, faults):
    job = Plan(load_study(study)).job(0, 0)
    assert lose_a_row(client, Dask(client, faults.hangs_the_second_time, 0.5), job) == [Lost(job, "time")]


def test_short_runs_share_tasks_and_each_comes_back_once(client, study):
    plan, engine = Plan(load_study(study)), Dask(client, run_one)
    jobs = [plan.job(point, replicate) for point, replicate in plan.order()]
    left, tasks, happenings = list(jobs), set(), []
    while left or engine.busy:
        while left and engine.room > 0:
            engine.submit(left.pop())
        happenings += engine.wait(0.1)
        tasks |= set(engine._batches)
    assert sorted((each.job.point, each.job.replicate) for each in happenings) == sorted(plan.order())
    assert all(isinstance(each, Finished) and each.row.key == each.job.key for each in happenings)
    assert len(tasks) < len(jobs) / 2


def test_the_runs_of_a_task_whose_worker_dies_are_made_one_by_one(client, study, faults):
    plan, engine = Plan(load_study(study)), Dask(client, faults.kills)
    engine._size = 6
    for replicate in range(3):
        for point in (2, 3):
            engine.submit(plan.job(point, replicate))
    happenings = finish(engine)
    assert len({(each.job.point, each.job.replicate) for each in happenings}) == len(happenings) == 6
    lost = [each for each in happenings if isinstance(each, Lost)]
    assert Lost(plan.job(3, 1), "killed") in lost
    assert len(lost) < len(happenings)  # what its worker had in hand besides; the driver makes each of them again alone


def test_a_second_cluster_on_a_machine_finds_a_port_of_its_own():
    with socket.socket() as first:
        with suppress(OSError):  # then another cluster has it, which does as well
            first.bind(("0.0.0.0", 8787))
            first.listen()
        with connect(LOCAL, 1) as found:
            assert found.submit(sum, (1, 2)).result(60) == 3
