"""Experiments for which code is written: one for each entry of every menu, and mixtures."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas

from core.choices.losses import LOSSES
from core.choices.metrics import METRICS
from core.choices.registry import Menu, Picked
from core.data.features import FEATURES
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.images import IMAGES
from core.data.split_choices import SPLITS
from core.experiment import FIELDS, Experiment
from core.own_table import open_table

BASE: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 200, "noise": 10},
    "layers": (6, 5),
    "batch_size": 80,
    "epochs": 50,
    "optimizer": "adam",
    "learning_rate": 0.01,
}
OF_TASK = {"binary": "gauss", "multiclass": "iris", "regression": "hills"}
FOUR_POINTS = "AAAA0__AA1AA__1____0"
HOSTILE = "\"); __import__('os').abort() #\n'''\\N{DIGIT ONE}"
ELSEWHERE = {*IMAGES, *FETCHED}
"""Data sets that have to be on this machine."""


def table(**settings: Any) -> Picked:
    """A table of one's own: numbers, dates and categories, some missing, names hard to quote."""
    random = np.random.default_rng(3)
    rows = 150
    size = random.normal(size=rows)
    frame = pandas.DataFrame(
        {
            HOSTILE: size,
            "count": random.integers(0, 40, rows),
            "when": pandas.Timestamp("2024-01-01") + pandas.to_timedelta(random.integers(0, 900, rows), "D"),
            "sort": random.choice(["cat", "dog", "'", '"""'], rows),
            "weighs": random.uniform(0.5, 2, rows).round(2),
            "group": random.integers(0, 30, rows),
            "label": np.where(size + random.normal(size=rows) > 0, "no", "yes\\"),
            "price": size * 3 + random.normal(size=rows),
            "more": random.normal(size=rows),
        }
    )
    frame.loc[random.choice(rows, 20, replace=False), [HOSTILE]] = np.nan
    frame.loc[random.choice(rows, 9, replace=False), ["sort"]] = None
    frame.loc[random.choice(rows, 5, replace=False), ["label", "price"]] = None
    return open_table(frame, **{"target": "label", "columns": {"price": "ignore"}, **settings})


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Experiments with tables of one's own."""
    return {
        "table": {"dataset": table()},
        "table-weights": {
            "dataset": table(columns={"weighs": "weight", "price": "ignore", "count": "log"}),
            "class_weight": "balanced",
        },
        "table-dummy": {"dataset": table(coding="dummy", missing="drop"), "scaling": "minmax"},
        "table-rare": {"dataset": table(rare=0.2, missing="mean", indicator=True), "scaling": "quantile"},
        "table-number": {"dataset": table(target="price", columns={"label": "ignore"}), "scaling": "none"},
        "table-targets": {"dataset": table(target=["price", "more"], columns={"label": "ignore"})},
        "table-kinds": {"dataset": table(target="count", kinds={"count": "category"})},
        "table-expanded": {
            "dataset": table(),
            "expansion": {"name": "polynomial", "interaction_only": True},
            "decomposition": {"name": "pca", "count": 4, "whiten": True},
            "initializer": "per_layer",
        },
        "table-over": {
            "dataset": table(columns={"weighs": "weight", "price": "ignore"}),
            "balance": "over",
            "test_split": 0.2,
        },
        **{
            f"table-{key}": {"dataset": table(), "split": {"name": key, "column": column}, "test_split": 0.1}
            for key, column in (("time", "when"), ("group", "group"))
        },
    }


def of_entry(field: str, key: str) -> dict[str, Any]:
    """The smallest change of `BASE` that picks an entry of a menu."""
    match field, key:
        case "dataset", "points":
            return {"dataset": {"name": key, "points": FOUR_POINTS * 9}, "batch_size": 8}
        case "dataset", "table":
            return {"dataset": table()}
        case "loss", _ if key != "auto":
            tasks = LOSSES[key].tasks
            return {"loss": key, "dataset": OF_TASK[next(task for task in OF_TASK if task in tasks)]}
        case "split", _ if SPLITS[key].by_column:
            return tables()[f"table-{key}"]
        case "balance", _:
            return {"balance": key, "dataset": {"name": "clouds", "samples": 130}}
        case "convolutions", "conv2d":
            picked = {"name": key, "filters": (4, 6), "pooling": "average"}
            return {"convolutions": picked, "dataset": {"name": "digits", "samples": 120}}
        case "normalization", "group":
            return {"normalization": key, "layers": (6, 4)}
        case "optimizer", "adadelta":
            return {"optimizer": key, "learning_rate": 1.0}
        case _:
            return {field: key}


