"""What TensorFlow writes while it is loaded, left out: a newcomer takes it for failures.

Its lines go past Python to the standard error stream, some of them before `TF_CPP_MIN_LOG_LEVEL` counts.
Only lines that are known to say nothing are left out: information, warnings, and what it calls errors when
there is no GPU. Whoever sets that variable to 0 or 1 gets them all.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO

LEVEL_VARIABLE = "TF_CPP_MIN_LOG_LEVEL"

_NOISE = re.compile(
    r"WARNING: All log messages before absl::InitializeLog\(\)"
    r"|[IW]\d{4} \d\d:\d\d:\d{1,12}\.\d{1,9} {1,20}\d{1,20} [^\s:]{1,200}:\d{1,6}\] "
    r"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}: [IW] "
    r"|To enable the following instructions: "
)
_ERROR = re.compile(r"E\d{4} |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}: E ")
_NO_GPU = re.compile(r"failed call to cuInit|Unable to register cu[A-Z]{1,9} factory")
_LONGEST = 2000
"""Characters of a line that are looked at."""


def wanted(environment: Mapping[str, str]) -> bool:
    """Whether whoever started the lab asks for all of it."""
    return environment.get(LEVEL_VARIABLE, "").strip() in {"0", "1"}


def is_noise(line: str) -> bool:
    """Whether a line of the standard error stream says nothing that anybody needs."""
    begin = line[:_LONGEST]
    return bool(_NOISE.match(begin) or (_ERROR.match(begin) and _NO_GPU.search(begin)))


def pass_on(source: IO[bytes], target: IO[str]) -> None:
    """Write what comes from `source` to `target`, line by line, but for noise, until it ends."""
    with source:
        for data in source:
            line = data.decode(errors="replace")
            if not is_noise(line):
                with suppress(OSError, ValueError):  # nobody reads there any more: else the writer would wait
                    target.write(line)
                    target.flush()


@contextmanager
def quiet() -> Iterator[None]:
    """Leave noise out of the standard error stream of this process, whoever writes there."""
    if wanted(os.environ):
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    source, target = os.fdopen(reading, "rb"), os.fdopen(kept, "w", closefd=False)
    passing = threading.Thread(target=pass_on, args=(source, target), name="tensorflow-log", daemon=True)
    passing.start()
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)  # closes the pipe's last end: the thread comes to its end
        passing.join()
        target.close()
        os.close(kept)
