"""What theory says of finite width, against many narrow networks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import digamma

from core.theory import born_dead_bound, phi_of, product_singular_values, spread
from tests.theory.simulation import Case, simulate


@pytest.mark.parametrize(
    ("key", "weight_variance", "exact", "factor"),
    [
        ("relu", 2.0, True, 5.0),  # Hanin & Rolnick 2018
        ("linear", 0.7, True, 2.0),
        ({"name": "leaky_relu", "slope": 0.2}, 1.9, True, 6 * (1 + 0.2**4) / (1 + 0.2**2) ** 2 - 1),
        ("tanh", 1.5, False, None),
        ("sigmoid", 103.0, False, None),
        ("selu", 1.0, False, None),
    ],
)
def test_spread_over_networks(key: str, weight_variance: float, exact: bool, factor: float | None) -> None:
    width, depth, networks = 100, 8, 500
    predicted = spread(key, weight_variance, 0.0, (width,) * depth)
    assert predicted.exact is exact and str(predicted.note)
    if factor is not None:
        expected = np.sqrt((1 + factor / width) ** np.arange(1, depth + 1) - 1)
        np.testing.assert_allclose(predicted.activation_square, expected, rtol=1e-6)
    case = Case(phi_of(key), weight_variance)
    (found,) = simulate([case], width=width, depth=depth, networks=networks, rows=1, seed=11)
    squares = found.activation_square
    # A standard deviation of 500 draws, with tails, errs by about 5 %; the first order in 1/100 by as much.
    np.testing.assert_allclose(
        squares.std(axis=0) / squares.mean(axis=0), predicted.activation_square, rtol=0.2
    )


@pytest.mark.slow
def test_he_networks_stay_within_what_the_facts_say() -> None:
    """30 ReLU layers of 500 with He's weights: with six draws it keeps its size from layer 1 on."""
    (found,) = simulate([Case(phi_of("relu"), 2.0)], width=500, depth=30, networks=6, rows=4, seed=2)
    sizes = np.sqrt(found.activation_square.mean(axis=0))
    assert (sizes / sizes[0]).min() > 0.9 and (sizes / sizes[0]).max() < 1.4
    relative = spread("relu", 2.0, 0.0, (500,) * 30).activation_square
    assert relative[-1] == pytest.approx(math.sqrt(1.01**30 - 1))


@pytest.mark.parametrize(("width", "share"), [(2, 0.88), (3, 0.58)])
def test_networks_born_dead(width: int, share: float) -> None:
    """Lu et al. 2019: 10 layers, of which 9 are ReLU layers, He's weights, no biases, one symmetric input.

    Without biases 1 and -1 stand for all inputs: a ReLU network is straight between 0 and either.
    """
    networks = 40_000
    rng = np.random.default_rng(4)
    value = np.tile(np.array([[1.0], [-1.0]]), (networks, 1, 1))
    for _ in range(9):
        kernel = rng.normal(size=(networks, value.shape[-1], width)) * math.sqrt(2 / value.shape[-1])
        value = np.maximum(value @ kernel, 0)
    dead = float(np.mean(~value.any(axis=(1, 2))))
    # Printed to two digits; three standard errors of a share.
    assert dead == pytest.approx(share, abs=0.005 + 3 * math.sqrt(share * (1 - share) / networks))
    one_row = float(np.mean(~value[:, 0].any(axis=1)))
    bound = born_dead_bound((width,) * 9)
    assert dead < bound
    assert one_row == pytest.approx(bound, abs=3 * math.sqrt(bound * (1 - bound) / networks))


@pytest.mark.slow
def test_products_of_random_matrices() -> None:
    """Saxe et al. 2014, 200 x 200: orthogonal products keep 1; the median of Gaussian ones falls away."""
    rng, width = np.random.default_rng(6), 200
    logs, rotation, turned = np.zeros(width), np.eye(width), np.eye(width)
    product = np.eye(width)
    for layer in range(1, 101):
        kernel = rng.normal(size=(width, width)) / math.sqrt(width)
        # QR step by step: the product itself would lose the small singular values to rounding.
        rotation, upper = np.linalg.qr(kernel @ rotation)
        logs += np.log(np.abs(np.diag(upper)))
        turned = np.linalg.qr(rng.normal(size=(width, width)))[0] @ turned
        if layer <= 30:
            product = kernel @ product
        theory = float(np.median(product_singular_values(width, layer)))
        if layer in {10, 30}:
            printed = {10: 3.1e-2, 30: 3.3e-5}[layer]
            median = float(np.median(np.linalg.svd(product, compute_uv=False)))
            assert median == pytest.approx(printed, rel=0.3) and theory == pytest.approx(printed, rel=0.3)
        if layer == 100:
            # The printed 1.8e-15 is one draw, of the size of the rounding errors of its largest entries.
            assert abs(math.log10(theory / 1.8e-15)) < 0.5
            assert abs(float(np.median(logs)) / math.log(10) - math.log10(theory)) < 0.35
    np.testing.assert_allclose(np.linalg.svd(turned, compute_uv=False), 1.0, rtol=1e-12)
    assert product_singular_values(width, 100, orthogonal=True).tolist() == [1.0] * width
    # Each exponent, by the formula with SciPy's digamma.
    exponents = 0.5 * (digamma(np.arange(width, 0, -1) / 2) + math.log(2 / width))
    np.testing.assert_allclose(np.log(product_singular_values(width, 100)), 100 * exponents, rtol=1e-8)
