"""What is said of a run that tries a remedy, by what was pointed out before and is now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.diagnosis.findings import Found
from core.diagnosis.registry import FINDINGS
from core.experiment import Experiment
from core.live.records.run import RunRecord
from core.message import Message
from ui.train import advice


def a_run(*found: str, parent: str | None = None, **choices: Any) -> RunRecord:
    experiment = Experiment(dataset="circle", **choices)
    told = [Found(FINDINGS[key], 0, Message("So it is."), None, None).to_json() for key in found]
    return RunRecord(
        id="one",
        owner_hash="",
        created=0.0,
        choices=experiment,
        learning_rate=experiment.learning_rate,
        notes={"findings": told},
        parent=parent,
    )


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (a_run("dead"), a_run(), ["No longer there: Dead units.", "Training loss 0.5 → 0.5."]),
        (a_run("dead"), a_run("saturated", "dead"), ["Still there: Dead units.", "Training loss 0.5 → 0.5."]),
        (a_run("saturated"), a_run(l2=0.1), ["No longer there: Saturated units."]),  # another loss
        (a_run(), a_run(batch_size=8), ["Training loss 0.5 → 0.5."]),
        (
            a_run("imbalance"),
            a_run(class_weight="balanced"),
            ["“What this run predicts” shows how many rows of each class are right."],
        ),
    ],
)
def test_what_came_of_it_is_said(
    before: RunRecord, now: RunRecord, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advice, "_loss", lambda record: 0.5)
    assert [str(each) for each in advice.outcome(now, before)] == said


@pytest.mark.parametrize(
    ("now", "worse"), [(0.5, False), (0.4, False), (0.6, True), (float("nan"), True), (None, False)]
)
def test_a_remedy_that_made_it_worse_is_told(
    now: float | None, worse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = {"before": 0.5, "run": now}
    before, run = replace(a_run("dead"), id="before"), replace(a_run(), id="run")
    monkeypatch.setattr(advice, "_loss", lambda record: losses[record.id])
    assert any("higher than before" in str(each) for each in advice.outcome(run, before)) is worse


def test_runs_that_try_no_remedy_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = a_run("dead")

    class Runs:
        def record(self, run: str) -> RunRecord:
            assert run == "before"
            return parent

    monkeypatch.setattr(advice, "runs", Runs)
    tried = a_run(parent="before", batch_size=8)
    assert advice._before(tried) is parent
    assert advice._before(a_run()) is None
    assert advice._before(a_run(parent="before")) is None, "it repeats that run"
    assert advice._before(replace(tried, first_step=5)) is None, "it is a branch of it"
