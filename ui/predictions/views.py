"""The views of the page, by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ui.predictions.of_classes import calibration_view, curves_view, matrix_view
from ui.predictions.of_numbers import predicted_view, residuals_view
from ui.predictions.row_layers import layers_view
from ui.predictions.rows_table import rows_view
from ui.predictions.shown import Shown

VIEWS: Mapping[str, Callable[[Shown], None]] = {
    "matrix": matrix_view,
    "curves": curves_view,
    "calibration": calibration_view,
    "predicted": predicted_view,
    "residuals": residuals_view,
    "rows": rows_view,
    "layers": layers_view,
}
