"""The arrows of docs/architecture.md: app -> pages -> ui -> core, read from the source.

An arrow that points the wrong way works for weeks and then ties the engine to the web page; so it
fails here on the day that it is drawn.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

MAY_IMPORT = {
    "app": {"pages", "ui", "core"},
    "pages": {"ui", "core"},
    "ui": {"ui", "core"},
    "core": {"core"},
}
KERAS = {"keras", "tensorflow"}
KERAS_LIVES_IN = ("core/model/", "core/engine/", "core/data/sources/keras_datasets.py")


def sources() -> list[str]:
    """Paths of the layers' files, relative to the root."""
    files = [ROOT / "app.py"]
    files += [path for layer in ("pages", "ui", "core") for path in (ROOT / layer).rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in files if path.exists())


def layer_of(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


def imported(source: str, path: str) -> set[str]:
    """Full names of the modules that `source` imports, at its top or inside a function."""
    return set(_imported(ast.parse(source), path))


def _imported(tree: ast.AST, path: str) -> Iterator[str]:
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *(node.module or "").split(".")]).strip(".")
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                yield str(node.args[0].value)


def tops(source: str, path: str) -> set[str]:
    return {name.split(".")[0] for name in imported(source, path)}


def wrong_arrows(source: str, path: str) -> set[str]:
    """What the file at `path` imports and may not."""
    found = tops(source, path)
    layer = layer_of(path)
    wrong = (found & set(MAY_IMPORT)) - MAY_IMPORT[layer]
    if layer == "core":
        wrong |= found & {"streamlit"}
    if not path.startswith(KERAS_LIVES_IN):
        wrong |= found & KERAS
    return wrong


def touches_session_state(source: str) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.alias) and node.name == "session_state")
        or (isinstance(node, ast.Constant) and node.value == "session_state")
        for node in ast.walk(ast.parse(source))
    )


@pytest.mark.parametrize("path", sources())
def test_imports_follow_the_arrows(path: str) -> None:
    assert wrong_arrows((ROOT / path).read_text("utf-8"), path) == set()


@pytest.mark.parametrize("path", [path for path in sources() if layer_of(path) in {"pages", "app"}])
def test_session_state_belongs_to_ui(path: str) -> None:
    assert not touches_session_state((ROOT / path).read_text("utf-8"))


def test_every_layer_was_read() -> None:
    assert {layer_of(path) for path in sources()} == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("core/frame.py", "import streamlit as st", {"streamlit"}),
        ("core/engine/training/train.py", "from streamlit.runtime import exists", {"streamlit"}),
        ("core/store/store.py", "def f():\n    from ui.language import _", {"ui"}),
        ("core/data/sources/images.py", "def f():\n    import tensorflow.keras", {"tensorflow"}),
        (
            "core/data/sources/images.py",
            "import importlib\nimportlib.import_module('keras.layers')",
            {"keras"},
        ),
        ("ui/form/state.py", "from keras import ops", {"keras"}),
        ("ui/form/state.py", "import pages.train", {"pages"}),
        ("pages/train.py", "import app", {"app"}),
        (
            "core/engine/program/program.py",
            "import keras\nfrom .state import State\nfrom ..frame import Frame",
            set(),
        ),
        ("ui/form/state.py", "from . import choices\nfrom core.frame import Frame\nimport streamlit", set()),
    ],
)
def test_the_reader_sees_wrong_arrows(path: str, source: str, wrong: set[str]) -> None:
    assert wrong_arrows(source, path) == wrong


@pytest.mark.parametrize(
    ("source", "touches"),
    [
        ("import streamlit as st\nst.session_state['a'] = 1", True),
        ("from streamlit import session_state as kept", True),
        ("getattr(st, 'session_state')", True),
        ("from ui.form import state\nstate.shown('a')", False),
    ],
)
def test_the_reader_sees_session_state(source: str, touches: bool) -> None:
    assert touches_session_state(source) == touches


@pytest.mark.parametrize(
    "statement",
    [
        "import core",
        "from core import Experiment; Experiment(dataset='digits')",
        "from core.presets import PRESETS; [preset.experiment() for preset in PRESETS.values()]",
    ],
)
def test_core_brings_neither_streamlit_nor_tensorflow(statement: str) -> None:
    """TensorFlow takes seconds to import: describing an experiment must not cost that."""
    program = (
        f"{statement}\nimport sys\nprint(*sorted({{'streamlit', 'tensorflow', 'keras'}} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "", "")


FIRST_PAGE = f"""
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest
ContextProxy.cookies = {{}}  # AppTest has none that can be read
app = AppTest.from_file({str(ROOT / "pages" / "router.py")!r}, default_timeout=60).run()
assert not app.exception and not app.button(key="train").disabled
"""


@pytest.mark.parametrize(
    ("statement", "costly"),
    [
        ("import app", {"core", "numpy", "pydantic", "sqlalchemy", "pandas", "pyarrow", "sklearn", "babel"}),
        (FIRST_PAGE, {"tensorflow", "keras", "sqlalchemy", "pandas", "pyarrow", "sklearn", "scipy"}),
    ],
    ids=["server", "first page"],
)
@pytest.mark.engine
def test_what_comes_first_brings_nothing_that_can_wait(statement: str, costly: set[str]) -> None:
    """Each of these takes a tenth of a second to several: nobody waits for them before they are used."""
    program = f"{statement}\nimport sys\nprint(*sorted({costly!r} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr


@pytest.mark.slow
def test_train_is_loaded_when_it_is_asked_for() -> None:
    program = "import core, sys\ncore.train\nprint('tensorflow' in sys.modules, 'streamlit' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )
    assert result.stdout.split() == ["True", "False"], result.stderr
