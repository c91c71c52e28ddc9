"""Which row went where, and whether the parts are alike."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.data.raw import DataUnavailable
from core.experiment import Experiment
from core.message import Message, plain_number
from core.partition import PARTS, TEST, Partition, partition
from ui.charts import CONFIG
from ui.data.pictures import short
from ui.data.split_picture import MOST_STRIPES, PART_NAMES, of_partition
from ui.data.theme import colours
from ui.language import _, language, plain, say, translator

_MOST_CLASSES = 12


def split_view(experiment: Experiment) -> None:
    """Draw it."""
    try:
        found = _partition(experiment)
    except DataUnavailable as error:
        st.warning(plain(say(error.message)), icon=":material/info:")
        return
    st.plotly_chart(of_partition(found, colours(), _), key="data:split:picture", config=CONFIG)
    st.caption(_explained(found))
    st.dataframe(_parts(found), hide_index=True, key=f"data:split:parts:{language()}")
    if found.classes:
        st.caption(_("Alike shares of the classes make the parts comparable; that is what stratifying does."))
    else:
        st.caption(
            _("Mean and deviation of the target should be alike, unless the order of the rows matters.")
        )
    if found.count(TEST):
        st.caption(
            _(
                "The test part is not looked at by anything until a run that is over is asked for it, once; "
                "the answer is kept with the run, and how often the same rows were asked for."
            )
        )


@st.cache_data(max_entries=20, show_spinner=False, hash_funcs={Experiment: lambda one: one.model_dump_json()})
def _partition(experiment: Experiment) -> Partition:
    return partition(experiment)


def _explained(found: Partition) -> str:
    if found.column:
        order = say(Message("Rows from left to right, sorted by {column}.", column=short(found.column)))
    else:
        order = _("Rows from left to right, in the order of the table.")
    folds = ""
    if len(found.part) > 1:
        folds = _(
            "Each line is one fold: it is the validation part of one run. The arrow marks the one that "
            "trains here."
        )
    some = ""
    if len(found.order) > MOST_STRIPES:
        some = say(Message("Of {rows} rows {count} are drawn.", rows=len(found.order), count=MOST_STRIPES))
    return plain(" ".join(each for each in (order, some, folds) if each))


def _parts(found: Partition) -> Any:
    """A column for each part, of which there are three at most: a phone has room for them."""
    import pandas

    translate, used = translator(language()), sum(map(found.count, PARTS))
    parts = [part for part in PARTS if part != TEST or found.count(TEST)]
    names = [_("Rows"), _("Share of the rows")]
    cells = [[f"{found.count(part):,}", f"{found.count(part) / used:.1%}"] for part in parts]
    if found.classes:
        names += [short(translate(name)) for name in found.classes[:_MOST_CLASSES]]
        for column, part in zip(cells, parts, strict=True):
            column += [f"{share:.1%}" for share in found.class_shares(part)[:_MOST_CLASSES]]
    else:
        names += [_("Mean of the target"), _("Standard deviation")]
        for column, part in zip(cells, parts, strict=True):
            column += [plain_number(value) for value in found.targets(part)]
    titles = [_(PART_NAMES[part]) for part in parts]
    return pandas.DataFrame({_("Part"): names} | dict(zip(titles, cells, strict=True)))
