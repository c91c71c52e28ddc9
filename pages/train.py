"""Choose, train, watch."""

import streamlit as st

from core.live.protocol.command import SPEED
from core.message import Invalid
from ui import address, form
from ui.heading import heading
from ui.language import _, language, plain, say
from ui.predictions.link import link as predictions_link
from ui.services import page_is_shown, runs
from ui.table_names import own_name
from ui.take_home import take_home
from ui.test_part import follow_test_part
from ui.train import advice, branching
from ui.train.data import data_view
from ui.train.panel import live_panel, own_title, panel_words
from ui.watching import anothers_table, asker, owner, tell_unknown, tunnel, visitor, watched

first_run = address.first_run()
named_a_run_only = form.follow()
record = watched()
if named_a_run_only and record is not None:
    form.fill(record.experiment)

experiment = form.experiment()
tell_unknown(experiment)
data = data_view(experiment, language(), anothers=anothers_table(experiment), table=own_name(experiment))
obstacle = data.notice if data.missing else None
trained = record.experiment if record else None
with st.sidebar, st.container(gap="small"):
    heading("Gradient Lab", small=True)
    if record is not None:
        predictions_link(record.id, _("What this run predicts"))
        branching.tell_parent(record)
    form.draw(obstacle=obstacle, watched=trained, folded=not first_run, rows=data.rows)
with st.container():  # what stands here comes and goes; the panel below keeps its place and is there once
    form.tell_mended()
    form.train_outside(obstacle=obstacle, watched=trained)
    if form.train_pressed():
        try:
            address.watch(runs().start(experiment, owner(), speed=SPEED.default, address=asker()))
        except Invalid as error:
            st.error(plain(say(error.message)))
        else:
            st.rerun()
    if record is not None:
        advice.follow_advice(record)
    if data.notice is not None:
        st.caption(plain(say(data.notice)))
form.keep()  # before the panel: one that asks over this page has it run again as soon as it is answered
told = live_panel(
    run=record.id if record else None,
    data={
        "lang": language(),
        "visitor": visitor(),
        "owner": record is not None and record.owned_by(owner()),
        "preview": data.preview,
        "title": own_title(record),
    },
    words=panel_words(_),
    key="live",
    tunnel=tunnel,
    announce=first_run,
)
with st.container():  # comes and goes right below the button that asks for it
    branching.pending(experiment, possible=form.is_right() and obstacle is None)
if record is not None:
    follow_test_part(record)
take_home(experiment, record, key="code")
if told.started is not None:
    address.watch(told.started)
if told.mend and record is not None:
    advice.begin(record, told.mend)
if told.branch:
    branching.begin(*told.branch)
if not first_run:
    page_is_shown()

if address.run() != (record.id if record else None):
    # The panel started another run; a form that agreed with the old one agrees with the new one too.
    again = watched()
    if record is not None and again is not None and record.experiment == experiment:
        form.fill(again.experiment)
    st.rerun()
if told.mend or told.branch:
    st.rerun()
