"""The examples of under- and overfitting show what they are named after."""

from __future__ import annotations

import pytest

from core.engine.training.train import train
from core.presets import PRESETS


def test_underfitting_is_high_on_both_sides_and_overfitting_on_one() -> None:
    *_, under = train(PRESETS["underfitting"].experiment())
    assert under.val_loss is not None
    assert under.metric < 0.7 and under.val_loss == pytest.approx(under.loss, abs=0.05)
    frames = [frame for frame in train(PRESETS["overfitting"].experiment()) if frame.val_loss is not None]
    last, best = frames[-1], min(frame.val_loss for frame in frames if frame.val_loss is not None)
    assert last.metric == 1 and last.val_loss is not None
    assert last.val_loss > 10 * last.loss and last.val_loss > 1.2 * best
