"""The views of a table, one at a time, each with what to look for and words where there is nothing to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.message import Message
from core.store.user_tables import UserTable
from core.tables import Table
from core.tables.export import as_csv
from core.tables.profiling import Distribution, class_balance, is_classes, missing_cells, sampled
from core.tables.profiling.distributions import PICTURED
from core.tables.profiling.projection import MOST_CATEGORIES
from core.tables.profiling.targets import groups_of
from core.tables.said import listed
from ui.charts import CONFIG
from ui.data import looks, pictures
from ui.data.columns import columns_view
from ui.data.correlations_view import correlations_view
from ui.data.leak_lab import leak_lab
from ui.data.legend import legend
from ui.data.planned import PLANNED, planned
from ui.data.setting import DataSetting
from ui.data.theme import Colours, colours
from ui.language import _, plain, say

MOST_ROWS, MOST_CELLS = 5000, 200_000
"""Of the preview: a message to a browser has 20 MB at most."""
PICTURES = 12
"""Distributions that are shown at a time."""
MOST_CLASSES = 40
_ACROSS = 3
_ICONS = {
    "leak": ":material/water_drop:",
    "imbalanced": ":material/balance:",
    "few rows": ":material/balance:",
    "constant": ":material/horizontal_rule:",
    "missing": ":material/grid_off:",
    "id": ":material/badge:",
    "infinite": ":material/all_inclusive:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a view gets.

    Arguments:
        table: all of it.
        one: its record, where it is the visitor's own.
        setting: of the page.
        target: name of the column to predict.
    """

    table: Table
    one: UserTable | None
    setting: DataSetting
    target: str | None


def draw(shown: Shown) -> None:
    """Draw the view of the setting."""
    _VIEWS[shown.setting.view](shown)


def _columns(shown: Shown) -> None:
    columns_view(shown.table, shown.one, shown.setting, shown.target)


