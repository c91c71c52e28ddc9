"""The choices in which runs differ, as a table and beside their best results."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from core.choices.fields import Field, Number, Words
from core.choices.registry import Menu
from core.differing import differing, field_of
from core.experiment import Experiment
from core.live.records.best import Best
from core.message import plain_number
from core.statistics.thinning import evenly
from ui.charts import CONFIG, wide
from ui.data.theme import colours
from ui.language import _, plain
from ui.runs.cells import displayed
from ui.runs.compared import KEY, Compared, tell_losses
from ui.runs.described import choice_name, choice_text
from ui.runs.parallel_picture import AXIS_PIXELS, Axis, of_axes
from ui.runs.setting import RunsSetting
from ui.services import runs

_MOST_TICKS = 8
_WIDE = 20.0
"""Times the smallest number of a choice from which on its axis is logarithmic."""


def draw(setting: RunsSetting, found: Sequence[Compared]) -> None:
    """Parallel coordinates: a line for each run through its choices to its best results."""
    found = [each for each in found if each.record.choices is not None]
    bests = runs().bests([each.record.id for each in found])
    results = [_results(each, bests.get(each.record.id, Best())) for each in found]
    first = next((name for name in _names() if any(name in each for each in results)), None)
    drawn = [at for at, each in enumerate(results) if first in each]
    if without := [each.name for at, each in enumerate(found) if at not in drawn]:
        st.caption(plain(_("Nothing to draw of: {runs}.").format(runs=", ".join(without))))
    if first is None:
        return
    axes = _of_choices([found[at].record.experiment for at in drawn])
    for name, label in _names().items():
        numbers = [results[at].get(name) for at in drawn]
        told = [number for number in numbers if number is not None]
        if len(told) == len(drawn) and (name != "loss" or first == "loss"):
            axes.append(Axis(label, told, share=name == "accuracy"))
    st.caption(_("Each line is a run, coloured by its result."))
    if first in ("val_loss", "loss"):
        tell_losses([found[at].record for at in drawn])
    chosen = [results[at][first] for at in drawn]
    named = [found[at].name for at in drawn]
    with wide("parallel", len(axes) * AXIS_PIXELS):
        st.plotly_chart(of_axes(axes, chosen, named, colours()), key=f"{KEY}:parallel", config=CONFIG)


def _names() -> dict[str, str]:
    """Results by which lines are coloured if runs have them, the first one first."""
    return {
        "val_loss": _("Lowest validation loss"),
        "loss": _("Lowest training loss"),
        "accuracy": _("Best accuracy"),
        "error": _("Lowest error"),
    }


def _results(run: Compared, best: Best) -> dict[str, float]:
    """The best numbers of a run, as far as there are any."""
    regression, low = not run.record.classes, best.val_metric_low
    found = {
        "val_loss": best.val_loss,
        "loss": best.loss,
        "accuracy": None if regression else best.val_metric_high,
        "error": low * run.record.unit if regression and low is not None else None,
    }
    return {name: number for name, number in found.items() if number is not None}


def _of_choices(experiments: Sequence[Experiment]) -> list[Axis]:
    """An axis for each choice that differs: of numbers if it has one in each experiment, else of names."""
    axes = []
    for path, texts in differing(experiments).items():
        name = choice_name(path, experiments, whole=True)
        item = field_of(path, experiments)
        if isinstance(item, Number) and None not in texts:
            axes.append(_of_numbers(name, [float(item.parse(text)) for text in texts]))
            continue
        said = [choice_text(path, text, experiments) for text in texts]
        keys = {shown: _order(item, text) for shown, text in zip(said, texts, strict=True)}
        places = {
            text: float(at) for at, text in enumerate(sorted(keys, key=lambda text: (keys[text], text)))
        }
        ticks = [(at, text) for text, at in places.items()]
        axes.append(Axis(name, [places[text] for text in said], ticks))
    return axes


def _order(item: Field, text: str | None) -> tuple[float, ...]:
    """Where a choice stands among others: layers by depth, then width; entries as their menus have them."""
    if text is None:
        return (-1.0,)
    if isinstance(item, Menu | Words):
        return (float(list(item.registry if isinstance(item, Menu) else item.options).index(text)),)
    value = item.parse(text)
    if isinstance(value, tuple) and all(isinstance(each, int | float) for each in value):
        return (float(len(value)), *map(float, value))
    return (float(value),) if isinstance(value, int | float) else (0.0,)


def _of_numbers(name: str, numbers: Sequence[float]) -> Axis:
    different = sorted(set(numbers))
    logarithmic = different[0] > 0 and different[-1] / different[0] >= _WIDE
    places = {number: math.log10(number) if logarithmic else number for number in different}
    ticks = [(places[number], plain_number(number, 4)) for number in evenly(different, _MOST_TICKS)]
    return Axis(name, [places[number] for number in numbers], ticks)


def differences(found: Sequence[Compared]) -> None:
    """The choices that differ, and nothing else."""
    import pandas as pd

    st.markdown(f"##### {_('What differs')}")
    recorded = [each.name for each in found if each.record.foreign is not None]
    if recorded:
        told = _("Recorded by a program of its own, without choices: {runs}.")
        st.caption(plain(told.format(runs=", ".join(recorded))))
    chosen = [each for each in found if each.record.foreign is None]
    if not chosen:
        return
    experiments = [each.record.experiment for each in chosen]
    different = differing(experiments)
    if not different:
        st.caption(_("All choices are the same."))
        return
    columns = {
        choice_name(path, experiments, whole=True): [choice_text(path, text, experiments) for text in texts]
        for path, texts in different.items()
    }
    st.dataframe(
        displayed(pd.DataFrame({_("Run"): [each.name for each in chosen], **columns}), {}),
        hide_index=True,
        height="content",
        key=f"{KEY}:choices",
    )
