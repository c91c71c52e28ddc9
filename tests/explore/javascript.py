"""The browser's own functions, called from tests: Keras, NumPy and scikit-learn are held against them.

One process of Node for all calls of a test process: the one that Playwright brings along, so that nobody has
to install another.
"""

from __future__ import annotations

import atexit
import json
import math
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playwright._impl._driver import compute_driver_executable

from tests.conftest import ROOT

_SCRIPT = Path(__file__).parent / "answering.mjs"


@cache
def _node() -> subprocess.Popen[str]:
    node, _cli = compute_driver_executable()
    process = subprocess.Popen(
        [node, str(_SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    atexit.register(process.kill)
    return process


def called(module: str, name: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
    """What the function `name` of `module` (relative to ``ui/js``) returns for each list of arguments.

    Numbers that are not finite pass both ways.
    """
    node = _node()
    assert node.stdin is not None and node.stdout is not None
    asked = {"module": (ROOT / "ui" / "js" / module).as_uri(), "name": name, "calls": _written(calls)}
    node.stdin.write(json.dumps(asked) + "\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline(), object_hook=_read)
    assert "error" not in answer, answer["error"]
    results: list[Any] = answer["results"]
    return results


def _written(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")}
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    return [_written(each) for each in value] if isinstance(value, list | tuple) else value


def _read(found: dict[str, Any]) -> Any:
    return float(found["$"].replace("Infinity", "inf")) if "$" in found else found
