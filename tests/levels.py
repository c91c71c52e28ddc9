"""The level of every test, read from the sources, and what holds a unit test to its level.

A test in `tests/browser` is `browser`. Where the file imports TensorFlow, by whatever way, or the test is
marked so, it is `engine`. Every other test is `unit`, if it is not marked `slow`. While a unit test runs,
TensorFlow cannot be imported, even if another test has loaded it, and it has to be done within `CEILING`.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, text

ROOT = Path(__file__).resolve().parent.parent
BROWSER = ROOT / "tests" / "browser"
KERAS = frozenset({"keras", "tensorflow"})
IN_A_CHILD = frozenset({"core.live.engine_process.engines"})
"""Modules of ours that start processes which load TensorFlow."""
LEVELS = ("unit", "engine", "browser")
"""In the order in which tests run: Playwright leaves an event loop running in the main thread, which tests of
asyncio code cannot have."""

CEILING = 1.0
"""Seconds of processor time, child processes' too, that a unit test may take."""

MARGIN, BUSY = 1.5, 4.0
"""How many times as much is forgiven where a test has the processor to itself, and where it waits most of
the time: there the same work was seen to take three times the processor time."""

# Imports that are done when a module is loaded begin a line: those inside functions are indented.
_IMPORT = re.compile(r"^(?:import ([\w., ]+)|from ([\w.]+) import (\([^)]*\)|[^\n]*))", re.MULTILINE)


@cache
def with_tensorflow() -> frozenset[str]:
    """Names of our modules that bring TensorFlow when they are imported, and of TensorFlow and Keras."""
    places = [ROOT / "app.py"]
    for folder in ("core", "gradient_lab", "ui", "pages", "bench", "tests"):
        places += (ROOT / folder).rglob("*.py")
    imports = {module_name(place): set(_imported(place)) for place in places}
    found = more = set(KERAS | IN_A_CHILD)
    while more:
        more = {name for name, needed in imports.items() if name not in found and needed & found}
        found |= more
    return frozenset(found)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path) -> Iterator[str]:
    """Names of all modules, and of all that may be one, that the file at `path` needs to be loaded."""
    yield from _upwards(module_name(path).rpartition(".")[0])
    for plain, package, names in _IMPORT.findall(path.read_text("utf-8")):
        if plain:
            for name in re.findall(r"(?:^|,) *([\w.]+)", plain):
                yield from _upwards(name)
        else:
            yield from _upwards(package)
            yield from (f"{package}.{name}" for name in re.findall(r"\w+", names))


def _upwards(name: str) -> Iterator[str]:
    """`name` and the packages that it lies in."""
    while name:
        yield name
        name = name.rpartition(".")[0]


@cache
def _needs_tensorflow(path: Path) -> bool:
    """Whether the tests at `path`, a file or a folder, cannot be collected without TensorFlow."""
    folders = [path, *path.parents] if path.is_dir() else list(path.parents)
    own = [folder / "conftest.py" for folder in folders if folder.is_relative_to(ROOT / "tests")]
    return any(module_name(each) in with_tensorflow() for each in [path, *own] if each.suffix == ".py")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Who asks for unit tests alone does not wait for what the others load."""
    if config.getoption("markexpr").strip() != "unit" or not collection_path.is_relative_to(ROOT / "tests"):
        return None
    return True if collection_path == BROWSER or _needs_tensorflow(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker("browser")
            item.user_properties.append(("browser", "yes"))  # .ci/run looks for it in the JUnit file
        elif _needs_tensorflow(item.path):
            item.add_marker("engine")
        elif not any(item.iter_markers("engine")) and not any(item.iter_markers("slow")):
            item.add_marker("unit")
    items.sort(key=_order)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded once is no unit test's time: scikit-learn's data sets, what Hypothesis reads first."""
    if any(map(_is_unit, session.items)):
        import sklearn.datasets  # noqa: F401
    if any("hypothesis" in item.keywords for item in session.items):
        _any_example()


@settings(max_examples=20, database=None)
@given(text(), integers())
def _any_example(_: str, __: int) -> None: ...


def _order(item: pytest.Item) -> tuple[int, bool]:
    """Level by level, and those browser tests last that are alone: then few others have to wait for them."""
    level = next((at for at, level in enumerate(LEVELS) if item.get_closest_marker(level)), 0)
    return level, LEVELS[level] == "browser" and item.get_closest_marker("alone") is not None


def _is_unit(item: pytest.Item) -> bool:
    return item.get_closest_marker("unit") is not None


class _Refuses(MetaPathFinder):
    def find_spec(self, name: str, *_: object) -> None:
        if name in with_tensorflow():
            raise ImportError(f"A unit test may not load TensorFlow, and {name} does: mark the test `engine`")


@contextmanager
def _without_tensorflow() -> Iterator[None]:
    hidden = {name: sys.modules.pop(name) for name in with_tensorflow() if name in sys.modules}
    refuses = _Refuses()
    sys.meta_path.insert(0, refuses)
    try:
        yield
    finally:
        sys.meta_path.remove(refuses)
        sys.modules.update(hidden)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if not _is_unit(item):
        return (yield)
    with _without_tensorflow():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    began, before = time.monotonic(), _processor_seconds()
    result = yield
    passed, taken = time.monotonic() - began, _processor_seconds() - before
    if _is_unit(item) and taken > ceiling(passed / max(taken, 1e-9)):
        pytest.fail(
            f"A unit test may take {CEILING:g} s of processor time, and this one took {taken:.1f} s: "
            "make it smaller, share what it measures, or mark it `slow`",
            pytrace=False,
        )
    return result


def ceiling(waiting: float) -> float:
    """Seconds of processor time that are forgiven to a unit test, of which `waiting` times as many passed."""
    return CEILING * min(max(waiting, MARGIN), BUSY)


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
