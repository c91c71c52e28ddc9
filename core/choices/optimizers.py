"""Optimizers, as `keras.optimizers` defines them. The learning rate is common to all and not listed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.choices.fields import Number, Switch
from core.choices.registry import KerasEntry, Picked, Registry
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer(KerasEntry):
    """A rule that turns gradients into steps.

    Arguments:
        slots: numbers that it remembers of each weight, those apart that a parameter brings.
        by_entry: whether each weight moves by its own gradient alone, so that it does not matter which
            variable it is in; else a whole kernel, or a whole bias, moves together.
        decays: whether Keras's class has weight decay by default, so that 0 has to be said.
    """

    slots: int
    by_entry: bool = True
    decays: bool = False

    def keras_config(self, picked: Picked) -> dict[str, Any]:
        """A decay of 0 is left out (Keras's own "off"), where that does not mean something else."""
        found = KerasEntry.keras_config(self, picked)
        config = found["config"]
        if self.class_name == "Muon":  # biases and norms, which it moves as AdamW does, decay alike
            config["adam_weight_decay"] = config["weight_decay"]
        if not config["weight_decay"] and not self.decays:
            del config["weight_decay"]
        return found

    def __hash__(self) -> int:
        return hash(self.key)


def _decay(default: float = 0.0) -> Number:
    return Number(
        key="weight_decay",
        label=N_("Weight decay"),
        help=N_(
            "Shrinks every weight a little at each step, apart from the gradient "
            "(decoupled, as in AdamW); 0 is off."
        ),
        group="regularization",
        default=default,
        low=0.0,
        high=1.0,
        log=True,
        marks=(0.0, 1e-4, 1e-3, 4e-3, 1e-2, 0.1),
    )


def _fraction(
    key: str, label: str, help: str, default: float, marks: tuple[float, ...] = (), *, low: float = 0.0
) -> Number:
    return Number(key=key, label=label, help=help, default=default, low=low, high=0.9999, marks=marks)


def _momentum(default: float = 0.0) -> Number:
    return _fraction(
        "momentum",
        N_("Momentum"),
        N_("Share of the last step that is carried on; 0.9 smooths and speeds up."),
        default,
        (0.0, 0.5, 0.9, 0.99),
    )


def _epsilon(default: float = 1e-7) -> Number:
    return Number(
        key="epsilon",
        label=N_("Epsilon"),
        help=N_("Small number that keeps the division by the gradient's size finite."),
        default=default,
        low=1e-12,
        high=1.0,
        log=True,
        marks=(1e-8, 1e-7, 1e-3),
    )


def _strength(key: str, label: str, help: str) -> Number:
    return Number(
        key=key,
        label=label,
        help=help,
        default=0.0,
        low=0.0,
        high=10.0,
        log=True,
        marks=(0.0, 0.001, 0.01, 0.1, 1.0),
    )


def _betas(second: float = 0.999, least: float = 0.0) -> tuple[Number, Number]:
    return (
        _fraction(
            "beta_1",
            N_("Beta 1"),
            N_("How slowly the average of the gradients forgets."),
            0.9,
            (least, 0.9, 0.99),
            low=least,
        ),
        _fraction(
            "beta_2",
            N_("Beta 2"),
            N_("How slowly the average of the squared gradients forgets."),
            second,
            (0.9, 0.99, 0.999),
        ),
    )


_BETAS = _betas()

_AMSGRAD = Switch(
    key="amsgrad",
    label=N_("AMSGrad"),
    help=N_("Divides by the largest average of squared gradients so far, so that steps never grow again."),
    default=False,
)


def _nesterov(default: bool = False) -> Switch:
    return Switch(
        key="nesterov",
        label=N_("Nesterov"),
        help=N_("Looks ahead along the momentum before it takes the gradient."),
        default=default,
    )


def _rho(default: float) -> Number:
    return _fraction(
        "rho", N_("Rho"), N_("How slowly the average of the squared gradients forgets."), default
    )


_ACCUMULATOR = Number(
    key="initial_accumulator_value",
    label=N_("Initial accumulator"),
    help=N_("What the sums of squared gradients begin with: the larger, the shorter the first steps."),
    default=0.1,
    low=0.0,
    high=10.0,
    log=True,
    marks=(0.0, 0.01, 0.1, 1.0),
)

OPTIMIZERS: Registry[Optimizer] = Registry(
    Optimizer(
        key="sgd",
        label=N_("SGD"),
        help=N_("Steps against the gradient; with momentum it keeps rolling in the old direction."),
        class_name="SGD",
        slots=0,
        parameters=(_momentum(), _nesterov(), _decay()),
    ),
    Optimizer(
        key="rmsprop",
        label=N_("RMSprop"),
        help=N_("Divides each gradient by a running average of its size."),
        class_name="RMSprop",
        slots=1,
        parameters=(
            _rho(0.9),
            _momentum(),
            _epsilon(),
            Switch(
                key="centered",
                label=N_("Centred"),
                help=N_("Divides by the deviation of the gradients around their mean, not by their size."),
                default=False,
            ),
            _decay(),
        ),
    ),
    Optimizer(
        key="adagrad",
        label=N_("Adagrad"),
        help=N_("Divides by the size of all gradients so far: steps shrink where much was learnt."),
        class_name="Adagrad",
        slots=1,
        parameters=(_ACCUMULATOR, _epsilon(), _decay()),
    ),
    Optimizer(
        key="adadelta",
        label=N_("Adadelta"),
        help=N_("Adapts its step from its own past steps; wants a learning rate near 1."),
        class_name="Adadelta",
        slots=2,
        parameters=(_rho(0.95), _epsilon(), _decay()),
    ),
    Optimizer(
        key="adam",
        label=N_("Adam"),
        help=N_("Momentum and per-weight step sizes together; a good first choice."),
        class_name="Adam",
        slots=2,
        parameters=(*_BETAS, _epsilon(), _AMSGRAD, _decay()),
    ),
    Optimizer(
        key="adamw",
        label=N_("AdamW"),
        help=N_("Adam with weight decay that does not pass through the adaptive steps."),
        class_name="AdamW",
        slots=2,
        decays=True,
        parameters=(*_BETAS, _epsilon(), _AMSGRAD, _decay(0.004)),
    ),
    Optimizer(
        key="adamax",
        label=N_("Adamax"),
        help=N_("Adam with the largest recent gradient in place of the average."),
        class_name="Adamax",
        slots=2,
        parameters=(*_BETAS, _epsilon(), _decay()),
    ),
    Optimizer(
        key="nadam",
        label=N_("Nadam"),
        help=N_("Adam that looks ahead as Nesterov's momentum does."),
        class_name="Nadam",
        slots=2,
        parameters=(*_BETAS, _epsilon(), _decay()),
    ),
    Optimizer(
        key="lion",
        label=N_("Lion"),
        help=N_(
            "Steps of one size by the sign of the momentum alone; wants a learning rate 3 to 10 times "
            "smaller than Adam's."
        ),
        class_name="Lion",
        slots=1,
        parameters=(*_betas(0.99, least=0.01), _decay()),  # Keras refuses a beta_1 of 0
    ),
    Optimizer(
        key="adafactor",
        label=N_("Adafactor"),
        help=N_(
            "Like Adam without momentum, with the squared gradients of a kernel kept by row and column; "
            "steps are relative to the weights' size."
        ),
        class_name="Adafactor",
        slots=1,
        by_entry=False,
        parameters=(
            Number(
                key="beta_2_decay",
                label=N_("Beta 2 decay"),
                help=N_("The more negative, the sooner the average of the squared gradients turns slow."),
                default=-0.8,
                low=-1.0,
                high=-0.1,
                marks=(-1.0, -0.8, -0.5),
            ),
            Number(
                key="clip_threshold",
                label=N_("Clipping threshold"),
                help=N_("Steps whose root mean square is larger are brought to it."),
                default=1.0,
                low=0.01,
                high=100.0,
                log=True,
                marks=(0.1, 1.0, 10.0),
            ),
            Switch(
                key="relative_step",
                label=N_("Relative step"),
                help=N_("The learning rate is at most 1 over the root of the number of steps."),
                default=True,
            ),
            _decay(),
        ),
    ),
    Optimizer(
        key="lamb",
        label=N_("LAMB"),
        help=N_("Adam whose step for each kernel is as long as its weights; made for large batches."),
        class_name="Lamb",
        slots=2,
        by_entry=False,
        parameters=(*_BETAS, _epsilon(), _decay()),
    ),
    Optimizer(
        key="ftrl",
        label=N_("FTRL"),
        help=N_(
            "Follows all gradients so far, with penalties of its own that make weights exactly 0; made for "
            "sparse data."
        ),
        class_name="Ftrl",
        slots=2,
        renames={"l1": "l1_regularization_strength", "l2": "l2_regularization_strength"},
        parameters=(
            Number(
                key="learning_rate_power",
                label=N_("Learning rate power"),
                help=N_("How steps shrink with the sum of squared gradients; 0 keeps them equal."),
                default=-0.5,
                low=-1.0,
                high=0.0,
                marks=(-1.0, -0.5, 0.0),
            ),
            _ACCUMULATOR,
            _strength("l1", N_("Own L1"), N_("Strength of the optimizer's own L1 penalty.")),
            _strength("l2", N_("Own L2"), N_("Strength of the optimizer's own L2 penalty.")),
            _decay(),
        ),
    ),
    Optimizer(
        key="muon",
        label=N_("Muon"),
        help=N_(
            "Momentum whose step for each kernel is made orthogonal: all directions move alike. Biases move "
            "as with AdamW."
        ),
        class_name="Muon",
        slots=1,
        by_entry=False,
        decays=True,
        parameters=(
            _fraction(
                "momentum",
                N_("Momentum"),
                N_("Share of the last step that is carried on; 0.9 smooths and speeds up."),
                0.95,
                (0.0, 0.9, 0.95),
            ),
            _nesterov(True),
            Number(
                key="ns_steps",
                label=N_("Newton-Schulz steps"),
                help=N_("How closely the step is made orthogonal."),
                default=5,
                low=1,
                high=10,
                integer=True,
            ),
            _decay(0.004),
        ),
    ),
)
