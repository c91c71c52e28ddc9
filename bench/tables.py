"""Reports as text: aligned for a terminal, or as the Markdown table of docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.result import Line, Report

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
_HEAD = ("Measured", "Value", "Compared with", "Its value", "Ratio", "Reach", "Reached", "Aim", "Reached")


def as_text(environment: Mapping[str, str], reports: Iterable[Report]) -> str:
    """The environment, then for each benchmark an aligned table and what exactly was compared."""
    parts = ["\n".join(f"{key}: {value}" for key, value in environment.items())]
    for report in reports:
        rows = [_HEAD, *(_cells(line) for line in report.lines)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
        table = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
        ]
        notes = [f"  * {line.what}: {text}" for line in report.lines for text in _remarks(line)]
        head = f"== {report.name} ({report.seconds:.0f} s)"
        error = [f"It ended early: {report.error}"] if report.error else []
        parts.append("\n".join([head, *(row.rstrip() for row in table), *notes, *error]))
    return "\n\n".join(parts)


def as_markdown(environment: Mapping[str, str], reports: Iterable[Report]) -> str:
    """The same as Markdown: one table for all benchmarks."""
    parts = ["\n".join(f"- {key}: {value}" for key, value in environment.items()), ""]
    parts += ["| " + " | ".join(_HEAD) + " |", "| --- " * len(_HEAD) + "|"]
    notes: list[str] = []
    for report in reports:
        if report.error:
            notes.append(f"- {report.name} ended early: {report.error}")
        for line in report.lines:
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(line)) + " |")
            notes += [f"- {line.what}: {text}" for text in _remarks(line)]
    return "\n".join([*parts, "", *notes])


def put_between_markers(page: Path, table: str) -> None:
    """Replace what stands between the two marker comments of `page` by `table`.

    Raises:
        ValueError: the markers are not there, each once and in order.
    """
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise ValueError(
            f"Expected the lines {BEGIN} and {END} once in {page}. Put them where the table goes."
        )
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def shown(number: float | None) -> str:
    """Three digits that matter, without an exponent."""
    if number is None:
        return "–"
    if number and abs(number) < 0.001:
        return f"{number:.1e}"
    digits = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2 if abs(number) >= 1 else 3
    return f"{number:,.{digits}f}"


def _cells(line: Line) -> tuple[str, ...]:
    bar = line.bar
    reach = aim = ""
    if bar is not None:
        unit = "x" if bar.of == "ratio" else f" {line.unit}"
        more = " more" if bar.of == "difference" else ""
        reach = f"{bar.side} {bar.limit:g}{unit}{more}"
        aim = f"{bar.aim:g}{unit}" if bar.aim is not None else ""
    unit_of_reference = f" {line.unit}" if line.reference is not None else ""
    return (
        line.what,
        "not measured" if line.value is None else f"{shown(line.value)} {line.unit}",
        line.against,
        f"{shown(line.reference)}{unit_of_reference}" if line.against else "",
        _ratio(line),
        reach,
        _answer(line.reached),
        aim,
        _answer(line.aim_reached),
    )


def _ratio(line: Line) -> str:
    if line.ratio is None:
        return ""
    spread = line.spread
    between = f" ({shown(spread[0])} to {shown(spread[1])})" if spread and len(line.values) > 1 else ""
    return f"{shown(line.ratio)}x{between}"


def _answer(reached: bool | None) -> str:
    return "" if reached is None else "yes" if reached else "no"


def _remarks(line: Line) -> list[str]:
    return [text for text in (line.note, line.missing and f"not measured: {line.missing}") if text]
