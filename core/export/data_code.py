"""Code that loads a data set: `x`, one row for each example, and `y`, class numbers or numbers to predict."""

from __future__ import annotations

from core.choices.registry import Picked
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.images import IMAGES
from core.data.sources.tables import TABLES
from core.experiment import Experiment
from core.export.code import Line, Section, literal
from core.export.plane_code import CURVES, FEATURES, PLANES
from core.export.table_code import table_code
from core.message import Message

NUMPY = "import numpy as np"
PANDAS = "import pandas as pd"
KERAS = "import keras"

_TITLE = Message("Data")
_DRAWN = Message("Points in the plane. What is left to chance follows from the seed: it is always the same.")
_PICTURES = 70_000
"""Of each image set."""


def data_section(experiment: Experiment) -> Section:
    """Code that makes `x` and `y`.

    Raises:
        DataUnavailable: a table of one's own that is not here.
    """
    dataset, key = experiment.dataset, experiment.dataset.name
    if key in PLANES:
        lines = [*PLANES[key](dataset, experiment.data_seed), *_features(experiment.features)]
        text = Message("Your own points in the plane.") if key == "points" else _DRAWN
        return _section(text, lines, NUMPY)
    if key in CURVES:
        lines = CURVES[key](dataset, experiment.data_seed)
        return _section(Message("A curve of one input, at places that the seed decides."), lines, NUMPY)
    if key in TABLES:
        return _of_scikit_learn(experiment)
    if key in IMAGES:
        return _images(experiment)
    if key in FETCHED:
        return _fetched(experiment)
    return table_code(dataset)


def _section(text: Message, lines: list[Line], *imports: str) -> Section:
    return Section(title=_TITLE, text=text, lines=tuple(lines), imports=frozenset(imports))


def _features(keys: tuple[str, ...]) -> list[Line]:
    """What the network is given of `points`."""
    if keys == ("x1", "x2"):
        return ["x = points"]
    return [
        Message("What the network is given of each point."),
        "x1, x2 = points.T",
        f"x = np.column_stack([{', '.join(FEATURES[key] for key in keys)}])",
    ]


def _of_scikit_learn(experiment: Experiment) -> Section:
    key = experiment.dataset.name
    options = "scaled=False, " if key == "diabetes" else ""
    lines: list[Line] = [f"x, y = load_{key}({options}return_X_y=True)"]
    entry = experiment.dataset_entry
    rows = next(int(each.high) for each in entry.parameters if each.key == "samples")  # type: ignore[union-attr]
    lines += _sampled(experiment, rows)
    imports = [f"from sklearn.datasets import load_{key}"]
    if len(lines) > 1:
        imports.append(NUMPY)
    return _section(Message("A small table that comes with scikit-learn."), lines, *imports)


def _images(experiment: Experiment) -> Section:
    lines: list[Line] = [
        f"(x, y), (more_x, more_y) = keras.datasets.{experiment.dataset.name}.load_data()",
        "x = np.concatenate([x, more_x]).reshape(-1, 784)",
        "y = np.concatenate([y, more_y]).astype(int)",
        *_sampled(experiment, _PICTURES),
        "x = x.astype(float)",
    ]
    return _section(Message("Pictures of 28 by 28 pixels, which Keras downloads."), lines, NUMPY, KERAS)


def _fetched(experiment: Experiment) -> Section:
    key = experiment.dataset.name
    table = FETCHED[key]
    name, origin = literal(table.files[0]), literal(table.origin)
    lines: list[Line] = [f"path = keras.utils.get_file(\n    {name},\n    origin={origin},\n)"]
    imports = [KERAS, NUMPY]
    if key == "auto_mpg":
        names = [*table.columns[: -len(_ORIGINS)], "origin"]
        columns = ", ".join(map(literal, ["mpg", *names]))
        imports.append(PANDAS)
        lines += [
            f"names = [\n    {columns},\n]",
            'options = {"na_values": "?", "comment": "\\t", "sep": " ", "skipinitialspace": True}',
            "table = pd.read_csv(path, names=names, **options)",
            Message("Cars without horsepower are left out; the origin becomes a column for each region."),
            "table = table.dropna()",
            'origin = np.eye(3)[table.pop("origin").astype(int) - 1]',
            'y = table.pop("mpg").to_numpy()',
            "x = np.column_stack([table.to_numpy(float), origin])",
        ]
    else:
        lines += ["archive = np.load(path)", 'x, y = archive["x"], archive["y"]']
    rows = next(int(each.high) for each in experiment.dataset_entry.parameters if each.key == "samples")  # type: ignore[union-attr]
    lines += _sampled(experiment, rows)
    return _section(Message("A table that Keras downloads."), lines, *imports)


_ORIGINS = ("usa", "europe", "japan")


def _sampled(experiment: Experiment, available: int) -> list[Line]:
    """Fewer rows than there are, and noise: that of `core.data.sources.sampling`."""
    picked: Picked = experiment.dataset
    lines: list[Line] = []
    fewer = picked["samples"] < available
    if fewer or picked["noise"]:
        lines += ["", f"rng = np.random.default_rng({experiment.data_seed})"]
    if fewer and experiment.task != "regression":
        lines += [
            Message("Fewer rows, the classes in equal shares."),
            "order = rng.permutation(len(y))",
            "turn = np.empty(len(y))",
            "for label in np.unique(y):",
            "    members = np.flatnonzero(y[order] == label)",
            "    turn[members] = (np.arange(len(members)) + 0.5) / len(members)",
            "    turn[members[0]] = 0",
            f'rows = np.sort(order[np.argsort(turn, kind="stable")][:{picked["samples"]}])',
            "x, y = x[rows], y[rows]",
        ]
    elif fewer:
        lines += [
            Message("Fewer rows."),
            f"rows = np.sort(rng.permutation(len(y))[:{picked['samples']}])",
            "x, y = x[rows], y[rows]",
        ]
    if picked["noise"]:
        lines += [
            Message("Noise, in percent of each feature's standard deviation."),
            'x = x.astype("float32")',
            f"deviation = x.std(axis=0, dtype=float) * ({literal(float(picked['noise']))} / 100)",
            'x = x + rng.standard_normal(x.shape, dtype="float32") * deviation',
        ]
    return lines
