"""A small picture of steps against epochs, as batch size and steps per epoch make them of rows."""

from __future__ import annotations

from dataclasses import dataclass

from core.experiment import Experiment
from core.message import Message

MOST_EPOCHS, FEWEST_EPOCHS = 12, 3
WIDTH, HEIGHT = 280, 46
_TOP, _BOTTOM = 4, 30
_LEAST = 3.0
"""Pixels that a step needs to be drawn by itself."""
COLOUR, OTHER, MARK = "#4a90b8", "#7fb3d1", "#b5741f"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The first epochs of a run, as `keras.Model.fit` has them.

    Arguments:
        rows: of the training part.
        batch_size: rows of a full batch.
        steps_per_pass: batches that go once through all rows; the last one may be smaller.
        epochs: steps of each of the first epochs.
        validated: whether the validation part is looked at after each of them.
        validation_rows: how many of its rows are looked at then.
        validation_batches: in how many batches.
    """

    rows: int
    batch_size: int
    steps_per_pass: int
    epochs: tuple[int, ...]
    validated: tuple[bool, ...]
    validation_rows: int
    validation_batches: int

    @property
    def leftover(self) -> int:
        """Rows of the last batch of a pass."""
        return self.rows - (self.steps_per_pass - 1) * self.batch_size


def timeline(experiment: Experiment, rows: int, val_rows: int) -> Timeline:
    """The timeline of an experiment whose parts have so many rows."""
    size = min(experiment.batch_size, rows)
    per_pass = -(-rows // size)
    limit = min(experiment.steps_per_epoch or per_pass, per_pass)
    # An epoch ends after `limit` steps, or where the rows end.
    of_pass = [min(limit, per_pass - begin) for begin in range(0, per_pass, limit)]
    often = experiment.validation_freq
    shown = min(experiment.epochs, MOST_EPOCHS, max(FEWEST_EPOCHS, often + 1))
    seen = min(experiment.validation_steps * experiment.batch_size or val_rows, val_rows)
    return Timeline(
        rows=rows,
        batch_size=size,
        steps_per_pass=per_pass,
        epochs=tuple(of_pass[epoch % len(of_pass)] for epoch in range(shown)),
        validated=tuple((epoch + 1) % often == 0 for epoch in range(shown)),
        validation_rows=seen,
        validation_batches=-(-seen // experiment.batch_size),
    )


def told(found: Timeline, often: int) -> tuple[Message, Message]:
    """What the picture shows, in words: of training, and of validation.

    Arguments:
        often: epochs between two looks at the validation part.
    """
    training = Message(
        "{rows} rows in batches of {size}: {steps} steps for all rows, the last one with {leftover}. The "
        "first epoch is {first} steps.",
        rows=found.rows,
        size=found.batch_size,
        steps=found.steps_per_pass,
        leftover=found.leftover,
        first=found.epochs[0],
    )
    seen: dict[str, int] = {"rows": found.validation_rows, "batches": found.validation_batches}
    if often == 1:
        return training, Message(
            "Validation (mark) after each epoch, over {rows} rows: {batches} batches.", **seen
        )
    return training, Message(
        "Validation (mark) every {often} epochs, over {rows} rows: {batches} batches.", often=often, **seen
    )


def picture(found: Timeline) -> str:
    """Epochs from left to right in two shades, each divided into its steps where there is room, as SVG.

    As a picture of its own it knows no theme: its colours are to be seen on light and dark alike.
    """
    scale = WIDTH / sum(found.epochs)
    drawn, step = [], 0
    for number, (steps, validated) in enumerate(zip(found.epochs, found.validated, strict=True)):
        colour = OTHER if number % 2 else COLOUR
        left, right = step * scale, (step + steps) * scale
        if scale >= _LEAST:
            drawn += [_bar((step + each) * scale, scale - 1, colour) for each in range(steps)]
        else:
            drawn.append(_bar(left, right - left - 1, colour))
        if right - left > 14:
            drawn.append(
                f'<text x="{(left + right) / 2:.1f}" y="{HEIGHT - 4}" font-family="sans-serif" '
                f'font-size="11" text-anchor="middle" fill="{COLOUR}">{number + 1}</text>'
            )
        if validated:
            drawn.append(f'<path d="M{right - 1:.1f} 0v{_BOTTOM + 4}" stroke="{MARK}" stroke-width="2.5"/>')
        step += steps
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(drawn)}</svg>'
    )


def _bar(x: float, width: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{_TOP}" width="{width:.1f}" height="{_BOTTOM - _TOP}" fill="{colour}"/>'
