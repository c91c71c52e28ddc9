"""The classes before and after balancing, and where the points that were added lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.bundle import DataBundle, prepare
from core.data.balancing import SAMPLERS
from core.data.raw import DataUnavailable
from core.experiment import Experiment
from core.message import Message
from ui.charts import CONFIG
from ui.data.balance_picture import MOST_ADDED, of_added
from ui.data.pictures import short
from ui.data.theme import colours
from ui.language import _, language, plain, say, translator


def balance_view(experiment: Experiment) -> None:
    """Draw it."""
    if experiment.task == "regression":
        st.info(_("Balancing is for classes: choose a target that has some."))
        return
    entry = SAMPLERS[experiment.balance.name]
    try:
        plain_bundle = prepare(experiment.model_copy(update={"balance": SAMPLERS.pick("none")}))
        bundle = prepare(experiment)
    except DataUnavailable as error:
        st.warning(plain(say(error.message)), icon=":material/info:")
        return
    st.dataframe(_counts(plain_bundle, bundle), hide_index=True, key=f"data:balance:counts:{language()}")
    if entry.draw is None:
        st.info(_("Choose a way to balance the classes: then it is shown which rows were added, and where."))
    if len(bundle.x_train) < 3 or bundle.x_train.shape[1] < 2:
        return
    translate = translator(language())
    names = [translate(name) for name in bundle.class_names]
    st.plotly_chart(of_added(bundle, names, colours(), _), key="data:balance:picture", config=CONFIG)
    added = bundle.added
    if added is None:
        return
    if np.array_equal(added.rows, added.neighbours):
        st.caption(
            _("Rows that were taken again lie on top of each other: a larger ring has been taken more often.")
        )
    else:
        st.caption(
            say(
                Message(
                    "{count} rows were added. Each lies on the line between a row of its class and one of "
                    "that row's nearest neighbours: new = row + share × (neighbour − row). Turned into two "
                    "dimensions, lines stay lines.",
                    count=len(added.rows),
                )
            )
        )
    if len(added.rows) > MOST_ADDED:
        st.caption(_("The first {count} of {rows} rows.").format(count=MOST_ADDED, rows=len(added.rows)))
    st.caption(_("Only the training part is balanced. The validation part stays as it is: so are new rows."))


def _counts(before: DataBundle, after: DataBundle) -> Any:
    """A line for each class."""
    import pandas

    translate, classes = translator(language()), range(len(before.class_names))
    counts = [np.bincount(bundle.y_train, minlength=len(classes)) for bundle in (before, after)]
    validation = np.bincount(before.y_val, minlength=len(classes))
    return pandas.DataFrame(
        {
            _("Class"): [short(translate(before.class_names[at])) for at in classes],
            _("Training, before"): counts[0],
            _("Training, after"): counts[1],
            _("Validation"): validation,
        }
    )
