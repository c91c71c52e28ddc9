"""How TensorFlow and XLA run. Imported before TensorFlow, which reads this once for the whole process."""

from __future__ import annotations

import os

SMALL_LOOP_BYTES = 150_000
"""Loops whose every turn reads and writes less are compiled into one function, without XLA's run-time tasks:
for a net of 8-8-8 a step then takes a quarter of the time and an eighth of the processor's. Larger products
are faster as tasks, in libraries made for them (measured: docs/performance.md)."""

_OPTIONS = (
    f"--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold={SMALL_LOOP_BYTES}",
    # Else max(NaN, 0) may be 0: a network that broke would look as if it did not.
    "--xla_cpu_enable_fast_min_max=false",
)


WAITING_THREADS = 16
"""Threads for TensorFlow operations that take long, such as compiling, or a call of a large network. With one
per core, which is usual, two of these hold up everything else."""


def set_options() -> None:
    """Add our options to the environment; those that are given there already stay as they are."""
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", str(WAITING_THREADS))
    given = os.environ.get("XLA_FLAGS", "")
    ours = [option for option in _OPTIONS if option.partition("=")[0] not in given]
    os.environ["XLA_FLAGS"] = " ".join([*given.split(), *ours])
