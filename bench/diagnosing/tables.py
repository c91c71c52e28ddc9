"""Tables that are made up, of which it is known what is wrong with them, and ones with which nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas

from core import open_table

ROWS = 600
IMBALANCES, LEAKS, AMOUNTS = 14, 14, 12
"""Tables of each kind."""
SOUND = 6
"""Tables of each kind with which nothing is wrong."""
SETTLED = 600
"""Steps after which a class that is found at all is found."""

Made = Iterator[tuple[dict[str, Any], int]]
"""What is chosen, and after how many steps the lab is asked."""


def imbalanced() -> Made:
    """One row in 12 to 30 of the rarer class, which lies within the other; at last three classes."""
    for seed in range(IMBALANCES):
        rng = np.random.default_rng(seed)
        share, shift = (0.033, 0.05, 0.08)[seed % 3], rng.uniform(0.2, 0.9)
        yield _imbalanced(rng, share=share, shift=shift, more=seed == IMBALANCES - 1), SETTLED


def imbalanced_and_found() -> Made:
    """As few rows of the rarer class, which lies apart, by two columns together."""
    for seed in range(SOUND):
        yield _imbalanced(np.random.default_rng(100 + seed), share=0.08, shift=3.0, apart=True), SETTLED


def leaking() -> Made:
    """A column that is filled in later: the target with little noise, in other units, or as another word."""
    for seed in range(LEAKS):
        rng = np.random.default_rng(200 + seed)
        frame = _frame(rng)
        if seed % 2:
            frame["y"] = frame["a"] + 0.5 * rng.normal(size=ROWS)
            later = {
                0: 3 * frame["y"] + 1,
                1: np.exp(frame["y"]),
                2: frame["y"] + 0.03 * rng.normal(size=ROWS),
            }
            frame["later"] = later[seed // 2 % 3]
        else:
            answer = frame["a"] + rng.normal(size=ROWS) > 0
            frame["y"] = np.where(answer, "yes", "no")
            later = {0: answer + 0.1 * rng.normal(size=ROWS), 1: np.where(answer, "paid", "open")}
            frame["later"] = later[seed // 2 % 2]
        yield _chosen(frame, rng), (0, 300)[seed % 4 > 1]


def honest_columns() -> Made:
    """A column that says much about the target, and not all."""
    for seed in range(SOUND):
        rng = np.random.default_rng(300 + seed)
        frame = _frame(rng)
        if seed % 2:
            frame["y"] = frame["a"] + 0.3 * rng.normal(size=ROWS)
        else:
            frame["y"] = np.where(frame["a"] + 0.3 * rng.normal(size=ROWS) > 0, "yes", "no")
        yield _chosen(frame, rng), 300


def amounts_below_zero() -> Made:
    """Losses for counts and amounts, and targets that are standardized, or no amounts at all."""
    for seed in range(AMOUNTS):
        rng = np.random.default_rng(400 + seed)
        loss = ("poisson", "mean_squared_logarithmic_error")[seed % 2]
        chosen = _chosen(_counts(rng), rng) if seed % 3 else {"dataset": ("diabetes", "hills")[seed % 2]}
        yield (
            {**chosen, "layers": (8,) * (1 + seed % 2), "loss": loss, "scale_target": True},
            300 * (seed % 4 > 0),
        )


def amounts() -> Made:
    """The same losses, and counts as they are."""
    for seed in range(SOUND):
        rng = np.random.default_rng(500 + seed)
        loss = ("poisson", "mean_squared_logarithmic_error")[seed % 2]
        yield {**_chosen(_counts(rng), rng), "loss": loss, "scale_target": False}, 300


def _frame(rng: np.random.Generator) -> pandas.DataFrame:
    return pandas.DataFrame(rng.normal(size=(ROWS, 3)), columns=list("abc"))


def _imbalanced(
    rng: np.random.Generator, *, share: float, shift: float, more: bool = False, apart: bool = False
) -> dict[str, Any]:
    frame = _frame(rng)
    rare = rng.random(ROWS) < share
    frame.loc[rare, ["a", "b"] if apart else "a"] += shift
    frame["y"] = np.where(rare, "rare", "usual")
    if more:
        frame.loc[(frame["b"] > 0) & ~rare, "y"] = "other"
    return {**_chosen(frame, rng), "stratify": True, "learning_rate": 0.003}


def _counts(rng: np.random.Generator) -> pandas.DataFrame:
    frame = _frame(rng)
    frame["y"] = rng.poisson(np.exp(0.6 * frame["a"])).astype(float)
    return frame


def _chosen(frame: pandas.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
    kinds = {"y": "number"} if pandas.api.types.is_numeric_dtype(frame["y"]) else None
    return {
        "dataset": open_table(frame, target="y", kinds=kinds),
        "layers": (8,) * int(rng.integers(1, 3)),
        "weight_seed": int(rng.integers(1000)),
    }
