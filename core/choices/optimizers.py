"""Optimizers, as `keras.optimizers` defines them. The learning rate is common to all and not listed here."""

from __future__ import annotations

from core.choices.fields import Number, Switch
from core.choices.registry import KerasEntry, Registry
from core.message import N_


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


def _fraction(key: str, label: str, help: str, default: float, marks: tuple[float, ...] = ()) -> Number:
    return Number(key=key, label=label, help=help, default=default, low=0.0, high=0.9999, marks=marks)


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


_BETAS = (
    _fraction(
        "beta_1",
        N_("Beta 1"),
        N_("How slowly the average of the gradients forgets."),
        0.9,
        (0.0, 0.9, 0.99),
    ),
    _fraction(
        "beta_2",
        N_("Beta 2"),
        N_("How slowly the average of the squared gradients forgets."),
        0.999,
        (0.9, 0.99, 0.999),
    ),
)

OPTIMIZERS: Registry[KerasEntry] = Registry(
    KerasEntry(
        key="sgd",
        label=N_("SGD"),
        help=N_("Steps against the gradient; with momentum it keeps rolling in the old direction."),
        class_name="SGD",
        parameters=(
            _momentum(),
            Switch(
                key="nesterov",
                label=N_("Nesterov"),
                help=N_("Looks ahead along the momentum before it takes the gradient."),
                default=False,
            ),
            _decay(),
        ),
    ),
    KerasEntry(
        key="rmsprop",
        label=N_("RMSprop"),
        help=N_("Divides each gradient by a running average of its size."),
        class_name="RMSprop",
        parameters=(
            _fraction("rho", N_("Rho"), N_("How slowly the average of the squared gradients forgets."), 0.9),
            _momentum(),
            _epsilon(),
            _decay(),
        ),
    ),
    KerasEntry(
        key="adagrad",
        label=N_("Adagrad"),
        help=N_("Divides by the size of all gradients so far: steps shrink where much was learnt."),
        class_name="Adagrad",
        parameters=(_epsilon(), _decay()),
    ),
    KerasEntry(
        key="adadelta",
        label=N_("Adadelta"),
        help=N_("Adapts its step from its own past steps; wants a learning rate near 1."),
        class_name="Adadelta",
        parameters=(
            _fraction("rho", N_("Rho"), N_("How slowly the average of the squared gradients forgets."), 0.95),
            _epsilon(),
            _decay(),
        ),
    ),
    KerasEntry(
        key="adam",
        label=N_("Adam"),
        help=N_("Momentum and per-weight step sizes together; a good first choice."),
        class_name="Adam",
        parameters=(*_BETAS, _epsilon(), _decay()),
    ),
    KerasEntry(
        key="adamw",
        label=N_("AdamW"),
        help=N_("Adam with weight decay that does not pass through the adaptive steps."),
        class_name="AdamW",
        parameters=(*_BETAS, _epsilon(), _decay(0.004)),
    ),
    KerasEntry(
        key="adamax",
        label=N_("Adamax"),
        help=N_("Adam with the largest recent gradient in place of the average."),
        class_name="Adamax",
        parameters=(*_BETAS, _epsilon(), _decay()),
    ),
    KerasEntry(
        key="nadam",
        label=N_("Nadam"),
        help=N_("Adam that looks ahead as Nesterov's momentum does."),
        class_name="Nadam",
        parameters=(*_BETAS, _epsilon(), _decay()),
    ),
)
