"""Whatever happens to a sweep: nothing finished is lost, the same command completes, the table has the same bytes."""

import contextlib
import ctypes
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cogov.experiments import Results, sweep
from cogov.experiments.store.atomic_files import Lock
from cogov.experiments.store.commit_log import load_log
from cogov.experiments.store.verification import faults as faults_in
from cogov.visualization.terminal.cli import main

COGOV = [sys.executable, "-m", "cogov.visualization.terminal"]
ENGINES = ("one", "two", "dask")


@pytest.fixture
def engine(request, faults):
    """Options of one worker, of two, or of the cluster."""
    if request.param == "dask":
        return {"dask": request.getfixturevalue("cluster")}
    return {"workers": {"one": 1, "two": 2}[request.param]}


def workers_of(name, request):
    """Return the words of a command that choose them."""
    if name == "dask":
        return ["--dask", request.getfixturevalue("cluster")]
    return ["--workers", str(ENGINES.index(name) + 1)]


def sound(folder):
    assert list(faults_in(folder)) == []


class TestRuns:
    """Faults of a single run."""

    @pytest.mark.fault("D21")
    @pytest.mark.parametrize("engine", ENGINES, indirect=True)
    def test_undisturbed(self, engine, study, undisturbed, tables_of, tmp_path):
        results = sweep(study, out=tmp_path / "r", part_runs=7, **engine)
        assert tables_of(results.folder) == undisturbed
        assert results.progress.ok == 60
        sound(results.folder)

    @pytest.mark.fault("D2")
    @pytest.mark.parametrize("engine", ENGINES, indirect=True)
    def test_a_killed_worker(self, engine, faults, study, undisturbed, tables_of, tmp_path):
        results = sweep(study, out=tmp_path / "r", make=faults.killed_once, **engine)
        assert tables_of(results.folder) == undisturbed
        attempts = results.runs.set_index(["point", "replicate"])["attempts"]
        if "dask" in engine:  # there it dies with the others of its task, and nobody knows which of them killed
            assert attempts[3, 1] in (1, 2)
        else:
            assert attempts[3, 1] == 2
            assert attempts.sum() == 61

    @pytest.mark.fault("D2")
    @pytest.mark.parametrize("engine", ENGINES, indirect=True)
    def test_a_run_that_kills_twice_is_set_apart(self, engine, faults, study, undisturbed, tables_of, tmp_path):
        results = sweep(study, out=tmp_path / "r", make=faults.kills, **engine)
        assert results.progress.ok == 59
        [failure] = results.failures.to_dict("records")
        assert (failure["point"], failure["replicate"], failure["origin"]) == (3, 1, "killed")
        assert failure["error"] == "its process died 2 times"
        assert tables_of(results.folder) != undisturbed

    @pytest.mark.fault("D5")
    @pytest.mark.parametrize("engine", ENGINES, indirect=True)
    def test_a_hang(self, engine, faults, study, undisturbed, tables_of, tmp_path):
        results = sweep(study, out=tmp_path / "r", make=faults.hangs_once, limit=0.5, **engine)
        assert tables_of(results.folder) == undisturbed

    @pytest.mark.fault("D5")
    def test_a_run_that_hangs_twice_is_set_apart(self, faults, study, tmp_path):
        results = sweep(study, out=tmp_path / "r", make=faults.hangs, limit=0.3, workers=1)
        [failure] = results.failures.to_dict("records")
        assert (failure["point"], failure["origin"], failure["error"]) == (3, "time", "took longer than 0.3 s")
        assert results.progress.ok == 59

    @pytest.mark.fault("D5")
    def test_a_run_that_takes_too_long_ends_between_weeks(self, faults, study, tmp_path):
        results = sweep(study, out=tmp_path / "r", make=faults.dawdles, limit=0.2, serial=True)
        assert results.failures["origin"].tolist() == ["time"] * 3
        assert results.runs["attempts"].max() == 2

    @pytest.mark.fault("D9")
    @pytest.mark.parametrize("engine", ENGINES, indirect=True)
    def test_an_exception_in_1_of_100_points(self, engine, faults, study, tables_of, tmp_path):
        shares = [round(0.01 * share, 2) for share in range(100)]
        levers = {"lists": {"key": "rules.mechanism.responsibility_lists", "values": shares}}
        hundred = {**study, "levers": levers, "seeds": {"replicates": 1}}
        expected = tables_of(sweep(hundred, out=tmp_path / "whole", serial=True).folder)
        results = sweep(hundred, out=tmp_path / "r", make=faults.raises, **engine)
        assert (results.progress.ok, results.progress.failed) == (99, 1)
        [failure] = results.failures.to_dict("records")
        assert failure["point"] == 7
        assert failure["error"] == "ZeroDivisionError: no residents"
        assert "sweep_faults.py" in failure["traceback"]
        # The ninety-nine are those of the undisturbed sweep, to the byte.
        lines, whole = (text["table.csv"].splitlines() for text in (tables_of(results.folder), expected))
        assert [place for place, line in enumerate(lines) if line != whole[place]] == [8]

    @pytest.mark.fault("D10", "D12")
    def test_what_is_no_number_and_too_little_memory_are_failures(self, faults, study, tmp_path):
        for make, origin in ((faults.gives_no_number, "model"), (faults.is_short_of_memory, "memory")):
            results = sweep(study, out=tmp_path / origin, make=make, serial=True)
            assert results.failures["origin"].tolist() == [origin] * 3
            assert results.failures["point"].tolist() == [3] * 3
            assert results.progress.ok == 57

    @pytest.mark.fault("D9")
    def test_failed_runs_are_made_again_when_asked(self, faults, study, tmp_path):
        results = sweep(study, out=tmp_path / "r", make=faults.raises, serial=True)
        before = results.runs.set_index(["point", "replicate"])["finished"]
        again = sweep(study, out=tmp_path / "r", make=faults.raises, serial=True)
        assert again.runs.set_index(["point", "replicate"])["finished"].equals(before)
        again = sweep(study, out=tmp_path / "r", make=faults.raises, serial=True, retry_failed=True)
        assert again.progress.failed == 3
        after = again.runs.set_index(["point", "replicate"])["finished"]
        assert after[after > before].index.tolist() == [(7, 0), (7, 1), (7, 2)]


