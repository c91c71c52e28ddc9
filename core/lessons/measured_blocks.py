"""The blocks of a lesson that speak of measured numbers, read from what a teacher wrote."""

from __future__ import annotations

from collections.abc import Mapping

from core.choices.fields import shown, unknown
from core.lessons.blocks import (
    ACROSS,
    EPOCHS,
    EXPERIMENTS,
    LAYERS,
    LINEAR,
    LOG,
    SCALES,
    Picture,
    Run,
    Sketch,
    Trial,
)
from core.lessons.conditions import Bounds, Condition, Measured
from core.lessons.measures import END, HIGHEST, LOWEST, NAMED_LAYERS, TIMES, Measure
from core.lessons.names import name_in
from core.lessons.problem import Problem
from core.lessons.quantities import QUANTITIES
from core.lessons.written import Written
from core.message import Message

Trials = Mapping[str, Trial]

FURTHEST = 1e12
"""From 0, of the ends of a sketch's axis; they are 0, or no nearer to it than one over this."""


def read_measure(given: Written, *, layers: bool = False) -> Measure:
    """What is measured.

    Arguments:
        layers: whether it is of all layers, so that none has to be named.

    Raises:
        Problem: it is none of `QUANTITIES`, or a layer or time does not fit it.
    """
    key = given.one_of("quantity", QUANTITIES)
    layer, over_layer = _layer(given, "layer"), _layer(given, "over_layer")
    of_layer = QUANTITIES[key].of_layer is not None
    if layers and not of_layer:
        raise Problem(
            given.line_of("quantity"),
            Message("Expected a quantity of layers, received {got}.", got=shown(key)),
        )
    if of_layer and not layer and not layers:
        raise Problem(given.line, Message("Expected a line “layer: …”: this quantity is of a layer."))
    if not of_layer and (layer or over_layer):
        raise Problem(
            given.line_of("layer"), Message("This quantity is of the run as a whole: leave out the layer.")
        )
    return Measure(
        quantity=key,
        layer=layer,
        over_layer=over_layer,
        when=_time(given, "when", END),
        over_when=_time(given, "over_when", ""),
    )


def _layer(given: Written, key: str) -> str:
    found = given.text(key, "")
    if found and found not in NAMED_LAYERS and not (found.isdecimal() and 1 <= int(found) <= 100):
        raise Problem(
            given.line_of(key),
            Message(
                "Expected the number of a layer, or one of: {names}. Received {got}.",
                names=", ".join(NAMED_LAYERS),
                got=shown(found),
            ),
        )
    return found


def _time(given: Written, key: str, default: str) -> str:
    found = given.text(key, default)
    if found != default and found not in TIMES and not (found.isdecimal() and len(found) < 6):
        raise Problem(
            given.line_of(key),
            Message(
                "Expected an epoch, or one of: {names}. Received {got}.",
                names=", ".join(TIMES),
                got=shown(found),
            ),
        )
    return found


def read_measured(given: Written, trials: Trials) -> Measured:
    """A number of an experiment, or two compared."""
    found = Measured(
        measure=read_measure(given),
        experiment=given.one_of("experiment", trials),
        divided_by=given.one_of("divided_by", ["", *trials], ""),
        minus=given.one_of("minus", ["", *trials], ""),
    )
    if found.divided_by and found.minus:
        raise Problem(given.line_of("minus"), Message("Expected one of divided_by and minus, received both."))
    return found


def read_bounds(given: Written) -> Bounds | None:
    """`at_least` and `at_most`; None where neither is given."""
    low, high = given.number("at_least"), given.number("at_most")
    if low is not None and high is not None and low > high:
        raise Problem(given.line_of("at_least"), Message("Expected at_least to be no larger than at_most."))
    return None if low is None and high is None else Bounds(at_least=low, at_most=high)


def read_condition(given: Written, trials: Trials) -> Condition:
    """A number and its bounds."""
    measured, bounds = read_measured(given, trials), read_bounds(given)
    if bounds is None:
        raise Problem(given.line, Message("Expected a line “at_least: …” or “at_most: …” here."))
    return Condition(measured=measured, bounds=bounds)


def named_trials(given: Written, key: str, trials: Trials) -> tuple[str, ...]:
    """Names of experiments, those of `key`."""
    found = tuple(node.text() for node in given.need(key).listed())
    for name in found:
        if name not in trials:
            raise Problem(given.line_of(key), unknown(name, trials))
    return tuple(dict.fromkeys(found))


def read_run(given: Written, trials: Trials) -> Run:
    """Experiments to train, and the pictures of them."""
    experiments = named_trials(given, "experiments", trials)
    beside = named_trials(given, "beside", trials) if given.has("beside") else ()
    pictures = tuple(map(_picture, given.parts("pictures")))
    return Run(experiments=experiments, pictures=pictures, beside=beside)


def _picture(given: Written) -> Picture:
    over = given.one_of("over", ACROSS, EPOCHS)
    found = Picture(
        measure=read_measure(given, layers=over == LAYERS),
        over=over,
        scale=given.one_of("scale", SCALES, LINEAR),
    )
    if over == LAYERS and found.measure.when in (LOWEST, HIGHEST):
        raise Problem(
            given.line_of("when"), Message("Expected start, end or an epoch: layers are drawn at one time.")
        )
    given.done()
    return found


def _end(given: Written, key: str) -> float:
    """An end of a sketch's axis: numbers that a plot can tell apart, and whose decades it can write."""
    found = given.need(key).number()
    if abs(found) > FURTHEST or 0 < abs(found) < 1 / FURTHEST:
        raise Problem(
            given.line_of(key),
            Message(
                "Expected 0, or a size from {low} to {high}, received {got}.",
                low=f"{1 / FURTHEST:g}",
                high=f"{FURTHEST:g}",
                got=shown(given.text(key)),
            ),
        )
    return found


def read_sketch(given: Written, trials: Trials) -> Sketch:
    """A prediction to draw."""
    over = given.one_of("over", [each for each in ACROSS if each != EXPERIMENTS])
    low, high = _end(given, "low"), _end(given, "high")
    scale = given.one_of("scale", SCALES, LINEAR)
    if not low < high or (scale == LOG and low <= 0):
        raise Problem(
            given.line_of("low"),
            Message("Expected low to be below high, and above 0 on a logarithmic scale."),
        )
    return Sketch(
        name=name_in(given, "name"),
        question=given.text("question"),
        experiment=given.one_of("experiment", trials),
        measure=read_measure(given, layers=over == LAYERS),
        over=over,
        low=low,
        high=high,
        scale=scale,
    )
