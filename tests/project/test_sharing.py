"""Tests that are alone, and those that run beside each other."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

from tests.conftest import ROOT
from tests.sharing import TOGETHER, ByFile, in_turn


def test_nobody_goes_past_a_test_that_waits_to_be_alone(tmp_path: Path) -> None:
    done: list[str] = []
    let_go = threading.Event()

    def run(name: str, *, alone: bool) -> threading.Thread:
        def body() -> None:
            with in_turn(tmp_path, alone=alone):
                done.append(name)
                if name.startswith("long"):
                    let_go.wait()

        thread = threading.Thread(target=body)
        thread.start()
        return thread

    beside = [run("long 1", alone=False), run("long 2", alone=False)]
    while len(done) < 2:
        beside[0].join(0.001)
    waiting = run("alone", alone=True)
    while _is_free(tmp_path):
        waiting.join(0.001)
    later = run("later", alone=False)
    later.join(0.05)
    assert len(done) == 2
    let_go.set()
    for thread in (*beside, waiting, later):
        thread.join(10)
    assert done[2:] == ["alone", "later"]


def test_files_that_share_a_lab_share_a_process_and_other_browser_tests_none() -> None:
    assert [file for file in TOGETHER if not (ROOT / file).is_file()] == []
    scope_of = ByFile.__new__(ByFile)._split_scope
    one, other = (f"tests/attacks/test_{name}.py::test_x" for name in ("served", "uploads"))
    assert scope_of(one) == scope_of(other)
    one, other = (f"tests/browser/test_app.py::test_{name}" for name in "xy")
    assert scope_of(one) != scope_of(other)
    one, other = (f"tests/browser/test_real_data.py::test_{name}" for name in "xy")
    assert scope_of(one) == scope_of(other)


def _is_free(folder: Path) -> bool:
    """Whether nobody waits for the tests that run."""
    with (folder / "line.lock").open("a") as line:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
