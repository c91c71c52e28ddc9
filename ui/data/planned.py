"""The views of what training will do with a table: split, prepare and balance it, as it is chosen here."""

from __future__ import annotations

import streamlit as st

from core.tables import Table
from core.tables.column import NUMBER, WHOLE
from ui.data.balance_view import balance_view
from ui.data.chosen import chosen, controls, weight_menu
from ui.data.prepare_view import prepare_view
from ui.data.setting import OF_TABLE, DataSetting
from ui.data.split_view import split_view
from ui.data.training import experiment_of, refused
from ui.language import _, plain, say

PLANNED = {
    "split": ("split", "validation_split", "test_split", "stratify", "data_seed"),
    "prepare": ("scaling", "expansion", "decomposition"),
    "balance": ("balance",),
}
"""What is chosen in each view, by path."""


def planned(view: str, table: Table, setting: DataSetting, target: str | None) -> None:
    """Draw one of them, below its controls; without a target it is said that one is needed."""
    base = experiment_of(table, setting, target)
    if base is None:
        why = None if target is None else refused(table, target)
        st.info(_("Choose a target first.") if why is None else plain(say(why)))
        return
    experiment = chosen(base, dict(setting.choices))
    of_table = [f"dataset.{key}" for key in OF_TABLE] if setting.own and view == "prepare" else []
    controls(base, experiment, (*PLANNED[view], *of_table), [column.name for column in table.columns])
    match view:
        case "split":
            split_view(experiment)
        case "prepare":
            if setting.own:
                numbers = [one.name for one in table.columns if one.kind in (NUMBER, WHOLE)]
                weight_menu(base, experiment, [name for name in numbers if name != target])
            prepare_view(table, experiment)
        case _:
            balance_view(experiment)