@cache
def one_by_one() -> dict[str, dict[str, Any]]:
    """An experiment for each entry of every menu, by name."""
    found = {
        f"{field}-{key}": of_entry(field, key)
        for field, menu in FIELDS.items()
        if isinstance(menu, Menu)
        for key in menu.registry
    }
    found |= {f"feature-{key}": {"features": (key, "x1")} for key in FEATURES if key != "x1"}
    found |= {
        f"metric-{key}": {"metrics": (key,), "dataset": "iris" if "top" in key else "circle"}
        for key, metric in METRICS.items()
        if "regression" not in metric.tasks
    }
    found |= {f"metric-{key}": {"metrics": (key,), "dataset": "hills"} for key in ("rmse", "r2")}
    return found


def experiment(case: dict[str, Any]) -> Experiment:
    """The experiment of a case."""
    return Experiment(**{**BASE, **case})


MIXED: dict[str, dict[str, Any]] = {
    "numbers-out-of-order": {
        "dataset": {"name": "xor", "samples": 217, "noise": 20},
        "features": ("x1x2", "sin_x1", "x2"),
        "shuffle": False,
        "split": {"name": "slice", "begin": 0.3},
        "test_split": 0.1,
        "bias": 0.2,
        "bias_scale": 0.1,
        "l1": 0.001,
        "layer_l2": (0.0, 0.01),
        "stopping": {"name": "target", "monitor": "val_metric", "value": 1.0},
    },
    "in-parts": {
        "dataset": {"name": "iris", "samples": 120, "noise": 5},
        "loss": "mean_squared_error",
        "steps_per_epoch": 2,
        "validation_steps": 1,
        "batch_size": 20,
        "schedule": {"name": "cosine", "warmup": 3},
        "class_weight": {"name": "typed", "weights": (1, 2, 3)},
        "metrics": ("f1", "auc"),
    },
    "residual": {
        "dataset": {"name": "sine", "samples": 150, "noise": 10},
        "residual": True,
        "epochs": 51,
        "layers": (5, 5, 5),
        "layer_activations": "celu, prelu, relu",
        "activity_regularizer": {"name": "l1_l2", "l1": (0.001, 0.0), "l2": 0.001},
        "validation_freq": 3,
        "gradient_accumulation_steps": 2,
        "schedule": "one_cycle",
        "averaging": {"name": "ema", "momentum": 0.9, "overwrite_frequency": 10},
    },
    "pictures": {
        "dataset": {"name": "digits", "samples": 200},
        "convolutions": {"name": "conv2d", "filters": (4, 6), "kernel_size": 2, "padding": "valid"},
        "layers": (8,),
        "layer_activations": "leaky_relu, prelu, squareplus",
        "normalization": {"name": "batch", "place": "after", "momentum": 0.9},
        "dropout": 0.2,
        "kernel_constraint": "max_norm",
        "loss": "categorical_focal_crossentropy",
        "label_smoothing": 0.1,
        "optimizer": {"name": "adamw", "weight_decay": 0.01},
        "exclude_from_weight_decay": True,
        "learning_rate": 0.003,
        "clipping": {"name": "global_clipnorm", "limit": 1.0},
    },
    "fitted": {
        "dataset": {"name": "clouds", "samples": 150},
        "initializer": {"name": "lsuv", "gain": 1.2},
        "layers": (6, 6),
        "activation": "softplus",
        "normalization": "layer",
        "bias": 0.1,
        "noise": {"name": "gaussian_noise", "stddev": (0.1, 0.2)},
        "bias_regularizer": {"name": "l2", "l2": (0.01,)},
        "stopping": {"name": "early", "patience": 4, "start_from_epoch": 20},
        "schedule": {"name": "plateau", "patience": 3},
        "balance": "over",
    },
}
