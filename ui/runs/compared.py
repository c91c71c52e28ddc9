"""What every view of the comparison has of a run, and the controls that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.live.records.labels import Labels
from core.live.records.run import RunRecord
from core.run_curves import OF_LAYER, OF_RUN, RunNumbers
from ui.data.theme import colours
from ui.language import _, plain
from ui.moments import moment
from ui.runs.described import describe_run
from ui.runs.setting import MOST_LAYERS, PAGE, RunsSetting

KEY = "runs:compare"
_COLOURED = "runs:coloured"
_SHARES = {"saturated", "dead"}


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A run that is compared.

    Arguments:
        name: its name among the others, no two of them the same.
        record: what is known about it.
        labels: what its owner says of it.
        numbers: of its frames, in the range of steps that is looked at.
    """

    name: str
    record: RunRecord
    labels: Labels
    numbers: RunNumbers

    @property
    def colour(self) -> str:
        """A colour that a run keeps, whichever others it is shown beside."""
        chosen = colours().categories
        given: dict[str, int] = st.session_state.setdefault(_COLOURED, {})
        return chosen[given.setdefault(self.record.id, len(given)) % len(chosen)]


def named(record: RunRecord, labels: Labels | None) -> str:
    """A run's name among others: its own where it has one."""
    own = labels.name if labels is not None else ""
    return own or f"{describe_run(record)} · {moment(record.created)}"


def layers_of(found: Sequence[Compared]) -> list[str]:
    """Names of all layers of the runs, each once, from the first one to the output."""
    names = dict.fromkeys(layer for each in found for layer in each.numbers.layers)
    return sorted(names, key=lambda layer: (layer == "out", not layer.isdecimal(), len(layer), layer))


def layer_name(layer: str) -> str:
    """What a layer is called on screen."""
    return _("Output") if layer == "out" else layer


def layer_title(layer: str) -> str:
    """The same where nothing beside it says that it is a layer."""
    return _("Output") if layer == "out" else f"{_('Layer')} {layer}"


def number_name(number: str, found: Sequence[Compared]) -> str:
    """What a number is called for runs that tell classes apart, or predict numbers, or both."""
    accuracy = {"val_metric": _("Validation accuracy"), "metric": _("Training accuracy")}
    error = {
        "val_metric": _("Mean absolute error, validation part"),
        "metric": _("Mean absolute error, training part"),
    }
    tell_classes = _tell_classes(found)
    special = accuracy if tell_classes == {True} else error if tell_classes == {False} else {}
    return special.get(number) or _((OF_RUN | OF_LAYER)[number])


def is_share(number: str, found: Sequence[Compared]) -> bool:
    """Whether a number of the runs is shown in percent."""
    return number in _SHARES or (number in ("metric", "val_metric") and _tell_classes(found) == {True})


def _tell_classes(found: Sequence[Compared]) -> set[bool]:
    return {each.record.classes for each in found}


def tell_losses(records: Sequence[RunRecord]) -> None:
    """Say so where the runs are trained with different losses, whose sizes cannot be compared."""
    losses = {
        _(record.experiment.loss_entry.label) if record.foreign is None else record.foreign.loss
        for record in records
    } - {""}
    if len(losses) > 1:
        told = _("These runs have different losses ({losses}): their sizes cannot be compared.")
        st.caption(plain(told.format(losses=", ".join(sorted(losses)))))


# Controls


def change(**changes: Any) -> None:
    """Have the page show something else."""
    PAGE.open(replace(PAGE.now().setting, **changes))


def menu(place: Any, key: str, label: str, options: Mapping[str, str], value: str) -> None:
    """A menu of the setting's part `key`."""
    st.session_state[f"{KEY}:{key}"] = value
    place.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=f"{KEY}:{key}",
        on_change=lambda: change(**{key: st.session_state[f"{KEY}:{key}"]}),
    )


def log_switch(place: Any, setting: RunsSetting) -> None:
    """Whether the upright axis is logarithmic."""
    st.session_state[f"{KEY}:log"] = setting.log
    place.toggle(
        _("Log scale"), key=f"{KEY}:log", on_change=lambda: change(log=st.session_state[f"{KEY}:log"])
    )


def layers_menu(place: Any, layers: Sequence[str], shown: Sequence[str]) -> None:
    """Which layers are shown.

    Arguments:
        shown: those that are.
    """
    key = f"{KEY}:layers"
    st.session_state[key] = list(shown)
    place.multiselect(
        _("Layers"),
        layers,
        format_func=layer_name,
        key=key,
        max_selections=MOST_LAYERS,
        on_change=lambda: change(layers=tuple(st.session_state[key])),
    )
