"""What the test part of a run gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The one answer that the test part of a run gives (`core.engine.training.test_part`).

    Arguments:
        at: when it was asked for, seconds since 1970.
        rows: of the test part.
        step: optimizer steps of the network that was judged.
        loss, metric: as `keras.Model.evaluate` gives them; None for what is no number.
        unit: standard deviation of a standardized target; times that, the error is in its own unit.
        measures: further metrics, by key.
    """

    at: float
    rows: int
    step: int
    loss: float | None
    metric: float | None
    unit: float | None
    measures: Mapping[str, float | None]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `RunRecord.tested` holds.

        Raises:
            ValueError: it is none of that.
        """
        try:
            numbers = (values["loss"], values["metric"], values["unit"], *values["measures"].values())
            whole = (values["rows"], values["step"])
            wrong = any(not isinstance(each, float | int | None) for each in numbers)
            if wrong or any(type(each) is not int for each in whole):
                raise ValueError(f"Expected numbers of a test part, received {values!r:.80}.")
            return cls(**{**values, "at": float(values["at"]), "measures": dict(values["measures"])})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"Expected what a test part gave, received {values!r:.80}.") from error

    def to_json(self) -> dict[str, Any]:
        """As JSON has it; `from_json` reads it."""
        return {**asdict(self), "measures": dict(self.measures)}
