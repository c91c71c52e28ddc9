"""How the untrained network stretches and squeezes small changes of its input, as the page draws it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from core.experiment import Experiment
from core.json_numbers import number
from core.message import Invalid
from core.propagation.jacobian import rounding, singular_values
from core.propagation.question import Rows
from core.theory import Propagation


def isometry(experiment: Experiment, x: Rows, predicted: Propagation | None) -> dict[str, Any]:
    """The singular values of the input-output Jacobian at the first row of `x`.

    Returns:
        ``{"note"}`` where there is no such derivative; else ``logs``, log10 of those that are not 0, largest
        first; ``zeros``, how many are, or cannot be told from it; ``size``, their root mean square; and
        ``predicted``, that by theory or null: the mean square is the product of all chi (Schoenholz et al.
        2017, section 4; Pennington et al. 2017, arXiv:1711.04735, equation 10), for layers as wide as the
        input and no normalization.
    """
    try:
        found = singular_values(experiment, x)
    except Invalid as error:
        return {"note": error.message.to_json()}
    kept = found[found > rounding(found)]
    square = float(np.mean(found**2))
    return {
        "logs": [round(value, 3) for value in np.log10(kept).tolist()],
        "zeros": int((found <= rounding(found)).sum()),
        "size": number(math.sqrt(square)) if math.isfinite(square) else None,
        "predicted": _predicted(experiment, x, predicted),
    }


def _predicted(experiment: Experiment, x: Rows, predicted: Propagation | None) -> float | None:
    even = set(experiment.layers) == {x.shape[1]}
    if predicted is None or not even or experiment.normalization.name != "none":
        return None
    with np.errstate(all="ignore"):
        return number(float(np.exp(np.log(predicted.chi).sum() / 2)))
