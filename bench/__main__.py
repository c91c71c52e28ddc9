"""``python -m bench``: list the benchmarks, run one or all, print what they found."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.environment import environment
from bench.registry import BENCHMARKS
from bench.result import Report
from bench.rounds import progress
from bench.tables import as_markdown, as_text, put_between_markers

os.environ.setdefault(
    "GRADIENT_LAB_SECRET", secrets.token_hex(32)
)  # benchmarks name visitors, servers know them
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read when TensorFlow is imported


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 1 when a benchmark ended early, whatever the numbers are."""
    options = _parser().parse_args(arguments)
    if options.name is None:
        print(listed())
        return 0
    around = environment()
    names = list(BENCHMARKS) if options.name == "all" else [options.name]
    # Several: each in a process of its own, so that none inherits the threads and the memory of another.
    measure = measured_apart if len(names) > 1 else measured
    reports = [measure(name, options.rounds) for name in names]
    if options.markdown is not None:
        put_between_markers(options.markdown, as_markdown(around, reports))
    print(_json(around, reports) if options.json else as_text(around, reports))
    return 1 if any(report.error for report in reports) else 0


def listed() -> str:
    """The benchmarks, a line each."""
    width = max(map(len, BENCHMARKS))
    return "\n".join(f"{name.ljust(width)}  {benchmark.about}" for name, benchmark in BENCHMARKS.items())


def measured(name: str, rounds: int | None) -> Report:
    """Run a benchmark here. What it raises is raised."""
    progress(f"{name}: {BENCHMARKS[name].about}")
    began = time.perf_counter()
    lines = tuple(BENCHMARKS[name].run(rounds))
    return Report(name, lines, time.perf_counter() - began)


def measured_apart(name: str, rounds: int | None) -> Report:
    """Run a benchmark in a process of its own. When that fails, the report says so and the others go on."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench", name, "--json"]
    command += ["--rounds", str(rounds)] if rounds else []
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode:
        error = f"its process ended with {ended.returncode}; its words are on stderr"
        return Report(name, (), time.perf_counter() - began, error)
    return Report.from_json(json.loads(ended.stdout)["benchmarks"][0])


def _json(around: dict[str, Any], reports: Sequence[Report]) -> str:
    body = {"environment": around, "benchmarks": [report.to_json() for report in reports]}
    return json.dumps(body, indent=2, ensure_ascii=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast the lab is.")
    parser.add_argument("name", nargs="?", choices=[*BENCHMARKS, "all"], help="nothing lists the benchmarks")
    parser.add_argument(
        "--rounds", type=_positive, help="measurements of each side (each benchmark has its own)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="PAGE",
        help="also replace the table between the markers of this page",
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, received {number}")
    return number


if __name__ == "__main__":
    sys.exit(main())
