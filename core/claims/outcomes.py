"""What the runs of a claim give, as numbers, and what they say for or against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.claims.covariate_shift import input_shifts
from core.claims.normalization import Claim
from core.frame import PREDICTIVE_DEVIATION, Frame
from core.message import Message, percentage_points

T = TypeVar("T")
Floats = npt.NDArray[np.float64]

SMALL_GAP = 0.005
"""Half a percent: a smaller difference of accuracies says nothing."""
CLEAR_RATIO = 3.0
"""By so much one number has to exceed another one to count as larger, where both vary from run to run."""


class Answer(StrEnum):
    """Whether the measured numbers support a claim."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the runs say: an answer and the numbers behind it."""

    answer: Answer
    said: Message


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One run of a claim.

    Arguments:
        frames: at step 0, and after each epoch so far.
        diverged: whether it ended with numbers that are none.
        over: whether nothing more will come.
        unit: what its errors times it are in the target's own unit; 1 for accuracies.
    """

    frames: tuple[Frame, ...] = ()
    diverged: bool = False
    over: bool = False
    unit: float = 1.0

    @property
    def accuracy(self) -> float:
        """Of the validation part, the latest; NaN before there is one, and of a run that has diverged."""
        return self.last("val_metric")

    def last(self, name: str) -> float:
        """``"val_metric"``, errors in the target's own unit, or ``"val_loss"``: the latest; NaN before there
        is one, and of a run that has diverged."""
        number = getattr(self.frames[-1], name) if self.frames else None
        if self.diverged or number is None:
            return math.nan
        return float(number) * (self.unit if name == "val_metric" else 1.0)

    @property
    def gap(self) -> float:
        """Training accuracy less validation accuracy, the mean over the last third of the epochs."""
        if self.diverged or len(self.frames) < 2:
            return math.nan
        late = self.frames[1:][-max(1, len(self.frames) // 3) :]
        gaps = [frame.metric - frame.val_metric for frame in late if frame.val_metric is not None]
        return float(np.mean(gaps)) if gaps else math.nan

    @property
    def predictive_deviation(self) -> float:
        """Standard deviation of a row's prediction over the batches that it is drawn into, late in training:
        the mean over the last third of the epochs; NaN without batch normalization."""
        late = self.frames[1:][-max(1, len(self.frames) // 3) :]
        found = [each for frame in late if (each := frame.measures.get(PREDICTIVE_DEVIATION)) is not None]
        return float(np.mean(found)) if found and not self.diverged else math.nan


def sides(of_runs: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """What belongs to the runs without, and to those with normalization (see `Claim.experiments`)."""
    half = len(of_runs) // 2
    return of_runs[:half], of_runs[half:]


def gradients(outcome: Outcome, *, last: bool) -> Floats:
    """Root mean square of dL/dz of each hidden layer, at the first frame or the last."""
    if not outcome.frames:
        return np.zeros(0)
    layers = outcome.frames[-1 if last else 0].layers[:-1]
    return np.array([layer.preactivation_gradient_std for layer in layers])


def shifts(outcome: Outcome) -> Floats:
    """How far each layer's inputs moved in each epoch, shape ``(epochs, layers)`` (see `input_shifts`)."""
    pairs = zip(outcome.frames[:-1], outcome.frames[1:], strict=True)
    return np.array([input_shifts(before, after) for before, after in pairs])


def learned(outcomes: Sequence[Outcome], classes: int) -> list[bool]:
    """Which runs learn: at least half-way from chance to the best of all of them."""
    accuracies = [outcome.accuracy for outcome in outcomes]
    best = max((each for each in accuracies if math.isfinite(each)), default=math.nan)
    return [bool(accuracy >= threshold(best, classes)) for accuracy in accuracies]


def threshold(best: float, classes: int) -> float:
    """The accuracy from which on a run counts as one that learns."""
    return (1 / classes + best) / 2


def verdict(claim: Claim, outcomes: Sequence[Outcome], classes: int) -> Verdict:
    """What the numbers say about a claim; open as long as runs are under way.

    Arguments:
        outcomes: of `Claim.experiments`, in this order.
        classes: of the data.
    """
    if not outcomes or not all(outcome.over for outcome in outcomes):
        return Verdict(Answer.OPEN, Message("Not all runs are over."))
    return _VERDICTS[claim.key](claim, outcomes, classes)


