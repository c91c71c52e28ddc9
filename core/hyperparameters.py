"""Every hyperparameter of an Experiment, described once: label, help, range, group.

The model that holds their values is `core.experiment.Experiment`.
"""

from __future__ import annotations

from core.choices.activations import ACTIVATIONS
from core.choices.class_weights import CLASS_WEIGHTS
from core.choices.convolutions import CONVOLUTIONS as CONVOLUTION_LAYERS
from core.choices.fields import Number, Switch, Widths
from core.choices.initializers import INITIALIZERS
from core.choices.losses import LOSSES
from core.choices.metrics import METRICS
from core.choices.normalizations import NORMALIZATIONS
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Entry, Menu, Registry
from core.choices.regularization import CONSTRAINTS, NOISES, PENALTIES
from core.choices.schedules import SCHEDULES
from core.choices.stepping import AVERAGING, CLIPPING
from core.choices.stopping import STOPPING
from core.choices.typed.layer_choices import LayerChoices
from core.choices.typed.per_layer import PerLayer
from core.choices.typed.several import Several
from core.data.balancing import SAMPLERS
from core.data.catalogue import DATASETS
from core.data.decomposition import DECOMPOSITIONS
from core.data.expansion import EXPANSIONS
from core.data.features import COORDINATES, FEATURES
from core.data.scaling import SCALERS
from core.data.split_choices import SPLITS
from core.message import N_

GROUPS: dict[str, str] = {
    "data": N_("Data"),
    "preparation": N_("Preparation"),
    "network": N_("Network"),
    "initialization": N_("Initialization"),
    "regularization": N_("Regularization"),
    "optimizer": N_("Optimizer"),
    "fit": N_("Compile and fit"),
    "seeds": N_("Seeds"),
}
"""Parts of the form, in order: key to label."""

AUTOMATIC_LOSS: Registry[Entry] = Registry(
    Entry(
        key="auto",
        label=N_("Automatic"),
        help=N_("The loss that fits the task: cross-entropy for classes, squared error for numbers."),
    ),
    *LOSSES.values(),
)

MAX_SEED = 2**31 - 1


def _seed(key: str, label: str, help: str, default: int) -> Number:
    return Number(
        key=key, label=label, help=help, group="seeds", default=default, low=0, high=MAX_SEED, integer=True
    )


