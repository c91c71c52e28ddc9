"""Code that compiles the network: loss, metric, optimizer, learning rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.choices.losses import LOSSES
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Picked
from core.choices.typed.per_layer import of_layer
from core.experiment import Experiment
from core.export.code import Line, Section, call, call_within, literal, literals
from core.message import Message
from core.model.plan import Plan
from core.model.xla import compiled_by_xla
from core.schedule import scheduled

OWN_LOSSES: Mapping[str, tuple[str, str]] = {
    "gradient_lab>HalfSquaredError": (
        "half_squared_error",
        "keras.ops.mean(keras.ops.square(y_pred - y_true), axis=-1) / 2",
    ),
    "gradient_lab>PerceptronCriterion": (
        "perceptron_criterion",
        "keras.ops.mean(keras.ops.maximum(-y_true * y_pred, 0.0), axis=-1)",
    ),
}
"""Losses that Keras does not have, by their class: a name, and what they are."""

BY_STEP = """\
class LearningRateByStep(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.step = 0

    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = learning_rate(self.step)
        self.step += 1
"""


def compile_section(experiment: Experiment, plan: Plan) -> Section:
    """Code that compiles `model`."""
    loss, functions = _loss(plan)
    metric, more = _metric(plan)
    rate, lines = _rate(experiment)
    options = {"optimizer": "optimizer", "loss": loss, "metrics": f"[{metric}]"}
    notes: list[Line] = []
    if plan.regularization.random and compiled_by_xla(plan):
        options["jit_compile"] = "True"
        notes.append(Message("Compiled by XLA, as in the run: it draws random numbers of its own."))
    optimizer: list[Line] = [f"optimizer = {_optimizer(plan, rate)}"]
    if plan.decays_kernels_only:
        spared = ["bias", "beta", "gamma", "alpha"]
        optimizer.append(f"optimizer.exclude_from_weight_decay(var_names={literal(spared)})")
    return Section(
        title=Message("Loss and optimizer"),
        text=Message("What training makes small, and the rule that turns gradients into steps."),
        lines=(*functions, *more, *lines, *optimizer, *notes, call("model.compile", **options)),
        imports=frozenset({"import keras", *(["import math"] if lines else [])}),
    )


def metric_name(experiment: Experiment) -> str:
    """What the metric is called in the logs of `fit`."""
    return "accuracy" if experiment.class_names else "mae"


def _loss(plan: Plan) -> tuple[str, list[Line]]:
    config = plan.loss_config
    if config["class_name"] in OWN_LOSSES:
        name, made = OWN_LOSSES[config["class_name"]]
        return name, [f"def {name}(y_true, y_pred):\n    return {made}\n"]
    entry = LOSSES[plan.loss.name]
    usual = entry.keras_config(LOSSES.pick(plan.loss.name))["config"]
    fixed = {*entry.config, "label_smoothing"}
    changed = {
        key: value for key, value in config["config"].items() if key in fixed or value != usual.get(key)
    }
    return call_within(60, f"keras.losses.{config['class_name']}", **literals(changed)), []


def _metric(plan: Plan) -> tuple[str, list[Line]]:
    if not plan.classes:
        return 'keras.metrics.MeanAbsoluteError("mae")', []
    if plan.target == "sign":
        return "accuracy", [
            Message("The classes are -1 and 1."),
            "def accuracy(y_true, y_pred):\n"
            '    return keras.ops.cast(keras.ops.equal(y_true > 0, y_pred > 0), "float32")\n',
        ]
    if plan.outputs == 1:
        threshold = 0.5 if plan.output_activation == "sigmoid" else 0.0
        options = {} if threshold == 0.5 else {"threshold": literal(threshold)}
        return call("keras.metrics.BinaryAccuracy", '"accuracy"', **options), []
    kind = "Categorical" if plan.target == "one_hot" else "SparseCategorical"
    return f'keras.metrics.{kind}Accuracy("accuracy")', []


def _optimizer(plan: Plan, rate: str) -> str:
    """The optimizer with what differs from Keras's defaults, which are those of the registry."""
    config = plan.optimizer_config
    usual = OPTIMIZERS[plan.optimizer.name].keras_config(OPTIMIZERS.pick(plan.optimizer.name))["config"]
    changed = {
        key: value for key, value in config["config"].items() if key not in usual or value != usual[key]
    }
    return call_within(
        70, f"keras.optimizers.{config['class_name']}", learning_rate=rate, **literals(changed)
    )


def changes_by_step(experiment: Experiment) -> bool:
    """Whether a callback sets the learning rate: Keras counts updates, the run's schedule counts batches."""
    schedule = experiment.schedule
    accumulates = experiment.gradient_accumulation_steps > 1
    return scheduled(schedule) and (accumulates or schedule.name == "one_cycle")


def _rate(experiment: Experiment) -> tuple[str, list[Line]]:
    """The learning rate as code, and what comes before it."""
    rate = literal(experiment.learning_rate)
    if not scheduled(experiment.schedule):
        return rate, []
    limit = experiment.steps_per_epoch
    lines: list[Line] = [
        f"steps_per_pass = math.ceil(len(x_train) / min({experiment.batch_size}, len(x_train)))"
    ]
    if limit:
        lines += [
            Message("An epoch is a part of a pass through the rows; the last one of a pass may be shorter."),
            f"steps_per_epoch = min({limit}, steps_per_pass)",
            "",
            "def steps(epochs):",
            "    passes, more = divmod(epochs, math.ceil(steps_per_pass / steps_per_epoch))",
            "    return passes * steps_per_pass + more * steps_per_epoch",
            "",
        ]

    def steps(epochs: float) -> str:
        count = int(epochs) or experiment.epochs
        return f"steps({count})" if limit else f"{count} * steps_per_pass"

    lines += [*_SCHEDULES[experiment.schedule.name](experiment.schedule, rate, steps)]
    if changes_by_step(experiment):
        return rate, [*lines, "", Message("Sets the learning rate of every step."), BY_STEP]
    return "learning_rate", lines


_Steps = Callable[[float], str]
_KERAS = "keras.optimizers.schedules"


def _made(name: str, *arguments: str, **named: str) -> list[Line]:
    return [f"learning_rate = {call_within(70, f'{_KERAS}.{name}', *arguments, **named)}"]


def _step(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    return _made(
        "ExponentialDecay", rate, steps(picked["every"]), literal(picked["factor"]), staircase="True"
    )


def _piecewise(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    after = sorted(picked["boundaries"])
    # To Keras a boundary belongs to what comes before it.
    boundaries = ", ".join(f"{steps(each)} - 1" for each in after)
    values = ", ".join(
        [rate, *(f"{literal(float(of_layer(picked['factors'], at)))} * {rate}" for at in range(len(after)))]
    )
    return _made("PiecewiseConstantDecay", f"[{boundaries}]", f"[{values}]")


def _exponential(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    return _made("ExponentialDecay", rate, steps(picked["every"]), literal(picked["factor"]))


def _inverse_time(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    return _made("InverseTimeDecay", rate, steps(picked["every"]), literal(picked["decay_rate"]))


def _polynomial(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    end = f"{literal(picked['alpha'])} * {rate}" if picked["alpha"] else "0.0"
    return _made(
        "PolynomialDecay",
        rate,
        steps(picked["epochs"]),
        end_learning_rate=end,
        power=literal(picked["power"]),
    )


def _cosine(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    whole, alpha = steps(picked["epochs"]), literal(picked["alpha"])
    if not picked["warmup"]:
        return _made("CosineDecay", rate, whole, alpha=alpha)
    warmup = steps(picked["warmup"])
    return _made(
        "CosineDecay",
        "0.0",
        f"max({whole} - {warmup}, 1)",
        alpha=alpha,
        warmup_target=rate,
        warmup_steps=warmup,
    )


def _restarts(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    named = literals({key: picked[key] for key in ("t_mul", "m_mul", "alpha")})
    return _made("CosineDecayRestarts", rate, steps(picked["first"]), **named)


def _one_cycle(picked: Picked, rate: str, steps: _Steps) -> list[Line]:
    rise, start, end = (literal(picked[key]) for key in ("rise", "start", "end"))
    return [
        Message(
            "One cycle (Smith & Topin 2018): the learning rate rises, then falls far below its beginning."
        ),
        f"whole = {steps(picked['epochs'])}",
        f"""
def learning_rate(step):
    last = max(whole - 1, 1)
    top = {rise} * (last + 1) - 1
    low = 1 / {start}
    if step < top:
        done = min(step / max(top, 1e-9), 1)
        return {rate} * (low + (1 - low) * (1 - math.cos(math.pi * done)) / 2)
    done = min((step - top) / max(last - top, 1e-9), 1)
    end = low / {end}
    return {rate} * (end + (1 - end) * (1 + math.cos(math.pi * done)) / 2)
""".strip("\n"),
    ]


_SCHEDULES: Mapping[str, Callable[[Picked, str, _Steps], list[Line]]] = {
    "step": _step,
    "piecewise_constant": _piecewise,
    "exponential": _exponential,
    "inverse_time": _inverse_time,
    "polynomial": _polynomial,
    "cosine": _cosine,
    "cosine_restarts": _restarts,
    "one_cycle": _one_cycle,
}
