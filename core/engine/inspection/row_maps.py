"""The feature maps of any training row, as frames have them of the first one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from core.container import pack
from core.engine.inspection.predicting import opened, weights_of_state
from core.engine.program.feature_maps import first_maps
from core.message import Invalid, Message


def row_maps_of(asked: Mapping[str, Any], data: bytes | memoryview) -> bytes:
    """What `core.feature_maps` shows of one row, uncompiled, and normalized as predictions are.

    Arguments:
        asked: ``{"experiment": Experiment.flat(), "row": from 1 on}``; of a convolutional network.
        data: `TrainState.to_bytes`.

    Returns:
        A container: ``step`` of the state, how many ``rows`` there are, and the array ``maps``.

    Raises:
        Invalid: as `core.engine.inspection.predicting.opened`, or there is no such row.
    """
    bundle, program, state = opened(asked, data)
    row, rows = asked["row"], len(bundle.x_train)
    if not 1 <= row <= rows:
        raise Invalid(
            Message("Expected a training row from 1 to {last}, received {got}.", last=rows, got=row)
        )
    network, values = program.step_functions.network, weights_of_state(program, state)
    x = tf.constant(bundle.x_train[row - 1][None])
    maps = first_maps(network, values, x, network.run(values, x, training=False, dropout=False))
    assert maps is not None
    return pack({"step": state.step, "rows": rows}, {"maps": maps.numpy()})
