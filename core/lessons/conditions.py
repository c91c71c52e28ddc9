"""What has to hold: a measured number, or two compared, between bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.claims.outcomes import Outcome
from core.lessons.measures import Measure
from core.message import Message, percentage_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A closed range; None: open at that end."""

    at_least: float | None = None
    at_most: float | None = None

    def hold(self, value: float) -> bool:
        """Whether `value` lies in it; a number that is none does not."""
        low = -math.inf if self.at_least is None else self.at_least
        high = math.inf if self.at_most is None else self.at_most
        return low <= value <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A number of an experiment, or two compared.

    Arguments:
        measure: what of it.
        experiment: name of one of the lesson's.
        divided_by, minus: name of another one, with whose number it is compared; "" for none.
    """

    measure: Measure
    experiment: str
    divided_by: str = ""
    minus: str = ""

    @property
    def experiments(self) -> tuple[str, ...]:
        """Names of those that it needs."""
        return tuple(name for name in (self.experiment, self.divided_by, self.minus) if name)

    def of(self, outcomes: Mapping[str, Outcome]) -> float:
        """The number; NaN where runs are missing or have none.

        Arguments:
            outcomes: of experiments, by name.
        """
        first, *rest = (
            self.measure.of(outcomes[name]) if name in outcomes else math.nan for name in self.experiments
        )
        if self.divided_by:
            return first / rest[0] if rest[0] else math.nan
        return first - rest[0] if self.minus else first

    def said(self, names: Mapping[str, str]) -> Message:
        """It in words.

        Arguments:
            names: labels of the experiments.
        """
        found = Message(
            "{experiment} – {measure}", measure=self.measure.said(), experiment=names[self.experiment]
        )
        if self.divided_by:
            return Message("{one} ÷ that of {other}", one=found, other=names[self.divided_by])
        if self.minus:
            return Message("{one} minus that of {other}", one=found, other=names[self.minus])
        return found

    def written(self, value: float) -> Message:
        """`value` as people read it: shares in percent, their differences in percentage points."""
        if not math.isfinite(value):
            return Message("no number")
        if self.measure.is_share and self.minus:
            return percentage_points(value, 1)
        if self.measure.is_share and not self.divided_by:
            return Message("{number}", number=f"{value:.1%}")
        return Message("{number}", number=float(f"{value:.3g}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A number that has to lie between bounds."""

    measured: Measured
    bounds: Bounds

    def holds(self, outcomes: Mapping[str, Outcome]) -> bool:
        """Whether it does."""
        return self.bounds.hold(self.measured.of(outcomes))

    def said(self, names: Mapping[str, str]) -> Message:
        """It in words."""
        measured = self.measured.said(names)
        low, high = self.bounds.at_least, self.bounds.at_most
        if low is not None and high is not None:
            return Message(
                "{measured}: {low} to {high}",
                measured=measured,
                low=self.measured.written(low),
                high=self.measured.written(high),
            )
        if low is not None:
            return Message("{measured}: at least {low}", measured=measured, low=self.measured.written(low))
        return Message(
            "{measured}: at most {high}", measured=measured, high=self.measured.written(high or 0.0)
        )
