"""Comparisons ready to press, as the browser sets them."""

from __future__ import annotations

from typing import Any

from core.comparisons import COMPARISONS, Comparison
from core.message import Translate
from core.propagation.columns import column_of
from core.propagation.question import NORMAL


def examples(_: Translate) -> list[dict[str, Any]]:
    """The examples in the language of `_`.

    Returns:
        For each ``key``, ``label``, ``help`` and what it sets: ``experiment``, of what all columns share,
        ``inputs`` and ``columns`` (see `core.propagation.columns`), texts by path.
    """
    return [_told(comparison, _) for comparison in COMPARISONS.values()]


def _told(comparison: Comparison, _: Translate) -> dict[str, Any]:
    networks = comparison.experiments()
    shared = {*comparison.choices, "bias"}  # no control of the page would show that a bias is not 0
    return {
        "key": comparison.key,
        "label": _(comparison.label),
        "help": _(comparison.help),
        "experiment": {path: text for path, text in networks[0].flat().items() if path in shared},
        "inputs": NORMAL,
        "columns": [column_of(network) for network in networks],
    }
