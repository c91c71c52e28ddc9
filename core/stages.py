"""The data of an experiment after each step of its preparation: what a step is given, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from core.bundle import DataBundle, prepare
from core.data.balancing import SAMPLERS
from core.data.decomposition import DECOMPOSITIONS
from core.data.expansion import EXPANSIONS
from core.data.raw import Floats
from core.experiment import Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The same rows three times, each what a network would be given if the preparation ended there.

    Arguments:
        scaled: after scaling alone; of a table, its columns as numbers.
        expanded: with what was made of them; the same as `scaled` where nothing was.
        whole: with as many components as are kept; the same as `expanded` where all are.
    """

    scaled: DataBundle
    expanded: DataBundle
    whole: DataBundle


def stages(experiment: Experiment) -> Stages:
    """The steps of `experiment`, one after the other, before its training part is balanced.

    Raises:
        DataUnavailable: see `core.bundle.prepare`.
    """
    whole = experiment.model_copy(update={"balance": SAMPLERS.pick("none")})
    expanded = whole.model_copy(update={"decomposition": DECOMPOSITIONS.pick("none")})
    scaled = expanded.model_copy(update={"expansion": EXPANSIONS.pick("none")})
    return Stages(scaled=prepare(scaled), expanded=prepare(expanded), whole=prepare(whole))


@dataclass(frozen=True, slots=True)
class Redundant:
    """Columns that say nothing that the others do not say already.

    Arguments:
        copies: numbers of those that equal a column before them in every row.
        constant: numbers of those that have the same value in every row; they are no copies.
    """

    copies: tuple[int, ...]
    constant: tuple[int, ...]


def redundant(x: Floats) -> Redundant:
    """What is redundant in `x`, shape ``(rows, columns)``, bit for bit."""
    seen: set[bytes] = set()
    copies, constant = [], []
    for at in range(x.shape[1]):
        column = x[:, at]
        if (column == column[0]).all():
            constant.append(at)
            continue
        digest = blake2b(column.tobytes(), digest_size=16).digest()
        if digest in seen:
            copies.append(at)
        seen.add(digest)
    return Redundant(tuple(copies), tuple(constant))


def zero_or_one(x: Floats) -> tuple[int, ...]:
    """Numbers of the columns that have both values 0 and 1, and no other, as those of one-hot coding."""
    binary = ((x == 0) | (x == 1)).all(axis=0) & (x.min(axis=0) < x.max(axis=0))
    return tuple(np.flatnonzero(binary).tolist())
