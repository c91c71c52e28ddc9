"""Code that prepares features after the split: scaled, more made of them, fewer kept, classes balanced."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.choices.registry import Picked
from core.data.decomposition import DECOMPOSITIONS
from core.data.expansion import EXPANSIONS
from core.data.scaling import SCALERS
from core.data.table_columns import DROP, NUMERIC, ColumnSettings
from core.data.table_words import has_weights
from core.experiment import Experiment
from core.export.code import Line, Section, call, call_within, listed, literal
from core.export.table_code import table_choices
from core.message import Message
from core.tables.column import CATEGORY, DATE

_MANY_ROWS = 1_000_000
_SIGNED_LOG = """\
def signed_log(x):
    return np.sign(x) * np.log1p(np.abs(x))
"""

Code = tuple[str, set[str]]
"""An expression and the imports that it needs."""


def preparation_section(experiment: Experiment) -> Section:
    """Code that makes `x_train`, `x_val` and maybe `x_test`, and the targets beside them."""
    table = experiment.dataset.name == "table"
    parts = ["train", "val", *(["test"] if experiment.test_split else [])]
    lines: list[Line] = []
    transformer, imports = _transformer(experiment)
    if "signed_log" in transformer:
        lines += [Message("A logarithm that takes 0 and negative numbers as well."), _SIGNED_LOG]
    rows = ".iloc" if table else ""
    if not transformer:
        lines += [f'x_{part} = x[{part}].astype("float32")' for part in parts]
    else:
        lines.append(f"preparation = {transformer}")
        lines += [
            f"x_{part} = preparation.{'fit_transform' if part == 'train' else 'transform'}"
            f'(x{rows}[{part}]).astype("float32")'
            for part in parts
        ]
    lines += ["", *_targets(experiment, parts)]
    weighted = has_weights(experiment.dataset)
    if weighted:
        lines.append('weights = weights[train].astype("float32")')
    balance, needed = _balance(experiment, weighted=weighted)
    lines += balance
    return Section(
        title=Message("Preparation"),
        text=Message("What prepares the features is fitted on the training part alone."),
        lines=tuple(lines),
        imports=frozenset(imports | needed | {"import numpy as np"}),
    )


def _transformer(experiment: Experiment) -> Code:
    """One transformer of scikit-learn from `x` to what the network is given; "" where nothing is done."""
    steps: list[Code] = []
    if experiment.dataset.name == "table":
        settings = table_choices(experiment.dataset).settings
        steps.append(_columns(replace(settings, scaling=experiment.scaling.name)))
    else:
        steps.append(_scaler(experiment.scaling.name))
    steps.append(_expansion(experiment.expansion))
    decompose = DECOMPOSITIONS[experiment.decomposition.name].build
    if decompose is not None:
        steps.append(_estimator(decompose(experiment.decomposition)))
    return _pipeline([step for step in steps if step[0]])


def _pipeline(steps: list[Code]) -> Code:
    imports = set().union(*(needed for _, needed in steps))
    if len(steps) < 2:
        return (steps[0][0] if steps else ""), imports
    made = call_within(70, "make_pipeline", *(code for code, _ in steps))
    return made, imports | {"from sklearn.pipeline import make_pipeline"}


def _estimator(made: Any) -> Code:
    """A transformer of scikit-learn as it would be written: its class, and what differs from its defaults."""
    kind = type(made)
    defaults = {name: each.default for name, each in inspect.signature(kind).parameters.items()}
    given = made.get_params(deep=False)
    changed = {name: literal(value) for name, value in given.items() if value != defaults[name]}
    if changed.pop("n_quantiles", None) or kind.__name__ == "QuantileTransformer":
        changed["n_quantiles"] = "min(1000, len(train))"
    package = ".".join(kind.__module__.split(".")[:2])
    return call(kind.__name__, **changed), {f"from {package} import {kind.__name__}"}


_FUNCTION = "from sklearn.preprocessing import FunctionTransformer"


def _scaler(key: str) -> Code:
    if key == "none":
        return "", set()
    if key == "log":
        scaler, needed = _scaler("standard")
        return _pipeline([("FunctionTransformer(signed_log)", {_FUNCTION}), (scaler, needed)])
    return _estimator(SCALERS[key].build(_MANY_ROWS))


def _expansion(picked: Picked) -> Code:
    build = EXPANSIONS[picked.name].build
    if build is None:
        return "", set()
    if picked.name != "sine":
        return _estimator(build(picked))
    sines = [f"np.sin({times} * x)" if times > 1 else "np.sin(x)" for times in range(1, picked["waves"] + 1)]
    return f"FunctionTransformer(lambda x: np.hstack([x, {', '.join(sines)}]))", {_FUNCTION}


def _columns(settings: ColumnSettings) -> Code:
    """The `ColumnTransformer` of a table; `numbers` and `categories` are names of its columns."""
    steps, imports = [], {"from sklearn.compose import ColumnTransformer"}
    numbers = settings.of_kind(*NUMERIC, DATE)
    for scaling, names in settings.scaled_by().items():
        code, needed = _numbers(settings, scaling)
        steps.append(f"({literal(scaling)}, {code}, {'numbers' if names == numbers else literal(names)})")
        imports |= needed
    if settings.indicator and settings.missing != DROP and numbers:
        steps.append('("missing", MissingIndicator(error_on_new=False), numbers)')
        imports.add("from sklearn.impute import MissingIndicator")
    if settings.of_kind(CATEGORY):
        code, needed = _categories(settings)
        steps.append(f'("categories", {code}, categories)')
        imports |= needed
    return call("ColumnTransformer", f"[\n{listed(steps)}\n]", sparse_threshold="0"), imports


def _numbers(settings: ColumnSettings, scaling: str) -> Code:
    steps: list[Code] = []
    if settings.missing != DROP:
        fill = f"SimpleImputer(strategy={literal(settings.missing)}, keep_empty_features=True)"
        steps.append((fill, {"from sklearn.impute import SimpleImputer"}))
    steps.append(_scaler(scaling))
    code, imports = _pipeline([step for step in steps if step[0]])
    return code or '"passthrough"', imports


def _categories(settings: ColumnSettings) -> Code:
    options: Mapping[str, Any] = {
        **({"drop": "first"} if settings.dummy else {}),
        **({"min_frequency": settings.rare} if settings.rare else {}),
        "handle_unknown": "infrequent_if_exist" if settings.rare else "ignore",
        "sparse_output": False,
    }
    encode = call("OneHotEncoder", **{name: literal(value) for name, value in options.items()})
    steps: list[Code] = [(encode, {"from sklearn.preprocessing import OneHotEncoder"})]
    if settings.missing != DROP and not settings.indicator:
        fill = 'SimpleImputer(strategy="most_frequent", keep_empty_features=True)'
        steps.insert(0, (fill, {"from sklearn.impute import SimpleImputer"}))
    return _pipeline(steps)


def _targets(experiment: Experiment, parts: list[str]) -> list[Line]:
    if experiment.task != "regression" or not experiment.scale_target:
        return [f"y_{part} = y[{part}]" for part in parts]
    return [
        Message("The target in standard deviations from its mean over the training part."),
        "mean, deviation = y[train].mean(axis=0), y[train].std(axis=0)",
        *(f"y_{part} = (y[{part}] - mean) / deviation" for part in parts),
    ]


def _balance(experiment: Experiment, *, weighted: bool) -> tuple[list[Line], set[str]]:
    picked = experiment.balance
    if experiment.task == "regression" or picked.name == "none":
        return [], set()
    seed = f"random_state={experiment.data_seed}"
    text = Message("As many rows of every class, in the training part alone.")
    if picked.name == "under":
        return [
            "",
            text,
            f"sampler = RandomUnderSampler({seed})",
            "sampler.fit_resample(x_train, y_train)",
            "kept = np.sort(sampler.sample_indices_)",
            "x_train, y_train = x_train[kept], y_train[kept]",
            *(["weights = weights[kept]"] if weighted else []),
        ], {"from imblearn.under_sampling import RandomUnderSampler"}
    lines: list[Line]
    if picked.name == "over":
        lines = [
            "",
            text,
            f"sampler = RandomOverSampler({seed})",
            "x_train, y_train = sampler.fit_resample(x_train, y_train)",
        ]
        weigh: list[Line] = ["weights = weights[sampler.sample_indices_]"] if weighted else []
        return [*lines, *weigh], {"from imblearn.over_sampling import RandomOverSampler"}
    made = f"sampler = SMOTE(k_neighbors={picked['k_neighbors']}, {seed})"
    lines = [
        "",
        text,
        Message("Where two neighbours are equally far, rounding may choose another one than in the run."),
        made,
        "x_train, y_train = sampler.fit_resample(x_train, y_train)",
    ]
    if weighted:
        lines += [
            Message(
                "In the run an added row counts as the row that it begins at, which SMOTE does not tell: "
                "here it counts 1, so that the curve differs a little."
            ),
            "weights = np.append(weights, np.ones(len(y_train) - len(weights), weights.dtype))",
        ]
    return lines, {"from imblearn.over_sampling import SMOTE"}
