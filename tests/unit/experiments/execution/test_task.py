"""What the row of a run says of its process."""

import multiprocessing

import numpy as np

from cogov.experiments.execution.task import _peak


def _tell_peak(pipe):
    pipe.send(_peak())


def test_the_memory_of_a_process_is_its_own_not_that_of_who_started_it():
    large = np.ones(60_000_000)  # 480 MB
    own = _peak()
    assert own > large.nbytes / 1.1e6
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_tell_peak, args=(theirs,))
    process.start()
    told = ours.recv()
    process.join()
    assert 10.0 < told < own - 200.0
