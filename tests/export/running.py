"""Runs programs in a process of its own: ``python -m tests.export.running FOLDER``.

Every folder in it has a program; its losses are left beside it, and that of the weights that it ends with.
One process runs them all, since each would
load TensorFlow.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Run ``*/program.py`` and write ``history.json`` beside each."""
    for program in sorted(folder.glob("*/program.py")):
        os.chdir(program.parent)
        found = runpy.run_path(str(program))
        history = {name: list(map(float, values)) for name, values in found["history"].history.items()}
        ended = found["model"].evaluate(found["x_val"], found["y_val"], verbose=0, return_dict=True)
        history["ended"] = [ended["loss"]]
        Path("history.json").write_text(json.dumps(history))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
