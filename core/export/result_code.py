"""Code that says how good the network is: further metrics, and the test part."""

from __future__ import annotations

from collections.abc import Mapping

from core.experiment import Experiment
from core.export.code import Line, Section
from core.message import Message
from core.model.plan import Plan

_AVERAGED = "{name}_score(labels, predicted{average}, zero_division=0)"
METRICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "precision": (_AVERAGED.replace("{name}", "precision"), ("precision_score",)),
    "recall": (_AVERAGED.replace("{name}", "recall"), ("recall_score",)),
    "f1": (_AVERAGED.replace("{name}", "f1"), ("f1_score",)),
    "auc": ("roc_auc_score(labels, {scores})", ("roc_auc_score",)),
    "top_3_accuracy": (
        "top_k_accuracy_score(labels, answers, k=3, labels=range({classes}))",
        ("top_k_accuracy_score",),
    ),
    "top_5_accuracy": (
        "top_k_accuracy_score(labels, answers, k=5, labels=range({classes}))",
        ("top_k_accuracy_score",),
    ),
    "rmse": ("root_mean_squared_error(y_val.ravel(), answers.ravel())", ("root_mean_squared_error",)),
    "r2": ("r2_score(y_val, answers)", ("r2_score",)),
}
"""What scikit-learn has for each of `core.choices.metrics.METRICS`, and what that imports."""


def result_section(experiment: Experiment, plan: Plan) -> Section:
    """Code that prints numbers of the trained network."""
    lines: list[Line] = ['print("loss", history.history["loss"][-1])']
    imports: set[str] = set()
    if experiment.chosen_metrics:
        lines += ["", *_answers(experiment, plan)]
        for key in experiment.chosen_metrics:
            code, names = METRICS[key]
            two = plan.classes == 2
            filled = code.format(
                average="" if two else ', average="macro"',
                scores=("answers[:, -1]" if two else 'answers, multi_class="ovr"'),
                classes=plan.classes,
            )
            lines.append(f'print("{key}", {filled})')
            imports |= {f"from sklearn.metrics import {name}" for name in names}
    if experiment.test_split:
        lines += [
            "",
            Message("The test part, which nothing has looked at so far."),
            "model.evaluate(x_test, y_test, verbose=2)",
        ]
    return Section(
        title=Message("Result"),
        text=Message("How good the trained network is on rows that it was not trained on."),
        lines=tuple(lines),
        imports=frozenset(imports),
    )


def _answers(experiment: Experiment, plan: Plan) -> list[Line]:
    """`answers` of the network for the validation part, and of classes `labels` and `predicted`."""
    answers = "model.predict(x_val, verbose=0)"
    if not plan.classes:
        return [f"answers = {answers}"]
    if plan.output_activation == "linear" and plan.outputs > 1:
        answers = f"keras.ops.convert_to_numpy(keras.ops.softmax({answers}))"
    labels = {"index": "y_val", "one_hot": "y_val.argmax(axis=1)"}.get(
        plan.target, "(y_val[:, 0] > 0).astype(int)"
    )
    if plan.outputs > 1:
        predicted = "answers.argmax(axis=1)"
    else:
        middle = "0.5" if plan.output_activation == "sigmoid" else "0"
        predicted = f"(answers[:, 0] > {middle}).astype(int)"
    return [f"answers = {answers}", f"labels, predicted = {labels}, {predicted}"]
