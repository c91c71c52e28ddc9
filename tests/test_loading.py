"""TensorFlow is loaded behind the first page while somebody may press Train already."""

from __future__ import annotations

import subprocess
import sys

import pytest

AT_ONCE = """
import threading
from core.experiment import Experiment
from core.runs.training import Job
from ui import services

job = Job(run="a", experiment=Experiment(), learning_rate=0.1, speed=0.0, paused=False, state=None,
          seconds=0.0, shown_step=-1)
loading = threading.Thread(target=services._load_engine)
loading.start()
while "tensorflow" not in __import__("sys").modules:  # half-way
    pass
services._build(job)
loading.join()
assert services.engine_ready(), services.engine_error()
"""


@pytest.mark.slow
def test_who_needs_it_meanwhile_waits_for_it() -> None:
    ended = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