def _rows(shown: Shown) -> None:
    table = shown.table
    count = min(table.rows, MOST_ROWS, max(1, MOST_CELLS // len(table.columns)))
    # Above the table, whose buttons float there: they must not lie on those of the views.
    st.caption(
        _("The first {count} of {rows} rows.").format(count=count, rows=table.rows)
        if count < table.rows
        else _("All {rows} rows.").format(rows=table.rows)
    )
    st.dataframe(table.data.slice(0, count).to_pandas(), height=460, hide_index=False, key="data:rows")
    st.download_button(
        _("Save all rows as CSV"),
        partial(as_csv, table),
        "table.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="data:csv",
        help=_("As spreadsheets take it: a text that begins like a formula gets an apostrophe before it."),
    )


def _distributions(shown: Shown) -> None:
    table = shown.table
    names = [column.name for column in table.columns if column.kind in PICTURED]
    if not names:
        st.info(_("There are only texts and ids, which have no distribution."))
        return
    by_target = False
    if shown.target is not None:
        by_target = st.toggle(_("By target"), key="data:by_target", value=True)
    page = 0
    if len(names) > PICTURES:
        pages = range(-(-len(names) // PICTURES))
        page = st.selectbox(
            _("Columns"),
            pages,
            format_func=lambda at: (
                f"{PICTURES * at + 1}–{min(len(names), PICTURES * (at + 1))} / {len(names)}"
            ),
            key=f"data:page:{len(names)}",
        )
    chosen = tuple(names[PICTURES * page : PICTURES * (page + 1)])
    found = looks.distributions(table, chosen, shown.target if by_target else None)
    shades = colours()
    if by_target:
        _legend(found[0], shades)
    for first in range(0, len(found), _ACROSS):
        row = zip(st.columns(_ACROSS, gap="small"), found[first : first + _ACROSS], strict=False)
        for at, (place, one) in enumerate(row, first):
            place.plotly_chart(
                pictures.of_distribution(one, shades, _), key=f"data:distribution:{at}", config=CONFIG
            )
    _sampled(table)
    others = [column.name for column in table.columns if column.kind not in PICTURED]
    if others:
        st.caption(
            plain(
                say(Message("Texts and ids have no distribution: {columns}.", columns=listed(tuple(others))))
            )
        )


def _legend(found: Distribution, shades: Colours) -> None:
    """One for all small pictures."""
    names = [pictures.said(label, _) for label in found.groups]
    legend(names, shades.groups(len(names)))


def _missing(shown: Shown) -> None:
    found = missing_cells(shown.table)
    if not found.counts.any():
        st.success(_("No value is missing."), icon=":material/check:")
        return
    cells = shown.table.rows * len(shown.table.columns)
    total = sum(column.missing for column in shown.table.columns)
    st.markdown(
        _("{count} of {cells} cells are missing ({share}).").format(
            count=total, cells=cells, share=f"{total / cells:.1%}"
        )
    )
    st.plotly_chart(pictures.of_missing(found, colours(), _), key="data:missing", config=CONFIG)
    st.caption(
        _(
            "Rows go from top to bottom, columns from left to right. Stripes at the same height are values"
            " that are missing together: that often has a reason."
        )
    )
    if found.left_out:
        told = Message(
            "Not shown are the {count} columns that miss least: {columns}.",
            count=len(found.left_out),
            columns=listed(found.left_out),
        )
        st.caption(plain(say(told)))


def _correlations(shown: Shown) -> None:
    correlations_view(shown.table, shown.target)
    _sampled(shown.table)


def _classes(shown: Shown) -> None:
    table, target = shown.table, shown.target
    if target is None or not is_classes(table, target):
        st.info(_("Choose a target with classes: then it is shown how many rows each has."))
        return
    found = class_balance(table, target)
    if found is None:
        st.info(_("All values of the target are missing."))
        return
    most = max(1, len(found.counts))
    left, middle, right = st.columns(3)
    left.metric(_("Classes"), len(found.counts))
    middle.metric(
        _("Entropy (bits)"),
        f"{found.entropy:.3f}",
        help=_(
            "How uncertain the class of a row is, if nothing else is known of it: 0 where all are of one"
            " class, {most} where {count} classes have equally many rows."
        ).format(most=f"{_log2(most):.3f}", count=most),
    )
    right.metric(
        _("Evenness"), f"{found.evenness:.0%}", help=_("The entropy as a part of the most that it can be.")
    )
    st.plotly_chart(pictures.of_balance(found, colours(), MOST_CLASSES), key="data:classes", config=CONFIG)
    if len(found.counts) > MOST_CLASSES:
        st.caption(_("Classes that are not shown: {count}.").format(count=len(found.counts) - MOST_CLASSES))
    if found.missing:
        st.caption(_("{count} rows have no class.").format(count=found.missing))


def _log2(count: int) -> float:
    from math import log2

    return log2(count)


def _components(shown: Shown) -> None:
    table, target = shown.table, shown.target
    found = looks.projected(table, target)
    if found is None:
        st.info(_("Principal components need two columns of numbers or categories, and three rows."))
        return
    rows = sampled(table).table
    groups = numbers = None
    if target is not None and is_classes(table, target):
        groups = groups_of(rows, target)
    elif target is not None:
        numbers = rows.numbers(target)
    st.plotly_chart(
        pictures.of_projection(found, groups, numbers, colours(), _), key="data:components", config=CONFIG
    )
    st.caption(
        _(
            "Each point is a row: standardized numbers and categories as 0 and 1, turned so that the rows"
            " differ most from left to right, then from bottom to top. The target is not part of it: where"
            " its colours are apart, it can be learned from these columns."
        )
    )
    if found.left_out:
        told = Message(
            "Left out are {count} columns: texts, ids, dates, what is empty, and categories of one value or "
            "more than {most}: {columns}.",
            count=len(found.left_out),
            most=MOST_CATEGORIES,
            columns=listed(found.left_out),
        )
        st.caption(plain(say(told)))
    _sampled(table)


def _planned(view: str, shown: Shown) -> None:
    planned(view, shown.table, shown.setting, shown.target)


def _warnings(shown: Shown) -> None:
    found = looks.found(shown.table, shown.target)
    if not found:
        st.success(_("Nothing stands out."), icon=":material/check:")
    elif shown.one is not None:
        st.caption(_("To leave a column out, give it the kind “id (left out)” in the view Columns."))
    for one in found:
        st.warning(plain(say(one.message)), icon=_ICONS.get(one.kind, ":material/content_copy:"))


def _sampled(table: Table) -> None:
    found = sampled(table)
    if not found.whole:
        st.caption(
            say(Message("From {rows} rows drawn at random out of {all}.", rows=len(found.rows), all=found.of))
        )


_VIEWS: dict[str, Callable[[Shown], None]] = {
    "columns": _columns,
    "rows": _rows,
    "distributions": _distributions,
    "missing": _missing,
    "correlations": _correlations,
    "classes": _classes,
    "components": _components,
    **{view: partial(_planned, view) for view in PLANNED},
    "warnings": _warnings,
    "leaks": lambda shown: leak_lab(shown.table, shown.setting, shown.target),
}
