"""Principal components as a step: what each explains and is made of, the rows before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.message import Message
from core.stages import Stages
from ui.charts import CONFIG
from ui.data.components_picture import of_rows, of_shares
from ui.data.legend import legend
from ui.data.pictures import safe, short
from ui.data.prepare_picture import of_values
from ui.data.theme import colours
from ui.distinct import distinct
from ui.language import _, language, say, translator

_MOST_CLASSES = 12
_LARGEST = 4
"""Columns that are named for each component where there are many."""
_WRITTEN_OUT = 14
"""Columns whose weights all have a column of the table."""


def components_view(found: Stages, names: Sequence[str]) -> None:
    """Draw it, below its title.

    Arguments:
        names: of the columns that go in.
    """
    before, after = found.expanded, found.whole
    fitted = after.preparation.components
    assert fitted is not None
    shares = fitted.explained_variance_ratio_
    st.caption(
        say(
            Message(
                "Components that are kept of {before} columns: {after}, with {share} of their variance. Each "
                "is a weighted sum of all columns; the weights are found on the training part alone.",
                before=len(names),
                after=len(shares),
                share=f"{shares.sum():.1%}",
            )
        )
    )
    translate, shades = translator(language()), colours()
    classes = [translate(name) for name in after.class_names]
    if 0 < len(classes) <= _MOST_CLASSES:
        legend(classes, shades.groups(len(classes)))
    left, middle, right = st.columns(3, gap="small")
    left.plotly_chart(of_shares(shares, shades, _), key="data:prepare:components:shares", config=CONFIG)
    y = after.y_train if after.y_train.ndim == 1 else after.y_train[:, 0]
    if len(names) > 1:
        first, second = _strongest(fitted.components_)
        titles = _("Before"), safe(names[first]), safe(names[second])
        middle.plotly_chart(
            of_rows(before.x_train[:, [first, second]], y, classes, titles, shades),
            key="data:prepare:components:before",
            config=CONFIG,
        )
    right.plotly_chart(_after(found, y, classes, shares), key="data:prepare:components:after", config=CONFIG)
    st.caption(
        _(
            "Before: the two columns that weigh most in the first components. After: the same rows of the "
            "training part by the first two components, coloured by what is to be predicted."
        )
    )
    written_out = len(names) <= _WRITTEN_OUT
    st.dataframe(
        _weights(fitted, len(names)) if written_out else _made_of(fitted, names),
        hide_index=True,
        height="content" if len(shares) <= 8 else 300,
        column_config=_columns(names if written_out else ()),
        key=f"data:prepare:components:{written_out}:{language()}",
    )


def _after(found: Stages, y: Any, classes: Sequence[str], shares: Any) -> Any:
    """The first two components, or a histogram of the only one."""
    names = [
        _("Component {number} ({share})").format(number=at, share=f"{share:.0%}")
        for at, share in enumerate(shares[:2], 1)
    ]
    x = found.whole.x_train
    if len(names) == 1:
        return of_values((x[:, 0], found.whole.x_val[:, 0]), _("After"), names[0], colours(), _)
    return of_rows(x[:, :2], y, classes, (_("After"), names[0], names[1]), colours())


def _strongest(weights: Any) -> tuple[int, int]:
    """The columns that weigh most in the first component, and of the others in the second.

    Arguments:
        weights: of the columns in each component, shape ``(components, columns)``.
    """
    first = int(np.abs(weights[0]).argmax())
    others = np.abs(weights[min(1, len(weights) - 1)]).copy()
    others[first] = -1
    return first, int(others.argmax())


def _columns(names: Sequence[str]) -> dict[str, Any]:
    """How the table's columns are headed and written; numbers stay numbers, so that they sort as such."""
    called = distinct(range(len(names)), lambda at: short(names[at]))
    number = st.column_config.NumberColumn
    return {
        "component": number(_("Component"), format="%d"),
        "share": number(_("Explained variance"), format="percent"),
        "terms": st.column_config.TextColumn(_("Made of")),
        **{
            f"weight {at}": number(called(at), format="%.2f", help=_("The weight of this column in the sum."))
            for at in range(len(names))
        },
    }


def _weights(fitted: Any, columns: int) -> Any:
    """A line for each component: its share, and the weight of every column."""
    return _shares(fitted).assign(
        **{f"weight {at}": fitted.components_[:, at].astype(float) for at in range(columns)}
    )


def _made_of(fitted: Any, names: Sequence[str]) -> Any:
    """A line for each component: its share, and the columns with the largest weights."""
    lines = []
    for weights in fitted.components_:
        largest = np.argsort(-np.abs(weights), kind="stable")[:_LARGEST]
        terms = " ".join(f"{_signed(weights[each])} × {short(names[each])}" for each in largest)
        lines.append(terms + (" …" if len(names) > _LARGEST else ""))
    return _shares(fitted).assign(terms=lines)


def _shares(fitted: Any) -> Any:
    import pandas

    shares = fitted.explained_variance_ratio_.astype(float)
    return pandas.DataFrame({"component": range(1, len(shares) + 1), "share": shares})


def _signed(weight: float) -> str:
    """With a sign that is as wide as a plus, as in print."""
    return f"{weight:+.2f}".replace("-", "−")
