"""Names of saved files: they say which run it was, on every system."""

from __future__ import annotations

import pytest

from core.experiment import Experiment
from core.live.records.foreign import Foreign
from core.live.records.run import RunRecord
from ui import file_names


def record(choices: Experiment | None, foreign: Foreign | None = None) -> RunRecord:
    return RunRecord(
        id="-a_Bc123456789", owner_hash="", created=0.0, choices=choices, learning_rate=0.1, foreign=foreign
    )


@pytest.mark.parametrize(
    ("layers", "expected"), [((8, 8), "moons-8x2"), ((6, 4), "moons-6-4"), ((), "moons-0")]
)
def test_a_run_is_named_by_data_layers_and_a_short_id(layers: tuple[int, ...], expected: str) -> None:
    chosen = Experiment(dataset="moons", layers=layers)
    assert file_names.of_choices(chosen) == expected
    assert file_names.of_run(record(chosen)) == f"{expected}-a_Bc1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("나의 실행", "나의-실행"),
        ("../../etc/x", "etc-x"),
        ('a"b:c|d\\n', "a-b-c-d-n"),
        ("...", "run"),
        ("a" * 80, "a" * 40),
    ],
)
def test_what_a_program_called_its_run_makes_a_name_of_a_file(name: str, expected: str) -> None:
    assert file_names.of_run(record(None, Foreign(name=name))) == f"{expected}-a_Bc1"
