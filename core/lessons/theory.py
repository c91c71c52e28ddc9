"""What theory says to a sketch, before anything is trained."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.bundle import prepare
from core.data.raw import DataUnavailable
from core.experiment import Experiment
from core.lessons.blocks import LAYERS, Sketch
from core.lessons.measures import LAST, START
from core.message import Invalid
from core.theory import predict

Floats = npt.NDArray[np.float64]


def theory_curve(sketch: Sketch, experiment: Experiment) -> Floats | None:
    """The curve that mean-field theory draws where the sketch is; None where it has nothing to say.

    It speaks of quantities of all hidden layers before training. Of gradients it knows ratios alone, so these
    have to be over those of the last hidden layer.
    """
    quantity, measure = sketch.measure.entry, sketch.measure
    if not quantity.theory or sketch.over != LAYERS or measure.when != START:
        return None
    if quantity.theory == "backward" and measure.over_layer != LAST:
        return None
    try:
        x = prepare(experiment).x_train
        found = predict(experiment, x.shape[1], float(np.mean(np.square(x, dtype=float))))
    except (Invalid, DataUnavailable):
        return None
    values = np.asarray(getattr(found, quantity.theory), float)
    values = np.sqrt(values) if quantity.root else values
    return values / values[-1] if measure.over_layer == LAST else values
