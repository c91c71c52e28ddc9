"""Answers, as JSON, to what the page "Initialization" asks: networks measured layer by layer, and the theory.

Sentences are messages still (`core.message.Message.to_json`): whoever shows them knows the language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.activations import ACTIVATIONS
from core.choices.initializers import INITIALIZERS, at_scale, scale_of
from core.diagnosis.remedies import Remedy
from core.diagnosis.verdict import Verdict, verdict
from core.experiment import Experiment
from core.frame import Edges
from core.hyperparameters import MAX_SEED
from core.json_numbers import number, numbers
from core.message import Invalid, Message
from core.propagation.evidence import evidence_of
from core.propagation.isometry import isometry
from core.propagation.measured import MeasuredPropagation, common_edges, measure
from core.propagation.question import NORMAL, ComparisonQuestion, Question, Rows
from core.statistics.layers import root_mean_square
from core.theory import (
    Propagation,
    critical_weight_variance,
    predict,
    predict_spread,
    weight_variance,
)

Numbers = npt.NDArray[np.float64]

KEPT = 64
"""Columns, of all visitors: while one of several is changed, the others need not be measured again."""


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a question as JSON: see `Question.read` and, for ``columns``, `ComparisonQuestion.read`.

    Raises:
        Invalid: something about the question is wrong, or cannot be measured.
    """
    if "columns" in asked:
        return compare(ComparisonQuestion.read(asked))
    return measured(Question.read(asked))


def compare(question: ComparisonQuestion) -> dict[str, Any]:
    """`measured` for each column, with common edges of the histograms and without Jacobians: ``{"columns"}``.

    Raises:
        Invalid: see `ComparisonQuestion.rows`.
    """
    edges = common_edges([one.experiment for one in question.columns], question.rows())
    return {"columns": [_column(one, edges) for one in question.columns]}


@lru_cache(KEPT)
def _column(question: Question, edges: Edges) -> dict[str, Any]:
    return measured(question, edges)


def measured(question: Question, edges: Edges | None = None) -> dict[str, Any]:
    """Measure and predict what `question` asks for.

    Gradients are relative to those of the last hidden layer, whose size is an assumption. Numbers that are
    not finite are null.

    Arguments:
        edges: of the histograms of networks side by side, which are asked for without a Jacobian.

    Returns:
        ``units``, ``seeds``, ``rows``, and

        - ``lines``: for activation, preactivation, gradient and weight_gradient ``mean``, ``low``, ``high``
          (over the networks) and ``theory`` (or null), each an entry per layer;
        - ``saturated``, ``dead``: shares, means over the networks; null where units can do neither;
          ``saturated_theory``;
        - ``histograms``: of the first network's activations; ``jacobian``: of it, too (see
          `core.propagation.isometry`), or null for a single network or several columns: it takes too long
          for every turn of the dial;
        - ``differing``: how much the mean square of one row's activations differs from network to network by
          theory, ``shares`` of it for each layer (or null), and a ``note`` that says where that is from or
          why there is none; null where there is no Jacobian;
        - ``dial``: see `dial`; ``notes``: sentences;
        - ``verdict``: see `core.diagnosis.verdict`; its ``remedy`` is null or has a ``label`` and, as
          ``change``, the texts by path that it puts in the place of others.

    Raises:
        Invalid: see `Question.rows`.
    """
    experiment, x = question.experiment, question.rows()
    found = [measure(_drawn(experiment, at), x, seed=at, edges=edges) for at in range(question.networks)]
    predicted, notes = _predicted(experiment, x, question.inputs)
    evidence = evidence_of(experiment, found, predicted, inputs=root_mean_square(x))
    entries = [ACTIVATIONS[activation.name] for activation in experiment.activations]
    wanted = question.networks > 1 and edges is None
    bounds = [bound for each in entries for bound in (each.saturated_below, each.saturated_above)]
    saturates = any(map(math.isfinite, bounds))
    dies = any(each.dead_at is not None for each in entries)
    return {
        "units": list(experiment.layers),
        "seeds": question.networks,
        "rows": len(x),
        "lines": _lines(found, predicted),
        "saturated": numbers(_mean([one.saturated for one in found])) if saturates else None,
        "saturated_theory": numbers(predicted.saturated) if saturates and predicted else None,
        "dead": numbers(_mean([one.dead for one in found])) if dies else None,
        "histograms": _histograms(found[0]),
        "jacobian": isometry(experiment, x, predicted) if wanted else None,
        "differing": _differing(experiment, x, question.inputs) if wanted else None,
        "dial": dial(experiment),
        "verdict": _verdict(verdict(evidence), experiment),
        "notes": [note.to_json() for note in notes],
    }


def _verdict(found: Verdict, experiment: Experiment) -> dict[str, Any]:
    told = {"kind": found.kind, "what": found.what.to_json(), "why": found.why.to_json()}
    return told | {"remedy": found.remedy and _remedy(found.remedy, experiment)}


