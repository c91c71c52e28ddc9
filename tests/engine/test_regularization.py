"""What regularization does beyond being that of `fit` (`test_parity`): what is equal, and what is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.engine.program.cache import program_for
from core.engine.training.trainer import Trainer
from core.experiment import Experiment

BASE: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 313},
    "layers": (8, 8),
    "batch_size": 10,
    "optimizer": "sgd",
    "learning_rate": 0.05,
}


def trained(steps: int, **choices: Any) -> np.ndarray[Any, Any]:
    trainer = Trainer(Experiment(**{**BASE, **choices}))
    trainer.wait_until_compiled()
    trainer.advance_steps(steps)
    return np.concatenate([each.ravel() for each in trainer.variables()[:6]])


def off(found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> float:
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


@pytest.mark.parametrize(("name", "same"), [("sgd", True), ("adam", False)])
def test_decay_of_kernels_is_twice_l2_under_plain_gradient_descent_alone(name: str, same: bool) -> None:
    """w (1 - lr d) is what the gradient 2 l w of the penalty makes of w when d = 2 l (Loshchilov & Hutter
    2019, arXiv:1711.05101, proposition 1); Adam divides that gradient by its size (proposition 2)."""
    strength = 0.01
    decay = {"name": name, "weight_decay": 2 * strength}
    decayed = trained(50, optimizer=decay, exclude_from_weight_decay=True)
    penalized = trained(50, optimizer=name, l2=strength)
    plain = trained(50, optimizer=name)
    assert off(plain, penalized) > 1e-3
    assert off(decayed, penalized) < 1e-6 if same else off(decayed, penalized) > 1e-2


def test_without_a_decay_there_is_nothing_to_spare() -> None:
    one = Trainer(Experiment(**BASE), compiles=False)
    other = Trainer(Experiment(**BASE, exclude_from_weight_decay=True), compiles=False)
    assert program_for(one.plan) is program_for(other.plan)


def test_large_networks_spare_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their weights move as single variables, not as one vector."""
    choices = {
        **BASE,
        "layers": (7, 5),
        "normalization": "batch",
        "optimizer": {"name": "sgd", "weight_decay": 0.5},
        "exclude_from_weight_decay": True,
        "bias": 1.0,
    }
    joined = Trainer(Experiment(**choices), compiles=False)
    joined.advance_steps(2)
    monkeypatch.setattr("core.engine.program.step_functions.JOINED_WEIGHTS", 0)
    single = Trainer(Experiment(**choices, epochs=7, validation_steps=1), compiles=False)
    assert single.program is not joined.program
    single.advance_steps(2)
    for ours, theirs in zip(joined.variables()[:12], single.variables()[:12], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("dataset", "loss", "share"),
    [
        ("circle", "auto", 0.2),
        ("iris", "auto", 0.2),
        ("iris", "categorical_crossentropy", 0.15),
    ],
)
def test_labels_are_smoothed_by_keras_definition(dataset: str, loss: str, share: float) -> None:
    """y (1 - a) + a / K, with two classes as one column y (1 - a) + a / 2."""
    trainer = Trainer(
        Experiment(dataset=dataset, layers=(4,), loss=loss, label_smoothing=share), compiles=False
    )
    bundle, network = trainer.bundle, trainer.program.step_functions
    state = network.packing.split(trainer.state().values, trainer.state().counters)
    logits = network.network.run(state, bundle.x_train, training=False, dropout=False).outputs[-1].numpy()
    if dataset == "circle":
        y = bundle.y_train[:, None] * (1 - share) + share / 2
        chances = 1 / (1 + np.exp(-logits))
        expected = -np.mean(y * np.log(chances) + (1 - y) * np.log(1 - chances))
    else:
        y = np.eye(3)[bundle.y_train] * (1 - share) + share / 3
        chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        expected = -np.mean(np.sum(y * np.log(chances), axis=1))
    assert trainer.frame().loss == pytest.approx(expected, rel=1e-5)
    assert trainer.frame().metric == pytest.approx(
        np.mean((logits[:, 0] > 0) == bundle.y_train)
        if dataset == "circle"
        else np.mean(logits.argmax(1) == bundle.y_train)
    )


def test_smoothing_is_for_cross_entropies() -> None:
    _, errors = Experiment.lenient({"loss": "mean_squared_error", "label_smoothing": "0.1"})
    assert list(errors) == ["label_smoothing"] and "binary_crossentropy" in str(errors["label_smoothing"])
    regression = Experiment(dataset="hills", label_smoothing=0.1)
    plain = Experiment(dataset="hills")
    assert Trainer(regression, compiles=False).plan == Trainer(plain, compiles=False).plan


def test_units_that_are_pulled_back_keep_their_norm() -> None:
    trainer = Trainer(Experiment(**BASE, kernel_constraint="unit_norm"), compiles=False)
    trainer.advance_steps(2)
    network = trainer.program.step_functions.network
    *hidden, last = (trainer.variables()[at] for at in network.kernels)
    for kernel in hidden:
        np.testing.assert_allclose(np.linalg.norm(kernel, axis=0), 1.0, rtol=1e-5)
    assert not np.allclose(np.linalg.norm(last, axis=0), 1.0, rtol=1e-2)


def test_noise_and_dropout_draw_other_numbers() -> None:
    trainer = Trainer(Experiment(**BASE, dropout=0.2, noise="gaussian_noise"), compiles=False)
    seeds = [each.tolist() for each in trainer.variables() if each.shape == (2,) and each.dtype != np.float32]
    assert len({tuple(each) for each in seeds}) == len(seeds) == 4


def test_equal_regularization_is_the_same_program() -> None:
    one = Trainer(Experiment(**BASE, l2=0.01, dropout=0.1), compiles=False)
    other = Trainer(
        Experiment(
            **BASE,
            layer_l2=(0.01, 0.01),
            layer_dropout="0.1x2, 0.5",
            noise={"name": "gaussian_noise", "stddev": 0},
            bias_regularizer={"name": "l1", "l1": 0},
        ),
        compiles=False,
    )
    assert one.plan == other.plan
