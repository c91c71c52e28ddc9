"""Where in a run a number first stopped being finite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.message import N_, Message

TENSORS: Mapping[str, str] = {
    "z": N_("sums z"),
    "a": N_("activations a"),
    "loss": N_("loss"),
    "dz": N_("gradients dL/dz"),
    "dw": N_("gradients dL/dW"),
    "slot": N_("optimizer's memory"),
    "weight": N_("weights"),
    "moving": N_("moving averages of batch normalization"),
}
"""What can stop being finite, in the order in which a step computes it; gradients layer by layer, the last
one first."""

TOLD_ROWS = 12
"""Rows that are named."""


@dataclass(frozen=True, slots=True)
class NonFinite:
    """The first number of a run that was infinite or not a number.

    Arguments:
        step: the step that computed it, from 1.
        tensor: a key of `TENSORS`.
        layer: that it belongs to, from 0, the output layer last; None of what belongs to none.
        layers: layers of the network, the output layer included.
        rows: rows of the training part, from 0, rising, for which it is not finite, the first `TOLD_ROWS`;
            empty for what is of no row, or of all together.
        count: how many such rows the batch has.
        batch: rows of the batch.
    """

    step: int
    tensor: str
    layer: int | None
    layers: int
    rows: tuple[int, ...]
    count: int
    batch: int

    @property
    def said(self) -> Message:
        """It in words."""
        gaps = {
            "step": self.step,
            "tensor": Message(TENSORS[self.tensor]),
            "layer": self._layer,
            "count": self.count,
            "batch": self.batch,
            "rows": ", ".join(str(row + 1) for row in self.rows)
            + (" …" if self.count > len(self.rows) else ""),
        }
        if not self.rows:
            return Message("First not finite, found by replaying: at step {step}, {layer}: {tensor}.", **gaps)
        return Message(
            "First not finite, found by replaying: at step {step}, {layer}: {tensor}, for {count} of the "
            "{batch} rows of the batch (of the training part: {rows}).",
            **gaps,
        )

    @property
    def _layer(self) -> Message:
        if self.layer is None:
            return Message("whole network")
        if self.layer == self.layers - 1:
            return Message("output layer")
        return Message("layer {layer}", layer=self.layer + 1)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "step": self.step,
            "tensor": self.tensor,
            "layer": self.layer,
            "layers": self.layers,
            "rows": list(self.rows),
            "count": self.count,
            "batch": self.batch,
        }

    @classmethod
    def from_json(cls, values: Any) -> NonFinite:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            layer, rows = values["layer"], tuple(values["rows"])
            numbers = [values[name] for name in ("step", "layers", "count", "batch")]
            whole = [*numbers, *rows, *([] if layer is None else [layer])]
            if values["tensor"] not in TENSORS or not all(type(number) is int for number in whole):
                raise ValueError
        except (ValueError, TypeError, LookupError) as error:
            raise ValueError(
                f"Expected where a number stopped being finite, received {values!r:.80}."
            ) from error
        step, layers, count, batch = numbers
        return cls(step, values["tensor"], layer, layers, rows, count, batch)
