"""Signal propagation: signals and gradients of a network before its first step, measured in NumPy.

Forward and backward through the very weights that a run of the same experiment begins with; `answer` puts
that, and what theory predicts, together for the page "Initialization".

Example:
    >>> import numpy as np
    >>> from core import Experiment
    >>> from core.propagation import measure
    >>> x = np.random.default_rng(0).standard_normal((256, 100), dtype=np.float32)
    >>> found = measure(Experiment(layers=(100,) * 10, initializer={"name": "normal", "scale": 0.05}), x)
    >>> found.gradient[0] / found.gradient[-1]  # 1.5 thousandths of the gradient reach the first layer
"""

from core.propagation.jacobian import singular_values
from core.propagation.measured import MeasuredPropagation, common_edges, measure
from core.propagation.sweep import Profile, sweep_scales

__all__ = ["MeasuredPropagation", "Profile", "common_edges", "measure", "singular_values", "sweep_scales"]
