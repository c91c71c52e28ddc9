"""What is done to features after the split: scaled, more made of them, fewer kept; fitted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.choices.registry import Picked
from core.data.decomposition import DECOMPOSITIONS
from core.data.estimated import Estimated
from core.data.expansion import EXPANSIONS, MOST_COLUMNS
from core.data.raw import DataUnavailable, Floats
from core.data.scaling import SCALERS, Transform
from core.message import Message

MOST_CELLS = 10_000_000
"""Numbers, rows times columns, that scikit-learn works on: 80 MB in double precision, some seconds."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What was picked, in the order in which it is done.

    Arguments:
        scaling: of `SCALERS`.
        expansion: of `EXPANSIONS`.
        decomposition: of `DECOMPOSITIONS`.
    """

    scaling: Picked
    expansion: Picked
    decomposition: Picked

    @property
    def heavy(self) -> bool:
        """Whether scikit-learn works on all of the data, in double precision."""
        return not self.only_scale or SCALERS[self.scaling.name].affine is None

    @property
    def only_scale(self) -> bool:
        """Whether the columns stay what they are."""
        return self.expansion.name == self.decomposition.name == "none"

    def columns(self, columns: int) -> int:
        """Columns that the network is given of so many features."""
        expanded = EXPANSIONS[self.expansion.name].columns(self.expansion, columns)
        return DECOMPOSITIONS[self.decomposition.name].columns(self.decomposition, expanded)

    def widest(self, columns: int) -> int:
        """The most columns that there are on the way."""
        return max(columns, EXPANSIONS[self.expansion.name].columns(self.expansion, columns))

    def pipeline(self, rows: int) -> Any:
        """All steps as a `sklearn.pipeline.Pipeline`, not yet fitted.

        Arguments:
            rows: of the training part.
        """
        from sklearn.pipeline import Pipeline

        return Pipeline([("scaling", SCALERS[self.scaling.name].build(rows)), *self.after_scaling()])

    def after_scaling(self) -> list[tuple[str, Any]]:
        """The steps of `pipeline` that come after scaling: name and transformer."""
        steps = []
        expand = EXPANSIONS[self.expansion.name].build
        if expand is not None:
            steps.append(("expansion", expand(self.expansion)))
        decompose = DECOMPOSITIONS[self.decomposition.name].build
        if decompose is not None:
            steps.append(("decomposition", decompose(self.decomposition)))
        return steps


@dataclass(frozen=True, slots=True, eq=False)
class Preparation:
    """The steps, fitted on the training part alone.

    Arguments:
        scaler: the first step alone.
        whole: all steps; the same as `scaler` where there is no other.
    """

    scaler: Transform
    whole: Transform

    @classmethod
    def fit(cls, x: Floats, steps: Steps) -> Preparation:
        """Fit `steps` on the training part's features, shape ``(rows, features)``.

        Raises:
            DataUnavailable: more components than rows.
        """
        if steps.only_scale:
            scaler = SCALERS[steps.scaling.name].fit(x)
            return cls(scaler, scaler)
        check_rows(steps, len(x))
        pipeline = steps.pipeline(len(x)).fit(x.astype(np.float64))
        return cls(Estimated(pipeline[:1]), Estimated(pipeline))

    def apply(self, x: Floats) -> Floats:
        """`x`, shape ``(rows, features)``, as the network is given it."""
        return x if self.whole.identity else self.whole.apply(x)

    @property
    def keeps_columns(self) -> bool:
        """Whether the columns that come out are the scaled features, one for each."""
        return self.whole is self.scaler

    @property
    def components(self) -> Any:
        """The fitted `sklearn.decomposition.PCA`; None where all columns are kept."""
        steps = getattr(getattr(self.whole, "transformer", None), "named_steps", {})
        return steps.get("decomposition")

    def names(self, features: Sequence[str]) -> tuple[str, ...]:
        """Names of the columns that come out, by those that go in."""
        if self.keeps_columns:
            return tuple(features)
        assert isinstance(self.whole, Estimated)
        found = self.whole.transformer.get_feature_names_out(np.array(features, object))
        return tuple(str(name) for name in found)


def check_rows(steps: Steps, rows: int) -> None:
    """Refuse more components than the training part has `rows`.

    Raises:
        DataUnavailable: there are too few.
    """
    kept = steps.decomposition.get("count", 0)
    if kept > rows:
        raise DataUnavailable(
            Message(
                "Expected at most as many components as there are rows in the training part, {rows}; "
                "received {got}. Lower the number of components.",
                rows=rows,
                got=kept,
            )
        )


def too_many_features(made: int, features: int) -> Message:
    """What to say where an expansion makes more than `MOST_COLUMNS`."""
    return Message(
        "Expected at most {limit} features, received {got}: of {features} features that many are made. "
        "Lower the degree, or choose none.",
        limit=MOST_COLUMNS,
        got=made,
        features=features,
    )


def too_many_components(kept: int, features: int) -> Message:
    """What to say where there are fewer features than components."""
    return Message(
        "Expected at most as many components as there are features, {limit}; received {got}.",
        limit=features,
        got=kept,
    )
