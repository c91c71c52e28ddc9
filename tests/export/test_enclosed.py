"""Every file that is saved brings its choices back; nothing else in it is read."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from core.experiment import Experiment
from core.export.enclosed import MAX_LENGTH, comment_of, enclose, enclosed
from core.export.notebook import notebook
from core.export.report import report
from core.export.script import script
from core.message import Invalid
from tests.export.cases import FOUR_POINTS, MIXED, experiment, tables
from tests.fixtures.frames import frame
from ui.form.exchange import as_json, read_json

POINTS = {"dataset": {"name": "points", "points": FOUR_POINTS * 20}}
CASES = {"points": POINTS, **MIXED, **tables()}


def opened(data: bytes) -> Experiment:
    """What the form makes of a file."""
    values = read_json(enclosed(data))
    assert isinstance(values, dict)
    found, errors = Experiment.lenient(values)
    assert not errors
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_program_brings_its_choices_back(name: str) -> None:
    chosen = experiment(CASES[name])
    text = script(chosen)
    assert opened(text.encode()) == chosen
    stripped = "\r\n".join(line.rstrip() for line in text.splitlines())  # as editors leave it
    assert opened(b"\xef\xbb\xbf" + stripped.encode()) == chosen


@pytest.mark.parametrize("name", ["table", *MIXED])
def test_so_do_notebook_report_choices_and_model(name: str) -> None:
    chosen = experiment(CASES[name])
    model = io.BytesIO()
    with zipfile.ZipFile(model, "w") as archive:
        archive.writestr("config.json", "{}")
    for data in (
        notebook(chosen).encode(),
        report(chosen, [frame(0)]).encode(),
        as_json(chosen).encode(),
        enclose(model.getvalue(), chosen),
        json.dumps(
            {"gradient_lab": 1, "experiment": chosen.flat(), "weights": []}
        ).encode(),  # the Playground's
    ):
        assert opened(data) == chosen


def test_choices_of_any_length_fit_in_lines() -> None:
    for width in range(1, 60):
        chosen = Experiment(layers=(3,) * width)
        assert max(map(len, comment_of(chosen).splitlines())) <= 110
        assert opened(comment_of(chosen).encode()) == chosen


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gradient_lab.json", b"[" * 50_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"import keras\n",
        b"\xff\xfe\x00",
        b"PK\x03\x04 cut short",
        enclose(b"", Experiment())[:-30],
        json.dumps({"cells": [], "metadata": {}}).encode(),
        json.dumps({"cells": [], "metadata": "?"}).encode(),
    ],
)
def test_what_says_no_choices_is_told(data: bytes) -> None:
    with pytest.raises(Invalid, match="does not say which choices"):
        enclosed(data)


@pytest.mark.parametrize(
    "data",
    [
        bomb(),
        b"#: gradient_lab " + b"[" * 1_000_000,
        b"#: gradient_lab {" + b"\n#: x" * 1_000_000,
        b"{" * 1_000_000,
        b'{"a": ' * 100_000,
        json.dumps({"cells": 1, "metadata": {"gradient_lab": "x" * (MAX_LENGTH + 1)}}).encode(),
        json.dumps({"experiment": [1, 2]}).encode(),
        b"#: gradient_lab null",
    ],
)
def test_what_is_hostile_ends_in_a_sentence(data: bytes) -> None:
    assert not isinstance(read_json(enclosed(data)), dict)
