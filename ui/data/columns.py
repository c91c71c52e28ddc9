"""The table of columns: name, kind, unit, missing and different values. Kind and target can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.store.user_tables import UserTable
from core.tables import KINDS, Assumptions, Table
from core.tables.column import ID, KIND_LABELS, TEXT
from core.tables.profiling import may_be_target
from ui.data.looks import distinct
from ui.data.setting import PAGE, DataSetting
from ui.data.sources import again, merged
from ui.language import _, language

_EDITION, _WANTED = "data:edition", "data:kinds"
_MOST_HEIGHT, _LEAST_HEIGHT, _ROW = 480, 110, 31


@dataclass(frozen=True, slots=True)
class Wanted:
    """Kinds that were asked for in the table of columns, by name of the column."""

    table: str
    kinds: Mapping[str, str]


def columns_view(table: Table, one: UserTable | None, setting: DataSetting, target: str | None) -> None:
    """Draw the table of columns."""
    import pandas

    wanted = st.session_state.pop(_WANTED, None)
    if one is not None and isinstance(wanted, Wanted) and wanted.table == one.hash:
        again(one, merged(one.given, Assumptions(kinds=tuple(wanted.kinds.items()))), setting)
    labels = {kind: _(KIND_LABELS[kind]) for kind in KINDS}
    labels |= {ID: _("id (left out)"), TEXT: _("text (left out)")}  # as warnings advise it
    frame = pandas.DataFrame(
        {
            "name": [column.name for column in table.columns],
            "kind": [labels[column.kind] for column in table.columns],
            "unit": [column.unit for column in table.columns],
            "missing": [column.missing for column in table.columns],
            "distinct": distinct(table),
            "target": [column.name == target for column in table.columns],
        }
    )
    # Above the table, whose buttons float there: they must not lie on those of the views.
    st.caption(
        _("Kinds can be changed in tables of your own.")
        if one is None
        else _("Kinds and the target can be changed here.")
    )
    edition = st.session_state.setdefault(_EDITION, 0)
    key = f"data:columns:{table.hash[:12]}:{language()}:{edition}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        height=min(_MOST_HEIGHT, max(_LEAST_HEIGHT, _ROW * (len(frame) + 1) + 4)),
        disabled=["name", "unit", "missing", "distinct", *(["kind"] if one is None else [])],
        column_config=_config(list(labels.values())),
        on_change=_edited,
        args=(key, table, one, labels),
    )


def _config(labels: list[str]) -> Any:
    config = st.column_config
    return {
        "name": config.TextColumn(_("Column"), width="medium", pinned=True),
        "kind": config.SelectboxColumn(
            _("Kind"),
            options=labels,
            required=True,
            help=_("What its values are taken for. Of an id and of texts nothing is learned."),
        ),
        "unit": config.TextColumn(_("Unit"), width="small"),
        "missing": config.NumberColumn(_("Missing"), width="small"),
        "distinct": config.NumberColumn(_("Distinct"), width="small", help=_("How many different values.")),
        "target": config.CheckboxColumn(_("Target"), width="small", help=_("What is to be predicted.")),
    }


def _edited(key: str, table: Table, one: UserTable | None, labels: Mapping[str, str]) -> None:
    """Take what was changed; the table is drawn anew from what holds then."""
    changes: Mapping[Any, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    st.session_state[_EDITION] += 1
    kinds = {label: kind for kind, label in labels.items()}
    asked: dict[str, str] = {}
    for row, values in changes.items():
        column = table.columns[int(row)]
        if one is not None and values.get("kind") in kinds:
            asked[column.name] = kinds[values["kind"]]
        if "target" in values:
            chosen = bool(values["target"]) and may_be_target(table, column.name)
            PAGE.open(replace(PAGE.now().setting, target=int(row) if chosen else -1))
    if one is not None and asked:
        st.session_state[_WANTED] = Wanted(one.hash, asked)
