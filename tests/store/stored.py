"""What the tests of the store write, and how they look at what was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from core.experiment import Experiment
from core.live.records.run import RunRecord, hash_of
from tests.fake_trainer import layout_of

OWNER = "o" * 43


def a_record(run: str = "run", **changes: object) -> RunRecord:
    experiment = Experiment(dataset="circle", layers=(4, 2), optimizer={"name": "sgd", "momentum": 0.9})
    record = RunRecord(
        id=run,
        owner_hash=hash_of(OWNER),
        created=1.5,
        experiment=experiment,
        learning_rate=0.03,
        layout=layout_of(2),
    )
    return replace(record, **changes)


def stored_steps(url: str) -> list[int]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return [step for (step,) in connection.execute("select step from frames order by seq")]