def _of_scales(claim: Claim, outcomes: Sequence[Outcome], classes: int) -> Verdict:
    without, with_it = map(sum, sides(learned(outcomes, classes)))
    return Verdict(
        Answer.SEEN if with_it > without else Answer.NOT_SEEN,
        Message(
            "With normalization {with_it} of {all} scales learn, without {without}. A run learns when its "
            "validation accuracy is at least half-way from chance to the best run.",
            with_it=with_it,
            without=without,
            all=len(claim.values),
        ),
    )


def _of_rates(claim: Claim, outcomes: Sequence[Outcome], classes: int) -> Verdict:
    halves = sides(learned(outcomes, classes))
    without, with_it = (
        max((rate for rate, learns in zip(claim.values, half, strict=True) if learns), default=0.0)
        for half in halves
    )
    return Verdict(
        Answer.SEEN if with_it > without else Answer.NOT_SEEN,
        Message(
            "The largest learning rate that still learns is {with_it} with normalization, {without} without "
            "(0: none does).",
            with_it=f"{with_it:g}",
            without=f"{without:g}",
        ),
    )


def _of_gradients(claim: Claim, outcomes: Sequence[Outcome], classes: int) -> Verdict:
    def ratio(outcome: Outcome) -> float:
        found = gradients(outcome, last=False)
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(found[0] / found[-1]) if found.size else math.nan

    without, with_it = map(ratio, outcomes)
    kept = math.isfinite(with_it) and with_it >= CLEAR_RATIO * without
    return Verdict(
        Answer.SEEN if kept else Answer.NOT_SEEN,
        Message(
            "Before the first step the gradient of the first layer is {with_it} times that of the last "
            "hidden layer with normalization, {without} times without. Counted as milder from a factor of "
            "{factor} on.",
            with_it=f"{with_it:.2g}",
            without=f"{without:.2g}",
            factor=f"{CLEAR_RATIO:g}",
        ),
    )


def _of_noise(claim: Claim, outcomes: Sequence[Outcome], classes: int) -> Verdict:
    without, with_it = sides(outcomes)
    size, before, after = int(claim.values[0]), without[0].gap, with_it[0].gap
    smaller = math.isfinite(after) and after < before - SMALL_GAP
    # A gap closes, too, where training alone gets worse: that is no regularization.
    as_good = with_it[0].accuracy >= without[0].accuracy - SMALL_GAP
    return Verdict(
        Answer.SEEN if smaller and as_good else Answer.NOT_SEEN,
        Message(
            "At a batch size of {size} training accuracy minus validation accuracy is {with_it} with "
            "normalization, {without} without; validation accuracy at the end is {better} with and {other} "
            "without.",
            size=size,
            better=f"{with_it[0].accuracy:.1%}",
            other=f"{without[0].accuracy:.1%}",
            with_it=percentage_points(after, 1),
            without=percentage_points(before, 1),
        ),
    )


def _of_shift(claim: Claim, outcomes: Sequence[Outcome], classes: int) -> Verdict:
    without, with_it = (
        float(np.mean(shifts(outcome))) if len(outcome.frames) > 1 else math.nan for outcome in outcomes
    )
    return Verdict(
        Answer.SEEN if with_it < without else Answer.NOT_SEEN,
        Message(
            "Per epoch the inputs move by {with_it} standard deviations with normalization, by {without} "
            "without, on average over layers and epochs; validation accuracy at the end is {better} with and "
            "{other} without.",
            with_it=f"{with_it:.2g}",
            without=f"{without:.2g}",
            better=f"{outcomes[1].accuracy:.1%}",
            other=f"{outcomes[0].accuracy:.1%}",
        ),
    )


_VERDICTS: dict[str, Callable[[Claim, Sequence[Outcome], int], Verdict]] = {
    "initial_weights": _of_scales,
    "learning_rates": _of_rates,
    "vanishing": _of_gradients,
    "batch_noise": _of_noise,
    "covariate_shift": _of_shift,
}
