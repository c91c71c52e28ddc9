"""How the whole suite is shared out over processes (pytest-xdist): file by file, browser tests one by one.

Each process loads TensorFlow, and in the end starts a server and a browser: that pays for hundreds of tests,
not for the few that somebody names.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
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


TOGETHER = {
    "tests/browser/test_real_data.py": "pictures",
    **{f"tests/attacks/test_{name}.py": "lab" for name in ("abuse", "held", "served", "uploads")},
}
"""Files whose tests stay in one process, by the lab that they share: each process would start one of its own,
and that costs more than what is gained by sharing them out."""


class ByFile(LoadScopeScheduling):
    """Keeps a file in one process, which measures and compiles once what its tests share.

    Files come in the order in which they were collected (see `tests.levels`).
    """

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return TOGETHER.get(file, nodeid if file.startswith("tests/browser/") else file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Threads of matrix products wait for each other, busily, where another process has the other core.

    TensorFlow's wait without a core: to limit them changes nothing.
    """
    if _shared(session.config):
        threadpool_limits(1)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that is marked `alone` waits for those of the other processes, and they for it."""
    folder = _shared(item.config)
    if folder is None:
        return (yield)
    with in_turn(folder, alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextmanager
def in_turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Beside others that are not alone; `folder` is the same for all.

    Who comes later waits in line: else those that may run side by side would go past one that waits to be
    alone, for minutes.
    """
    with (folder / "line.lock").open("a") as line, (folder / "tests.lock").open("a") as tests:
        fcntl.flock(line, fcntl.LOCK_EX)
        fcntl.flock(tests, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(line, fcntl.LOCK_UN)
        yield


def _shared(config: pytest.Config) -> Path | None:
    """Folder that all processes of this run of pytest share; None in pytest's own process."""
    return Path(config.option.basetemp).parent if hasattr(config, "workerinput") else None
