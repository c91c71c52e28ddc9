"""What the network of a run predicts, row by row, and how good that is."""

import streamlit as st

from core.data.raw import ANOTHERS_TABLE
from core.experiment import Experiment
from core.message import Message
from ui import address
from ui.heading import heading
from ui.language import _, plain, say
from ui.predictions import header
from ui.predictions.asking import found
from ui.predictions.setting import PAGE
from ui.predictions.shown import Shown
from ui.predictions.views import VIEWS
from ui.services import page_is_shown
from ui.watching import anothers_table, tell_unknown, watched

heading(_("Predictions"))
arrived = address.arrival()
setting = PAGE.follow(arrived).setting
if arrived is not None and arrived.run is not None:
    address.watch(arrived.run)
record = watched()
tell_unknown(Experiment())
if record is None:
    header.choose_run()
elif anothers_table(record.experiment):
    header.run_line(record, setting.part)
    st.warning(plain(say(ANOTHERS_TABLE)), icon=":material/lock:")
else:
    header.run_line(record, setting.part)
    part, view = header.part_and_view(record, setting)
    with st.spinner(_("Asking the network …")):
        answer = found(record, part)
    if isinstance(answer, Message):
        st.warning(plain(say(answer)), icon=":material/info:")
    elif not answer.predictions.finite:
        st.warning(
            _(
                "The predictions are not finite: the network has diverged. Train it with a lower learning "
                "rate."
            ),
            icon=":material/warning:",
        )
    else:
        header.evaluated(answer.predictions, classes=record.experiment.task != "regression")
        VIEWS[view](Shown(record, answer.predictions, answer.rows, setting))
    header.follow(record, part)
PAGE.keep()
page_is_shown()
