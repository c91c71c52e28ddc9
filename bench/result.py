"""What a benchmark gives: lines, each a number beside another one and the bar that it should reach."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """What a line should reach.

    Arguments:
        side: whether more or less is better.
        limit: the number to reach.
        aim: the number that would be better still.
        of: what is judged: value over reference, the value itself, or value minus reference.
    """

    side: Literal["at least", "at most"]
    limit: float
    aim: float | None = None
    of: Literal["ratio", "value", "difference"] = "ratio"

    def holds(self, number: float, limit: float) -> bool:
        """Whether `number` is on the right side of `limit`."""
        return number >= limit if self.side == "at least" else number <= limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comparison; medians over rounds are what is shown.

    Arguments:
        what: what was measured.
        unit: of value and reference.
        values: one number a round; empty when it could not be measured.
        against: what it is compared with.
        references: the numbers of that, one a round; empty when there is nothing to compare with.
        bar: what it should reach.
        note: what exactly was compared.
        missing: why it could not be measured.
    """

    what: str
    unit: str
    values: tuple[float, ...] = ()
    against: str = ""
    references: tuple[float, ...] = ()
    bar: Bar | None = None
    note: str = ""
    missing: str = ""

    @property
    def value(self) -> float | None:
        """Median over the rounds."""
        return median(self.values) if self.values else None

    @property
    def reference(self) -> float | None:
        """Median over the rounds."""
        return median(self.references) if self.references else None

    @property
    def ratio(self) -> float | None:
        """Value over reference, of the medians."""
        if self.value is None or not self.reference:
            return None
        return self.value / self.reference

    @property
    def spread(self) -> tuple[float, float] | None:
        """Smallest and largest ratio of a single round, where both were measured in each."""
        if len(self.values) != len(self.references) or not all(self.references) or not self.values:
            return None
        ratios = [value / other for value, other in zip(self.values, self.references, strict=True)]
        return min(ratios), max(ratios)

    @property
    def judged(self) -> float | None:
        """The number that the bar is about."""
        if self.bar is None or self.value is None:
            return None
        if self.bar.of == "value":
            return self.value
        if self.bar.of == "ratio":
            return self.ratio
        return None if self.reference is None else self.value - self.reference

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached; None without one, or when it could not be measured."""
        if self.bar is None or self.judged is None:
            return None
        return self.bar.holds(self.judged, self.bar.limit)

    @property
    def aim_reached(self) -> bool | None:
        """Whether the aim is reached; None without one, or when it could not be measured."""
        if self.bar is None or self.bar.aim is None or self.judged is None:
            return None
        return self.bar.holds(self.judged, self.bar.aim)

    def to_json(self) -> dict[str, Any]:
        """Everything, the single rounds too."""
        bar = self.bar
        return {
            "what": self.what,
            "unit": self.unit,
            "value": self.value,
            "values": list(self.values),
            "against": self.against,
            "reference": self.reference,
            "references": list(self.references),
            "ratio": self.ratio,
            "bar": bar and {"side": bar.side, "limit": bar.limit, "aim": bar.aim, "of": bar.of},
            "reached": self.reached,
            "aim_reached": self.aim_reached,
            "note": self.note,
            "missing": self.missing,
        }

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Line:
        """Read what `to_json` gave; what follows from the rest is not read but computed again."""
        return cls(
            what=body["what"],
            unit=body["unit"],
            values=tuple(body["values"]),
            against=body["against"],
            references=tuple(body["references"]),
            bar=Bar(**body["bar"]) if body["bar"] else None,
            note=body["note"],
            missing=body["missing"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark measured.

    Arguments:
        name: the benchmark.
        lines: its comparisons.
        seconds: how long it took.
        error: why it ended early, when it did.
    """

    name: str
    lines: tuple[Line, ...]
    seconds: float
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        lines = [line.to_json() for line in self.lines]
        return {"name": self.name, "seconds": self.seconds, "error": self.error, "lines": lines}

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Report:
        """Read what `to_json` gave."""
        lines = tuple(Line.from_json(line) for line in body["lines"])
        return cls(body["name"], lines, body["seconds"], body["error"])
