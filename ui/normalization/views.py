"""The views of the page, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.choices.normalizations import NORMALIZATIONS
from core.claims.normalization import CLAIMS, MOMENTUM, NORMS, Claim
from core.claims.outcomes import Answer, Outcome, gradients, shifts, sides, verdict
from core.message import N_
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain, say
from ui.normalization import grids, pictures
from ui.normalization.pictures import Axis, Line
from ui.normalization.setting import AVERAGED, NormalizationSetting
from ui.side_by_side import run_links, side_by_side


def draw(setting: NormalizationSetting) -> None:
    """Draw the view of the setting."""
    if setting.view == AVERAGED:
        _averaged()
    else:
        _claim(setting, CLAIMS[setting.view])


def _averaged() -> None:
    st.markdown(
        _(
            "A normalization subtracts a mean and divides by a standard deviation. They differ in the "
            "numbers that these are taken over: of a layer's outputs, rows of the batch by units, those in "
            "colour are brought to mean 0 and variance 1 together. Then each unit is multiplied by a gamma "
            "and a beta is added, both learnt."
        )
    )
    for column, key in zip(st.columns(len(NORMS)), NORMS, strict=True):
        with column:
            st.markdown(f"**{plain(_(NORMALIZATIONS[key].label))}**")
            st.image(grids.picture(key, _("rows"), _("units")), alt=_(_ABOUT[key]))
            st.caption(_(_ABOUT[key]))
    st.caption(
        _(
            "In a convolutional layer units are channels and each has many places: batch normalization then "
            "also averages over the places, layer normalization over channels and places, and instance "
            "normalization over the places of one channel (Wu & He 2018)."
        )
    )


_ABOUT = {
    "batch": N_(
        "Each unit over the rows of the batch. Predictions use moving averages, so that a row's answer does "
        "not depend on others."
    ),
    "layer": N_("Each row over all units: the same in training and prediction, and for any batch size."),
    "group": N_(
        "Each row over a group of units. One group: layer normalization. One unit a group: instance "
        "normalization."
    ),
    "instance": N_(
        "Each unit of each row by itself: made for images, where a channel has many places. Of a single "
        "number nothing is left."
    ),
    "rms": N_(
        "Each row over all units, divided by the root of the mean square: no mean is subtracted, and no beta "
        "added."
    ),
}


def _claim(setting: NormalizationSetting, claim: Claim) -> None:
    st.markdown(f"**{plain(_(claim.help))}**")
    compared = setting.compared
    tested = [_(claim.tested)]
    if compared.normalization == "batch":
        tested.append(_("The moving averages have a momentum of {momentum}.").format(momentum=MOMENTUM))
    st.caption(" ".join(tested))
    experiments = claim.experiments(compared)
    name = _(NORMALIZATIONS[compared.normalization].label)
    names = (_("Without normalization"), name)
    side_by_side(
        experiments,
        partial(_outcomes, claim, names, len(experiments[0].class_names)),
        key=f"normalization:{claim.key}",
    )
    if not claim.values:
        run_links(experiments, names)
    st.caption(_(claim.try_next))


def _outcomes(claim: Claim, names: tuple[str, str], classes: int, outcomes: tuple[Outcome, ...]) -> bool:
    """The picture as far as it is known, and what it says once all runs are over; False without a picture."""
    found = verdict(claim, outcomes, classes)
    if not any(outcome.frames for outcome in outcomes):
        return False
    _PICTURES[claim.key](claim, names, outcomes)
    if found.answer is Answer.SEEN:
        answer = _("Seen here.")
        st.success(f"**{answer}** {plain(say(found.said))}", icon=":material/check:")
    elif found.answer is Answer.NOT_SEEN:
        answer = _("Not seen here.")
        st.warning(f"**{answer}** {plain(say(found.said))}", icon=":material/close:")
    return True


def _chart(lines: Sequence[Line], across: Axis, upright: Axis, key: str) -> None:
    st.plotly_chart(
        pictures.of_lines(lines, across, upright, colours()), key=f"normalization:{key}", config=CONFIG
    )


def _by_value(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome], number: str) -> list[Line]:
    """A line for each side: a number of each run by what differs from run to run."""
    return [
        Line(name, claim.values, [getattr(outcome, number) for outcome in side], plain=not at)
        for at, (name, side) in enumerate(zip(names, sides(outcomes), strict=True))
    ]


def _scales(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome]) -> None:
    across = Axis(_("Standard deviation of the initial weights"), logarithmic=True, ticks=claim.values)
    _accuracies(claim, names, outcomes, across)


def _rates(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome]) -> None:
    _accuracies(claim, names, outcomes, Axis(_("Learning rate"), logarithmic=True, ticks=claim.values))


def _accuracies(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome], across: Axis) -> None:
    upright = Axis(_("Validation accuracy"), share=True, whole=True)
    _chart(_by_value(claim, names, outcomes, "accuracy"), across, upright, claim.key)
    st.caption(_("Higher is better. A missing dot is a run that has diverged, or has not begun."))


def _gradients(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome]) -> None:
    lines = []
    for at, (name, outcome) in enumerate(zip(names, outcomes, strict=True)):
        for last, when, dash in ((False, _("before training"), "dot"), (True, _("latest"), "solid")):
            found = gradients(outcome, last=last)
            lines.append(
                Line(
                    f"{name}, {when}", list(range(1, len(found) + 1)), found.tolist(), plain=not at, dash=dash
                )
            )
    upright = Axis(_("Root mean square of dL/dz"), logarithmic=True)
    _chart(lines, Axis(_("Layer"), ticks=tuple(lines[0].x)), upright, claim.key)
    st.caption(_("A line that falls towards the first layer, at the left, is a gradient that vanishes."))


def _noise(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome]) -> None:
    across = Axis(_("Batch size"), logarithmic=True, ticks=claim.values)
    _chart(
        _by_value(claim, names, outcomes, "gap"),
        across,
        Axis(_("Training minus validation accuracy"), share=True),
        claim.key,
    )
    st.caption(
        _(
            "How far the network does worse on rows that it was not trained on. Training accuracy is that "
            "of the steps, as in Keras: where noise disturbs them it is below that of predictions, and the "
            "difference may be below 0."
        )
    )
    noise = _by_value(claim, names, outcomes, "predictive_deviation")[1:]
    if any(value == value for value in noise[0].y):
        upright = Axis(_("Standard deviation of a prediction over batches"))
        _chart(noise, across, upright, "predictive_deviation")
        st.caption(
            _(
                "Sixteen rows of the training part, each drawn into sixteen batches: how much the "
                "probabilities that training sees for one and the same row vary from batch to batch, late in "
                "training. 0: its batch makes no difference."
            )
        )
    elif all(outcome.over for outcome in outcomes):
        st.caption(
            _("This normalization looks at one row at a time: rows of a batch add no noise to each other.")
        )


def _shifts(claim: Claim, names: tuple[str, str], outcomes: Sequence[Outcome]) -> None:
    without, with_it = map(shifts, outcomes)
    st.plotly_chart(
        pictures.of_shifts(without, with_it, names, colours(), _), key="normalization:shift", config=CONFIG
    )
    st.caption(
        _(
            "Shift: the Wasserstein distance between the distributions of a layer's inputs, on the same "
            "rows, at the end of an epoch and of the one before, in standard deviations of the former one. "
            "Layer 1 is given the data, which stay. Ioffe & Szegedy (2015) saw in less shift the reason why "
            "normalization helps; Santurkar et al. (2018) doubt it and found a smoother loss instead."
        )
    )


_PICTURES: dict[str, Callable[[Claim, tuple[str, str], Sequence[Outcome]], None]] = {
    "initial_weights": _scales,
    "learning_rates": _rates,
    "vanishing": _gradients,
    "batch_noise": _noise,
    "covariate_shift": _shifts,
}
