"""The few choices that all claims are tested with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.choices.normalizations import NORMALIZATIONS, PLACE
from core.claims.normalization import CLAIMS, DATA, DEPTHS, NORMS
from core.data.catalogue import DATASETS
from ui.language import _
from ui.normalization.setting import AVERAGED, PAGE, NormalizationSetting


def compared_menus(setting: NormalizationSetting) -> None:
    """Choose what is compared, where the view compares something."""
    if setting.view == AVERAGED:
        return
    places = CLAIMS[setting.view].places
    normalization, place, data, depth = st.columns(4)
    with normalization:
        _menu("normalization", _("Normalization"), NORMS, lambda key: _(NORMALIZATIONS[key].label))
    with place:
        _menu("place", _(PLACE.label), places, lambda key: _(PLACE.options[key]))
    with data:
        _menu("dataset", _("Data set"), DATA, lambda key: _(DATASETS[key].label))
    with depth:
        _menu("depth", _("Hidden layers"), DEPTHS, str)


def _menu(name: str, label: str, options: Sequence[Any], said: Callable[[Any], str]) -> None:
    key = f"normalization:{name}"
    now = getattr(PAGE.now().setting.compared, name)
    st.session_state[key] = now if now in options else options[0]

    def choose() -> None:
        setting = PAGE.now().setting
        PAGE.open(replace(setting, compared=replace(setting.compared, **{name: st.session_state[key]})))

    st.selectbox(label, options, format_func=said, key=key, on_change=choose)
