"""Pictures and numbers of a scene against Keras's own model, layer by layer."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, r2_score

from core.engine.editing.live_network import LiveNetwork, Place, scene_of
from core.experiment import Experiment
from tests.keras_reference import reference

CHOICES: dict[str, dict[str, Any]] = {
    "two classes": {"dataset": "spiral", "features": "x1, x2, sin_x1", "layers": (5, 3)},
    "three classes": {
        "dataset": {"name": "clouds", "classes": 3},
        "activation": "relu",
        "layers": (6,),
        "normalization": "batch",
    },
    "a number": {"dataset": "hills", "layers": (4, 4), "scaling": "none", "l2": 0.01},
    "as the original": {
        "dataset": "circle",
        "loss": "half_squared_error",
        "layers": (4, 2),
        "layer_activations": "tanh, sigmoid",
        "scaling": "none",
    },
    "no hidden layer": {"dataset": "xor", "features": "x1x2", "layers": ()},
}


SLOW = {"a number", "as the original"}
COMPILED = {"two classes", "three classes"}


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in CHOICES],
    scope="module",
)
def played(request: pytest.FixtureRequest) -> LiveNetwork:
    """A network that has been trained for a while, compiled or not."""
    experiment = Experiment(**CHOICES[request.param], epochs=1000)
    made = LiveNetwork(experiment)
    if request.param in COMPILED:
        made.compile()
    made.trainer.advance_steps(40)
    return made


@pytest.fixture(scope="module")
def model(played: LiveNetwork) -> keras.Model:
    """Keras's own network with the same weights, which gives the outputs of every layer's activation."""
    made = reference(played.trainer)
    others = {"Dense", "BatchNormalization", "InputLayer"}
    bends = [layer.output for layer in made.layers if type(layer).__name__ not in others]
    assert len(bends) == len(played.plan.layers)
    return keras.Model(made.inputs[0], [*bends, made.outputs[0]])


def grid(side: int) -> np.ndarray:
    cell = 12 / side
    centres = -6 + cell / 2 + cell * np.arange(side)
    return np.array([(x1, x2) for x2 in centres for x1 in centres], np.float32)


def answers(played: LiveNetwork, model: keras.Model, points: np.ndarray) -> list[np.ndarray]:
    found = model(played.trainer.bundle.inputs_of(points))
    return [np.asarray(each) for each in (found if isinstance(found, list) else [found])]


def probabilities(played: LiveNetwork, outputs: np.ndarray) -> np.ndarray:
    if played.plan.output_activation != "linear" or not played.plan.classes:
        return outputs
    if outputs.shape[1] == 1:
        return 1 / (1 + np.exp(-outputs))
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def levels(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.clip((values - low) / (high - low), 0, 1) * 255


def close(found: np.ndarray, expected: np.ndarray) -> None:
    """Levels are whole numbers: half a level of rounding, and a little for the arithmetic."""
    assert np.abs(found.astype(float) - expected).max() <= 0.5 + 0.02


def test_every_unit_is_drawn_as_keras_computes_it(played: LiveNetwork, model: keras.Model) -> None:
    _frame, scene = scene_of(played, 1, 0.0, 0, -1, 0)
    side = scene.thumbs.shape[1]
    *hidden, _output = answers(played, model, grid(side))
    expected = [levels(unit, -1, 1) for layer in hidden for unit in layer.T]
    assert len(expected) == sum(played.plan.layers)
    for found, wanted in zip(scene.thumbs, expected, strict=False):
        close(found.ravel(), wanted)


def test_the_large_picture_is_the_output(played: LiveNetwork, model: keras.Model) -> None:
    _frame, scene = scene_of(played, 1, 0.0, 0, -1, 0)
    output = probabilities(played, answers(played, model, grid(100))[-1])
    bundle, experiment = played.trainer.bundle, played.experiment
    if experiment.task == "multiclass":
        best = output.max(axis=1)
        sure = (best - 1 / 3) / (1 - 1 / 3) * 31
        clear = np.abs(np.sort(output)[:, -1] - np.sort(output)[:, -2]) > 1e-4  # else either class is right
        found = scene.picture.ravel()[clear]
        assert (found // 32 == output.argmax(axis=1)[clear]).all()
        assert np.abs(found % 32 - sure[clear]).max() <= 0.52
    elif experiment.task == "regression":
        close(scene.picture.ravel(), levels(output[:, 0] * bundle.target_std + bundle.target_mean, -1, 1))
    else:
        low = -1 if experiment.loss.name == "half_squared_error" else 0
        close(scene.picture.ravel(), levels(output[:, 0], low, 1))


def test_a_hidden_unit_is_shown_large(played: LiveNetwork, model: keras.Model) -> None:
    widths = played.plan.layers
    for layer, unit in ((0, 1), (len(widths) - 1, widths[-1] - 1)) if widths else ():
        _frame, scene = scene_of(played, 1, 0.0, 0, layer, unit)
        close(scene.picture.ravel(), levels(answers(played, model, grid(100))[layer][:, unit], -1, 1))
        assert (scene.layer, scene.unit) == (layer, unit)


def test_the_probability_of_one_class_is_shown_large() -> None:
    played = LiveNetwork(Experiment(**CHOICES["three classes"]))
    for _compiled in range(2):
        _frame, scene = scene_of(played, 1, 0.0, 0, 1, 2)
        inputs = played.trainer.bundle.inputs_of(grid(100))
        outputs = np.asarray(reference(played.trainer)(inputs))
        close(scene.picture.ravel(), 255 * probabilities(played, outputs)[:, 2])
        played.compile()


def test_loss_and_metric_are_those_of_evaluate(played: LiveNetwork) -> None:
    _frame, scene = scene_of(played, 1, 0.0, 0, -1, 0)
    keras_model = reference(played.trainer)
    bundle, plan = played.trainer.bundle, played.plan
    for part, (x, y) in enumerate(((bundle.x_train, bundle.y_train), (bundle.x_val, bundle.y_val))):
        targets = bundle.targets(y, plan.target, plan.classes)
        expected = keras_model.evaluate(x, targets, verbose=0, batch_size=len(x))
        assert scene.numbers[part, 0] == pytest.approx(expected, rel=1e-4)
        outputs = probabilities(played, np.asarray(keras_model(x)))
        if not plan.classes:
            assert scene.numbers[part, 1] == pytest.approx(np.abs(targets - outputs).mean(), rel=1e-4)
            assert scene.numbers[part, 2] == pytest.approx(r2_score(targets, outputs), abs=1e-4)
            assert scene.confusion.shape == (2, 0, 0)
            continue
        middle = 0.0 if plan.output_activation == "tanh" else 0.5
        chosen = outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] > middle).astype(int)
        counts = confusion_matrix(y, chosen, labels=range(plan.classes))
        assert scene.confusion[part].tolist() == counts.tolist()
        assert scene.numbers[part, 1] == pytest.approx(np.trace(counts) / counts.sum())
        assert np.isnan(scene.numbers[part, 2])


def test_weights_and_biases_are_those_of_keras(played: LiveNetwork) -> None:
    _frame, scene = scene_of(played, 1, 0.0, 0, -1, 0)
    dense = [layer for layer in reference(played.trainer).layers if type(layer).__name__ == "Dense"]
    kernels = [np.asarray(layer.kernel) for layer in dense]
    assert scene.weights.tolist() == np.concatenate([kernel.ravel() for kernel in kernels]).tolist()
    if played.plan.normalization.name == "none":
        assert scene.biases.tolist() == np.concatenate([np.asarray(it.bias) for it in dense]).tolist()
    for layer, kernel in enumerate(kernels):
        assert played.weight(Place(layer, 0, kernel.shape[1] - 1)) == kernel[0, -1]


def test_a_network_of_six_layers_of_eight_takes_at_most_30_kilobytes() -> None:
    played = LiveNetwork(Experiment(dataset="circle", layers=(8,) * 6))
    assert len(scene_of(played, 1, 0.0, 0, -1, 0)[1].pack()) <= 30_000


def test_what_is_no_number_is_drawn_as_the_middle() -> None:
    played = LiveNetwork(Experiment(dataset="circle", layers=(4,)))
    played.set_weight(Place(0, None, 0), 1e6)
    state = played.trainer.state()
    broken = np.full_like(state.values, np.nan)
    played.trainer.replace(type(state)(0, broken, state.counters))
    _frame, scene = scene_of(played, 1, 0.0, 0, -1, 0)
    assert set(np.unique(scene.picture)) == {128}
    assert set(np.unique(scene.thumbs)) == {128}
    assert np.isnan(scene.numbers[0, 0])
