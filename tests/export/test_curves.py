"""Exported programs, run in a fresh process, give the losses of the run: 1e-4 over all epochs.

``EXPORT=all`` tries every entry of every menu, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.export import script
from core.export.table_code import FILE, table_file
from tests.conftest import ROOT
from tests.export.cases import MIXED, experiment, one_by_one, tables
from tests.sampling import wanted

pytestmark = [pytest.mark.engine, pytest.mark.timeout(1200)]  # Keras's `fit` takes its time
NEAR = 1e-4
FEW = ("in-parts", "residual", "pictures", "fitted")
EVERY = {**MIXED, **one_by_one(), **tables()}
CASES: dict[str, dict[str, Any]] = EVERY if wanted("EXPORT") else {name: EVERY[name] for name in FEW}


def losses_of_run(chosen: Experiment) -> tuple[list[float], list[float], float]:
    """Training loss of every epoch, validation loss of those at whose end it is taken, and that of the end.

    `fit` validates the last epoch before it puts the average of the weights, or the best ones, in place.
    """
    trainer = Trainer(chosen)
    trainer.wait_until_compiled()
    losses, validation = [], []
    while not trainer.finished:
        trainer.advance_steps(trainer.epoch_end - trainer.step)
        epoch = trainer.state().progress.epoch
        assert epoch is not None
        losses.append(epoch[0])
        if len(losses) % chosen.validation_freq == 0:
            validation.append(trainer.frame().val_loss or 0.0)
    ended, measured = validation[-1], trainer.notes()["measured"]
    if measured is not None and len(losses) % chosen.validation_freq == 0:
        validation[-1] = measured[0]
    return losses, validation, trainer.frame().val_loss or ended


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[float]]]:
    """What `fit` logged, by case."""
    folder = tmp_path_factory.mktemp("programs")
    for name, case in CASES.items():
        chosen = experiment(case)
        (folder / name).mkdir()
        (folder / name / "program.py").write_text(script(chosen), encoding="utf-8")
        if chosen.dataset.name == "table":
            (folder / name / FILE).write_bytes(table_file(chosen.dataset))
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.export.running", str(folder)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return {name: json.loads((folder / name / "history.json").read_text()) for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_a_program_gives_the_losses_of_the_run(
    name: str, histories: dict[str, dict[str, list[float]]]
) -> None:
    chosen = experiment(CASES[name])
    losses, validation, ended = losses_of_run(chosen)
    history = histories[name]
    np.testing.assert_allclose(history["loss"], losses, rtol=NEAR)
    np.testing.assert_allclose(history["val_loss"], validation, rtol=NEAR)
    if not chosen.validation_steps:
        np.testing.assert_allclose(history["ended"], ended, rtol=NEAR)
