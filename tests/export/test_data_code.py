"""Code that loads, splits and prepares data gives what the lab trains on, for every choice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.bundle import prepare
from core.experiment import Experiment
from core.export.script import sections_of
from core.export.table_code import FILE, table_file
from tests.export.cases import ELSEWHERE, MIXED, experiment, one_by_one, tables

OF_DATA = ("dataset", "feature", "scaling", "expansion", "decomposition", "split", "balance")
CASES = {
    name: case
    for name, case in one_by_one().items()
    if name.startswith(OF_DATA) and name.removeprefix("dataset-") not in ELSEWHERE
}
CASES |= {f"{name}-tested": {**CASES[name], "test_split": 0.2} for name in CASES if name.startswith("split")}
CASES |= {
    "fewer": {"dataset": {"name": "digits", "samples": 99, "noise": 20}, "stratify": False},
    "fewer-numbers": {"dataset": {"name": "diabetes", "samples": 99, "noise": 20}, "scale_target": False},
    "quiet": {"dataset": {"name": "circle", "samples": 21}, "validation_split": 0.05},
    "angles": {"dataset": {"name": "angle", "noise": 20}},
    "noise-moves": {"dataset": {"name": "moons", "samples": 51, "noise": 20}},
    "sines-and-components": {
        "dataset": "wine",
        "expansion": {"name": "sine", "waves": 2},
        "decomposition": {"name": "pca", "count": 3},
        "scaling": "log",
    },
    **MIXED,
    **tables(),
}


def executed(chosen: Experiment, folder: Path) -> dict[str, Any]:
    """The variables of the code that comes before the network."""
    if chosen.dataset.name == "table":
        (folder / FILE).write_bytes(table_file(chosen.dataset))
    variables: dict[str, Any] = {}
    for section in sections_of(chosen)[:3]:
        exec("\n".join([*sorted(section.imports), section.code(str)]), variables)  # noqa: S102
    return variables


@pytest.mark.filterwarnings("ignore:Found unknown categories")
@pytest.mark.parametrize("name", CASES)
def test_the_data_are_those_of_the_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = experiment(CASES[name])
    found, bundle = executed(chosen, tmp_path), prepare(chosen)
    for part in ("train", "val", *(["test"] if chosen.test_split else [])):
        np.testing.assert_allclose(found[f"x_{part}"], getattr(bundle, f"x_{part}"), rtol=1e-5, atol=2e-5)
        np.testing.assert_allclose(found[f"y_{part}"], getattr(bundle, f"y_{part}"), rtol=1e-5, atol=2e-6)
    if bundle.weights_train is not None:
        np.testing.assert_allclose(found["weights"], bundle.weights_train)
