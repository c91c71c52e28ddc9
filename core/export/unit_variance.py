"""Code that scales weights to the data, as `core.model.lsuv` does."""

from __future__ import annotations

from core.export.code import Line
from core.message import Message

_CODE = """\
def unit_variance(rows, gain):
    value = given = keras.ops.convert_to_tensor(rows)
    before, scaled = model.get_weights(), []
    random = (layers.Dropout, layers.GaussianDropout, layers.GaussianNoise)
    for layer in model.layers:
        if isinstance(layer, (layers.Dense, layers.Conv2D)):
            given, kernel = value, layer.kernel.numpy()
            bias = layer.bias.numpy() if layer.use_bias else 0.0
            if kernel.ndim == 2:
                sums = np.matmul(value.numpy(), kernel, dtype=float)
            else:
                sums = layer(value).numpy().astype(float) - bias
            factor = 1.0
            for _ in range(10 if np.ptp(sums) > 1e-6 * np.abs(sums).max() else 0):
                spread = np.std(factor * sums + bias)
                if abs(spread - 1) <= 0.01:
                    break
                factor /= spread
            layer.kernel.assign(kernel * factor)
            scaled.append((layer, layer.kernel.numpy() * np.float32(gain)))
            value = layer(value)
        elif isinstance(layer, layers.BatchNormalization):
            value = layer(value, training=True)
        elif isinstance(layer, layers.Add):
            value = layer([given, value])
        elif not isinstance(layer, (layers.InputLayer, *random)):
            value = layer(value)
    model.set_weights(before)
    for layer, kernel in scaled:
        layer.kernel.assign(kernel)
"""

UNIT_VARIANCE: tuple[Line, ...] = (
    Message(
        "Layer-sequential unit variance (Mishkin & Matas 2016): layer by layer, kernels are divided by the "
        "standard deviation of the layer's sums on the first rows, until that is 1."
    ),
    _CODE,
)
"""A function that changes the kernels of `model`."""