def _remedy(remedy: Remedy, experiment: Experiment) -> dict[str, Any] | None:
    """Its button, and all texts of the choices that it changes; None where they do not go together."""
    mended, errors = Experiment.lenient(remedy.applied(experiment))
    if errors:
        return None
    fields = {path.partition(".")[0] for path in remedy.change}
    change = {path: text for path, text in mended.flat().items() if path.partition(".")[0] in fields}
    return {"label": remedy.what.to_json(), "change": change}


def dial(experiment: Experiment) -> dict[str, Any]:
    """The dial and its readings, for a hidden layer as wide as the last one, fed by one as wide.

    Returns:
        ``path`` of the choice that it turns and its ``value`` (null: the initializer has no scale), ``unit``:
        standard deviation of a weight at a scale of 1 (null: not known), ``width``, and what the standard
        deviation would be by ``he`` and ``glorot`` and where theory sees gradients kept (``critical``, or
        null: nowhere, normalization makes the scale nearly irrelevant, residual connections pass gradients
        by, or activation functions differ).
    """
    entry, width = INITIALIZERS[experiment.initializer.name], experiment.layers[-1]
    layer = len(experiment.layers) - 1
    try:
        unit = math.sqrt(weight_variance(at_scale(experiment.initializer, 1.0), width, width, layer) / width)
    except Invalid:
        unit = None
    return {
        "path": None if entry.dial is None else f"initializer.{entry.dial.key}",
        "value": scale_of(experiment.initializer),
        "unit": number(unit) if unit else None,
        "width": width,
        "he": number(math.sqrt(2 / width)),
        "glorot": number(math.sqrt(1 / width)),
        "critical": _critical(experiment, width),
    }


def _critical(experiment: Experiment, width: int) -> float | None:
    activation = experiment.one_activation
    if experiment.normalization.name != "none" or experiment.residual or activation is None:
        return None
    try:
        return number(math.sqrt(critical_weight_variance(activation, experiment.bias_scale**2) / width))
    except Invalid:
        return None


def _drawn(experiment: Experiment, at: int) -> Experiment:
    """The same choices with weights drawn anew; the first is the experiment's own network."""
    return experiment.model_copy(update={"weight_seed": (experiment.weight_seed + at) % (MAX_SEED + 1)})


def _predicted(experiment: Experiment, x: Rows, inputs: str) -> tuple[Propagation | None, Sequence[Message]]:
    try:
        predicted = predict(experiment, x.shape[1], _size(experiment, x, inputs))
    except Invalid as error:
        return None, [error.message]
    return predicted, predicted.notes


def _size(experiment: Experiment, x: Rows, inputs: str) -> float:
    """Mean square of the inputs; with batch normalization around the mean of each feature."""
    if inputs == NORMAL:
        return 1.0
    if experiment.normalization_entry.over_rows:
        return float(x.var(axis=0, dtype=np.float64).mean())
    return float(np.square(x, dtype=np.float64).mean())


def _differing(experiment: Experiment, x: Rows, inputs: str) -> dict[str, Any]:
    try:
        found = predict_spread(experiment, x.shape[1], _size(experiment, x, inputs))
    except Invalid as error:
        return {"shares": None, "note": error.message.to_json()}
    return {"shares": numbers(found.activation_square), "note": found.note.to_json()}


def _lines(found: Sequence[MeasuredPropagation], predicted: Propagation | None) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        theory: dict[str, Numbers] = {}
        if predicted is not None:
            theory = {
                "activation": predicted.activation_std,
                "preactivation": np.sqrt(predicted.preactivation_variance),
                "gradient": np.sqrt(predicted.backward),
                "weight_gradient": predicted.weight_gradient / predicted.weight_gradient[-1],
            }
        measured: dict[str, list[Numbers]] = {
            "activation": [one.activation_std for one in found],
            "preactivation": [one.preactivation_std for one in found],
            "gradient": [one.gradient / one.gradient[-1] for one in found],
            "weight_gradient": [one.weight_gradient / one.weight_gradient[-1] for one in found],
        }
        return {
            name: {
                "mean": numbers(_mean(values)),
                "low": numbers(np.min(values, axis=0)),
                "high": numbers(np.max(values, axis=0)),
                "theory": numbers(theory[name]) if name in theory else None,
            }
            for name, values in measured.items()
        }


def _histograms(found: MeasuredPropagation) -> dict[str, Any]:
    edges = found.activations[0].edges
    return {
        "edges": [number(edges.low), number(edges.high), edges.bins],
        "counts": [[int(count) for count in one.counts] for one in found.activations],
        "out": [[int(one.under), int(one.over), int(one.nonfinite)] for one in found.activations],
    }


def _mean(values: Sequence[Numbers]) -> Numbers:
    with np.errstate(all="ignore"):
        mean: Numbers = np.mean(values, axis=0)
    return mean
