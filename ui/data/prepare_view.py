"""Every step of the preparation, before and after, fitted on the training part."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.bundle import DataBundle
from core.choices.losses import LOSSES, Loss
from core.data.raw import DataUnavailable, Floats
from core.data.scaling import SCALERS
from core.data.table_columns import DROP
from core.experiment import Experiment
from core.message import Message, plain_number
from core.stages import stages
from core.tables import Table
from core.tables.column import CATEGORY, DATE, NUMBER, WHOLE
from ui.charts import CONFIG
from ui.data.components_view import components_view
from ui.data.expansion_view import expansion_view, formulas_of
from ui.data.pictures import short
from ui.data.prepare_picture import of_scaling, of_values
from ui.data.theme import colours
from ui.data.training import inputs
from ui.distinct import distinct
from ui.language import _, language, plain, say, translator

MOST_ROWS = 6
"""Of a small table that shows a step."""
MOST_CATEGORIES = 8


def prepare_view(table: Table, experiment: Experiment) -> None:
    """Draw it."""
    try:
        found = stages(experiment)
    except DataUnavailable as error:
        st.warning(plain(say(error.message)), icon=":material/info:")
        return
    bundle = found.whole
    own = experiment.dataset.name == "table"
    before = len(inputs(table, experiment) if own else table.columns[1:])  # of the lab's, all but the target
    st.caption(
        say(
            Message(
                "Columns that are learned from: {before}, as the network gets them: {after}. All of it is "
                "fitted on the {rows} rows of the training part, then applied to the others.",
                before=before,
                after=len(bundle.feature_names),
                rows=len(bundle.x_train),
            )
        )
    )
    if own:
        _missing(table, experiment, bundle)
    _scaling(experiment, found.scaled)
    if own:
        _coding(table, experiment)
    if bundle.weights_train is not None:
        _weights(bundle.weights_train)
    if experiment.expansion.name != "none":
        _title(_("Feature expansion"))
        expansion_view(experiment, found)
    if experiment.decomposition.name != "none":
        _title(_("Principal components"))
        components_view(found, formulas_of(experiment, found))
    if bundle.class_names:
        _targets(bundle)


def _scaling(experiment: Experiment, bundle: DataBundle) -> None:
    after = {name: at for at, name in enumerate(bundle.feature_names)}
    names = [name for name in bundle.raw_names if name in after]
    if not names:
        return
    _title(_("Scaling"))
    picked = st.selectbox(
        _("Column"),
        range(len(names)),
        format_func=distinct(range(len(names)), lambda at: short(names[at])),
        key=f"data:prepare:column:{len(names)}",
        width=320,
    )
    name = names[min(picked, len(names) - 1)]
    before, scaled = bundle.raw_names.index(name), after[name]
    st.plotly_chart(
        of_scaling(
            (bundle.raw_train[:, before], bundle.raw_val[:, before]),
            (bundle.x_train[:, scaled], bundle.x_val[:, scaled]),
            name,
            colours(),
            _,
        ),
        key="data:prepare:scaling",
        config=CONFIG,
    )
    entry = SCALERS[experiment.scaling.name]
    st.caption(plain(f"{_(entry.label)}: {_(entry.help)}"))
    st.caption(
        _(
            "The validation part is scaled by the numbers of the training part, so it may reach beyond: that "
            "is how new rows will come."
        )
    )


def _missing(table: Table, experiment: Experiment, bundle: DataBundle) -> None:
    """What was missing, and what stands in its place."""
    import pandas

    target = experiment.dataset["target"]
    missing = [one for one in table.columns if one.missing and one.name != target]
    _title(_("Missing values"))
    if not missing:
        st.caption(_("No value is missing."))
        return
    if experiment.dataset["missing"] == DROP:
        st.caption(
            say(
                Message(
                    "Rows with a missing value are left out: {count} of {rows} remain.",
                    count=_used(bundle),
                    rows=table.rows,
                )
            )
        )
        return
    rows = bundle.train_rows
    lines = []
    for column in missing:
        cells = table.data.column(column.name).is_null().to_numpy()[rows]
        if column.kind in (NUMBER, WHOLE, DATE) and column.name in bundle.raw_names:
            values = bundle.raw_train[:, bundle.raw_names.index(column.name)][cells]
            filled = plain_number(values[0], 4) if len(values) else "–"
        elif column.kind == CATEGORY:
            filled = (
                _most_frequent(table, column.name, rows)
                if not experiment.dataset["indicator"]
                else _("a category of its own")
            )
        else:
            filled = _("left out")
        lines.append(
            {
                _("Column"): short(column.name),
                _("Missing in training"): int(cells.sum()),
                _("Missing in all"): column.missing,
                _("In its place"): filled,
            }
        )
    st.dataframe(pandas.DataFrame(lines), hide_index=True, key=f"data:prepare:missing:{language()}")
    _examples(table, bundle, [one.name for one in missing])


def _examples(table: Table, bundle: DataBundle, names: list[str]) -> None:
    """Some rows before and after, what was filled in marked."""
    import pandas

    names = [name for name in names if name in bundle.raw_names][:MOST_ROWS]
    if not names:
        return
    gaps = np.column_stack(
        [table.data.column(name).is_null().to_numpy()[bundle.train_rows] for name in names]
    )
    lacking = gaps.any(axis=1)
    if not lacking.any():
        return
    # Some of both kinds, so that it is seen what is filled in.
    at = np.sort(
        np.concatenate(
            [np.flatnonzero(lacking)[: MOST_ROWS // 2], np.flatnonzero(~lacking)[: MOST_ROWS // 2]]
        )
    )
    after = pandas.DataFrame(
        {short(name): bundle.raw_train[at, bundle.raw_names.index(name)] for name in names},
        index=bundle.train_rows[at],
    )
    before = after.mask(gaps[at])
    shade = colours().diverging[3]
    left, right = st.columns(2, gap="small")
    left.caption(_("Before"))
    left.dataframe(before, key="data:prepare:before")
    right.caption(_("After: what is coloured was filled in"))
    marked = pandas.DataFrame(
        np.where(gaps[at], f"background-color: {shade}; font-weight: bold", ""), after.index, after.columns
    )
    styled = after.style.apply(lambda _frame: marked, axis=None)
    right.dataframe(styled.format(partial(plain_number, digits=4)), key="data:prepare:after")


def _weights(weights: Floats) -> None:
    """How much the rows of the training part count, and what that does to the loss."""
    _title(_("Sample weights"))
    name = _("Weight")
    st.plotly_chart(
        of_values((weights, weights[:0]), _("Training"), name, colours(), _),
        key="data:prepare:weights",
        config=CONFIG,
    )
    st.caption(
        say(
            Message(
                "From {low} to {high}, {mean} on average. As in Keras, the loss of each row is multiplied by "
                "its weight, so the training loss is about so many times as large as without weights; the "
                "validation part is not weighted.",
                low=plain_number(weights.min(), 4),
                high=plain_number(weights.max(), 4),
                mean=plain_number(weights.mean(), 4),
            )
        )
    )


def _title(text: str) -> None:
    st.markdown(f"##### {plain(text)}")


def _goes_with(targets: str, loss: Loss) -> str:
    return plain(f"{targets} → {_(loss.label)}")


def _used(bundle: DataBundle) -> int:
    return len(bundle.train_rows) + len(bundle.val_rows) + len(bundle.test_rows)


def _most_frequent(table: Table, name: str, rows: Any) -> str:
    codes = table.codes(name)[rows]
    counts = np.bincount(codes[codes >= 0], minlength=1)
    return short(table.categories(name)[int(counts.argmax())]) if counts.any() else "–"


def _coding(table: Table, experiment: Experiment) -> None:
    """One-hot beside dummy coding, on the categories of one column."""
    import pandas

    target = experiment.dataset["target"]
    names = [one.name for one in table.columns if one.kind == CATEGORY and one.name != target]
    names = [name for name in names if len(table.categories(name)) > 1]
    if not names:
        return
    _title(_("Categories"))
    picked = st.selectbox(
        _("Column"),
        range(len(names)),
        format_func=distinct(range(len(names)), lambda at: short(names[at])),
        key=f"data:prepare:category:{len(names)}",
        width=320,
    )
    categories = [short(text) for text in table.categories(names[min(picked, len(names) - 1)])]
    shown = categories[:MOST_CATEGORIES]
    whole = pandas.DataFrame(
        np.eye(len(shown), dtype=int), shown, [f"{at + 1}: {text}" for at, text in enumerate(shown)]
    )
    left, right = st.columns(2, gap="small")
    told = _("chosen")
    coding, chosen = experiment.dataset["coding"], f" · **{told}**"
    left.caption(_("One-hot: a column for each") + (chosen if coding == "one_hot" else ""))
    left.dataframe(whole, key="data:prepare:one_hot")
    right.caption(_("Dummy: without the first") + (chosen if coding == "dummy" else ""))
    right.dataframe(whole.iloc[:, 1:], key="data:prepare:dummy")
    st.caption(
        say(
            Message(
                "The columns of one-hot coding add up to 1 in each row, which a bias is already: one of them "
                "follows from the others. Dummy coding leaves out {first}, which is 0 in all columns then. A "
                "network learns with either; a linear model without penalty has one solution only with dummy "
                "coding.",
                first=shown[0],
            )
        )
    )


def _targets(bundle: DataBundle) -> None:
    """Integers beside one-hot columns, with the loss that belongs to each."""
    import pandas

    translate = translator(language())
    names = [short(translate(name)) for name in bundle.class_names[:MOST_CATEGORIES]]
    _title(_("Targets"))
    left, right = st.columns(2, gap="small")
    left.caption(_goes_with(_("Integers"), LOSSES["sparse_categorical_crossentropy"]))
    left.dataframe(
        pandas.DataFrame({_("Integer"): range(len(names))}, names), key=f"data:prepare:integers:{language()}"
    )
    right.caption(_goes_with(_("One-hot"), LOSSES["categorical_crossentropy"]))
    right.dataframe(
        pandas.DataFrame(np.eye(len(names), dtype=int), names, range(len(names))), key="data:prepare:columns"
    )
    st.caption(
        _(
            "Both losses give the same number. A note that circulates has it the other way round, which is "
            "easily done: «sparse» is said of the integers, since they leave out all the zeros. The lab "
            "gives each loss the targets that it takes."
        )
    )
