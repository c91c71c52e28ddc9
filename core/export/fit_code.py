"""Code that trains: targets as the loss takes them, weights of rows, order of the rows, callbacks, `fit`."""

from __future__ import annotations

from core.choices.registry import Picked
from core.choices.typed.per_layer import of_layer
from core.data.table_words import has_weights
from core.experiment import Experiment
from core.export.code import Line, Section, call_within, listed, literal, literals
from core.export.compile_code import changes_by_step, metric_name
from core.message import Message
from core.model.plan import Plan

_ORDER = """\
@lru_cache
def orders(block):
    key = np.array([{seed}, block], np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key))
    rows = np.tile(np.arange(len(x_train), dtype=np.int32), (at_once, 1))
    return generator.permuted(rows, axis=1)
"""
_BATCHES = """\
class Batches(keras.utils.PyDataset):
    num_batches = {epochs} * steps_per_epoch

    def __getitem__(self, step):
        epoch, at = divmod(step, steps_per_epoch)
        block, number = divmod(epoch, at_once)
        rows = orders(block)[number][at * batch_size : (at + 1) * batch_size]
        return {arrays}
"""
_PARTS_OF_PASSES = """\
class Batches(keras.utils.PyDataset):
    epoch = 0
    num_batches = steps_per_pass

    def __getitem__(self, at):
        block, number = divmod(self.epoch // epochs_per_pass, at_once)
        rows = orders(block)[number][at * batch_size : (at + 1) * batch_size]
        return {arrays}


batches = Batches()


class NextEpoch(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        batches.epoch = epoch
"""
_STOP_AT_TARGET = """\
class StopAtTarget(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if {number} {better} {value}:
            self.model.stop_training = True
"""
_AT_ONCE = "at_once = max(1, 16_384 // len(x_train))"


def fit_section(experiment: Experiment, plan: Plan) -> Section:
    """Code that makes `history`."""
    lines, options = _rows(experiment, plan)
    callbacks, before = _callbacks(experiment)
    train = options.pop("data")
    if train == "batches":
        callbacks.insert(0, "NextEpoch()")
    named = {
        "epochs": literal(experiment.epochs),
        **options,
        "validation_data": _validation(experiment),
    }
    if experiment.validation_freq > 1:
        named["validation_freq"] = literal(experiment.validation_freq)
    if len(callbacks) == 1:
        named["callbacks"] = f"[{callbacks[0]}]"
    elif callbacks:
        named["callbacks"] = f"[\n{listed(callbacks)}\n]"
    named["verbose"] = "2"
    fit = call_within(1, "model.fit", *train.split("; "), **named)
    return Section(
        title=Message("Training"),
        text=Message("Training, with the rows in the order in which the run used them."),
        lines=(*_laid_out(experiment, plan), *lines, *before, f"history = {fit}"),
        imports=frozenset(
            {
                "import math",
                "import keras",
                "import numpy as np",
                *(["from functools import lru_cache"] if experiment.shuffle else []),
            }
        ),
    )


def _laid_out(experiment: Experiment, plan: Plan) -> list[Line]:
    """Targets as the loss takes them."""
    parts = ["train", "val", *(["test"] if experiment.test_split else [])]
    classes = max(plan.classes, 1)
    kinds = {
        "index": 'y_{part} = y_{part}.astype("int32")',
        "one_hot": 'y_{part} = np.eye({classes}, dtype="float32")[y_{part}]',
        "sign": 'y_{part} = (2 * y_{part} - 1).astype("float32").reshape(-1, 1)',
        "column": 'y_{part} = y_{part}.astype("float32").reshape(len(y_{part}), -1)',
    }
    texts = {
        "one_hot": [Message("One column for each class.")],
        "sign": [Message("The two classes are -1 and 1.")],
    }
    target = plan.target
    if target == "sign" and not plan.classes:
        target = "column"
    weights = _weights(experiment, plan)
    return [
        *weights,
        *texts.get(target, []),
        *(kinds[target].format(part=part, classes=classes) for part in parts),
        "",
    ]


def _weights(experiment: Experiment, plan: Plan) -> list[Line]:
    """How much each row of the training part counts: `weights`."""
    picked, own = experiment.class_weight, has_weights(experiment.dataset)
    if not plan.classes or picked.name == "off":
        return []
    lines: list[Line] = [Message("How much a row of each class counts in the training loss.")]
    if picked.name == "balanced":
        lines += [
            f"counts = np.bincount(y_train, minlength={plan.classes})",
            f"class_weight = len(y_train) / ({plan.classes} * np.maximum(counts, 1))",
        ]
    else:
        each = [float(of_layer(picked["weights"], at)) for at in range(plan.classes)]
        lines.append(f"class_weight = np.array({literal(each)})")
    times = "weights * " if own else ""
    return [*lines, f'weights = {times}class_weight[y_train].astype("float32")']


