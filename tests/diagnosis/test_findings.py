"""Thresholds, by numbers on either side of them; the order; and that all pages say the same of a network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.diagnosis import remedies
from core.diagnosis.evidence import Evidence
from core.diagnosis.findings import diagnose
from core.diagnosis.registry import DIVERGED, FINDINGS, OVERFLOW
from core.diagnosis.verdict import HEALTHY, verdict
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork
from core.experiment import Experiment
from core.propagation.evidence import evidence_of
from core.propagation.measured import measure
from core.propagation.question import DATA, Question
from core.statistics.layers import root_mean_square
from core.statistics.symmetry import units_equal
from core.theory import critical_weight_variance

pytestmark = pytest.mark.usefixtures("compiled_if_asked")

LAYERS = 4


def evidence(**numbers: Any) -> Evidence:
    """A network with which nothing is wrong, but for `numbers`; a single one is meant for layer 2."""
    plain: dict[str, Any] = {
        "magnitude": np.ones(LAYERS),
        "gradient": np.ones(LAYERS),
        "weight_gradient": np.ones(LAYERS),
        "saturated": np.zeros(LAYERS),
        "dead": np.zeros(LAYERS),
        "equal": np.zeros(LAYERS, bool),
    }
    for name, value in numbers.items():
        if name in plain and np.ndim(value) == 0:
            plain[name][1] = value
        else:
            plain[name] = value
    return Evidence(experiment=Experiment(layers=(8,) * LAYERS), **plain)


def kept(share: float) -> np.ndarray[Any, Any]:
    """Gradients of which `share` reaches the first layer."""
    return np.geomspace(share, 1.0, LAYERS)


def keys(one: Evidence) -> list[str]:
    return [found.key for found in diagnose(one)]


def test_nothing_is_pointed_out_where_nothing_is_wrong() -> None:
    assert keys(evidence()) == []
    assert verdict(evidence()).kind == HEALTHY


def test_the_network_before_its_first_step_is_measured_where_something_is_wrong_alone() -> None:
    asked = []

    def before() -> Evidence:
        asked.append(True)
        return evidence()

    keys(evidence(before=before))
    keys(evidence(before=before, dead=0.75, learnt=0.99))
    assert not asked
    assert keys(evidence(before=before, dead=0.75)) == ["dead"] and asked


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ({"gradient": kept(0.101)}, []),
        ({"gradient": kept(0.099)}, ["weakened"]),
        ({"gradient": kept(0.0101)}, ["weakened"]),
        ({"gradient": kept(0.0099)}, ["vanishing"]),
        ({"gradient": np.array([0.0, 0.0, 0.0, 1.0])}, ["vanishing"]),
        ({"gradient": np.zeros(LAYERS)}, ["vanishing"]),
        ({"gradient": kept(9.9)}, []),
        ({"gradient": kept(10.1)}, ["amplified"]),
        ({"gradient": kept(99)}, ["amplified"]),
        ({"gradient": kept(101)}, ["exploding"]),
        ({"saturated": 0.5}, []),
        ({"saturated": 0.51}, ["saturated"]),
        ({"dead": 0.5}, []),
        ({"dead": 0.51}, ["dead"]),
        ({"equal": True}, ["symmetric"]),
        ({"magnitude": np.inf}, [OVERFLOW]),
        ({"magnitude": np.nan}, [OVERFLOW]),
        ({"idle": True, "gradient": np.zeros(LAYERS)}, ["stuck"]),
        ({"diverged": True}, [DIVERGED]),
        ({"gradient": kept(0.001), "saturated": 0.9, "dead": 0.9}, ["dead", "vanishing", "saturated"]),
        ({"diverged": True, "magnitude": np.nan, "dead": 1.0}, [DIVERGED]),
        ({"learnt": 0.94, "saturated": 0.9}, ["saturated"]),
        ({"learnt": 0.96, "saturated": 0.9}, []),
    ],
)
def test_each_begins_at_its_threshold(numbers: dict[str, Any], found: list[str]) -> None:
    assert keys(evidence(**numbers)) == found


def test_units_that_saturate_where_gradients_faded_at_first_need_other_weights_not_shorter_steps() -> None:
    found = {}
    for name, before in (("sound", evidence()), ("faded", evidence(gradient=kept(0.001)))):
        (found[name],) = diagnose(evidence(saturated=0.9, before=lambda first=before: first))
    slower, other = (found[name].remedy for name in ("sound", "faded"))
    assert slower is not None and other is not None
    assert "learning_rate" in slower.change and "learning_rate" not in other.change


def test_the_first_layer_that_shows_it_is_named() -> None:
    one = diagnose(evidence(dead=np.array([0.2, 0.6, 1.0, 0.0])))[0]
    assert one.layer == 1
    assert str(one.text).startswith("More than half of the units in layer 2")
    other = diagnose(evidence(dead=np.array([0.2, 0.1, 1.0, 0.0])))[0]
    assert str(other.text).startswith("Layer 3 is dead")


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda finding: finding.key)
def test_every_finding_says_where_it_is_described(finding: Any) -> None:
    assert any(character.isdigit() for character in finding.source)


@pytest.mark.parametrize(
    ("share", "what"),
    [
        (0.02, "Layer 1 receives 1/50 of the gradient that layer 4 gets: it is weakened."),
        (0.002, "Layer 1 receives 1/500 of the gradient that layer 4 gets: it vanishes."),
        (0.5, "Layer 1 receives 50% of the gradient that layer 4 gets: it is kept."),
        (30, "Layer 1 receives 30 times the gradient that layer 4 gets: it is amplified."),
        (2e8, "Layer 1 receives 10⁸ times the gradient that layer 4 gets: it explodes."),
    ],
)
def test_the_verdict_says_how_much(share: float, what: str) -> None:
    of_weights = np.geomspace(share, 1.0, LAYERS)
    assert str(verdict(evidence(gradient=kept(share), weight_gradient=of_weights)).what) == what


def test_gradients_of_weights_that_do_not_show_it_are_mentioned() -> None:
    said = verdict(evidence(gradient=kept(0.002)))
    assert str(said.what).endswith("The gradients of the weights do not show it.")
    flat = verdict(evidence(gradient=kept(0.002), saturated=0.9))
    assert str(flat.why).startswith("90% of the outputs of layer 2 lie where")


@pytest.mark.parametrize(
    "choices",
    [
        {"layers": (16,) * 8, "initializer": {"name": "normal", "scale": 0.05}},
        {"layers": (16,) * 5, "initializer": {"name": "normal", "scale": 0.12}},
        {"layers": (16,) * 6, "activation": "linear", "initializer": {"name": "normal", "scale": 0.5}},
        {"layers": (16,) * 8, "activation": "linear", "initializer": {"name": "normal", "scale": 2.0}},
        {"layers": (16,) * 3, "initializer": {"name": "normal", "scale": 5.0}},
        {"layers": (16,) * 3, "activation": "relu", "bias": -9.0},
        {"layers": (16,) * 3, "initializer": "constant"},
        {"layers": (16,) * 3, "initializer": "constant", "bias_scale": 1.0},
        {"layers": (16,) * 3},
    ],
)
def test_before_the_first_step_all_pages_say_the_same(choices: dict[str, Any]) -> None:
    """Their losses differ: a random one here, that of the data there. What becomes of it does not."""
    experiment = Experiment(dataset="circle", **choices)
    network = EditableNetwork(LiveNetwork(experiment))
    network.frame()
    rows = Question(experiment, DATA).rows()
    found = measure(experiment, rows)
    measured = diagnose(evidence_of(experiment, [found], None, inputs=root_mean_square(rows)))
    assert [(one.key, str(one.said), one.remedy) for one in network.findings] == [
        (one.key, str(one.said), one.remedy) for one in measured
    ]


@pytest.mark.parametrize(
    ("change", "equal"),
    [
        (lambda kernel, bias: None, True),
        (lambda kernel, bias: kernel.__setitem__((2, 1), 0.31), False),
        (lambda kernel, bias: bias.__setitem__(0, 0.1), False),
        (lambda kernel, bias: kernel.__setitem__((2, 1), 0.3 + 1e-8), True),
        (lambda kernel, bias: kernel.__setitem__((2, 1), np.nan), False),
    ],
)
def test_units_are_equal_when_their_weights_and_biases_are(change: Any, equal: bool) -> None:
    kernel, bias = np.repeat([[0.1], [-0.2], [0.3]], 4, axis=1), np.zeros(4)
    change(kernel, bias)
    assert units_equal(kernel, bias) == equal


def test_units_that_add_what_they_are_given_are_no_symmetry() -> None:
    choices: dict[str, Any] = {"layers": (8,) * 3, "initializer": "zeros", "dataset": "circle"}
    # The first layer, which is not as wide as the data, has no residual connection, and stays symmetric.
    begun = LiveNetwork(Experiment(**choices, residual=True)).trainer.begun
    assert begun.equal.tolist() == [True, False, False]
    rows = np.random.default_rng(0).standard_normal((16, 8), dtype=np.float32)
    plain, added = (measure(Experiment(**choices, residual=each), rows).equal for each in (False, True))
    assert plain.all() and not added.any()


def test_a_single_unit_is_no_symmetry() -> None:
    assert not units_equal(np.ones((3, 1)), np.ones(1))


def test_a_network_without_hidden_layers_has_nothing_to_point_out() -> None:
    none: dict[str, Any] = dict.fromkeys(
        ("magnitude", "gradient", "weight_gradient", "saturated", "dead", "equal"), np.zeros(0)
    )
    assert keys(replace(evidence(), **none | {"equal": np.zeros(0, bool)})) == []


@pytest.mark.parametrize("share", [1e-4, 0.0099, 0.0101, 0.05, 0.099, 0.101, 1.0, 9.9, 10.1, 99, 101, 1e4])
def test_the_verdict_of_initialization_is_the_first_finding_of_the_playground(share: float) -> None:
    one = evidence(gradient=kept(share))
    assert verdict(one).kind == next(iter(keys(one)), HEALTHY)


@pytest.mark.parametrize("key", sorted(remedies.SHALLOW))
def test_no_usual_weights_make_up_for_a_slope_that_is_small_everywhere(key: str) -> None:
    assert critical_weight_variance(key) > 10
    remedy = remedies.passing(Experiment(activation=key))
    assert remedy is not None and remedy.change["activation"] == "tanh"
