"""An experiment as a Jupyter notebook: the program of `core.export.script` in cells, explained."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from core.experiment import Experiment
from core.export.enclosed import NAME, choices
from core.export.script import TITLE, imports_of, packages_of, sections_of
from core.message import Message, Translate

_LAST = Message("How the losses fell.")


def notebook(experiment: Experiment, translate: Translate = str) -> str:
    """A notebook of the format nbformat 4.5, as JSON text.

    Arguments:
        translate: from English to the language of the explanations.

    Raises:
        DataUnavailable: the data are a table of one's own, which is not here.
    """
    sections = sections_of(experiment)
    title = TITLE.render(translate).rstrip(".")
    cells = [_markdown(f"# {title}\n\n`pip install {packages_of(sections)}`")]
    cells.append(_code("\n".join(imports_of(sections))))
    for section in sections:
        cells.append(_markdown(f"## {section.title.render(translate)}\n\n{section.text.render(translate)}"))
        cells.append(_code(section.code(translate).strip("\n")))
    cells += [_markdown(_LAST.render(translate)), _code(_TABLE)]
    for number, cell in enumerate(cells):
        cell["id"] = hashlib.sha256(f"{number} {cell['source']}".encode()).hexdigest()[:8]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": python, "language_info": {"name": "python"}, NAME: choices(experiment)},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


_TABLE = """\
import pandas as pd

pd.DataFrame(history.history)"""


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}