def _rows(experiment: Experiment, plan: Plan) -> tuple[list[Line], dict[str, str]]:
    """The order of the rows, and what `fit` is given of them."""
    lines: list[Line] = [f"batch_size = min({experiment.batch_size}, len(x_train))"]
    arrays = ["x_train", "y_train", *(["weights"] if plan.weighted else [])]
    limit = experiment.steps_per_epoch
    of_pass = "math.ceil(len(x_train) / batch_size)"
    if not experiment.shuffle:
        lines += [
            Message("One random order for all epochs."),
            f"key = np.array([{experiment.batch_seed}, 0], np.uint64)",
            "generator = np.random.Generator(np.random.Philox(key=key))",
            "order = generator.permutation(np.arange(len(x_train), dtype=np.int32))",
        ]
        given = "; ".join(f"{name}[order]" for name in arrays[:2])
        options = {"data": given, "batch_size": "batch_size", "shuffle": "False"}
        if plan.weighted:
            options["sample_weight"] = "weights[order]"
        if limit:
            options["steps_per_epoch"] = f"min({limit}, {of_pass})"
        return lines, options
    batch = ", ".join(f"{name}[rows]" for name in arrays)
    many = Message("New orders are drawn for many passes at a time.")
    order: list[Line] = [many, _AT_ONCE, "", _ORDER.format(seed=experiment.batch_seed)]
    if limit:
        lines += [
            f"steps_per_pass = {of_pass}",
            f"steps_per_epoch = min({limit}, steps_per_pass)",
            "epochs_per_pass = math.ceil(steps_per_pass / steps_per_epoch)",
            *order,
            "",
            Message("An epoch is a part of a pass through the rows; the last one of a pass may be shorter."),
            _PARTS_OF_PASSES.format(arrays=batch),
        ]
        return lines, {"data": "batches", "steps_per_epoch": "steps_per_epoch", "shuffle": "False"}
    lines += [
        f"steps_per_epoch = {of_pass}",
        *order,
        "",
        _BATCHES.format(epochs=experiment.epochs, arrays=batch),
    ]
    return lines, {"data": "Batches()", "steps_per_epoch": "steps_per_epoch", "shuffle": "False"}


def _validation(experiment: Experiment) -> str:
    steps = experiment.validation_steps
    if not steps:
        return "(x_val, y_val)"
    rows = f"{steps} * {experiment.batch_size}"
    return f"(x_val[: {rows}], y_val[: {rows}])"


def _monitor(experiment: Experiment, name: str) -> str:
    return name.replace("metric", metric_name(experiment))


def _mode(experiment: Experiment, name: str) -> str:
    return "max" if name.endswith("metric") and experiment.class_names else "min"


def _callbacks(experiment: Experiment) -> tuple[list[str], list[Line]]:
    callbacks: list[str] = []
    lines: list[Line] = []
    if changes_by_step(experiment):
        callbacks.append("LearningRateByStep()")
    schedule: Picked = experiment.schedule
    if schedule.name == "plateau":
        named = {
            "monitor": _monitor(experiment, schedule["monitor"]),
            "factor": schedule["factor"],
            "patience": schedule["patience"],
            "mode": _mode(experiment, schedule["monitor"]),
            "min_delta": schedule["min_delta"],
            "cooldown": schedule["cooldown"],
            "min_lr": schedule["min_lr"],
        }
        callbacks.append(call_within(70, "keras.callbacks.ReduceLROnPlateau", **literals(named)))
    stopping = experiment.stopping
    if stopping.name in ("early", "checkpoint"):
        named = {
            "monitor": _monitor(experiment, stopping["monitor"]),
            "mode": _mode(experiment, stopping["monitor"]),
            "min_delta": stopping.get("min_delta", 0.0),
            "patience": stopping.get("patience", experiment.epochs),
            "baseline": stopping.get("baseline"),
            "start_from_epoch": stopping.get("start_from_epoch", 0),
            "restore_best_weights": stopping.get("restore_best", True),
        }
        usual = {"min_delta": 0.0, "baseline": None, "start_from_epoch": 0, "restore_best_weights": False}
        named = {key: value for key, value in named.items() if key not in usual or value != usual[key]}
        callbacks.append(call_within(70, "keras.callbacks.EarlyStopping", **literals(named)))
    elif stopping.name == "target":
        rising = _mode(experiment, stopping["monitor"]) == "max"
        number = f'logs.get("{_monitor(experiment, stopping["monitor"])}", math.nan)'
        lines += [
            Message("Training ends when the number is as good as asked for."),
            _STOP_AT_TARGET.format(
                number=number, better=">=" if rising else "<=", value=literal(stopping["value"])
            ),
        ]
        callbacks.append("StopAtTarget()")
    return callbacks, lines
