"""A run that is interrupted goes on to the same bits, or says that it cannot; nothing in between."""

import random
import signal
import threading

import pytest

from cogov.model.engine.simulation import Simulation
from cogov.model.whole_week import CutShortError
from cogov.scenarios import load

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer that interrupts")


class Rings(Exception):
    """The timer rings."""


@pytest.fixture
def settings():
    return load("flood", changes={"run.weeks": 120, "world.city.agents_per_grid": 8}).settings


@pytest.fixture
def _rings():
    def ring(*_):
        raise Rings

    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_rings")
@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="signals reach the main thread")
@pytest.mark.parametrize("how", [{}, {"threads": 2}, {"check": True}, {"history": True}], ids=str)
@pytest.mark.parametrize("told", [False, True], ids=["in-one-go", "week-by-week"])
def test_whenever_a_signal_comes_the_run_is_the_same_or_refused(settings, how, told, tmp_path):
    expected, luck, outcomes = Simulation(settings).run().digest(), random.Random(5), set()
    for _ in range(10):
        run = Simulation(settings, **how)
        run.live(2)
        signal.setitimer(signal.ITIMER_REAL, luck.uniform(0.0002, 0.02))
        try:
            run.run((lambda week: None) if told else None)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except Rings:
            try:
                run.save(tmp_path / "checkpoint")
                restored = Simulation.restore(tmp_path / "checkpoint")
                assert restored.run().digest() == expected
                run.run()
            except CutShortError:
                outcomes.add("refused")
                with pytest.raises(CutShortError):
                    run.save(tmp_path / "checkpoint")
                continue
        outcomes.add("went on")
        assert run.digest() == expected
    assert outcomes  # one or the other, at each moment


def test_in_one_go_a_signal_is_heard_between_weeks(settings, monkeypatch):
    """What the kernel has done it has counted, whatever comes before Python hears of it."""
    from cogov.model.engine import simulation as module

    expected = Simulation(settings).run().digest()
    run, live_through = Simulation(settings), module.live_through

    def interrupted(*table):
        live_through(*table)
        raise Rings

    with monkeypatch.context() as patch:
        patch.setattr(module, "live_through", interrupted)
        with pytest.raises(Rings):
            run.run()
    assert run.week > 0
    assert run.run().digest() == expected