class TestDriver:
    """Faults of the process that drives the sweep."""

    @pytest.mark.fault("D1")
    def test_sigkill_at_24_random_moments(self, study_file, undisturbed, tables_of, tmp_path):
        # Each driver is a fork of a process that has everything imported: what is killed is work, not imports.
        script = Path(__file__).with_name("killing.py")
        done = subprocess.run(
            [sys.executable, str(script), str(study_file), str(tmp_path), "24"],
            capture_output=True,
            text=True,
            timeout=240,
            check=True,
        )
        killed, folders = map(int, done.stdout.split())
        assert killed == 24
        assert folders >= 1
        for number in range(folders):
            assert tables_of(tmp_path / f"r{number}") == undisturbed
            sound(tmp_path / f"r{number}")

    @pytest.mark.fault("D1")
    @pytest.mark.parametrize(
        ("name", "kills"),
        [
            pytest.param("dask", 1, id="dask"),
            *(pytest.param(name, 4, id=f"{name}, often", marks=pytest.mark.nightly) for name in ("one", "two", "dask")),
        ],
    )
    def test_sigkill_with_workers(self, name, kills, request, study_file, undisturbed, tables_of, tmp_path):
        luck = random.Random(len(name))
        command = [*COGOV, "sweep", str(study_file), "--out", "r", "--part-runs", "2", *workers_of(name, request)]
        kept = 0
        for _ in range(kills):
            driver = subprocess.Popen(
                command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            ledger = tmp_path / "r" / "ledger.jsonl"
            until = time.monotonic() + 60
            while len(load_log(ledger).entries) <= kept and driver.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(luck.uniform(0, 0.15))
            driver.kill()
            driver.wait()
            assert gone(driver.pid), "a worker outlived its driver"
            found = len(load_log(ledger).entries)
            assert found > kept
            kept = found
        done = keys(tmp_path / "r")
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
        assert tables_of(tmp_path / "r") == undisturbed
        runs = keys(tmp_path / "r")
        assert set(done) <= set(runs)
        assert len(runs) == len(set(runs)) == 60, "a finished run was made again"

    @pytest.mark.fault("D13")
    def test_a_second_driver_is_refused(self, study_file, undisturbed, tables_of, tmp_path, capsys):
        sweep(study_file, out=tmp_path / "r", serial=True)
        (tmp_path / "r" / "table.csv").unlink()
        lock = Lock(tmp_path / "r" / "LOCK")
        command = ["sweep", str(study_file), "--out", str(tmp_path / "r"), "--serial"]
        try:
            assert main(command) == 2
            assert f"another cogov is writing here (process {os.getpid()})" in capsys.readouterr().err
            assert Results(tmp_path / "r").progress.running
        finally:
            lock.release()
        assert not Results(tmp_path / "r").progress.running
        assert main(command) == 0
        assert tables_of(tmp_path / "r") == undisturbed

    @pytest.mark.fault("D3")
    @pytest.mark.parametrize("presses", [1, 2])
    def test_interrupts(self, presses, faults, study_file, undisturbed, tables_of, tmp_path):
        script = tmp_path / "driver.py"
        script.write_text(
            f"""
import sys
sys.path.insert(0, {str(Path(faults.__file__).parent)!r})
import sweep_faults
from cogov.experiments.sweeps import sweep as module
module.made = sweep_faults.slow
module.sweep.__kwdefaults__["make"] = sweep_faults.slow
from cogov.visualization.terminal.cli import main
if __name__ == "__main__":
    sys.exit(main())
""",
            encoding="utf-8",
        )
        driver = subprocess.Popen(
            [sys.executable, str(script), "sweep", str(study_file), "--out", "r", "--workers", "2", "--part-runs", "2"],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ledger = tmp_path / "r" / "ledger.jsonl"
        until = time.monotonic() + 60
        while not load_log(ledger).entries and time.monotonic() < until:
            time.sleep(0.01)
        for _ in range(presses):
            os.killpg(driver.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
            time.sleep(0.3)
        _, said = driver.communicate(timeout=60)
        assert driver.returncode == 130, said
        # On a slow machine what was under way may be finished before the second press comes.
        told = re.search(r"^cogov: (\w+); (.+)$", said, re.MULTILINE)
        assert told[1] in ("interrupted", "stopped")[:presses]
        assert "nothing was written" not in said
        assert "the same command goes on" in told[2]
        assert "Traceback" not in said
        assert gone(driver.pid)
        done = Results(tmp_path / "r").progress
        assert 0 < done.ok < 60
        assert done.failed == 0
        results = sweep(study_file, out=tmp_path / "r", make=faults.slow, serial=True)
        assert tables_of(results.folder) == undisturbed


def keys(folder):
    """The keys of the runs that a folder holds."""
    return [key for entry in load_log(folder / "ledger.jsonl").entries for _, _, key in entry.ok]


def gone(group):
    """Wait for the last process of a group to be buried."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def small_disk(folder, size):
    """Mount a small file system there; give a function that makes room, or None where one may not be mounted."""
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(flags, options):
        return libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", flags, options.encode())

    if sys.platform != "linux" or mount(0, f"size={size}") != 0:
        yield None
        return
    try:
        yield lambda: mount(32, "size=64m")  # MS_REMOUNT
    finally:
        libc.umount2(str(folder).encode(), 2)  # MNT_DETACH


class TestDisk:
    """Faults of the disk."""

    @pytest.mark.fault("D7")
    @pytest.mark.parametrize("size", ["200k", "300k", "420k"])
    def test_a_full_disk(self, size, study_file, undisturbed, tables_of, tmp_path, capsys):
        command = ["sweep", str(study_file), "--out", str(tmp_path / "disk" / "r"), "--serial", "--part-runs", "5"]
        with small_disk(tmp_path / "disk", size) as make_room:
            if make_room is not None:
                assert main(command) == 6
                said = capsys.readouterr().err
                assert "No space left on device" in said
                assert "the same command goes on" in said
                assert not list((tmp_path / "disk").rglob("*.part-being-written"))
                make_room()
            else:  # mounting is not permitted: files of limited size fail in the same way
                limited_files(command, int(size[:-1]) * 30)
            before = {
                key for entry in load_log(tmp_path / "disk" / "r" / "ledger.jsonl").entries for _, _, key in entry.ok
            }
            assert 0 < len(before) < 60 or size == "200k"
            assert main(command) == 0
            assert tables_of(tmp_path / "disk" / "r") == undisturbed
            sound(tmp_path / "disk" / "r")

    @pytest.mark.fault("D7")
    @pytest.mark.parametrize("name", ENGINES)
    def test_a_full_disk_under_workers(self, name, request, study_file, undisturbed, tables_of, tmp_path, capsys):
        options = workers_of(name, request)
        command = ["sweep", str(study_file), "--out", str(tmp_path / "disk" / "r"), "--part-runs", "5", *options]
        with small_disk(tmp_path / "disk", "300k") as make_room:
            if make_room is not None:
                assert main(command) == 6
                assert "No space left on device" in capsys.readouterr().err
                make_room()
            else:
                limited_files(command, 9_000)
            assert main(command) == 0
            assert tables_of(tmp_path / "disk" / "r") == undisturbed
            sound(tmp_path / "disk" / "r")

    @pytest.mark.fault("D13")
    @pytest.mark.parametrize("name", ENGINES)
    def test_a_second_driver_while_workers_run(self, name, request, study_file, undisturbed, tables_of, tmp_path):
        command = [*COGOV, "sweep", str(study_file), "--out", "r", "--part-runs", "2", *workers_of(name, request)]
        first = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not (tmp_path / "r" / "ledger.jsonl").exists() and time.monotonic() < until:
            time.sleep(0.005)
        second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        assert first.wait(120) == 0
        # On a quick machine the first may have ended before the second came; then nothing was left to do.
        assert second.returncode == 0 or "another cogov is writing here" in second.stderr
        assert second.returncode in (0, 2)
        assert tables_of(tmp_path / "r") == undisturbed

    @pytest.mark.fault("D7")
    def test_files_that_may_not_grow(self, study_file, undisturbed, tables_of, tmp_path):
        command = ["sweep", str(study_file), "--out", str(tmp_path / "r"), "--serial", "--part-runs", "1"]
        limited_files(command, 26_000)  # more than a part, less than the ledger comes to
        assert 0 < Results(tmp_path / "r").progress.ok < 60
        assert main(command) == 0
        assert tables_of(tmp_path / "r") == undisturbed

    @pytest.mark.fault("C8")
    def test_a_folder_that_may_only_be_read(self, study_file, undisturbed, tables_of, tmp_path):
        # In a folder of its own, since those of pytest are closed to other users.
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)
            (folder / "small.toml").write_bytes(study_file.read_bytes())
            script = (
                "import os, sys\n"
                "from cogov.visualization.terminal.cli import main\n"
                "for out in ('warm', 'r'):\n"  # all is imported while it may be
                "    main(['sweep', 'small.toml', '--out', out, '--serial'])\n"
                "    main(['status', out]), main(['status', 'no'])\n"
                "os.chmod('.', 0o555), os.chmod('r', 0o555), os.chmod('r/runs', 0o555)\n"
                "if os.geteuid() == 0:\n"  # whom modes do not stop
                "    os.setgroups([]), os.setgid(65534), os.setuid(65534)\n"
                "codes = [main(['sweep', 'small.toml', '--out', out, '--serial']) for out in ('r', 'new')]\n"
                "print(codes, main(['status', 'r']))\n"
            )
            done = subprocess.run(
                [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=120, check=True
            )
            folder.chmod(0o755)
            assert done.stdout.splitlines()[-1] == "[6, 6] 0"
            assert "Permission denied" in done.stderr
            assert "Traceback" not in done.stderr
            assert tables_of(folder / "r") == undisturbed
            assert not (folder / "new").exists()

    @pytest.mark.fault("D6")
    @pytest.mark.parametrize(
        ("where", "engine"), [("runs", "one"), ("series", "two"), ("runs", "dask")], indirect=["engine"]
    )
    def test_a_flipped_bit_in_a_part(self, where, engine, study, undisturbed, tables_of, tmp_path, capsys):
        folder = tmp_path / "r"
        sweep(study, out=folder, serial=True, part_runs=9)
        luck = random.Random(5)
        parts = sorted((folder / where).iterdir())
        for part in luck.sample(parts, 3):
            content = bytearray(part.read_bytes())
            content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)
            part.write_bytes(content)
        assert main(["verify", str(folder)]) == 1
        assert capsys.readouterr().out.count("is not as it was written") == 3
        notices = []
        results = sweep(study, out=folder, part_runs=9, notice=notices.append, **engine)
        assert len(notices) == 3
        assert len(list((folder / "damaged").iterdir())) == 6
        assert tables_of(results.folder) == undisturbed
        assert main(["verify", str(folder)]) == 0

    @pytest.mark.fault("D1")
    def test_the_last_line_cut_at_each_byte(self, study, undisturbed, tables_of, tmp_path):
        folder = tmp_path / "r"
        few = {**study, "seeds": {"replicates": 1}}
        expected = tables_of(sweep(few, out=folder, serial=True, part_runs=19).folder)
        ledger = folder / "ledger.jsonl"
        whole = ledger.read_bytes()
        start = whole.rstrip(b"\n").rfind(b"\n") + 1
        cuts = range(start, len(whole))
        assert len(cuts) > 300
        for cut in cuts:
            ledger.write_bytes(whole[:cut])
            assert reopened(folder, few) == 20, f"cut at byte {cut - start} of the last line"
        assert ledger.read_bytes().count(b"\n") == whole.count(b"\n")
        assert tables_of(sweep(few, out=folder, serial=True).folder) == expected
        sound(folder)

    @pytest.mark.fault("D6")
    def test_a_lost_ledger_is_told_by_the_parts(self, study, undisturbed, tables_of, tmp_path):
        folder = tmp_path / "r"
        sweep(study, out=folder, serial=True, part_runs=9)
        parts = sorted(file.name for file in (folder / "runs").iterdir())
        (folder / "ledger.jsonl").write_bytes(b'{"nonsense": 1}\n\x00\xff{\n')
        sweep(study, out=folder, serial=True)
        assert sorted(file.name for file in (folder / "runs").iterdir()) == parts, "nothing was made again"
        assert tables_of(folder) == undisturbed


def reopened(folder, study):
    """Open a folder as a driver does, and return how many runs it knows to be done."""
    from cogov.experiments.store import manifest as manifests
    from cogov.experiments.store.store import Store, load_design

    with Store(folder, manifests.load_manifest(folder), load_design(folder)) as store:
        return len(store.ok)


def limited_files(command, most):
    """Run a command that may write no file beyond so many bytes."""
    done = subprocess.run(
        [*COGOV, *command],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert done.returncode == 6, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
