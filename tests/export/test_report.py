"""The report of a run: one page, without anything from elsewhere, in which nothing that was typed is HTML."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas
import pytest

from core.experiment import Experiment
from core.export.report import report
from core.own_table import open_table
from tests.fake_trainer import layout_of
from tests.fixtures.frames import frame
from tests.store.stored import a_record
from ui.take_home import in_own_unit

HOSTILE = "</pre><script>alert(1)</script>"


def test_it_fetches_nothing_and_shows_choices_curves_and_code() -> None:
    text = report(Experiment(learning_rate=0.123), [frame(0), frame(7)])
    body = text.partition("<body>")[2]
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:link|img|iframe)|<script[^>]+src", text.partition("<script>")[0] + body)
    assert "0.123" in body
    assert body.count("plotly-graph-div") == 4
    assert "keras.Sequential" in body


def test_it_is_called_after_its_run_and_says_choices_by_their_labels() -> None:
    chosen = Experiment(dataset="moons", layers=(6, 6), activation="relu", shuffle=False)
    text = report(chosen, [frame(0), frame(7)], title="Try <1>", about="2026-01-02 03:04")
    assert "<title>Try &lt;1&gt;</title>" in text and "2026-01-02 03:04" in text
    assert "<th>Activation</th><td>ReLU</td>" in text and "<td>Moons</td>" in text
    assert "<td>off</td>" in text


def test_numbers_are_told_as_the_lab_tells_them() -> None:
    told = replace(frame(7), val_metric=0.875)
    text = report(Experiment(dataset="moons"), [told])
    assert "<th>Validation accuracy</th><td>87.5%</td>" in text
    assert "<th>Validation loss</th><td>not finite</td>" in text
    missing = report(Experiment(dataset="moons"), [replace(told, val_loss=None)])
    assert "<th>Validation loss</th><td>–</td>" in missing
    assert '"text":"Accuracy"' in text and '"tickformat":".0%"' in text
    assert "Output layer" in text and "Layer out" not in text
    error = report(Experiment(dataset="diabetes"), [told])
    assert "<th>Validation error</th><td>0.875</td>" in error and '"text":"Mean absolute error"' in error
    assert "<th>Data set</th><td>diabetes</td>" not in error


def test_errors_are_in_the_targets_own_unit() -> None:
    layout = replace(layout_of(2), metric="error", target_std=(77.0,))
    run = replace(a_record(), layout=layout)
    (told,) = in_own_unit([replace(frame(7), metric=0.5, val_metric=0.6)], run)
    assert (told.metric, told.val_metric) == (38.5, pytest.approx(46.2))
    assert in_own_unit([replace(told, val_metric=None)], run)[0].val_metric is None


def test_what_was_typed_stays_text() -> None:
    made = pandas.DataFrame({HOSTILE: range(40), "y": [HOSTILE, "b"] * 20})
    text = report(Experiment(dataset=open_table(made, target="y", columns={HOSTILE: "log"})), [frame(0)])
    assert HOSTILE not in text
    assert "&lt;/pre&gt;" in text


def test_a_run_without_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="one frame"):
        report(Experiment(), [])
