"""The features of all parts: as they are, and as the network is given them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.features import FEATURES, features_of
from core.data.preparation import Preparation, Steps
from core.data.raw import Floats, RawData
from core.data.split_choices import Parts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PreparedParts:
    """Training, validation and test part.

    Arguments:
        raw: features in their own units, float32, shape ``(rows, features)``.
        x: what the network is given, float32, shape ``(rows, columns)``.
        scaled_train: the training part's features after scaling, before anything is made of them.
        points: places in the plane of the training and the validation part; None for other data.
        fitted: what was fitted on the training part.
        raw_names, names: of the columns of `raw` and of `x`.
    """

    raw: tuple[Floats, Floats, Floats]
    x: tuple[Floats, Floats, Floats]
    scaled_train: Floats
    points: tuple[Floats, Floats] | None
    fitted: Preparation
    raw_names: tuple[str, ...]
    names: tuple[str, ...]


def of_arrays(
    raw: RawData, parts: Parts, steps: Steps, features: Sequence[str], names: Sequence[str]
) -> PreparedParts:
    """Prepare columns of numbers.

    Arguments:
        features: what is made of points in the plane (keys of `FEATURES`); empty for other data.
        names: of the columns of other data.

    Raises:
        DataUnavailable: see `Preparation.fit`.
    """
    train, val, test = raw.x[parts.train], raw.x[parts.val], raw.x[parts.test]
    points = None
    if features:
        points = train, val
        train, val, test = (features_of(each, features) for each in (train, val, test))
        names = [FEATURES[key].label for key in features]
    fitted = Preparation.fit(train, steps)
    x_train = fitted.apply(train)
    return PreparedParts(
        raw=(train, val, test),
        x=(x_train, fitted.apply(val), fitted.apply(test)),
        scaled_train=x_train if fitted.keeps_columns else fitted.scaler.apply(train),
        points=points,
        fitted=fitted,
        raw_names=tuple(names),
        names=fitted.names(names),
    )


def whole_pipeline(steps: Steps, features: Sequence[str], rows: int) -> Any:
    """From rows as they were loaded to what the network is given: one pipeline, not yet fitted.

    Arguments:
        features: what is made of points in the plane; empty for other data.
        rows: of the training part.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    pipeline = steps.pipeline(rows)
    if not features:
        return pipeline
    made = FunctionTransformer(
        features_of, feature_names_out=_feature_labels, kw_args={"keys": tuple(features)}
    )
    return Pipeline([("features", made), *pipeline.steps])


def _feature_labels(transformer: Any, names: Any) -> Any:
    return np.array([FEATURES[key].label for key in transformer.kw_args["keys"]], object)
