"""The explorer of losses and of what the output layer gives them."""

from __future__ import annotations

from core.choices.fields import Number, Words
from core.choices.losses import LOSSES
from core.choices.registry import Menu
from core.choices.typed.number_table import NumberTable
from core.choices.typed.numbers import Numbers
from core.explorers.explorer import Explorer
from core.message import N_

NONE = "none"
"""No loss beside the first."""

_CURVE = (
    Menu(
        key="loss",
        group="curve",
        label=N_("Loss"),
        help=N_("How far the prediction is from the target, as one number that training makes small."),
        registry=LOSSES,
        default="binary_crossentropy",
    ),
    Words(
        key="beside",
        group="curve",
        label=N_("Beside it"),
        help=N_(
            "A second loss of the same targets, to compare with the first; those of others are not drawn."
        ),
        options={NONE: N_("None"), **{key: entry.label for key, entry in LOSSES.items()}},
        default="mean_squared_error",
    ),
    Words(
        key="task",
        group="curve",
        label=N_("What is predicted"),
        help=N_("Two classes, three classes, or a number."),
        options={
            "binary": N_("Two classes"),
            "multiclass": N_("Three classes"),
            "regression": N_("A number"),
        },
        default="binary",
    ),
    Words(
        key="axis",
        group="curve",
        label=N_("Over"),
        help=N_("The weighted sum that the output layer calculates, or what its activation makes of it."),
        options={"sum": N_("the weighted sum z"), "output": N_("the output, after its activation")},
        default="sum",
    ),
    Words(
        key="truth",
        group="curve",
        tasks=frozenset({"binary", "multiclass"}),
        label=N_("Is this class right?"),
        help=N_("Whether the class whose output moves is the right one."),
        options={"1": N_("yes: y = 1"), "0": N_("no: y = 0")},
        default="1",
    ),
    Number(
        key="target",
        group="curve",
        tasks=frozenset({"regression"}),
        label=N_("Target y"),
        help=N_("The number that is to be predicted."),
        default=1.0,
        low=0.0,
        high=4.0,
    ),
    Number(
        key="sum",
        group="curve",
        label=N_("Weighted sum z"),
        help=N_("Drag it here or in the picture: the prediction moves."),
        default=-2.0,
        low=-8.0,
        high=8.0,
    ),
)

_ENTROPY = (
    NumberTable(
        key="probabilities",
        elsewhere=True,
        group="entropy",
        label=N_("Probabilities"),
        help=N_("A row of predicted probabilities for each example, a column for each class."),
        default=((0.7, 0.2, 0.1), (0.1, 0.8, 0.1), (0.3, 0.5, 0.2)),
        low=0.0,
        high=1.0,
        rows=(1, 6),
        columns=(2, 4),
    ),
    Numbers(
        key="answers",
        elsewhere=True,
        group="entropy",
        label=N_("Right classes"),
        help=N_("The index of the right class of each row, from 0."),
        default=(0.0, 1.0, 2.0),
        low=0.0,
        high=3.0,
        integer=True,
        most=6,
    ),
)

_SOFTMAX = (
    Numbers(
        key="logits",
        elsewhere=True,
        group="softmax",
        label=N_("Logits z"),
        help=N_("What the output layer calculates for each class, before softmax."),
        default=(2.0, 1.0, 0.1, -1.0),
        low=-1000.0,
        high=1000.0,
        most=6,
    ),
    Number(
        key="right",
        elsewhere=True,
        group="softmax",
        label=N_("Right class"),
        help=N_("Its index, from 0."),
        default=0,
        low=0,
        high=5,
        integer=True,
    ),
    Number(
        key="temperature",
        group="softmax",
        label=N_("Temperature T"),
        help=N_("Divides all logits: below 1 the largest takes nearly all, above 1 all become alike."),
        default=1.0,
        low=0.05,
        high=20.0,
        log=True,
        marks=(0.1, 0.5, 1.0, 2.0, 10.0),
    ),
)

_SMOOTHING = (
    Number(
        key="smoothing",
        group="smoothing",
        label=N_("Label smoothing a"),
        help=N_("Share of the target that is spread evenly over all classes."),
        default=0.2,
        low=0.0,
        high=0.9,
        marks=(0.1, 0.15, 0.2),
    ),
    Number(
        key="classes",
        group="smoothing",
        label=N_("Classes K"),
        help=N_("How many classes there are."),
        default=4,
        low=2,
        high=10,
        integer=True,
    ),
)

_OUTLIER = (
    Words(
        key="model",
        group="outlier",
        label=N_("Fitted"),
        help=N_("The best constant is a line without slope."),
        options={"line": N_("a line"), "constant": N_("a constant")},
        default="line",
    ),
    Number(
        key="delta",
        group="outlier",
        label=N_("Huber's delta"),
        help=N_("The difference at which squared turns into absolute."),
        default=1.0,
        low=0.05,
        high=10.0,
        log=True,
        marks=(0.1, 0.5, 1.0, 2.0, 5.0),
    ),
    Number(
        key="outlier_x",
        group="outlier",
        label=N_("Outlier: x"),
        help=N_("Drag the point in the picture, or move it here."),
        default=8.5,
        low=0.0,
        high=10.0,
    ),
    Number(
        key="outlier_y",
        group="outlier",
        label=N_("Outlier: y"),
        help=N_("Drag the point in the picture, or move it here."),
        default=-2.0,
        low=-6.0,
        high=14.0,
    ),
)

LOSS_EXPLORER = Explorer(
    key="losses",
    label=N_("Losses and outputs"),
    help=N_(
        "What a loss says of a prediction and how hard it pulls; cross-entropy, softmax and label smoothing "
        "in numbers; what an outlier does to a fit."
    ),
    fields=(
        Words(
            key="part",
            label=N_("What is shown"),
            help=N_("One of the ideas about losses and outputs."),
            options={
                "curve": N_("Loss and gradient"),
                "entropy": N_("Cross-entropy by hand"),
                "softmax": N_("Softmax and logits"),
                "smoothing": N_("Label smoothing"),
                "outlier": N_("An outlier"),
            },
            default="curve",
        ),
        *_CURVE,
        *_ENTROPY,
        *_SOFTMAX,
        *_SMOOTHING,
        *_OUTLIER,
    ),
)
