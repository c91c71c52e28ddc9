"""How often a comparison over seeds claims a difference where there is none, and finds one where there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bench.experiments import playground
from bench.result import Bar, Line
from bench.rounds import progress
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.significance import LOOKS, Answer, compare, over_seeds
from core.significance.paired import FALSE_ALARMS

COMPARISONS = 1000
RUNS = 400
"""Of each experiment: every comparison draws its runs from these, none twice."""
EPOCHS, RATE, TOO_HIGH = 10, 0.1, 100.0
ACCURACY_MARGIN, LOSS_MARGIN = 0.01, 0.01

_SELDOM = Bar("at most", FALSE_ALARMS, of="value")


def lines(rounds: int | None) -> Sequence[Line]:
    """Experiments beside themselves, and beside one that is a little different."""
    steady = playground(layers=(4, 2), epochs=EPOCHS, learning_rate=RATE)
    slower = playground(layers=(4, 2), epochs=EPOCHS, learning_rate=RATE / 2)
    diverging = playground(epochs=EPOCHS, activation="relu", learning_rate=TOO_HIGH)
    runs = {name: _results(each) for name, each in (("steady", steady), ("diverging", diverging))}
    lost = float(np.mean(np.isnan(runs["diverging"][:, 0])))
    rng = np.random.default_rng(0)
    steady_loss, steady_accuracy = runs["steady"].T
    found = [
        _itself("validation accuracy", steady_accuracy, "higher", ACCURACY_MARGIN, rng),
        _itself("validation loss", steady_loss, "lower", LOSS_MARGIN, rng),
        _itself(
            f"validation loss where {lost:.0%} of the runs diverge",
            runs["diverging"][:, 0],
            "lower",
            LOSS_MARGIN,
            rng,
        ),
    ]
    return [*found, _found(steady_loss, _results(slower)[:, 0], rng)]


def _results(experiment: Experiment) -> np.ndarray:
    """Validation loss and accuracy at the end of every run; NaN where it diverged. Shape ``(RUNS, 2)``."""
    found: list[tuple[float, float]] = []
    for each in over_seeds(experiment, range(RUNS)):
        trainer = Trainer(each)
        while not trainer.finished:
            trainer.advance(10.0)
        frame = trainer.frame()
        assert frame.val_loss is not None and frame.val_metric is not None
        ended = np.isfinite(frame.val_loss)
        found.append((frame.val_loss, frame.val_metric) if ended else (np.nan, np.nan))
    progress(f"{RUNS} runs: {np.nanmean(found, axis=0)} +- {np.nanstd(found, axis=0)}")
    return np.array(found, float)


def _claims(one: np.ndarray, other: np.ndarray, better: Any, margin: float) -> list[Answer]:
    """What is said after each of `LOOKS`, until a difference is claimed."""
    answers: list[Answer] = []
    for look in LOOKS:
        answers.append(compare(one[:look], other[:look], margin=margin, better=better).answer)  # type: ignore[arg-type]
        if answers[-1] in (Answer.FIRST, Answer.SECOND):
            break
    return answers


def _itself(what: str, values: np.ndarray, better: str, margin: float, rng: np.random.Generator) -> Line:
    ends = []
    for _ in range(COMPARISONS):
        drawn = rng.permutation(values)[: 2 * LOOKS[-1]]
        ends.append(_claims(drawn[: LOOKS[-1]], drawn[LOOKS[-1] :], better, margin)[-1])
    claimed = sum(end in (Answer.FIRST, Answer.SECOND) for end in ends)
    same = sum(end is Answer.NO_DIFFERENCE for end in ends)
    return Line(
        what=f"an experiment with itself, {what}",
        unit="claim a difference",
        values=(claimed / COMPARISONS,),
        bar=_SELDOM,
        note=f"{COMPARISONS} comparisons, each looked at after {', '.join(map(str, LOOKS))} seeds and ended "
        f"by the first claim; {same / COMPARISONS:.0%} say in the end that there is no difference",
    )


def _found(one: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> Line:
    better = Answer.FIRST if one.mean() < other.mean() else Answer.SECOND
    right, wrong = 0, 0
    for _ in range(COMPARISONS):
        drawn = rng.permutation(RUNS)[: LOOKS[-1]]
        end = _claims(one[drawn], other[drawn], "lower", LOSS_MARGIN)[-1]
        right += end is better
        wrong += end in (Answer.FIRST, Answer.SECOND) and end is not better
    return Line(
        what="half the learning rate, validation loss",
        unit="find the better one",
        values=(right / COMPARISONS,),
        bar=Bar("at least", 0.8, of="value"),
        note=f"means {one.mean():.4f} and {other.mean():.4f}, deviations {one.std():.4f} and "
        f"{other.std():.4f}; {wrong} of {COMPARISONS} claim the opposite",
    )
