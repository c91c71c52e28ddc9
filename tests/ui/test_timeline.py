"""The picture of steps against epochs in the form."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from core.engine.program.batches import Batches
from core.experiment import Experiment
from ui.form.timeline import WIDTH, picture, timeline


@pytest.mark.parametrize(
    ("rows", "batch", "steps_per_epoch"), [(100, 32, 0), (100, 10, 3), (7, 32, 0), (100, 10, 99), (41, 4, 1)]
)
def test_epochs_have_the_steps_that_training_gives_them(rows: int, batch: int, steps_per_epoch: int) -> None:
    experiment = Experiment(batch_size=batch, steps_per_epoch=steps_per_epoch, validation_freq=5)
    found = timeline(experiment, rows, 20)
    batches = Batches(rows, min(batch, rows), 0, True, steps_per_epoch)
    assert found.steps_per_pass == batches.steps_per_pass
    for epoch, steps in enumerate(found.epochs):
        assert steps == batches.first_step(epoch + 1) - batches.first_step(epoch)
    assert found.leftover == batches.counts(found.steps_per_pass - 1, 1)[0]
    assert [at + 1 for at, yes in enumerate(found.validated) if yes] == [5]


def test_validation_steps_are_how_many_batches_and_not_how_often() -> None:
    seldom = timeline(Experiment(batch_size=10, validation_steps=2, validation_freq=3), 100, 45)
    assert (seldom.validation_rows, seldom.validation_batches) == (20, 2)
    assert seldom.validated == (False, False, True, False)
    whole = timeline(Experiment(batch_size=10), 100, 45)
    assert (whole.validation_rows, whole.validation_batches) == (45, 5)
    assert all(whole.validated)


@pytest.mark.parametrize("rows", [60, 100_000])
def test_the_picture_stays_in_its_frame(rows: int) -> None:
    found = timeline(Experiment(batch_size=10), rows, 20)
    bars = [each for each in ElementTree.fromstring(picture(found)) if each.tag.endswith("rect")]
    assert len(bars) == (sum(found.epochs) if rows == 60 else len(found.epochs))
    assert all(float(bar.attrib["x"]) >= 0 and float(bar.attrib["width"]) > 0 for bar in bars)
    assert max(float(bar.attrib["x"]) + float(bar.attrib["width"]) for bar in bars) <= WIDTH
