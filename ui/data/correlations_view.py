"""How columns rise and fall together, and which ones are not among them, and why."""

from __future__ import annotations

import streamlit as st

from core.message import N_, Message
from core.tables import Table
from core.tables.profiling.correlations import MOST_CATEGORIES, Method, Reason
from core.tables.said import listed
from ui.charts import CONFIG
from ui.data import looks, pictures
from ui.data.theme import colours
from ui.language import _, plain, say

_ABSENT: dict[Reason, str] = {
    "kind": N_("Texts, ids and dates are left out ({count}): {columns}."),
    "constant": N_("Columns that do not vary are left out ({count}): {columns}."),
    "room": N_("There is no room for {count} more, which go less with the target or come last: {columns}."),
}
_UNORDERED = N_(
    "Categories of more than two values have no order, so they are left out here ({count}): {columns}. “Any "
    "kind of column” shows them."
)
_MANY = N_("Categories of more than {most} values are left out ({count}): {columns}.")


def correlations_view(table: Table, target: str | None) -> None:
    """Draw it, below the choice of the coefficient."""
    names: dict[Method, str] = {
        "pearson": _("Straight lines (Pearson)"),
        "spearman": _("Ranks (Spearman)"),
        "association": _("Any kind of column (Cramér's V)"),
    }
    method = st.segmented_control(
        _("Coefficient"),
        list(names),
        format_func=names.__getitem__,
        default="pearson",
        required=True,
        key="data:method",
        label_visibility="collapsed",
    )
    found = looks.correlated(table, target, method)
    signed = method != "association"
    if len(found.names) < 2:
        st.info(
            _("Correlations need two columns of numbers that vary.")
            if signed
            else _("This needs two columns of numbers or categories that vary.")
        )
    else:
        figure = pictures.of_correlations(found, colours(), signed=signed)
        st.plotly_chart(figure, key="data:correlations", config=CONFIG)
        st.caption(_meaning(signed))
    for why, columns in found.left_out.items():
        text = _ABSENT.get(why) or (_UNORDERED if signed else _MANY)
        told = Message(text, count=len(columns), columns=listed(columns), most=MOST_CATEGORIES)
        st.caption(plain(say(told)))


def _meaning(signed: bool) -> str:
    if signed:
        return _(
            "1: both rise together, -1: one falls where the other rises, 0: neither. A number near 1 or -1 "
            "between two columns says that one of them adds little."
        )
    return _(
        "0: two columns have nothing to do with each other, 1: one says the other. Two categories: "
        "Cramér's V; a number and a category: the correlation ratio; two numbers: Pearson's coefficient "
        "without its sign. Small numbers come by chance, the more so the more values a category has."
    )
