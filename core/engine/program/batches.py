"""Which rows make up which step: a pure function of the seed and the step's number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int32]

BLOCK_ROWS = 16_384
"""Row numbers that are drawn at a time: drawing each pass by itself would cost as much as training on it."""


@dataclass(frozen=True, slots=True)
class Batches:
    """The order of the rows, and where epochs begin and end, as in `keras.Model.fit`.

    A pass goes through all rows once; its last batch may be smaller. Without `limit` a pass is an epoch.
    With it an epoch has that many steps and the next one goes on where it ended, until the pass is over:
    that ends an epoch too.

    Arguments:
        rows: rows of the training part.
        batch_size: rows of a full batch, at most `rows`.
        seed: the run's batch seed.
        shuffle: a new order every pass; otherwise the first pass's order for all.
        limit: `steps_per_epoch` of `fit`; 0 for a whole pass.
    """

    rows: int
    batch_size: int
    seed: int
    shuffle: bool
    limit: int = 0

    @property
    def steps_per_pass(self) -> int:
        """Steps through all rows, the leftover batch included."""
        return -(-self.rows // self.batch_size)

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one epoch; the one that ends a pass may have fewer."""
        return min(self.limit or self.steps_per_pass, self.steps_per_pass)

    @property
    def _epochs_per_pass(self) -> int:
        return -(-self.steps_per_pass // self.steps_per_epoch)

    def first_step(self, epoch: int) -> int:
        """The step with which epoch `epoch` (from 0) begins."""
        passed, inside = divmod(epoch, self._epochs_per_pass)
        return passed * self.steps_per_pass + inside * self.steps_per_epoch

    def epochs_done(self, step: int) -> int:
        """Complete epochs after `step` steps."""
        passed, inside = divmod(step, self.steps_per_pass)
        return passed * self._epochs_per_pass + inside // self.steps_per_epoch

    def epoch(self, step: int) -> float:
        """Epochs after `step` steps, with the fraction of the current one."""
        done = self.epochs_done(step)
        begin = self.first_step(done)
        return done + (step - begin) / (self.first_step(done + 1) - begin)

    def epoch_end(self, step: int) -> int:
        """Steps taken when the epoch is complete that is under way after `step` steps."""
        return self.first_step(self.epochs_done(step) + 1)

    def order(self, number: int) -> Indices:
        """The rows of pass `number` (from 0) in the order in which they are used, shape ``(rows,)``."""
        at = number if self.shuffle else 0
        block = _block(self.rows, self.batch_size, self.seed, at // self._passes_per_block)
        inside = at % self._passes_per_block
        steps = block[inside * self.steps_per_pass : (inside + 1) * self.steps_per_pass]
        return steps.reshape(-1)[: self.rows]

    def counts(self, first: int, steps: int) -> Indices:
        """Real rows of each of `steps` steps beginning with step `first`, shape ``(steps,)``."""
        counts = np.full(steps, self.batch_size, np.int32)
        leftover = self.rows - (self.steps_per_pass - 1) * self.batch_size
        counts[(-first - 1) % self.steps_per_pass :: self.steps_per_pass] = leftover
        return counts

    def take(self, first: int, steps: int, capacity: int) -> tuple[Indices, Indices]:
        """Row numbers and row counts of `steps` steps beginning with step `first`.

        Returns:
            Rows, shape ``(capacity, batch_size)``, padded with 0, and the number of real rows of each
            step, shape ``(capacity,)``.
        """
        rows = np.zeros((capacity, self.batch_size), np.int32)
        counts = np.zeros(capacity, np.int32)
        counts[:steps] = self.counts(first, steps)
        # Unshuffled, every pass is the first one, and so is every block's part that counts.
        length = self.steps_per_pass * (self._passes_per_block if self.shuffle else 1)
        done = 0
        while done < steps:
            number, begin = divmod(first + done, length)
            taken = min(steps - done, length - begin)
            block = _block(self.rows, self.batch_size, self.seed, number if self.shuffle else 0)
            rows[done : done + taken] = block[begin : begin + taken]
            done += taken
        return rows, counts

    @property
    def _passes_per_block(self) -> int:
        return _passes(self.rows)


def _passes(rows: int) -> int:
    return max(1, BLOCK_ROWS // rows)


@lru_cache(maxsize=1024)
def _block(rows: int, batch_size: int, seed: int, block: int) -> Indices:
    """Rows of all steps of a block of passes, shape ``(steps, batch_size)``, padded with 0."""
    generator = np.random.Generator(np.random.Philox(key=np.array([seed, block], np.uint64)))
    passes, steps = _passes(rows), -(-rows // batch_size)
    padded = np.zeros((passes, steps * batch_size), np.int32)
    padded[:, :rows] = generator.permuted(np.tile(np.arange(rows, dtype=np.int32), (passes, 1)), axis=1)
    table = padded.reshape(-1, batch_size)
    table.setflags(write=False)
    return table