DATASET = Menu(
    key="dataset",
    label=N_("Data set"),
    help=N_("What the network learns from."),
    group="data",
    registry=DATASETS,
    default="spiral",
)
INPUT_FEATURES = Several(
    key="features",
    label=N_("Features"),
    help=N_("What the network is given of each point. The right features make a hard problem easy."),
    group="data",
    plane=True,
    registry=FEATURES,
    default=COORDINATES,
)
SCALING = Menu(
    key="scaling",
    label=N_("Scaling"),
    help=N_("Brings all features to a common size. Fitted on the training part only."),
    group="preparation",
    registry=SCALERS,
    default="standard",
)
EXPANSION = Menu(
    key="expansion",
    label=N_("Feature expansion"),
    help=N_(
        "Makes more features of the scaled ones, for any data set. The right ones make a hard problem easy."
    ),
    group="preparation",
    registry=EXPANSIONS,
    default="none",
)
DECOMPOSITION = Menu(
    key="decomposition",
    label=N_("Dimensionality reduction"),
    help=N_("Makes fewer features that say nearly as much. Fitted on the training part only."),
    group="preparation",
    registry=DECOMPOSITIONS,
    default="none",
)
BALANCE = Menu(
    key="balance",
    label=N_("Balance the classes"),
    help=N_("As many rows of each class, in the training part only: the validation part stays as it is."),
    group="preparation",
    tasks=frozenset({"binary", "multiclass"}),
    registry=SAMPLERS,
    default="none",
)
SPLIT = Menu(
    key="split",
    label=N_("Split"),
    help=N_("Which rows are kept away from training, to see whether the network generalizes."),
    group="data",
    registry=SPLITS,
    default="random",
)
TEST_SPLIT = Number(
    key="test_split",
    label=N_("Test share"),
    help=N_(
        "Share of all rows that is put aside before anything else: neither training nor validation sees it. "
        "The validation share is that of the rest. 0: no test part."
    ),
    group="data",
    default=0.0,
    low=0.0,
    high=0.5,
    marks=(0.0, 0.1, 0.2, 0.3),
)
VALIDATION_SPLIT = Number(
    key="validation_split",
    label=N_("Validation share"),
    help=N_("Share of the rows that is kept away from training, to see whether the network generalizes."),
    group="data",
    default=0.2,
    low=0.05,
    high=0.9,
    marks=(0.1, 0.2, 0.3, 0.5, 0.7, 0.9),
)
STRATIFY = Switch(
    key="stratify",
    label=N_("Same class shares in both parts"),
    help=N_("Stratified split: both parts get the classes in equal proportion."),
    group="data",
    tasks=frozenset({"binary", "multiclass"}),
    default=True,
)
SCALE_TARGET = Switch(
    key="scale_target",
    label=N_("Standardize the target"),
    help=N_("Predict the target in standard deviations from its mean over the training part."),
    group="data",
    tasks=frozenset({"regression"}),
    default=True,
)
CONVOLUTIONS = Menu(
    key="convolutions",
    label=N_("Convolutional layers"),
    help=N_("For pictures: layers before the Dense ones that know which pixels lie side by side."),
    group="network",
    pictures=True,
    registry=CONVOLUTION_LAYERS,
    default="none",
)
LAYERS = Widths(
    key="layers",
    label=N_("Hidden layers"),
    help=N_("Units of each hidden layer, first to last: 8-8-8, or 64x5 for five layers of 64; 0 for none."),
    group="network",
    default=(8, 8, 8),
)
ACTIVATION = Menu(
    key="activation",
    label=N_("Activation"),
    help=N_("The non-linear function that every hidden unit applies to its weighted sum."),
    group="network",
    registry=ACTIVATIONS,
    default="tanh",
)
LAYER_ACTIVATIONS = LayerChoices(
    key="layer_activations",
    label=N_("Activation by layer"),
    help=N_(
        "An activation for each hidden layer, first to last, such as tanh, relux2; the last one is for all "
        "layers that follow. Empty: the same activation in all layers."
    ),
    group="network",
    registry=ACTIVATIONS,
)
RESIDUAL = Switch(
    key="residual",
    label=N_("Residual connections"),
    help=N_(
        "A hidden layer that is as wide as what it is given adds that to what it gives, x + f(x): signals "
        "and gradients have a way past it, and a deep network begins as if it were shallow. Convolutional "
        "layers have none: it is Dense layers alone that add."
    ),
    group="network",
    default=False,
)
NORMALIZATION = Menu(
    key="normalization",
    label=N_("Normalization"),
    help=N_("Brings the numbers of every hidden layer to a common size, whatever the size of the weights."),
    group="regularization",
    registry=NORMALIZATIONS,
    default="none",
)
INITIALIZER = Menu(
    key="initializer",
    label=N_("Initializer"),
    help=N_(
        "How the weights are drawn before training. Its scale decides whether gradients vanish or explode."
    ),
    group="initialization",
    registry=INITIALIZERS,
    default="glorot_uniform",
)
BIAS = Number(
    key="bias",
    label=N_("Bias"),
    help=N_("The value that every bias starts from."),
    group="initialization",
    default=0.0,
    low=-10.0,
    high=10.0,
    marks=(0.0, 0.1, 1.0),
)
BIAS_SCALE = Number(
    key="bias_scale",
    label=N_("Bias standard deviation"),
    help=N_("Standard deviation of the biases around that value before training. 0: all start equal."),
    group="initialization",
    default=0.0,
    low=0.0,
    high=10.0,
    log=True,
    marks=(0.0, 0.01, 0.1, 0.5, 1.0),
)


