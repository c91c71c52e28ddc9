"""Which rows make up which step: a pure function of the seed and the step's number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batches:
    """The order of the rows through all epochs; the last batch of an epoch may be smaller, as in `fit`.

    Arguments:
        rows: rows of the training part.
        batch_size: rows of a full batch, at most `rows`.
        seed: the run's batch seed.
        shuffle: a new order every epoch; otherwise the first epoch's order for all.
    """

    rows: int
    batch_size: int
    seed: int
    shuffle: bool

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one epoch, the leftover batch included."""
        return -(-self.rows // self.batch_size)

    def epoch_order(self, epoch: int) -> Indices:
        """The rows of epoch `epoch` (from 0) in the order in which they are used, shape ``(rows,)``."""
        return _permutation(self.rows, self.seed, epoch if self.shuffle else 0)

    def take(self, first: int, steps: int, capacity: int) -> tuple[Indices, Indices]:
        """Row numbers and row counts of `steps` steps beginning with step `first`.

        Returns:
            Rows, shape ``(capacity, batch_size)``, padded with 0, and the number of real rows of each
            step, shape ``(capacity,)``.
        """
        rows = np.zeros((capacity, self.batch_size), np.int32)
        counts = np.zeros(capacity, np.int32)
        done = 0
        while done < steps:
            epoch, begin = divmod(first + done, self.steps_per_epoch)
            taken = min(steps - done, self.steps_per_epoch - begin)
            flat = self.epoch_order(epoch)[begin * self.batch_size : (begin + taken) * self.batch_size]
            rows[done : done + taken].reshape(-1)[: len(flat)] = flat
            counts[done : done + taken] = self.batch_size
            counts[done + taken - 1] -= taken * self.batch_size - len(flat)
            done += taken
        return rows, counts


@lru_cache(maxsize=32)
def _permutation(rows: int, seed: int, epoch: int) -> Indices:
    generator = np.random.Generator(np.random.Philox(key=np.array([seed, epoch], np.uint64)))
    order = generator.permutation(rows).astype(np.int32)
    order.setflags(write=False)
    return order
