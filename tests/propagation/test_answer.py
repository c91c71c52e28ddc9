"""What the page "Initialization" is told, against measurements, the theory and what papers print."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.bundle import prepare
from core.choices.activations import ACTIVATIONS
from core.choices.initializers import INITIALIZERS
from core.diagnosis.remedies import Remedy
from core.experiment import Experiment
from core.hyperparameters import MAX_SEED
from core.message import Invalid, Message, rendered
from core.propagation import answer as answers
from core.propagation.answer import dial, measured
from core.propagation.measured import measure
from core.propagation.question import DATA, ROWS, Question
from core.theory import predict

pytestmark = pytest.mark.engine

NORMAL = {"name": "normal", "scale": 0.03}
LARGE = {"initializer": {"name": "normal", "scale": 1}}
HUGE = {"initializer": {"name": "normal", "scale": 10}}


def shown(experiment: Experiment, **question: Any) -> dict[str, Any]:
    answer: dict[str, Any] = rendered(measured(Question(experiment, **question)), str)
    return answer


def answer_of(kind: str, **choices: Any) -> dict[str, Any]:
    verdict: dict[str, Any] = shown(Experiment(**choices))["verdict"]
    assert verdict["kind"] == kind, verdict
    return verdict


def test_lines_are_those_of_the_networks_that_the_seeds_draw() -> None:
    experiment = Experiment(layers=(40, 30, 20), initializer=NORMAL, weight_seed=MAX_SEED)
    question = Question(experiment, seeds=3)
    x = question.rows()
    seeds = (MAX_SEED, 0, 1)  # after the last comes the first
    found = [
        measure(experiment.model_copy(update={"weight_seed": seed}), x, seed=at)
        for at, seed in enumerate(seeds)
    ]
    lines = measured(question)["lines"]
    expected = {
        "activation": [one.activation_std for one in found],
        "preactivation": [one.preactivation_std for one in found],
        "gradient": [one.gradient / one.gradient[-1] for one in found],
        "weight_gradient": [one.weight_gradient / one.weight_gradient[-1] for one in found],
    }
    for name, values in expected.items():
        assert lines[name]["mean"] == pytest.approx(np.mean(values, axis=0), rel=1e-4)
        assert lines[name]["low"] == pytest.approx(np.min(values, axis=0), rel=1e-4)
        assert lines[name]["high"] == pytest.approx(np.max(values, axis=0), rel=1e-4)
        assert lines[name]["low"][0] < lines[name]["mean"][0] < lines[name]["high"][0]


def test_a_linear_network_halves_the_gradient_at_every_layer() -> None:
    """sigma_w = 0.5: the norm falls to 9.8e-4 over 10 layers (../shared/facts.md, from chi = sigma_w^2)."""
    width = 400
    experiment = Experiment(
        layers=(width,) * 11,
        activation="linear",
        initializer={"name": "normal", "scale": 0.5 / math.sqrt(width)},
    )
    found = shown(experiment, seeds=3)
    gradient = found["lines"]["gradient"]
    assert gradient["theory"] == pytest.approx([0.5**step for step in range(10, -1, -1)], rel=1e-4)
    assert gradient["mean"] == pytest.approx(gradient["theory"], rel=0.15)
    assert found["saturated"] is None
    assert found["dead"] is None


def test_the_data_of_the_experiment_go_in_as_training_gets_them() -> None:
    experiment = Experiment(dataset="digits", layers=(32, 32), activation="relu", initializer="he_normal")
    x = prepare(experiment).x_train[:ROWS]
    found = shown(experiment, inputs=DATA)
    signals = measure(experiment, x)
    assert found["rows"] == ROWS
    assert found["lines"]["activation"]["mean"] == pytest.approx(signals.activation_std, rel=1e-4)
    assert found["dead"] == pytest.approx(signals.dead, rel=1e-4)
    predicted = predict(experiment, 64, float(np.mean(x.astype(float) ** 2)))
    assert found["lines"]["activation"]["theory"] == pytest.approx(predicted.activation_std, rel=1e-4)
    counted = found["histograms"]
    sums = [sum(row) + sum(out) for row, out in zip(counted["counts"], counted["out"], strict=True)]
    assert sums == [ROWS * 32] * 2


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_choice_can_be_shown(activation: str, initializer: str) -> None:
    experiment = Experiment(layers=(6, 5, 5), activation=activation, initializer=initializer)
    found = shown(experiment, seeds=2)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["verdict"]["what"]
    assert "{" not in found["verdict"]["what"] + found["verdict"]["why"]


@pytest.mark.parametrize(
    ("initializer", "unit"),
    [
        ("normal", 1.0),
        ("uniform", 1 / math.sqrt(3)),
        ("he_normal", math.sqrt(2 / 50)),
        ("he_uniform", math.sqrt(2 / 50)),
        ("glorot_normal", math.sqrt(1 / 50)),
        ("lecun_uniform", math.sqrt(1 / 50)),
        ("orthogonal", math.sqrt(1 / 50)),
    ],
)
def test_the_dial_says_what_a_scale_of_one_is(initializer: str, unit: float) -> None:
    found = dial(Experiment(layers=(50,) * 3, initializer=initializer))
    assert found["unit"] == pytest.approx(unit, rel=1e-4)
    assert found["he"] == pytest.approx(math.sqrt(2 / 50), rel=1e-4)
    assert found["glorot"] == pytest.approx(math.sqrt(1 / 50), rel=1e-4)
    turned = INITIALIZERS[initializer].dial
    assert turned is not None
    assert found["path"] == f"initializer.{turned.key}"


@pytest.mark.parametrize("initializer", ["lsuv", "identity", "zeros", "constant"])
def test_some_initializers_have_no_deviation_to_read(initializer: str) -> None:
    assert dial(Experiment(layers=(50,) * 3, initializer=initializer))["unit"] is None


@pytest.mark.parametrize(
    ("activation", "bias_variance", "critical"),
    [("linear", 0, 1), ("relu", 0, 2), ("tanh", 0, 1), ("tanh", 0.05, 1.761), ("tanh", 0.2, 2.285)],
)
def test_the_critical_mark_is_that_of_the_table(
    activation: str, bias_variance: float, critical: float
) -> None:
    """../shared/facts.md: Poole et al. 2016, Schoenholz et al. 2017."""
    experiment = Experiment(layers=(64, 64), activation=activation, bias_scale=math.sqrt(bias_variance))
    assert 64 * dial(experiment)["critical"] ** 2 == pytest.approx(critical, rel=1e-3)


def test_normalization_leaves_no_critical_scale() -> None:
    assert dial(Experiment(layers=(8,), normalization="batch"))["critical"] is None
    assert dial(Experiment(layers=(8,), normalization="layer"))["critical"] is None


def test_layers_with_activations_of_their_own() -> None:
    experiment = Experiment(layers=(64,) * 3, layer_activations="relu, tanh, linear", initializer="he_normal")
    found = shown(experiment, seeds=2)
    assert dial(experiment)["critical"] is None
    assert found["dead"] is not None and len(found["saturated"]) == 3
    assert found["lines"]["activation"]["theory"] is not None
    assert any("differ from layer to layer" in note for note in found["notes"])
    assert "chi" not in found["verdict"]["why"]
    assert found["differing"]["shares"] is None and "same activation" in found["differing"]["note"]


@pytest.mark.slow
def test_a_process_without_pages_answers_in_plain_json() -> None:
    program = """
