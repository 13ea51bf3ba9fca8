"""The image's user has no rights and nothing but a temporary folder: what its file says works for her."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest
import yaml

from cogov.visualization.terminal.cli import main

ROOMS = ("model", "scenarios", "experiments", "visualization")
USER = 10001


@pytest.fixture(scope="module")
def image(root):
    """The packages where nobody may write, with compiled kernels beside them; and a folder that is the user's."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    leftovers = shutil.ignore_patterns("*.pyc")
    for room in ROOMS:
        shutil.copytree(root / room, folder / "site" / "cogov" / room, ignore=leftovers)
    (folder / "results").mkdir()
    as_user = {}
    if os.geteuid() == 0:
        as_user = {"user": USER, "group": USER, "extra_groups": []}
        os.chown(folder / "results", USER, USER)
    folder.chmod(0o755)
    for path in (folder / "site").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, **as_user)
    except (OSError, subprocess.CalledProcessError):
        as_user = {}  # the interpreter stands where only its owner may look
    yield folder, as_user
    for path in (folder / "site").rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


def start(image, *words):
    folder, as_user = image
    results = str(folder / "results")
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "site"), "HOME": results, "XDG_CACHE_HOME": results,
        "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8",
    }  # fmt: skip
    command = [sys.executable, "-m", "cogov.visualization.terminal", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=results, env=environment, **pipes, **as_user)


def test_a_run_and_its_files(image):
    process = start(image, "run", "middling", "--weeks", "4", "--out", "run")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert any((image[0] / "results" / "run").iterdir())
    where = [sys.executable, "-c", "import cogov.model.engine.week as week; print(week.__file__)"]
    found = subprocess.run(
        where, env={**os.environ, "PYTHONPATH": str(image[0] / "site")}, capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith(str(image[0])), "this tried the checkout"


STUDY = """
schema_version = 1
[study]
scenario = "middling"
title = { en = "Few", zh = "少" }
question = { en = "Does it run?", zh = "能否运行？" }
[settings]
run.weeks = 2
[levers.strength]
key = "rules.goals.strength"
values = [0.2, 0.8]
[seeds]
replicates = 1
"""


def test_a_sweep_and_its_files(image):
    results = image[0] / "results"
    (results / "few.toml").write_text(STUDY, encoding="utf-8")
    process = start(image, "sweep", "few.toml", "--workers", "2", "--yes")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert (results / "results" / "few" / "manifest.json").exists(), said


def test_the_image_is_of_a_user_without_rights_and_writes_where_its_file_says(root):
    """What can be held of the file without an engine that builds it."""
    text = (root / "Dockerfile").read_text("utf-8")
    steps = [line.partition(" ") for line in re.sub(r"\\\\\n", " ", text).splitlines() if line[:1].isupper()]
    order = [name for name, _, _ in steps]
    (user,) = [rest for name, _, rest in steps if name == "USER"]
    assert f"useradd --uid {USER} " in text
    assert user not in ("root", "0")
    assert f" {user} " in re.search(r"useradd [^&\n]*", text)[0] + " "
    assert set(order[order.index("USER") + 1 :]) <= {"ENV", "WORKDIR", "EXPOSE", "ENTRYPOINT", "CMD"}
    (places,) = [rest for name, _, rest in steps if name == "ENV"]
    assert {"HOME=/tmp", "XDG_CACHE_HOME=/tmp", "PYTHONDONTWRITEBYTECODE=1"} <= set(places.split())
    (folder,) = [rest for name, _, rest in steps if name == "WORKDIR"]
    assert f"install -d -o {user} {folder}" in text
    documented = re.findall(r"^# +(docker run .+)$", text, re.MULTILINE)
    assert len(documented) == 2
    for line in documented:
        words = shlex.split(line)
        assert "--read-only" in words
        assert words[words.index("--tmpfs") + 1] == "/tmp"
    assert f":{folder}" in documented[1]


def test_the_image_installs_what_its_command_needs(root):
    text = (root / "Dockerfile").read_text("utf-8")
    lock = (root / re.search(r"pip install .*-r /source/(\S+)", text)[1]).read_text("utf-8")
    declared = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*declared["dependencies"], *declared["optional-dependencies"]["app"]]
    assert yaml.safe_load(re.search(r"^CMD (.+)$", text, re.MULTILINE)[1])[0] == "app"
    locked = {pin.lower() for pin in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)}
    assert {re.match(r"[A-Za-z0-9_.-]+", each)[0].lower() for each in wanted} <= locked


def test_the_application_answers(image):
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = trial.getsockname()[1]
    words = ["--host", "0.0.0.0", "--no-browser", "--port", str(port), "--allow-host", f"localhost:{port}"]
    process = start(image, "app", *words)
    try:
        end = time.monotonic() + 300
        while True:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/", timeout=10) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert process.poll() is None, process.stdout.read()
                assert time.monotonic() < end
                time.sleep(0.2)
    finally:
        process.kill()
        process.communicate()


def test_the_commands_of_the_image_are_commands(root, capsys):
    text = (root / "Dockerfile").read_text("utf-8")
    words = yaml.safe_load(re.search(r"^CMD (.+)$", text, re.MULTILINE)[1])
    inside = [words, *(shlex.split(line)[1:] for line in re.findall(r"&& (cogov [^>\n]*)", text))]
    inside += [shlex.split(line)[1:] for line in re.findall(r"# +docker run .* (cogov \w+ .+)$", text, re.MULTILINE)]
    assert len(inside) == 3
    for name, *options in inside:
        assert main([name, "--help"]) == 0
        known = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out))
        assert {word for word in options if word.startswith("--")} <= known


def test_forms_and_workflow_are_readable(root):
    for path in (root / ".github").rglob("*.yml"):
        assert yaml.safe_load(path.read_text("utf-8")), path.name
    steps = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]["everything"][
        "steps"
    ]
    assert steps[-1]["run"] == ".ci/run"
