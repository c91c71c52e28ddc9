"""The four claims of the paper on batch normalization, and what it gives as their reason, as runs side by
side.

S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
Covariate Shift", 2015 (arXiv:1502.03167).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.choices.normalizations import AFTER, BEFORE, NORMALIZATIONS
from core.choices.registry import Entry, Registry
from core.experiment import Experiment
from core.message import N_

NORMS = ("batch", "layer", "group", "instance", "rms")
PLACES = (BEFORE, AFTER)
DATA = ("digits", "spiral", "circle", "iris")
DEPTHS = (3, 5, 10)
WIDTH = 32
MOMENTUM = 0.9
"""Of the moving averages: with Keras's 0.99 they would not keep up within so few steps, and validation, which
uses them, would see another network than training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is compared with a network without normalization, and on what.

    Arguments:
        normalization: one of `NORMS`.
        place: of it, before or after the activation.
        dataset: one of `DATA`.
        depth: hidden layers, each of `WIDTH` units.
    """

    normalization: str = "batch"
    place: str = BEFORE
    dataset: str = "digits"
    depth: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Entry):
    """Something that is said of normalization; `help` says it in a sentence.

    Arguments:
        tested: how it is tested, in a sentence.
        try_next: what to change, to see more.
        choices: fields of `Experiment` that all runs share.
        axis: path of what differs from run to run; "" where there is one run with and one without.
        values: of `axis`, first to last.
        places: where normalization may stand for this.
    """

    tested: str
    try_next: str
    choices: Mapping[str, Any] = field(default_factory=dict)
    axis: str = ""
    values: tuple[float, ...] = ()
    places: tuple[str, ...] = PLACES

    def experiments(self, compared: Compared) -> tuple[Experiment, ...]:
        """All runs without normalization, value by value, then those with it."""
        place = compared.place if compared.place in self.places else self.places[0]
        shared: dict[str, Any] = {
            "dataset": compared.dataset,
            "layers": (WIDTH,) * compared.depth,
            "optimizer": "sgd",
            **self.choices,
        }
        more = {"momentum": MOMENTUM} if compared.normalization == "batch" else {}
        with_it = NORMALIZATIONS.pick(compared.normalization, place=place, **more)
        return tuple(
            Experiment(**shared, **self._at(value), normalization=normalization)
            for normalization in (NORMALIZATIONS.pick("none"), with_it)
            for value in self.values or (None,)
        )

    def trains(self, variants: Sequence[Experiment]) -> bool:
        """Whether `variants` are its experiments, whatever they are compared with and on."""
        last = variants[-1]
        compared = Compared(
            normalization=last.normalization.name,
            place=last.normalization.get("place", BEFORE),
            dataset=last.dataset.name,
            depth=len(last.layers),
        )
        return compared.normalization in NORMS and self.experiments(compared) == tuple(variants)

    def _at(self, value: float | None) -> dict[str, Any]:
        key, _, parameter = self.axis.partition(".")
        if value is None:
            return {}
        return {key: {"name": "normal", parameter: value} if parameter else value}

    def __hash__(self) -> int:
        return hash(self.key)


_SHALLOW: dict[str, Any] = {"activation": "relu", "epochs": 12, "batch_size": 32}

CLAIMS: Registry[Claim] = Registry(
    Claim(
        key="initial_weights",
        label=N_("Initial weights"),
        help=N_("With batch normalization the scale of the initial weights matters less."),
        tested=N_(
            "The same ReLU network, with and without, from normal initial weights of six standard deviations."
        ),
        try_next=N_("Try ten layers: the more layers, the fewer scales work without normalization."),
        choices={**_SHALLOW, "learning_rate": 0.1},
        axis="initializer.scale",
        values=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    ),
    Claim(
        key="learning_rates",
        label=N_("Learning rates"),
        help=N_("With batch normalization larger learning rates can be used."),
        tested=N_(
            "The same ReLU network, with and without, from He's initial weights at six learning rates."
        ),
        try_next=N_("Try layer or RMS normalization: do they allow as much?"),
        choices={**_SHALLOW, "initializer": "he_normal"},
        axis="learning_rate",
        values=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    ),
    Claim(
        key="vanishing",
        label=N_("Vanishing gradients"),
        help=N_("With batch normalization gradients vanish less, even with sigmoid."),
        tested=N_(
            "The same sigmoid network, with and without: the root mean square of dL/dz of each layer, before "
            "the first step and after the last."
        ),
        try_next=N_("Try ten layers, and normalization after the activation."),
        choices={"activation": "sigmoid", "epochs": 15, "learning_rate": 0.1, "batch_size": 32},
    ),
    Claim(
        key="batch_noise",
        label=N_("Batch noise"),
        help=N_(
            "Batch normalization regularizes: a row is scaled by whichever rows share its batch, and that "
            "noise is the larger the smaller the batch."
        ),
        tested=N_(
            "The same network on three tenths of the rows, with and without, at four batch sizes: how far "
            "validation accuracy stays behind training accuracy."
        ),
        try_next=N_("Try layer normalization, which mixes no rows and so has no such noise."),
        choices={
            "activation": "relu",
            "initializer": "he_normal",
            "validation_split": 0.7,
            "epochs": 30,
            "learning_rate": 0.1,
        },
        axis="batch_size",
        values=(4, 16, 64, 256),
    ),
    Claim(
        key="covariate_shift",
        label=N_("Covariate shift"),
        help=N_(
            "Batch normalization was introduced to hold still what each layer is given while the layers "
            "before it learn (internal covariate shift)."
        ),
        tested=N_(
            "The same tanh network, with and without: how far the distribution of each layer's inputs moves "
            "from one epoch to the next."
        ),
        try_next=N_(
            "Compare with validation accuracy: Santurkar et al. (2018) found networks that train better "
            "although their inputs move more."
        ),
        choices={"activation": "tanh", "epochs": 20, "learning_rate": 0.1, "batch_size": 32},
        places=(BEFORE,),
    ),
)
