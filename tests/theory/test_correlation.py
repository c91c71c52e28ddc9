"""How alike two rows stay and how deep information reaches: closed forms, quadrature and their own limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from core.theory import Phi, correlations, depth_scale, fixed_point, propagate


def test_arc_cosine_kernel() -> None:
    """Cho & Saul 2009, equation 6: correlations of ReLU layers in closed form."""
    for start in (-1.0, -0.6, 0.0, 0.4, 0.999999):
        expected = [start]
        for _ in range(9):
            c = expected[-1]
            expected.append((math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / math.pi)
        found = correlations("relu", 2.0, 0.0, 10, start, 3.0)
        np.testing.assert_allclose(found.correlation, expected, atol=1e-8)


@pytest.mark.parametrize("weight", [2.0, 1.0])  # it is the same whether signals stay or vanish
def test_rows_that_are_nearly_equal_keep_their_digits(weight: float) -> None:
    """The same kernel by the angle between two rows, where 1 - correlation would lose all digits."""
    expected = [1.0 - 0.2]
    for _ in range(299):
        angle = 2 * math.asin(math.sqrt(expected[-1] / 2))
        apart = math.sin(angle) - angle * math.cos(angle)
        if angle < 0.05:
            apart = angle**3 / 3 - angle**5 / 30 + angle**7 / 840
        expected.append(expected[-1] - apart / math.pi)
    found = correlations("relu", weight, 0.0, 300, 0.2).distance
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_rows_come_together_by_the_leading_terms() -> None:
    """Of the same kernel, near 1: d - (2 sqrt(2) / (3 pi)) d^1.5."""
    for start in (1e-4, 1e-8):
        before, after = correlations("relu", 2.0, 0.0, 2, 1 - start).distance
        assert before - after == pytest.approx(2 * math.sqrt(2) / (3 * math.pi) * before**1.5, rel=1e-4)


def test_kinks_away_from_zero_are_smoothed_too() -> None:
    """E[(u1-k)+ (u2-k)+] for opposite, independent and nearly equal rows, by SciPy's adaptive quadrature."""
    kink = 0.8
    ramp = Phi.of(lambda z: np.maximum(z - kink, 0), lambda z: (z > kink) * 1.0, kinks=(kink,))

    def partial(mean: float, deviation: float) -> float:
        t = (mean - kink) / deviation
        return float((mean - kink) * norm.cdf(t) + deviation * norm.pdf(t))

    alone, _ = quad(lambda g: max(g - kink, 0.0) ** 2 * norm.pdf(g), kink, 12)
    for c in (-0.9, -0.3, 0.5, 0.9999):
        common, own = math.sqrt(abs(c)), math.sqrt(1 - abs(c))

        def product(g: float, common: float = common, own: float = own, sign: float = np.sign(c)) -> float:
            return partial(common * g, own) * partial(sign * common * g, own) * float(norm.pdf(g))

        bends = [side * kink / common + shift * own for side in (-1, 1) for shift in (-5, 0, 5)]
        joint, _ = quad(product, -12, 12, points=sorted(bends), limit=400, epsabs=1e-14)
        found = correlations(ramp, 1.0, 0.0, 2, c, 1.0)
        assert found.distance[1] == pytest.approx(1 - joint / alone, rel=1e-7)


def test_correlations_equal_a_double_integral() -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()
    square = np.outer(weights, weights)
    for c in (-0.7, -0.2, 0.0, 0.5, 0.97):
        first = nodes[:, None] + 0 * nodes
        second = c * nodes[:, None] + math.sqrt(1 - c * c) * nodes
        # q = 1 in both layers: input 0.9 and bias 0.1 make layer 1, and the weights are scaled for layer 2.
        joint = float((square * np.tanh(first) * np.tanh(second)).sum())
        alone = float(weights @ np.tanh(nodes) ** 2)
        weight = 2.0
        found = correlations("tanh", weight, 0.1, 2, (c - 0.1) / 0.9, 0.9 / weight)
        assert found.correlation[0] == pytest.approx(c, abs=1e-12)
        expected = (weight * joint + 0.1) / (weight * alone + 0.1)
        assert found.correlation[1] == pytest.approx(expected, abs=1e-9)


def test_depth_scales() -> None:
    """Schoenholz et al. 2017, equations 6 and 9: what they predict is how fast layers come to rest."""
    ordered = depth_scale("tanh", 1.3, 0.05)
    assert ordered.correlation == 1.0
    assert ordered.of_correlation == pytest.approx(-1 / math.log(0.880), rel=2e-3)
    variances = propagate("tanh", 1.3, 0.05, 14).preactivation_variance - ordered.variance
    assert variances[-1] / variances[-2] == pytest.approx(math.exp(-1 / ordered.of_variance), rel=1e-2)
    distances = correlations("tanh", 1.3, 0.05, 40, 0.2).distance
    assert distances[-1] / distances[-2] == pytest.approx(math.exp(-1 / ordered.of_correlation), rel=1e-3)

    chaotic = depth_scale("tanh", 5.0, 0.05)
    rest = correlations("tanh", 5.0, 0.05, 60, 0.9).correlation - chaotic.correlation
    assert abs(rest[-1]) < 1e-3 and chaotic.correlation < 0.9
    assert rest[30] / rest[29] == pytest.approx(math.exp(-1 / chaotic.of_correlation), rel=1e-3)

    for key, weight in [("tanh", 1.0), ("relu", 2.0), ("linear", 1.0)]:
        assert depth_scale(key, weight).of_correlation == math.inf


@pytest.mark.parametrize(
    ("key", "weight"),
    [
        ("relu", 1.0),
        ("relu", 4.0),
        ("tanh", 0.5),
        ("linear", 2.0),
        pytest.param("gelu", 2.0, marks=pytest.mark.slow),
    ],
)
def test_directions_do_not_fade_with_the_size_of_signals(key: str, weight: float) -> None:
    """Signals that vanish or explode as a whole: rows come together slower than by any factor, or not."""
    assert float(fixed_point(key, weight).variance) in (0.0, math.inf)
    distances = correlations(key, weight, 0.0, 200, 0.2).distance
    assert 0.98 < distances[-1] / distances[-2] < 1 + 1e-9
    assert depth_scale(key, weight).of_correlation == math.inf
