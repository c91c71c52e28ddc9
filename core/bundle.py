"""What training and pictures get: the data of an experiment, split first, then prepared and balanced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.choices.losses import Target
from core.choices.registry import Picked
from core.data.balancing import SAMPLERS, Drawn, Shares, ToBalance
from core.data.cache import BoundedCache
from core.data.catalogue import Dataset
from core.data.estimated import Estimated
from core.data.features import features_of
from core.data.preparation import Preparation
from core.data.prepared_parts import of_arrays, whole_pipeline
from core.data.raw import Floats, Labels, RawData, Rows
from core.data.sources.tables import TABLES, feature_names
from core.data.split_choices import Parts, ToSplit, parts_of
from core.experiment import Experiment
from core.memory import cache_bytes

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


@dataclass(frozen=True, slots=True, eq=False)
class AddedRows:
    """Rows that balancing added at the end of the training part, and between which rows of the data they lie.

    Arguments:
        rows, neighbours: row numbers of the loaded data, shape ``(added,)``; the same where a row was copied.
        shares: how far each lies from the first towards the second, 0 to below 1.
    """

    rows: Rows
    neighbours: Rows
    shares: Shares


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True, kw_only=True)
class DataBundle:
    """The data of one experiment. All arrays are read-only, so that threads can share them.

    Arguments:
        x_train, x_val: what the network is given, float32, shape ``(rows, columns)``.
        y_train, y_val: class index (int64) or target (float32, standardized when the experiment says
            so), shape ``(rows,)``; several targets ``(rows, targets)``.
        weights_train: how much each row of the training part counts, float32, shape ``(rows,)``; None where
            all count the same. A row that was added counts as the one that it begins at.
        x_test, y_test: the same of the test part, which neither fitting nor validation looks at; mostly none.
        raw_train, raw_val, raw_test: features in their own units, before anything was made of them.
        scaled_train: the training part's features after scaling.
        points_train, points_val: the rows' places in the plane, float32, shape ``(rows, 2)``; None for other
            data.
        train_rows, val_rows, test_rows: which rows of the loaded data the parts are; no row is in two of
            them. A row that was added counts as the one that it begins at.
        added: what balancing added; None where it added nothing.
        preparation: scaling and what comes after it, fitted on the training part alone, before balancing.
        target_mean, target_std: ``y * target_std + target_mean`` is the target in its own units; 0 and 1
            when the target is not standardized. Of several targets, arrays with one for each.
        features: what is made of a point (keys of `FEATURES`); empty where data are not in the plane.
        raw_names: one per feature, before anything is made of them.
        feature_names: one per column of x.
        class_names: one per class (source text of the catalogue); empty for regression.
        column: of data with a single input that is a number, its name where they are a table, else "". None
            for other data.
    """

    x_train: Floats
    y_train: Labels
    weights_train: Floats | None
    x_val: Floats
    y_val: Labels
    x_test: Floats
    y_test: Labels
    raw_train: Floats
    raw_val: Floats
    raw_test: Floats
    scaled_train: Floats
    points_train: Floats | None
    points_val: Floats | None
    train_rows: Rows
    val_rows: Rows
    test_rows: Rows
    added: AddedRows | None
    preparation: Preparation
    target_mean: Any
    target_std: Any
    features: tuple[str, ...]
    raw_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    column: str | None = None

    @property
    def on_a_line(self) -> bool:
        """Whether there is one input and one number to answer, so that what a network answers is a curve."""
        return self.column is not None and not self.class_names and self.y_train.ndim == 1

    @property
    def arrays(self) -> tuple[npt.NDArray[np.generic], ...]:
        """Every array once."""
        held = (self.x_train, self.y_train, self.x_val, self.y_val, self.raw_train, self.raw_val)
        places = (self.points_train, self.points_val, self.train_rows, self.val_rows)
        apart: tuple[npt.NDArray[np.generic], ...] = (
            self.x_test,
            self.raw_test,
            self.y_test,
            self.test_rows,
            self.scaled_train,
        )
        if self.weights_train is not None:
            apart += (self.weights_train,)
        if self.added is not None:
            apart += (self.added.rows, self.added.neighbours, self.added.shares)
        found = (array for array in (*held, *places, *apart) if array is not None)
        return tuple({id(array): array for array in found}.values())

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(array.nbytes for array in self.arrays)

    def inputs_of(self, points: Floats) -> Floats:
        """What the network is given for any points of the plane: their features, as those of the rows.

        Arguments:
            points: float32, shape ``(points, 2)``, in the plane's own units.

        Returns:
            float32, shape ``(points, columns)``. The data have to be in the plane.
        """
        return self.preparation.apply(features_of(points, self.features))

    def inputs_along(self, x: Floats) -> Floats:
        """What the network is given for any values of the only input, in its own unit.

        Arguments:
            x: float32, shape ``(points,)``. The data have to have a single input (`column`).

        Returns:
            float32, shape ``(points, columns)``.
        """
        if not self.column:
            return self.preparation.apply(x[:, None])
        import pandas

        assert isinstance(self.preparation.whole, Estimated)
        return self.preparation.whole.apply(pandas.DataFrame({self.column: x.astype(np.float64)}))

    @staticmethod
    def targets(
        y: Labels, kind: Target | None, classes: int
    ) -> npt.NDArray[np.float32] | npt.NDArray[np.int32]:
        """`y` as a Keras loss takes it.

        Arguments:
            y: class indices or targets, shape ``(rows,)``.
            kind: a loss's `target`; None stands for one column per class when there are more than two,
                else a single column.
            classes: number of classes; 0 for regression.

        Returns:
            ``column``: float32, ``(rows, 1)``, or a column per target; ``sign``: the same, with -1 for
            class 0 and 1 for class 1; ``one_hot``: float32, ``(rows, classes)``; ``index``: int32,
            ``(rows,)``.
        """
        if kind == "index":
            return y.astype(np.int32)
        if kind == "one_hot" or (kind is None and classes > 2):
            return np.eye(classes, dtype=np.float32)[y]
        column = y.astype(np.float32).reshape(len(y), -1)
        return 2 * column - 1 if kind == "sign" else column


def prepare(experiment: Experiment) -> DataBundle:
    """The data of `experiment`: load, split, fit the preparation on the training part, apply it to all parts.

    In that order, because a scaling that has seen the validation rows would tell training about them; for the
    same reason balancing comes last and adds to the training part alone.
    Equal data are held once, whatever else differs between experiments; may be called from any thread.

    Raises:
        DataUnavailable: the data set is not here and cannot be fetched, one's own points are too few, or a
            class has too few rows to be balanced in the way that was picked.
    """
    return _cache.get(_choices(experiment), lambda: _prepare(experiment))


def pipeline(experiment: Experiment) -> Pipeline:
    """What prepares the data of `experiment`: a `sklearn.pipeline.Pipeline`, fitted on its training part.

    It takes rows as they were loaded: arrays of features, points of the plane, or for a table a pandas frame
    with its columns (`core.data.table_columns.prepared_frame`). What it gives is what the network is given,
    to rounding in single precision.

    Raises:
        DataUnavailable: see `prepare`.
    """
    fitted = prepare(experiment).preparation.whole
    if isinstance(fitted, Estimated) and not _features(experiment):
        found: Pipeline = fitted.transformer
        return found
    entry = experiment.dataset_entry
    raw = entry.load(experiment.dataset, experiment.data_seed)
    train = split_of(experiment, raw).train
    return whole_pipeline(experiment.preparation, _features(experiment), len(train)).fit(
        raw.x[train].astype(np.float64)
    )


def _choices(experiment: Experiment) -> tuple[object, ...]:
    """The choices that the data depend on."""
    return (
        experiment.dataset,
        _features(experiment),
        experiment.preparation,
        experiment.split,
        experiment.validation_split,
        experiment.test_split,
        _stratified(experiment),
        _standardized(experiment),
        _balanced(experiment),
        experiment.data_seed,
    )


def _features(experiment: Experiment) -> tuple[str, ...]:
    return experiment.features if experiment.dataset_entry.plane else ()


def _stratified(experiment: Experiment) -> bool:
    return experiment.stratify and experiment.task != "regression"


def _standardized(experiment: Experiment) -> bool:
    return experiment.scale_target and experiment.task == "regression"


def _balanced(experiment: Experiment) -> Picked:
    return experiment.balance if experiment.task != "regression" else SAMPLERS.pick("none")


def _prepare(experiment: Experiment) -> DataBundle:
    entry = experiment.dataset_entry
    raw = entry.load(experiment.dataset, experiment.data_seed)
    parts = split_of(experiment, raw)
    features = _features(experiment)
    if raw.table is None:
        made = of_arrays(raw, parts, experiment.preparation, features, () if features else _names(entry))
    else:
        # Loaded when a table is: the first page needs neither pandas nor the room of tables.
        from core.data.table_preparation import of_table

        made = of_table(raw.table, parts, experiment.preparation)
    train, classes = parts.train, experiment.class_names if raw.table is None else raw.table.classes
    mean, deviation = _mean_and_std(raw.y[train]) if _standardized(experiment) else (0.0, 1.0)
    y_train = _standardize(raw.y[train], mean, deviation)
    drawn = _drawn(experiment, made.x[0], y_train, classes)
    of_drawn = _unchanged if drawn is None else drawn.of
    x_train = of_drawn(made.x[0])
    in_table = numbers_of_rows(raw)
    bundle = DataBundle(
        x_train=x_train,
        y_train=y_train if drawn is None else y_train[drawn.rows],
        weights_train=_weights(raw, train if drawn is None else train[drawn.rows]),
        x_val=made.x[1],
        y_val=_standardize(raw.y[parts.val], mean, deviation),
        x_test=made.x[2],
        y_test=_standardize(raw.y[parts.test], mean, deviation),
        raw_train=x_train if made.raw[0] is made.x[0] else of_drawn(made.raw[0]),
        raw_val=made.raw[1],
        raw_test=made.raw[2],
        scaled_train=x_train if made.scaled_train is made.x[0] else of_drawn(made.scaled_train),
        points_train=None if made.points is None else of_drawn(made.points[0]),
        points_val=None if made.points is None else made.points[1],
        train_rows=in_table(train if drawn is None else train[drawn.rows]),
        val_rows=in_table(parts.val),
        test_rows=in_table(parts.test),
        added=None if drawn is None else _added(drawn, in_table(train)),
        preparation=made.fitted,
        target_mean=mean,
        target_std=deviation,
        features=features,
        raw_names=made.raw_names,
        feature_names=made.names,
        class_names=classes,
        column=_column(raw),
    )
    for array in bundle.arrays:
        array.setflags(write=False)
    return bundle


def numbers_of_rows(raw: RawData) -> Callable[[Rows], Rows]:
    """From places among the rows that are learned from to row numbers of the loaded data."""
    if raw.table is None:
        return lambda rows: rows
    numbers = raw.table.rows
    return lambda rows: numbers[rows]


def _column(raw: RawData) -> str | None:
    """Name of the only input where it is a number, "" where it has none; None where there are others."""
    if raw.table is None:
        return "" if raw.x.shape[1] == 1 else None
    from core.data.table_columns import NUMERIC

    name, *others = raw.table.settings.kinds
    return None if others or raw.table.settings.kinds[name] not in NUMERIC else name


def _weights(raw: RawData, rows: Rows) -> Floats | None:
    """Of the rows with these places among those that are learned from."""
    return None if raw.weights is None else raw.weights[rows]


def _unchanged(x: Floats) -> Floats:
    return x


def split_of(experiment: Experiment, raw: RawData) -> Parts:
    """Which of the loaded rows are in which part, by their places among those that are learned from.

    Raises:
        DataUnavailable: they cannot be split in the way that was picked.
    """
    given = ToSplit(
        y=raw.y,
        share=experiment.validation_split,
        seed=experiment.data_seed,
        stratify=_stratified(experiment),
        values=None if raw.table is None else raw.table.values,
    )
    return parts_of(experiment.split, given, experiment.test_split)


def _drawn(experiment: Experiment, x: Floats, y: Labels, classes: Sequence[str]) -> Drawn | None:
    picked = _balanced(experiment)
    draw = SAMPLERS[picked.name].draw
    if draw is None:
        return None
    return draw(picked, ToBalance(x, y, experiment.data_seed, classes))


def _added(drawn: Drawn, train: Rows) -> AddedRows | None:
    if not drawn.added:
        return None
    kept = len(drawn.rows) - drawn.added
    return AddedRows(train[drawn.rows[kept:]], train[drawn.neighbours[kept:]], drawn.shares[kept:])


def _mean_and_std(y: Labels) -> tuple[Any, Any]:
    """Of the target; of several, of each."""
    if y.ndim > 1:
        deviation = y.std(axis=0, dtype=np.float64)
        return y.mean(axis=0, dtype=np.float64), np.where(deviation > 0, deviation, 1.0)
    return float(y.mean(dtype=np.float64)), float(y.std(dtype=np.float64)) or 1.0


def _standardize(y: Labels, mean: Any, deviation: Any) -> Labels:
    if np.all(mean == 0) and np.all(deviation == 1):
        return y
    scaled: Floats = ((y - mean) / deviation).astype(np.float32)
    return scaled


def _names(entry: Dataset) -> tuple[str, ...]:
    if entry.key in TABLES:
        return feature_names(entry.key)
    if entry.columns:
        return entry.columns
    _, width = entry.image or (1, entry.features)
    return tuple(f"pixel_{at // width}_{at % width}" for at in range(entry.features))


_cache: BoundedCache[tuple[object, ...], DataBundle] = BoundedCache(cache_bytes())
