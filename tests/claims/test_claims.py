"""The definitions of claims: pairs that differ in the normalization alone, and what their numbers say."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from core.claims.covariate_shift import input_shifts
from core.claims.decay import L2, differences
from core.claims.decay import experiments as decayed
from core.claims.normalization import CLAIMS, DATA, DEPTHS, NORMS, PLACES, Compared
from core.claims.outcomes import Answer, Outcome, gradients, learned, sides, verdict
from core.claims.stopping import BASELINES, PATIENCES, WARM_UPS, Stopped, marks
from core.frame import PREDICTIVE_DEVIATION, Frame
from core.live.records.series import Series
from tests.fake_trainer import frame_at

OFFERED = [
    Compared(normalization=norm, place=place, dataset=data, depth=depth)
    for norm, place, data, depth in [
        *product(NORMS, PLACES, DATA[:1], DEPTHS[:1]),
        *product(NORMS[:1], PLACES[:1], DATA, DEPTHS),
    ]
]


@pytest.mark.parametrize("key", CLAIMS)
def test_each_run_has_a_twin_that_differs_in_the_normalization_alone(key: str) -> None:
    claim = CLAIMS[key]
    for compared in OFFERED:
        series = Series.read(claim.experiments(compared))
        without, with_it = sides(series.variants)
        assert len(without) == len(with_it) == max(1, len(claim.values))
        for plain, normalized in zip(without, with_it, strict=True):
            assert plain.normalization.name == "none"
            assert normalized.normalization.name == compared.normalization
            assert plain.model_copy(update={"normalization": normalized.normalization}) == normalized
            assert len(plain.layers) == compared.depth


def outcome(
    *, accuracy: float | None = 0.5, metric: float = 0.6, frames: int = 4, **changes: object
) -> Outcome:
    shown = [frame_at(10 * at, layers=3, val_metric=accuracy, metric=metric) for at in range(frames)]
    return replace(Outcome(tuple(shown), over=True), **changes)  # type: ignore[arg-type]


def test_a_run_learns_half_way_from_chance_to_the_best() -> None:
    found = learned([outcome(accuracy=each) for each in (0.9, 0.7, 0.69, 0.5)], classes=2)
    assert found == [True, True, False, False]
    assert learned([outcome(diverged=True), Outcome(over=True)], classes=2) == [False, False]


@pytest.mark.parametrize(
    ("key", "without", "with_it", "answer"),
    [
        ("initial_weights", (0.1, 0.9, 0.9, 0.9, 0.1, 0.1), (0.9,) * 6, Answer.SEEN),
        ("initial_weights", (0.9,) * 6, (0.9,) * 6, Answer.NOT_SEEN),
        ("learning_rates", (0.9, 0.9, 0.1, 0.1, 0.1, 0.1), (0.9, 0.9, 0.9, 0.9, 0.9, 0.1), Answer.SEEN),
        ("learning_rates", (0.9,) * 6, (0.9, 0.9, 0.9, 0.9, 0.1, 0.1), Answer.NOT_SEEN),
    ],
)
def test_scales_and_rates_are_counted(
    key: str, without: tuple[float, ...], with_it: tuple[float, ...], answer: Answer
) -> None:
    outcomes = [outcome(accuracy=each) for each in (*without, *with_it)]
    assert verdict(CLAIMS[key], outcomes, 10).answer is answer
    outcomes[0] = replace(outcomes[0], over=False)
    assert verdict(CLAIMS[key], outcomes, 10).answer is Answer.OPEN


def with_gradients(*sizes: float) -> Outcome:
    frame = frame_at(0, layers=3)
    layers = [
        replace(layer, preactivation_gradient_std=size)
        for layer, size in zip(frame.layers, (*sizes, 1.0), strict=True)
    ]
    return Outcome((replace(frame, layers=tuple(layers)),), over=True)


@pytest.mark.parametrize(("kept", "answer"), [(0.5, Answer.SEEN), (0.02, Answer.NOT_SEEN)])
def test_gradients_are_compared_first_to_last(kept: float, answer: Answer) -> None:
    without, with_it = with_gradients(0.01, 1.0), with_gradients(kept, 1.0)
    assert gradients(without, last=False).tolist() == [0.01, 1.0]
    assert verdict(CLAIMS["vanishing"], [without, with_it], 2).answer is answer
    dead = with_gradients(0.0, 0.0)
    assert verdict(CLAIMS["vanishing"], [without, dead], 2).answer is Answer.NOT_SEEN


@pytest.mark.parametrize(
    ("metric", "accuracy", "answer"),
    [(0.55, 0.5, Answer.SEEN), (0.9, 0.5, Answer.NOT_SEEN), (0.3, 0.3, Answer.NOT_SEEN)],
)
def test_the_gap_at_the_smallest_batch_decides_about_noise(
    metric: float, accuracy: float, answer: Answer
) -> None:
    outcomes = [outcome(metric=0.8)] * 4 + [outcome(metric=metric, accuracy=accuracy)] * 4
    assert outcomes[0].gap == pytest.approx(0.3)
    assert verdict(CLAIMS["batch_noise"], outcomes, 2).answer is answer


def test_the_deviation_of_predictions_is_that_of_the_last_third_of_the_epochs() -> None:
    frames = [
        frame_at(10 * at, layers=3, measures={PREDICTIVE_DEVIATION: value})
        for at, value in enumerate((0.9, 0.8, 0.7, 0.6, 0.2, 0.1))
    ]
    assert Outcome(tuple(frames)).predictive_deviation == pytest.approx(0.15)
    assert math.isnan(Outcome(tuple(frames), diverged=True).predictive_deviation)
    assert math.isnan(outcome().predictive_deviation)


def moved(frame: Frame, bins: int) -> Frame:
    """The same outputs, all `bins` bins further."""
    layers = []
    for layer in frame.layers:
        counts = np.zeros_like(layer.activations.counts)
        counts[10] = 5
        shifted = np.roll(counts, bins)
        histogram = replace(layer.activations, counts=shifted, under=0, over=0, nonfinite=0)
        layers.append(replace(layer, activations=histogram, activation_std=0.5))
    return replace(frame, layers=tuple(layers))


def test_a_shift_is_a_distance_in_standard_deviations() -> None:
    frame = frame_at(0, layers=3)
    edges = frame.layers[0].activations.edges
    found = input_shifts(moved(frame, 0), moved(frame, 4))
    assert found == pytest.approx([4 * (edges.high - edges.low) / edges.bins / 0.5] * 2)
    assert input_shifts(moved(frame, 3), moved(frame, 3)) == [0.0, 0.0]
    broken = replace(
        moved(frame, 0), layers=tuple(replace(each, activation_std=0.0) for each in frame.layers)
    )
    assert all(map(math.isnan, input_shifts(broken, frame)))


def test_the_distance_is_that_of_scipy() -> None:
    from scipy.stats import wasserstein_distance

    one, other = (
        replace(
            frame_at(step, layers=2),
            layers=tuple(
                replace(
                    layer,
                    activations=replace(layer.activations, under=0, over=0, nonfinite=0),
                    activation_std=1.0,
                )
                for layer in frame_at(step, layers=2).layers
            ),
        )
        for step in (1, 2)
    )
    first, second = one.layers[0].activations, other.layers[0].activations
    centres = np.linspace(first.edges.low, first.edges.high, first.edges.bins + 1)[:-1]
    expected = wasserstein_distance(centres, centres, first.counts, second.counts)
    assert input_shifts(one, other) == pytest.approx([expected])


def test_decay_is_compared_at_equal_coefficients_on_kernels_alone() -> None:
    sgd_l2, sgd_decay, adam_l2, adam_decay = Series.read(decayed()).variants
    for penalized, decay in ((sgd_l2, sgd_decay), (adam_l2, adam_decay)):
        assert penalized.l2 == L2 and decay.optimizer["weight_decay"] == 2 * L2
        assert decay.exclude_from_weight_decay and not decay.l2


def test_differences_are_of_the_same_step() -> None:
    def frames(*steps: int, more: float = 0.0) -> list[Frame]:
        return [frame_at(step, weights=np.array([1.0, -2.0 + more], np.float32)) for step in steps]

    found = differences(frames(0, 5, 10), frames(0, 5, more=0.5))
    assert found.tolist() == [[0, 0.5, 2.0], [5, 0.5, 2.0]]
    assert differences([], frames(0)).shape == (0, 3)


def test_early_stopping_is_compared_with_the_whole_run() -> None:
    for patience, warm_up, baseline in product(PATIENCES, WARM_UPS, BASELINES):
        early, whole = Stopped(patience=patience, start_from_epoch=warm_up, baseline=baseline).experiments()
        assert early.stopping["patience"] == patience and early.stopping["baseline"] == baseline
        assert early.model_copy(update={"stopping": whole.stopping}) == whole
    frames = [frame_at(10, best_epoch=1), frame_at(40, best_epoch=2)]
    assert marks(frames, over=True).stopped == 4 and marks(frames, over=False).stopped is None
    assert marks(frames, over=True).best == 2 and marks([], over=True).best is None
