"""The report of a run: one page, without anything from elsewhere, in which nothing that was typed is HTML."""

from __future__ import annotations

import re

import pandas
import pytest

from core.experiment import Experiment
from core.export.report import report
from core.own_table import open_table
from tests.fixtures.frames import frame

HOSTILE = "</pre><script>alert(1)</script>"


def test_it_fetches_nothing_and_shows_choices_curves_and_code() -> None:
    text = report(Experiment(learning_rate=0.123), [frame(0), frame(7)])
    body = text.partition("<body>")[2]
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:link|img|iframe)|<script[^>]+src", text.partition("<script>")[0] + body)
    assert "0.123" in body
    assert body.count("plotly-graph-div") == 3
    assert "keras.Sequential" in body


def test_what_was_typed_stays_text() -> None:
    made = pandas.DataFrame({HOSTILE: range(40), "y": [HOSTILE, "b"] * 20})
    text = report(Experiment(dataset=open_table(made, target="y", columns={HOSTILE: "log"})), [frame(0)])
    assert HOSTILE not in text
    assert "&lt;/pre&gt;" in text


def test_a_run_without_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="one frame"):
        report(Experiment(), [])
