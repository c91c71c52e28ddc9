"""How the whole suite is shared out over processes (pytest-xdist): file by file, browser tests one by one.

Each process loads TensorFlow, and in the end starts a server and a browser: that pays for hundreds of tests,
not for the few that somebody names.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

MOST = 4
"""Processes: each takes 2 GB."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores, since many tests wait for something.

    None where files or folders are named: their tests run in pytest's own process.
    """
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return 0
    return min(MOST, len(os.sched_getaffinity(0)) + 1)


class ByFile(LoadScopeScheduling):
    """Keeps a file in one process, which measures and compiles once what its tests share.

    Files come in the order in which they were collected (see `tests.levels`).
    """

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Threads of matrix products wait for each other, busily, where another process has the other core.

    TensorFlow's wait without a core: to limit them changes nothing.
    """
    if _run(session.config):
        threadpool_limits(1)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that is marked `alone` waits for those of the other processes, and they for it."""
    run = _run(item.config)
    if not run:
        return (yield)
    with (Path(tempfile.gettempdir()) / f"gradient-lab-tests-{run}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if run := _run(session.config):
        (Path(tempfile.gettempdir()) / f"gradient-lab-tests-{run}.lock").unlink(missing_ok=True)


def _run(config: pytest.Config) -> str:
    """What all processes of this run of pytest share; empty in pytest's own process."""
    return str(getattr(config, "workerinput", {}).get("testrunuid", ""))
