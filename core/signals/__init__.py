"""Signals and gradients of a network before its first step, measured in NumPy on the weights it begins with.

Example:
    >>> import numpy as np
    >>> from core import Experiment
    >>> from core.signals import measure
    >>> x = np.random.default_rng(0).standard_normal((256, 100), dtype=np.float32)
    >>> found = measure(Experiment(layers=(100,) * 10, initializer={"name": "normal", "scale": 0.05}), x)
    >>> found.gradient[0] / found.gradient[-1]  # 1.5 thousandths of the gradient reach the first layer
"""

from core.signals.atlas import Course, courses
from core.signals.jacobian import singular_values
from core.signals.measured import Signals, common_edges, measure

__all__ = ["Course", "Signals", "common_edges", "courses", "measure", "singular_values"]
