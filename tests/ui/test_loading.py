"""TensorFlow is loaded behind the first page while somebody may press Train already."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

AT_ONCE = """
import threading
from core.experiment import Experiment
from core.engine.build import build
from core.live.protocol.job import Job
from ui import services

job = Job(session="a", experiment=Experiment(), learning_rate=0.1)
loading = threading.Thread(target=services.load_engine)
loading.start()
while "tensorflow" not in __import__("sys").modules:  # half-way
    pass
build(job)
loading.join()
assert services.engine_ready(), services.engine_error()
"""


OVERLAPPING = """
import sys, threading

half_way, others = threading.Event(), threading.Event()

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "core.hyperparameters" and not half_way.is_set():
            half_way.set()
            others.wait(0.5)  # until they wait for a lock, of which nobody can tell

failed = []

def load(what):
    try:
        what()
    except BaseException as error:
        failed.append(error)

sys.meta_path.insert(0, Slow())
from ui import lifespan
import app
getting_ready = threading.Thread(target=load, args=(lifespan._prepare_page,))
getting_ready.start()
half_way.wait()
routes = threading.Thread(target=load, args=(app.lab_routes,))
routes.start()
getting_ready.join()
routes.join()
assert not failed, failed
"""


@pytest.mark.engine
def test_routes_and_pages_are_loaded_while_the_server_gets_ready() -> None:
    ended = subprocess.run([sys.executable, "-c", OVERLAPPING], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_every_script_that_a_thread_begins_with_loads_core_as_a_whole() -> None:
    router = (ROOT / "pages" / "router.py").read_text("utf-8")
    ours = [line for line in router.splitlines() if line.startswith(("import core", "from ui", "from core"))]
    assert ours[0].startswith("import core ")


@pytest.mark.slow
def test_who_needs_it_meanwhile_waits_for_it() -> None:
    ended = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