import json, sys
from core.propagation.answer import answer
found = answer(json.loads(sys.argv[1]))
print(json.dumps([found["verdict"], sorted({"streamlit", "ui"} & set(sys.modules))]))
"""
    asked = {"experiment": {"layers": "8x3", "initializer": "zeros"}}
    result = subprocess.run(
        [sys.executable, "-c", program, json.dumps(asked)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    verdict, loaded = json.loads(result.stdout)
    assert loaded == []
    assert (
        verdict
        == answers.answer(asked)["verdict"]
        == {
            "kind": "symmetric",
            "what": {
                "text": "All units of layer {layer} are equal: they compute the same.",
                "values": {"layer": 1},
            },
            "why": {
                "text": "All weights are 0, so that no gradient gets past the last layer either.",
                "values": {},
            },
            "remedy": {
                "label": {
                    "text": "{initializer} weights",
                    "values": {"initializer": {"text": "Glorot uniform", "values": {}}},
                },
                "change": {"initializer": "glorot_uniform", "initializer.gain": "1"},
            },
        }
    )


class TestVerdict:
    def test_vanishing_says_how_much(self) -> None:
        choices = {"layers": (256,) * 10, "initializer": NORMAL}
        part = 1 / shown(Experiment(**choices))["lines"]["gradient"]["mean"][0]
        verdict = answer_of("vanishing", **choices)
        assert f"1/{round(part, -1):.0f} of the gradient that layer 10 gets" in verdict["what"]
        assert "The gradients of the weights do not show it." in verdict["what"]
        assert "below 1" in verdict["why"]

    def test_exploding(self) -> None:
        verdict = answer_of("exploding", layers=(256,) * 12, initializer={"name": "normal", "scale": 0.3})
        assert "times the gradient that layer 12 gets: it explodes" in verdict["what"]
        assert "above 1" in verdict["why"]

    def test_what_is_less_than_that_has_words_of_its_own(self) -> None:
        verdict = answer_of("amplified", layers=(256,) * 10, initializer={"name": "normal", "scale": 0.3})
        assert "times the gradient that layer 10 gets: it is amplified" in verdict["what"]
        verdict = answer_of("weakened", layers=(256,) * 10, initializer={"name": "normal", "scale": 0.05})
        assert "of the gradient that layer 10 gets: it is weakened" in verdict["what"]

    def test_healthy(self) -> None:
        verdict = answer_of("healthy", layers=(256,) * 10, activation="relu", initializer="he_normal")
        assert "nearly 1" in verdict["why"]

    def test_saturated(self) -> None:
        verdict = answer_of("saturated", layers=(256,) * 2, initializer={"name": "normal", "scale": 1})
        assert "Most outputs of layer 1 lie where the activation is flat" in verdict["what"]
        assert re.search(r"% of the outputs of layer 1 .* Layer 1 receives .*: it is kept\.", verdict["why"])

    def test_dead(self) -> None:
        verdict = answer_of("dead", layers=(16,) * 3, activation="relu", initializer="he_normal", bias=-10)
        assert "Layer 1 is dead" in verdict["what"]

    @pytest.mark.parametrize("initializer", ["zeros", "constant"])
    def test_symmetric(self, initializer: str) -> None:
        assert "equal" in answer_of("symmetric", layers=(16,) * 3, initializer=initializer)["what"]

    def test_random_biases_break_the_symmetry(self) -> None:
        experiment = Experiment(layers=(16,) * 3, initializer="constant", bias_scale=1)
        assert shown(experiment)["verdict"]["kind"] != "symmetric"

    def test_overflow(self) -> None:
        verdict = answer_of(
            "overflow", layers=(256,) * 50, activation="relu", initializer={"name": "normal", "scale": 10}
        )
        assert "too large" in verdict["what"]

    def test_nothing_arrives(self) -> None:
        verdict = answer_of("vanishing", layers=(16,) * 100, initializer={"name": "normal", "scale": 1e-4})
        assert "No gradient reaches layer 1" in verdict["what"]

    def test_a_single_layer(self) -> None:
        assert "only hidden layer" in answer_of("healthy", layers=(16,))["what"]

    def test_without_a_theory_the_reason_is_told_and_the_sentence_stays(self) -> None:
        found = shown(Experiment(layers=(16,) * 3, initializer="identity"))
        assert "There is no theory" in found["notes"][0]
        assert "On average" in found["verdict"]["why"]
        assert found["lines"]["gradient"]["theory"] is None


def pressed(experiment: Experiment, remedy: dict[str, Any]) -> Experiment:
    """The choices after the button was pressed, as the browser changes them."""
    fields = {path.split(".")[0] for path in remedy["change"]}
    kept = {path: text for path, text in experiment.flat().items() if path.split(".")[0] not in fields}
    mended, errors = Experiment.lenient(kept | remedy["change"])
    assert errors == {}
    return mended


class TestRemedy:
    @pytest.mark.parametrize(
        ("kind", "label", "choices"),
        [
            ("vanishing", "Glorot uniform weights", {"layers": (64,) * 10, "initializer": NORMAL}),
            ("exploding", "He normal weights", {"layers": (64,) * 12, "activation": "relu", **LARGE}),
            ("saturated", "Glorot uniform weights", {"layers": (64,) * 2, **LARGE}),
            ("dead", "Bias 0 + He normal weights", {"layers": (16,) * 3, "activation": "relu", "bias": -10}),
            ("symmetric", "Glorot uniform weights", {"layers": (16,) * 3, "initializer": "zeros"}),
            ("single_row", "Batch size 32", {"batch_normalization": True, "batch_size": 1}),
            ("overflow", "He normal weights", {"layers": (64,) * 50, "activation": "relu", **HUGE}),
        ],
    )
    def test_pressing_it_cures(self, kind: str, label: str, choices: dict[str, Any]) -> None:
        experiment = Experiment(**choices)
        remedy = answer_of(kind, **choices)["remedy"]
        assert remedy["label"] == label
        verdict = shown(pressed(experiment, remedy))["verdict"]
        assert (verdict["kind"], verdict["remedy"]) == ("healthy", None)

    def test_inputs_that_are_too_large_are_a_cause(self) -> None:
        experiment = Experiment(dataset="wine", scaling="none", layers=(64,) * 2, activation="tanh")
        verdict = shown(experiment, inputs=DATA)["verdict"]
        assert verdict["kind"] == "saturated"
        assert re.search(r"The inputs are large, about \d+: scale the data\.$", verdict["why"])
        assert verdict["remedy"] == {"label": "Standard scaling", "change": {"scaling": "standard"}}
        mended = pressed(experiment, verdict["remedy"])
        assert shown(mended, inputs=DATA)["verdict"]["kind"] == "healthy"
        assert shown(experiment)["verdict"]["kind"] == "healthy", "of normal inputs the data say nothing"

    def test_all_parameters_of_what_is_picked_come_along(self) -> None:
        verdict = answer_of("vanishing", layers=(64,) * 10, initializer=NORMAL)
        change = verdict["remedy"]["change"]
        assert change == {"initializer": "glorot_uniform", "initializer.gain": "1"}

    def test_what_cannot_be_chosen_is_not_offered(self) -> None:
        impossible = Remedy(Message("Much"), {"batch_size": "many"})
        assert answers._remedy(impossible, Experiment()) is None


class TestQuestion:
    def test_texts_are_read_as_those_of_an_address(self) -> None:
        body = {"experiment": {"layers": "64x5", "initializer": "normal"}, "inputs": "data", "seeds": 4}
        assert Question.read(body) == Question(Experiment(layers=(64,) * 5, initializer="normal"), "data", 4)

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            ({}, "Expected JSON such as"),
            ({"experiment": {"layers": "many"}}, "“layers”: Expected units per layer"),
            ({"experiment": {"initializer.scale": "1"}}, "“initializer.scale”"),
            ({"experiment": {"__class__": "x"}}, "“__class__”: There is no choice named"),
            ({"experiment": {}, "inputs": "noise"}, "Expected one of: normal, data"),
            ({"experiment": {}, "seeds": 0}, "Expected a whole number from 1 to 8"),
            ({"experiment": {}, "seeds": True}, "Expected a whole number from 1 to 8"),
            ({"experiment": {}, "seeds": "2"}, "Expected a whole number from 1 to 8"),
        ],
    )
    def test_what_is_wrong_is_told(self, body: dict[str, Any], told: str) -> None:
        with pytest.raises(Invalid, match="^" + told):
            Question.read(body)

    def test_too_much_work_is_refused_before_it_begins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        question = Question(Experiment(layers=(1024,) * 100), DATA)
        monkeypatch.setattr(Question, "weights", lambda *_: 200_000_000)
        with pytest.raises(Invalid, match=r"at most 125 million weights, .* received 200\.0 million"):
            question.rows()

    def test_the_largest_networks_are_measured_with_fewer_rows_and_one_at_a_time(self) -> None:
        largest = Question(Experiment(layers=(1024,) * 100), seeds=5)
        assert (largest.rows().shape, largest.networks) == ((76, 1024), 1)
        large = Question(Experiment(layers=(512,) * 100), seeds=5)
        assert (large.rows().shape, large.networks) == ((ROWS, 512), 5)

    def test_a_network_without_hidden_layers_has_nothing_to_show(self) -> None:
        with pytest.raises(Invalid, match="at least one hidden layer"):
            Question(Experiment(layers=())).rows()
