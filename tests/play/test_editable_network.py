"""What can be done to a network while it is played with, and that it can be taken back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.engine.editing import trained_network
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork, Place
from core.engine.editing.saved_state import SavedState
from core.engine.editing.trained_network import UNDONE
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.message import Invalid
from core.scene import Scene

pytestmark = pytest.mark.usefixtures("compiled_if_asked")

CHOICES: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 60},
    "layers": (4, 3),
    "optimizer": {"name": "sgd", "momentum": 0.5},
    "epochs": 100_000,
}


def player(**changes: Any) -> EditableNetwork:
    return EditableNetwork(LiveNetwork(Experiment(**{**CHOICES, **changes})))


def weights(network: EditableNetwork) -> list[float]:
    played = network.live
    return np.concatenate([*(kernel.ravel() for kernel in played.kernels()), played.biases()]).tolist()


def number_of(network: EditableNetwork) -> int:
    scene = network.frame()
    assert isinstance(scene, Scene)
    return scene.number


def test_it_trains_as_a_run_does() -> None:
    mine, run = player(), Trainer(Experiment(**CHOICES))
    mine.advance_steps(25)
    run.advance_steps(25)
    assert mine.live.trainer.state().values.tolist() == run.state().values.tolist()


def test_the_same_initial_weights_again() -> None:
    mine = player()
    before = weights(mine)
    mine.advance_steps(30)
    mine.frame()
    trained = weights(mine)
    assert trained != before
    mine.reset()
    assert weights(mine) == before
    assert mine.epoch == 0 and mine.history == ()
    mine.undo()
    assert weights(mine) == trained
    assert mine.epoch > 0 and mine.history


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.5},
        {"batch_size": 7},
        {"l2": 0.1},
        {"dropout": 0.2},
        {"activation": "relu"},
        {"layer_activations": "sigmoid, linear"},
        {"dataset": {"name": "circle", "samples": 80, "noise": 20.0}},
        {"validation_split": 0.5},
        {"data_seed": 5},
        {"optimizer": "adam"},
        {"loss": "mean_squared_error"},
        {"scaling": "none"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_needs_no_new_network_keeps_the_weights(change: dict[str, Any]) -> None:
    mine = player()
    mine.advance_steps(20)
    trained, epoch = weights(mine), mine.epoch
    assert mine.change(Experiment(**{**CHOICES, **change}))
    assert weights(mine) == trained
    assert mine.epoch == epoch
    mine.undo()
    assert mine.experiment == Experiment(**CHOICES)
    assert weights(mine) == trained


@pytest.mark.parametrize(
    "change",
    [
        {"layers": (4, 4)},
        {"features": "x1, x2, x1x2"},
        {"dataset": {"name": "xor", "samples": 60}},
        {"initializer": "he_normal"},
        {"weight_seed": 3},
        {"bias": 0.1},
        {"normalization": "batch"},
        {"loss": "categorical_crossentropy"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_new_network_begins_anew(change: dict[str, Any]) -> None:
    mine = player()
    mine.advance_steps(20)
    trained, epoch = weights(mine), mine.epoch
    assert not mine.change(Experiment(**{**CHOICES, **change}))
    assert mine.epoch == 0
    assert weights(mine) == weights(player(**change))
    mine.undo()
    assert (weights(mine), mine.epoch) == (trained, epoch)


def test_a_remedy_may_begin_anew_and_is_taken_back_at_once() -> None:
    mine = player()
    before = weights(mine)
    mine.advance_steps(20)
    trained = weights(mine)
    slower = Experiment(**{**CHOICES, "learning_rate": 0.001})
    assert not mine.change(slower, restart=True)
    assert (weights(mine), mine.epoch, mine.undoable) == (before, 0, 1)
    mine.undo()
    assert (weights(mine), mine.experiment) == (trained, Experiment(**CHOICES))


def test_a_change_takes_effect_and_the_optimizer_goes_on() -> None:
    mine = player()
    mine.advance_steps(10)
    state = mine.live.trainer.state()
    faster = Experiment(**{**CHOICES, "learning_rate": 0.2})
    mine.change(faster)
    mine.advance_steps(1)
    run = Trainer(faster)  # its first batch is that of the changed network: the rows begin anew
    run.replace(type(state)(0, state.values, state.counters))
    run.advance_steps(1)
    assert mine.live.trainer.state().values.tolist() == run.state().values.tolist()


def test_one_weight_is_edited_and_the_rest_stays() -> None:
    mine = player()
    mine.advance_steps(5)
    before = weights(mine)
    mine.edit(Place(1, 2, 1), "1.25")
    mine.edit(Place(2, None, 0), -3)
    assert mine.live.weight(Place(1, 2, 1)) == 1.25
    assert mine.live.weight(Place(2, None, 0)) == -3.0
    changed = [at for at, (old, new) in enumerate(zip(before, weights(mine), strict=True)) if old != new]
    assert changed == [2 * 4 + 2 * 3 + 1, len(before) - 1]
    mine.advance_steps(1)
    later = weights(mine)
    mine.undo()
    mine.undo()
    assert mine.live.weight(Place(1, 2, 1)) == np.float32(before[changed[0]])
    assert sum(old != new for old, new in zip(later, weights(mine), strict=True)) == 2


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (Place(3, 0, 0), 1.0),
        (Place(0, 2, 0), 1.0),
        (Place(0, 0, 4), 1.0),
        (Place(-1, 0, 0), 1.0),
        (Place(0, None, -1), 1.0),
        (Place(0, 0, 0), "much"),
        (Place(0, 0, 0), float("nan")),
        (Place(0, 0, 0), 1e9),
    ],
)
def test_what_cannot_be_edited_is_told_and_changes_nothing(place: Place, value: Any) -> None:
    mine = player()
    before = weights(mine)
    with pytest.raises(Invalid):
        mine.edit(place, value)
    assert weights(mine) == before
    assert mine.undoable == 0


def test_a_saved_network_is_the_same_when_it_is_loaded() -> None:
    mine = player(normalization="batch")
    mine.advance_steps(30)
    saved, trained = mine.live.saved(), weights(mine)
    other = player(normalization="batch", weight_seed=9)
    other.load(mine.experiment, saved)
    assert weights(other) == trained
    x = mine.live.trainer.data.train[0]
    programs = [it.live.trainer.program for it in (mine, other)]
    found = [p.predict(it.live.trainer.state(), x) for p, it in zip(programs, (mine, other), strict=True)]
    assert found[0].tolist() == found[1].tolist(), "the moments of batch normalization were saved too"
    other.undo()
    assert other.experiment.weight_seed == 9


@pytest.mark.parametrize("saved", [[], [[1.0]], "weights", {"a": 1}, [["x"] * 8, [0.0] * 4]])
def test_weights_of_another_network_are_refused(saved: Any) -> None:
    mine = player()
    before = weights(mine)
    with pytest.raises(Invalid):
        mine.load(mine.experiment, saved)
    assert weights(mine) == before


def test_weights_of_other_layers_are_told_by_layer_and_shape() -> None:
    mine = player(layers=(5, 5))
    kept = [np.zeros(size).tolist() for size in (10, 5, 40, 8, 8, 1)]
    with pytest.raises(
        Invalid, match=r"2 inputs and layers of 5, 5, 1 units.* 40 numbers where layer 2 has 5 × 5"
    ):
        mine.load(mine.experiment, kept)
    with pytest.raises(Invalid, match="received 2 lists of numbers where these have 6"):
        mine.load(mine.experiment, kept[:2])


def test_the_number_says_which_greeting_a_scene_belongs_to() -> None:
    mine = player()
    assert number_of(mine) == mine.greeting.number == 1
    mine.advance_steps(3)
    assert number_of(mine) == 1
    mine.change(Experiment(**{**CHOICES, "learning_rate": 0.2}))
    assert number_of(mine) == mine.greeting.number > 1


def test_it_ends_with_the_last_epoch_and_goes_on_when_there_are_more() -> None:
    mine = player(epochs=2)
    mine.advance_steps(10_000)
    assert mine.finished and mine.epoch == 2.0
    assert mine.ending is not None
    mine.change(Experiment(**{**CHOICES, "epochs": 3}))
    assert not mine.finished
    mine.advance_steps(10_000)
    assert mine.epoch == 3.0


def test_after_the_last_epoch_it_goes_on_with_as_many_again() -> None:
    mine = player(epochs=2)
    mine.advance_steps(10_000)
    assert str(mine.ending) == "All 2 epochs are trained. Play trains as many again."
    trained = weights(mine)
    mine.go_on()
    assert not mine.finished and mine.ending is None
    assert weights(mine) == trained
    mine.advance_steps(1)
    again = mine.restored(mine.state())  # as after the engine was lost
    for network in (mine, again):
        network.advance_steps(10_000)
        assert network.finished and network.epoch == 4.0
    assert str(mine.ending).startswith("All 4 epochs")


def test_the_largest_number_of_epochs_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.engine.editing.trained_network.ENDLESS", 3)
    mine = player(epochs=3)
    for _ in range(4):
        mine.advance_steps(10_000)
        assert not mine.finished
    assert mine.epoch == 12.0


def test_training_stopped_early_can_go_on() -> None:
    mine = player(stopping={"name": "early", "patience": 0, "min_delta": 10.0})
    mine.advance_steps(10_000)
    assert mine.finished and mine.epoch < 10
    stopped = mine.epoch
    mine.go_on()
    assert not mine.finished
    mine.advance_steps(mine.epoch_end - mine.step)
    assert mine.epoch == stopped + 1


def test_there_is_an_end_to_what_is_remembered() -> None:
    mine = player(layers=(2,))
    for value in range(UNDONE + 5):
        mine.edit(Place(0, 0, 0), value)
    assert mine.undoable == UNDONE
    for _ in range(UNDONE):
        mine.undo()
    assert mine.live.weight(Place(0, 0, 0)) == 4.0
    with pytest.raises(Invalid):
        mine.undo()


def test_another_process_goes_on_to_the_bit() -> None:
    mine = player(stopping={"name": "early", "patience": 50})
    mine.advance_steps(20)
    mine.frame()
    mine.change(Experiment(**{**CHOICES, "learning_rate": 0.2}))
    mine.edit(Place(0, 0, 0), 0.5)
    mine.advance_steps(15)
    mine.frame()
    mine.reset()
    mine.choose(0, 2)
    mine.advance_steps(7)
    mine.frame()
    other = EditableNetwork.restored(SavedState.from_bytes(mine.state().to_bytes()))
    assert (other.step, other.epoch, other.history) == (mine.step, mine.epoch, mine.history)
    assert other.chosen == (0, 2) and other.number > mine.number
    for network in (mine, other):
        network.advance_steps(9)
    assert weights(other) == weights(mine)
    while mine.undoable:
        mine.undo()
        other.undo()
        assert weights(other) == weights(mine) and other.experiment == mine.experiment
        assert (other.epoch, other.history) == (mine.epoch, mine.history)
    assert other.undoable == 0


def test_a_state_stays_what_it_was() -> None:
    mine = player()
    mine.advance_steps(5)
    state = mine.state()
    before = weights(mine)
    mine.advance_steps(5)
    mine.reset()
    other = EditableNetwork.restored(SavedState.from_bytes(state.to_bytes()))
    assert weights(other) == before and other.undoable == 0


def test_what_can_be_undone_is_bounded_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = player()
    state = mine.live.trainer.state().values.nbytes
    monkeypatch.setattr(trained_network, "UNDONE_BYTES", 3 * state + 100)
    for _ in range(6):
        mine.reset()
    assert mine.undoable == 3
    monkeypatch.setattr(trained_network, "UNDONE_BYTES", 1)
    mine.advance_steps(5)
    trained = weights(mine)
    mine.reset()
    assert mine.undoable == 1, "the latest change can always be taken back"
    mine.undo()
    assert weights(mine) == trained
