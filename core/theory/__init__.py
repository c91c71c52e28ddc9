"""Mean-field theory: what signals and gradients of a wide network do before its first training step.

Example:
    >>> from core.theory import critical_weight_variance, propagate
    >>> round(critical_weight_variance("relu"), 9)
    2.0
    >>> layers = propagate("tanh", 1.0, 0.0, depth=5)
    >>> layers.activation_std.round(2).tolist()
    [0.63, 0.49, 0.41, 0.36, 0.32]
"""

from core.theory.activations import Phi, phi_of
from core.theory.correlation import Correlations, DepthScale, correlations, depth_scale
from core.theory.criticality import Critical, FixedPoint, critical, critical_weight_variance, fixed_point
from core.theory.finite_width import Spread, born_dead_bound, product_singular_values, spread
from core.theory.initial import predict, predict_spread, weight_variance
from core.theory.map import PredictedMap, predict_map
from core.theory.propagation import Propagation, propagate

__all__ = [
    "Correlations",
    "Critical",
    "DepthScale",
    "FixedPoint",
    "Phi",
    "PredictedMap",
    "Propagation",
    "Spread",
    "born_dead_bound",
    "correlations",
    "critical",
    "critical_weight_variance",
    "depth_scale",
    "fixed_point",
    "phi_of",
    "predict",
    "predict_map",
    "predict_spread",
    "product_singular_values",
    "propagate",
    "spread",
    "weight_variance",
]
