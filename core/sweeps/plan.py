"""A sweep's plan: which experiments a grid of values, or a random draw between them, makes of one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from core.choices.fields import Field, Number, Switch, Words
from core.choices.registry import Menu
from core.differing import completed, field_of
from core.experiment import Experiment
from core.message import N_, Invalid, Message
from core.significance import over_seeds

GRID, RANDOM = "grid", "random"
METHODS = {GRID: N_("Grid"), RANDOM: N_("Random")}
MOST_VARIED = 4
"""Choices of one sweep: of more, no grid has enough values."""
MOST_VALUES = 16
"""Of one choice."""
MOST_RUNS = 128
DRAWS = Number(
    key="draws",
    label=N_("Draws"),
    help=N_("How many combinations are drawn."),
    default=16,
    low=1,
    high=MOST_RUNS,
    integer=True,
)
SEEDS = Number(
    key="seeds",
    label=N_("Seeds"),
    help=N_("Runs of each combination, which differ by luck alone."),
    default=1,
    low=1,
    high=8,
    integer=True,
)

_KEPT = ("dataset", "loss", "data_seed", "weight_seed", "batch_seed")
"""With another one of these, losses could not be compared, or it is what `SweepPlan.seeds` varies."""
_FEW = 5
"""Values that are suggested."""
_TRIES = 20
"""So often is a trial drawn anew that was drawn before."""
_DIGITS = 3
"""Of a number that is drawn."""


@dataclass(frozen=True, slots=True)
class Varied:
    """A choice that a sweep varies.

    Arguments:
        path: as `Experiment.flat` has it.
        values: as texts. A grid takes each of them; a random draw takes numbers between the smallest and
            the largest, and of other choices each as likely as the next.
    """

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination of values.

    Arguments:
        values: one text for each varied choice.
        experiments: what is trained for it, one for each seed.
    """

    values: tuple[str, ...]
    experiments: tuple[Experiment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPlan:
    """What a sweep trains. The same plan gives the same experiments, drawn ones too.

    Arguments:
        base: all choices that are not varied.
        varied: 1 to `MOST_VARIED` choices.
        method: `GRID` trains every combination, `RANDOM` draws some (Bergstra and Bengio, 2012, "Random
            search for hyper-parameter optimization": better than a grid where few of the choices matter).
        draws: combinations that are drawn.
        seeds: runs of each combination; one has the seeds of `base`, several those of `over_seeds`.
    """

    base: Experiment
    varied: tuple[Varied, ...]
    method: str = GRID
    draws: int = int(DRAWS.default)
    seeds: int = int(SEEDS.default)

    @property
    def runs(self) -> int:
        """How many are trained; of a random draw the most."""
        combinations = math.prod(len(each.values) for each in self.varied) if self.varied else 0
        return (combinations if self.method == GRID else self.draws) * self.seeds

    def trials(self) -> tuple[Trial, ...]:
        """Every combination, the last choice varied fastest.

        Raises:
            Invalid: no choice or too many, one twice, no value or too many, or values that cannot be chosen
                or do not fit together.
        """
        self._check()
        return tuple(Trial(values, self._experiments(values)) for values in self._combinations())

    def trains(self, experiments: Sequence[Experiment]) -> bool:
        """Whether `experiments` are those of the trials, in their order.

        Raises:
            Invalid: see `trials`.
        """
        self._check()
        left = iter(experiments)
        made = (each for values in self._combinations() for each in self._experiments(values))
        return all(each == next(left, None) for each in made) and next(left, None) is None

    def _check(self) -> None:
        if not 1 <= len(self.varied) <= MOST_VARIED:
            raise Invalid(
                Message(
                    "Expected 1 to {limit} hyperparameters to vary, received {got}.",
                    limit=MOST_VARIED,
                    got=len(self.varied),
                )
            )
        paths = [each.path for each in self.varied]
        offered = variable(self.base)
        for at, path in enumerate(paths):
            if path not in offered:
                raise Invalid(Message("{path} cannot be varied here. Choose another one.", path=path[:60]))
            if path in paths[:at]:
                raise Invalid(Message("{path} is varied twice. Choose another one.", path=path))
        for each in self.varied:
            if not 1 <= len(each.values) <= MOST_VALUES:
                raise Invalid(
                    Message(
                        "Expected 1 to {limit} values of {path}, received {got}.",
                        limit=MOST_VALUES,
                        path=each.path,
                        got=len(each.values),
                    )
                )
        if self.runs > MOST_RUNS:
            raise Invalid(
                Message(
                    "Expected at most {limit} runs in a sweep, received {got}. Choose fewer values, draws or "
                    "seeds.",
                    limit=MOST_RUNS,
                    got=self.runs,
                )
            )

    def _combinations(self) -> list[tuple[str, ...]]:
        fields = [field_of(each.path, (self.base,)) for each in self.varied]
        written = [_written(field, each) for field, each in zip(fields, self.varied, strict=True)]
        if self.method == GRID:
            return list(product(*written))
        random = np.random.default_rng(0)
        drawn: dict[tuple[str, ...], None] = {}
        for _ in range(self.draws * _TRIES):
            if len(drawn) == self.draws:
                break
            drawn[
                tuple(_drawn(field, texts, random) for field, texts in zip(fields, written, strict=True))
            ] = None
        return list(drawn)

    def _experiments(self, values: Sequence[str]) -> tuple[Experiment, ...]:
        one = chosen(self.base, {each.path: text for each, text in zip(self.varied, values, strict=True)})
        return (one,) if self.seeds == 1 else over_seeds(one, range(self.seeds))


def variable(base: Experiment) -> tuple[str, ...]:
    """Paths of the choices of `base` that a sweep may vary, in the order of the form."""
    return tuple(path for path in base.flat() if path.partition(".")[0] not in _KEPT)


def suggested(base: Experiment, path: str) -> tuple[str, ...]:
    """A few values to begin with, the one of `base` among them: those near it that people look for, or others
    of a menu.

    Raises:
        KeyError: `base` has no such choice.
    """
    field, now = field_of(path, (base,)), base.flat()[path]
    if not isinstance(field, Number):
        return (now, *(each for each in offered(field) if each != now))[:_FEW]
    values = sorted({*offered(field), now}, key=float)
    first = max(0, min(values.index(now) - _FEW // 2, len(values) - _FEW))
    return tuple(values[first : first + _FEW])


def offered(field: Field) -> tuple[str, ...]:
    """All values of a menu, or those of a number that people look for; of what is typed, none."""
    if isinstance(field, Menu):
        return tuple(field.registry)
    if isinstance(field, Words):
        return tuple(field.options)
    if isinstance(field, Switch):
        return field.write(False), field.write(True)
    marks = field.marks if isinstance(field, Number) else ()
    return tuple(field.write(field.parse(mark)) for mark in marks)


def chosen(base: Experiment, changes: Mapping[str, str]) -> Experiment:
    """`base` with other values at some paths; another entry of a menu begins at its own defaults.

    Raises:
        Invalid: a value cannot be chosen, or does not fit to the others; says which.
    """
    found, errors = Experiment.lenient(completed(base, changes))
    for message in errors.values():
        raise Invalid(message)
    return found


def _written(field: Field, varied: Varied) -> tuple[str, ...]:
    """The values as the field writes them, equal ones once."""
    return tuple(dict.fromkeys(field.write(field.parse(text)) for text in varied.values))


def _drawn(field: Field, texts: Sequence[str], random: np.random.Generator) -> str:
    if not isinstance(field, Number):
        return texts[int(random.integers(len(texts)))]
    low, high = min(map(float, texts)), max(map(float, texts))
    if field.log and low > 0:
        number = math.exp(random.uniform(math.log(low), math.log(high)))
    else:
        number = random.uniform(low, high)
    rounded = round(number) if field.integer else float(f"{number:.{_DIGITS}g}")
    return field.write(field.parse(min(max(rounded, low), high)))


def experiments_of(trials: Sequence[Trial]) -> Iterator[Experiment]:
    """What all trials train, one after another."""
    for trial in trials:
        yield from trial.experiments
