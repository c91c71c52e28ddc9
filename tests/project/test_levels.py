"""What holds unit tests to their level, and that what it is read from is true."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import levels


@pytest.mark.parametrize(
    "name", ["tensorflow", "keras", "core.engine.training.trainer", "core.model.network"]
)
def test_a_unit_test_cannot_load_tensorflow(name: str) -> None:
    with pytest.raises(ImportError, match="mark the test `engine`"):
        __import__(name)


def test_a_unit_test_that_takes_its_time_fails(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taking(seconds: float) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(levels, "_processor_seconds", iter([5.0, 5.0 + seconds]).__next__)
            call = levels.pytest_runtest_call(request.node)
            next(call)
            with pytest.raises(StopIteration):
                call.send(None)

    taking(0.9)
    with pytest.raises(pytest.fail.Exception, match=r"took 1\.6 s"):
        taking(1.6)


def test_a_busy_machine_is_forgiven() -> None:
    assert [levels.ceiling(waiting) for waiting in (0.5, 1.0, 2.0, 20.0)] == [1.5, 1.5, 2.0, 4.0]


@pytest.mark.engine
def test_all_other_modules_do_without_tensorflow() -> None:
    """Which need it is read from their sources: a new process loads the others."""
    names = sorted(
        levels.module_name(path)
        for layer in ("core", "ui")
        for path in (levels.ROOT / layer).rglob("*.py")
        if path.name != "__main__.py" and "migrations" not in path.parts[:-1]  # Alembic loads these
    )
    others = [name for name in names if name not in levels.with_tensorflow()]
    assert len(names) > len(others) > 100
    program = f"import sys\nfor name in {others!r}: __import__(name)\n"
    program += f"print({set(levels.KERAS)!r} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=levels.ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, "set()"), result.stderr


def test_tests_of_tensorflow_are_known_by_their_imports() -> None:
    needed = levels.with_tensorflow()
    assert {"tests.keras_reference", "core.engine.training.trainer", "core.model.network"} <= needed
    assert needed.isdisjoint(
        {"core", "core.experiment", "ui.services", "pages.train", "tests.project.test_levels"}
    )
