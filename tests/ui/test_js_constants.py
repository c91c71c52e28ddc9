"""Constants that both languages need are written by Python."""

from __future__ import annotations

from tests.conftest import ROOT
from ui.js_constants import constants, javascript


def test_the_module_is_what_python_says() -> None:
    written = (ROOT / "ui" / "js" / "shared" / "constants.js").read_text("utf-8")
    assert written == javascript(), "run: python -m ui.js_constants > ui/js/shared/constants.js"


def test_every_constant_is_used() -> None:
    folder = ROOT / "ui" / "js"
    modules = [path for path in folder.glob("*/*.*s") if path.name != "constants.js"]
    scripts = "".join(path.read_text("utf-8") for path in modules if path.parent.name != "tests")
    assert [name for name in constants() if name not in scripts] == []
