"""The test part of a run is asked for once, by its owner, at its end; what was seen before is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records import tested
from core.live.records.run import NotOwner
from core.live.records.test_parts import same_test_part, times_seen
from core.message import Invalid
from tests.fake_trainer import Factory
from tests.live.watched import ANN, BEN, LONG, short
from tests.store.stored import a_record

TESTED = tested.Tested(at=5.0, rows=30, step=200, loss=0.25, metric=None, unit=None, measures={"auc": 0.5})


def test_once_by_its_owner_at_its_end(store, make):
    runs = make(Factory())
    run, going = runs.start(short(), ANN), runs.start(LONG, ANN)
    store.wait(run, RunStatus.FINISHED)
    with pytest.raises(NotOwner):
        runs.test_question(run, BEN)
    with pytest.raises(Invalid, match="over"):
        runs.test_question(going, ANN)
    assert runs.test_question(run, ANN) == ({"experiment": short().flat()}, b"200")
    assert runs.keep_tested(run, TESTED) == TESTED
    assert runs.keep_tested(run, replace(TESTED, at=6.0, loss=0.1)) == TESTED
    with pytest.raises(Invalid, match="already"):
        runs.test_question(run, ANN)
    assert runs.record(run).tested == runs.channel(run).record.tested == TESTED
    assert store.flush()
    assert store.record(run).tested == TESTED


def test_what_cannot_be_read_is_left_out(store):
    store.save(a_record(tested=TESTED))
    assert store.flush()
    with store.engine.begin() as connection:
        connection.exec_driver_sql('update runs set tested = \'{"at": 1, "loss": "<b>"}\'')
    assert store.record("run") == a_record()


def test_other_runs_with_the_same_rows_are_counted():
    base = Experiment(dataset="iris", test_split=0.2)
    same = [
        base.model_copy(update={"learning_rate": 0.5}),
        Experiment(dataset="iris", test_split=0.2, validation_split=0.4, scaling="minmax"),
        Experiment(dataset="iris", test_split=0.2, split={"name": "k_fold", "fold": 3}),
    ]
    other = [
        Experiment(dataset="iris", test_split=0.3),
        Experiment(dataset="iris", test_split=0.2, data_seed=1),
        Experiment(dataset="iris", test_split=0.2, split="last"),
        Experiment(dataset="wine", test_split=0.2),
        Experiment(dataset="iris", test_split=0.2, stratify=False),
    ]
    assert all(same_test_part(base, each) for each in same)
    assert not any(same_test_part(base, each) for each in other)
    records = [a_record(str(at), choices=each, tested=TESTED) for at, each in enumerate([*same, *other])]
    mine = a_record("mine", choices=base)
    assert times_seen(mine, [mine, *records]) == 3
    assert times_seen(replace(mine, tested=replace(TESTED, at=4.0)), records) == 0  # it was the first