def _penalty(key: str, label: str, help: str) -> Number:
    return Number(
        key=key,
        label=label,
        help=help,
        group="regularization",
        default=0.0,
        low=0.0,
        high=10.0,
        log=True,
        marks=(0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    )


L1 = _penalty(
    "l1",
    N_("L1 penalty"),
    N_("Adds this times the sum of |weight| to the loss; pushes weights to exactly 0."),
)
L2 = _penalty(
    "l2",
    N_("L2 penalty"),
    N_("Adds this times the sum of weight squared to the loss; keeps weights small."),
)
DROPOUT = Number(
    key="dropout",
    label=N_("Dropout"),
    help=N_("Share of each hidden layer's outputs that is set to 0, at random, at each step."),
    group="regularization",
    default=0.0,
    low=0.0,
    high=0.9,
    marks=(0.0, 0.1, 0.2, 0.5),
)


def _by_layer(key: str, label: str, help: str, most: float) -> PerLayer:
    return PerLayer(key=key, label=label, help=help, group="regularization", default=(), low=0.0, high=most)


LAYER_L1 = _by_layer(
    "layer_l1",
    N_("L1 penalty by layer"),
    N_(
        "An L1 penalty for the weights of each layer, the output layer last, such as 0.01x2, 0. Empty: the "
        "same for all."
    ),
    10.0,
)
LAYER_L2 = _by_layer(
    "layer_l2",
    N_("L2 penalty by layer"),
    N_(
        "An L2 penalty for the weights of each layer, the output layer last, such as 0.01x2, 0. Empty: the "
        "same for all."
    ),
    10.0,
)
LAYER_DROPOUT = _by_layer(
    "layer_dropout",
    N_("Dropout by layer"),
    N_("A dropout rate for each hidden layer, such as 0.5, 0.2, 0. Empty: the same in all."),
    0.9,
)
BIAS_PENALTY = Menu(
    key="bias_regularizer",
    label=N_("Penalty on biases"),
    help=N_(
        "Adds the size of the biases to the loss; of the betas where normalization has them in their place."
    ),
    group="regularization",
    registry=PENALTIES,
    default="none",
)
ACTIVITY_PENALTY = Menu(
    key="activity_regularizer",
    label=N_("Penalty on activations"),
    help=N_("Adds the size of the hidden layers' outputs, averaged over the rows of the batch, to the loss."),
    group="regularization",
    registry=PENALTIES,
    default="none",
)
NOISE = Menu(
    key="noise",
    label=N_("Noise"),
    help=N_("Disturbs what hidden layers pass on, at random, at each step; predictions are made without it."),
    group="regularization",
    registry=NOISES,
    default="none",
)
KERNEL_CONSTRAINT = Menu(
    key="kernel_constraint",
    label=N_("Constraint on weights"),
    help=N_("Keeps the norm of the weights that lead to each unit of the hidden layers in bounds."),
    group="regularization",
    registry=CONSTRAINTS,
    default="none",
)
STOP_EARLY = Menu(
    key="stopping",
    label=N_("Early stopping"),
    help=N_("Ends training when the monitored quantity no longer improves, or is good enough."),
    group="regularization",
    registry=STOPPING,
    default="off",
)
LABEL_SMOOTHING = Number(
    key="label_smoothing",
    label=N_("Label smoothing"),
    help=N_(
        "Share of the right class that is given to all classes alike, so that no answer has to be extreme: "
        "of 4 classes 0.2 makes 0.85, 0.05, 0.05, 0.05. For cross-entropies; labels given by index become "
        "one-hot."
    ),
    group="regularization",
    tasks=frozenset({"binary", "multiclass"}),
    default=0.0,
    low=0.0,
    high=0.9,
    marks=(0.0, 0.05, 0.1, 0.2),
)
DECAY_EXCLUDES = Switch(
    key="exclude_from_weight_decay",
    label=N_("Decay spares biases and norms"),
    help=N_(
        "Weight decay takes the kernels alone; off: all that is learnt, as Keras does without "
        "exclude_from_weight_decay."
    ),
    group="regularization",
    default=False,
)
OPTIMIZER = Menu(
    key="optimizer",
    label=N_("Optimizer"),
    help=N_("The rule that turns gradients into steps."),
    group="optimizer",
    registry=OPTIMIZERS,
    default="adam",
)
LEARNING_RATE = Number(
    key="learning_rate",
    label=N_("Learning rate"),
    help=N_("Length of each step. Too small: slow. Too large: the loss jumps or diverges."),
    group="optimizer",
    default=0.01,
    low=1e-6,
    high=100.0,
    log=True,
    marks=(1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
)
LEARNING_RATE_SCHEDULE = Menu(
    key="schedule",
    label=N_("Schedule of the learning rate"),
    help=N_(
        "How the learning rate changes from step to step. Changing the rate while a run trains multiplies "
        "all that is still to come."
    ),
    group="optimizer",
    registry=SCHEDULES,
    default="none",
)
BATCH_SIZE = Number(
    key="batch_size",
    label=N_("Batch size"),
    help=N_("Rows per step. Small batches make noisy, frequent steps."),
    group="optimizer",
    default=32,
    low=1,
    high=4096,
    integer=True,
    log=True,
    marks=(1, 10, 32, 64, 128, 256),
)
EPOCHS = Number(
    key="epochs",
    label=N_("Epochs"),
    help=N_("How often training goes through all rows."),
    group="optimizer",
    default=1000,
    low=1,
    high=1_000_000,
    integer=True,
    log=True,
    marks=(10, 100, 1000, 10_000),
)
STEPS_PER_EPOCH = Number(
    key="steps_per_epoch",
    label=N_("Steps per epoch"),
    help=N_(
        "An epoch ends after that many batches, and the next one goes on with the rows that are left, as "
        "steps_per_epoch in Keras: it neither drops rows nor repeats them. 0: an epoch is all rows once."
    ),
    group="optimizer",
    default=0,
    low=0,
    high=1_000_000,
    integer=True,
)
VALIDATION_STEPS = Number(
    key="validation_steps",
    label=N_("Validation batches"),
    help=N_(
        "The validation numbers are taken over that many batches from the beginning of the validation part, "
        "as validation_steps in Keras: how many, not how often. 0: over all its rows."
    ),
    group="data",
    default=0,
    low=0,
    high=1_000_000,
    integer=True,
)
LOSS = Menu(
    key="loss",
    label=N_("Loss"),
    help=N_("The number that training makes small."),
    group="optimizer",
    registry=AUTOMATIC_LOSS,
    default="auto",
)
SHUFFLE = Switch(
    key="shuffle",
    label=N_("Shuffle every epoch"),
    help=N_("Draws the rows in a new order each epoch; off: one random order for all epochs."),
    group="optimizer",
    default=True,
)
VALIDATION_FREQUENCY = Number(
    key="validation_freq",
    label=N_("Validation every so many epochs"),
    help=N_("How often the validation numbers are taken (validation_freq in Keras). 1: after each epoch."),
    group="fit",
    default=1,
    low=1,
    high=1000,
    integer=True,
    log=True,
    marks=(1, 2, 5, 10, 100),
)
CLASS_WEIGHT = Menu(
    key="class_weight",
    label=N_("Class weights"),
    help=N_(
        "How much the rows of each class count in the training loss; the validation loss stays as it is."
    ),
    group="fit",
    tasks=frozenset({"binary", "multiclass"}),
    registry=CLASS_WEIGHTS,
    default="off",
)
MORE_METRICS = Several(
    key="metrics",
    label=N_("More metrics"),
    help=N_("Further numbers of the validation part, shown beside loss and accuracy or error."),
    group="fit",
    registry=METRICS,
    default=(),
)
GRADIENT_CLIPPING = Menu(
    key="clipping",
    label=N_("Gradient clipping"),
    help=N_("Bounds what a step is made from, so that no single batch can throw the weights far away."),
    group="fit",
    registry=CLIPPING,
    default="off",
)
GRADIENT_ACCUMULATION = Number(
    key="gradient_accumulation_steps",
    label=N_("Gradient accumulation"),
    help=N_(
        "Weights move once in so many batches, by the mean of their gradients: like larger batches, in less "
        "memory. 1: at each batch."
    ),
    group="fit",
    default=1,
    low=1,
    high=1000,
    integer=True,
    log=True,
    marks=(1, 2, 4, 10, 100),
)
WEIGHT_AVERAGING = Menu(
    key="averaging",
    label=N_("Averaged weights"),
    help=N_("Whether the weights of many steps are averaged (use_ema in Keras)."),
    group="fit",
    registry=AVERAGING,
    default="off",
)
DATA_SEED = _seed(
    "data_seed", N_("Data seed"), N_("Which rows and noise are drawn, and how they are split."), 0
)
WEIGHT_SEED = _seed("weight_seed", N_("Weight seed"), N_("Which initial weights are drawn; dropout too."), 0)
BATCH_SEED = _seed("batch_seed", N_("Batch seed"), N_("In which order the rows come."), 0)
