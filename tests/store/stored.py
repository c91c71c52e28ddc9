"""What the tests of the store write, and how they look at what was written."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import NullPool, create_engine, text

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
        choices=experiment,
        learning_rate=0.03,
        layout=layout_of(2),
    )
    return replace(record, **changes)


def stored_steps(url: str) -> list[int]:
    return [step for (step,) in selected(url, "select step from frames order by seq")]


def selected(url: str, query: str) -> list[tuple[object, ...]]:
    """What a query gives, past the store."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
