"""The views of the page, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.claims import decay
from core.claims.outcomes import Outcome
from core.claims.stopping import BASELINES, PATIENCES, WARM_UPS, Stopped, marks
from core.message import Message, plain_number
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain, say
from ui.regularization import pictures
from ui.regularization.setting import NONE, PAGE, RegularizationSetting, written
from ui.side_by_side import run_links, side_by_side

_CLASSES = (2, 3, 4, 10)
_PENALTY = r"w \leftarrow w - \eta\,(g + 2\lambda w) = (1 - 2\eta\lambda)\,w - \eta\,g"
_DECAY = r"w \leftarrow (1 - \eta d)\,w - \eta\,g"
_OF_CLASSES = r"y' = y\,(1 - a) + \tfrac{a}{K}"
_OF_TWO = r"y' = y\,(1 - a) + \tfrac{a}{2}"


def draw(setting: RegularizationSetting) -> None:
    """Draw the view of the setting."""
    _VIEWS[setting.view](setting)


def _decay(setting: RegularizationSetting) -> None:
    st.markdown(
        _(
            "Under plain gradient descent a weight decay of d = 2λ does the same as an L2 penalty of "
            "strength λ, up to rounding; under Adam it does not (Loshchilov & Hutter 2019)."
        )
    )
    st.latex(_PENALTY)  # two blocks: side by side they are wider than a phone
    st.caption(_("L2 penalty: λ·w² in the loss adds 2λ·w to the gradient g."))
    st.latex(_DECAY)
    st.caption(
        _(
            "Weight decay: Keras's weight_decay takes η·d·w, the learning rate included, beside the step. "
            "Adam divides the gradient, penalty included, by its usual size, but not the decay: so the two "
            "part."
        )
    )
    side_by_side(decay.experiments(), _decay_outcomes, key="regularization:decay")


def _decay_outcomes(outcomes: tuple[Outcome, ...]) -> bool:
    names = {"sgd": _("Plain gradient descent (SGD)"), "adam": _("Adam")}
    pairs = zip(outcomes[::2], outcomes[1::2], strict=True)
    differences = {
        names[optimizer]: decay.differences(one.frames, other.frames)
        for optimizer, (one, other) in zip(decay.OPTIMIZERS, pairs, strict=True)
    }
    found = {name: rows for name, rows in differences.items() if len(rows)}
    if not found:
        return False
    st.plotly_chart(
        pictures.of_differences(found, colours(), _), key="regularization:differences", config=CONFIG
    )
    if all(outcome.over for outcome in outcomes):
        last = {name: rows[-1] for name, rows in found.items()}
        told = [
            Message(
                "{optimizer}: after {steps} steps no weight differs by more than {difference}; the largest "
                "weight is {weight}.",
                optimizer=name,
                steps=int(step),
                difference=plain_number(difference, 2),
                weight=plain_number(weight, 2),
            )
            for name, (step, difference, weight) in last.items()
        ]
        for message in told:
            st.markdown(plain(say(message)))
        st.caption(
            _(
                "Weights are numbers of 32 bits, which are rounded at the seventh digit: that is what is "
                "left of SGD."
            )
        )
    return True


def _smoothing(setting: RegularizationSetting) -> None:
    st.markdown(
        _(
            "Label smoothing takes a share a of the right class and gives it to all classes alike, so that "
            "no answer has to be extreme."
        )
    )
    left, right = st.columns(2)
    with left:
        amount = st.slider(_("Label smoothing a"), 0.0, 0.5, 0.2, 0.05, key="regularization:smoothing")
    with right:
        classes = st.segmented_control(
            _("Classes"), _CLASSES, default=4, required=True, key="regularization:classes"
        )
    assert classes is not None
    st.latex(_OF_CLASSES if classes > 2 else _OF_TWO)
    high, low = pictures.smoothed(amount, classes)
    st.plotly_chart(
        pictures.of_targets(high, low, classes, colours(), _), key="regularization:targets", config=CONFIG
    )
    st.caption(
        plain(
            say(
                Message(
                    "The right class is told as {high}, each other one as {low}. In the binary case, with a "
                    "single output, 1 becomes {one} and 0 becomes {zero}.",
                    high=f"{high:.4g}",
                    low=f"{low:.4g}",
                    one=f"{1 - amount / 2:.4g}",
                    zero=f"{amount / 2:.4g}",
                )
            )
        )
    )
    st.caption(
        _(
            "Of four classes a = 0.2 makes 0.85, 0.05, 0.05, 0.05. A note that circulates gives these "
            "numbers for a = 0.15: it takes a for what the right class loses, while in Keras the right "
            "class gets back its part a / K. The sparse cross-entropy takes integers and knows no "
            "smoothing: the lab makes them one-hot for it."
        )
    )


def _stopping(setting: RegularizationSetting) -> None:
    st.markdown(
        _(
            "Early stopping looks at the validation loss at the end of every epoch and ends training when "
            "it has not improved for a while. The same run goes on without it, to show what would have come."
        )
    )
    patience, warm_up, baseline = st.columns(3)
    with patience:
        _menu("patience", _("Patience (patience)"), PATIENCES, str)
    with warm_up:
        _menu("start_from_epoch", _("Epochs to warm up (start_from_epoch)"), WARM_UPS, str)
    with baseline:
        _menu(
            "baseline",
            _("Baseline (baseline)"),
            BASELINES,
            lambda text: _("none") if text == NONE else text,
        )
    stopped = PAGE.now().setting.stopped
    experiments = stopped.experiments()
    side_by_side(
        experiments, lambda outcomes: _stopping_outcomes(stopped, outcomes), key="regularization:stopping"
    )
    run_links(experiments, (_("With early stopping"), _("To the last epoch")))


def _stopping_outcomes(stopped: Stopped, outcomes: Sequence[Outcome]) -> bool:
    early, whole = outcomes
    if not whole.frames and not early.frames:
        return False
    found = marks(early.frames, over=early.over)
    st.plotly_chart(
        pictures.of_stopping(early.frames, whole.frames, stopped, found, colours(), _),
        key="regularization:stopped",
        config=CONFIG,
    )
    told = [
        _(
            "From the best epoch on patience counts; when it has run out, training ends and the weights of "
            "the best epoch are put back."
        )
    ]
    if stopped.start_from_epoch:
        told.append(_("Grey area: epochs that are not looked at."))
    if stopped.baseline is not None:
        told.append(
            _("The baseline (dotted) has to be got past, else patience runs out although the loss improves.")
        )
    st.caption(" ".join(told))
    return True


def _menu(name: str, label: str, options: Sequence[Any], said: Callable[[str], str]) -> None:
    key = f"regularization:{name}"
    named = {written(value): value for value in options}  # None is no option to Streamlit
    st.session_state[key] = written(getattr(PAGE.now().setting.stopped, name))

    def choose() -> None:
        setting = PAGE.now().setting
        PAGE.open(replace(setting, stopped=replace(setting.stopped, **{name: named[st.session_state[key]]})))

    st.selectbox(label, list(named), format_func=said, key=key, on_change=choose)


_VIEWS: dict[str, Callable[[RegularizationSetting], None]] = {
    "decay": _decay,
    "smoothing": _smoothing,
    "stopping": _stopping,
}
