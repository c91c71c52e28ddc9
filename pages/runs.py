"""The visitor's own runs and recordings in a table, drawn over each other, trained anew to compare them."""

import streamlit as st

from core.live.records.foreign import NoChoices
from core.live.records.run import RunRecord
from ui import address
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _, plain, say
from ui.runs import compare, deleting, live_watch, over_seeds, recorded, recordings, sweep, table
from ui.runs.asked import known as known_runs
from ui.runs.setting import COMPARED, LISTED, PAGE, SEEDS, SWEEP, VIEWS
from ui.services import page_is_shown, runs
from ui.views import view_menu
from ui.watching import owner

REFRESH_SECONDS = 2.0
MOST_OFFERED = 200  # newest runs, in menus
# Runs without choices cannot be trained anew: these views are not for them.
TRAINING = {SEEDS: over_seeds.draw, SWEEP: sweep.draw}

heading(_("Runs"))
opened = PAGE.follow(address.arrival())
for message in opened.ignored:
    st.caption(ignored_note(message))


def tell_unreadable() -> None:
    """What is missing below, if anything is."""
    if (left_out := runs().unreadable_of(owner())) is not None:
        st.warning(say(left_out), icon=":material/broken_image:")


def listed() -> None:
    """The table, with the numbers of this moment."""
    notice = st.container()
    read = next(just_read, None) or table.read()
    live_watch.open_new(read.runs)
    table.draw(read)
    with notice:
        tell_unreadable()  # of frames it is known when they have been read


def offered(count: int) -> list[RunRecord]:
    """The runs that can be trained anew, newest first: of `count` only some, and those that are ticked."""
    newest = runs().runs_of(owner(), MOST_OFFERED)
    if count > MOST_OFFERED:
        text = _("The menus offer your newest {count} runs, and those that are ticked in the table.")
        st.caption(text.format(count=MOST_OFFERED))
    there = {record.id for record in newest}
    ticked, _problems = known_runs([run for run in table.ticked() if run not in there], owner())
    return [record for record in (*newest, *ticked) if record.foreign is None]


known = table.read()
just_read = iter((known,))
asked = PAGE.now().setting
names_runs = asked.view != LISTED and any((asked.one, asked.other, *asked.runs))
if not known.runs and not names_runs:
    tell_unreadable()
    deleting.undo()
    if PAGE.now().setting.opened:  # somebody else's, to be watched
        recorded.draw(PAGE.now().setting.opened)
    st.markdown(
        _("No runs yet. Choose an example on the Train page and press Train: the run is listed here.")
    )
    st.page_link("train.py", label=_("Go to Train"), icon=":material/play_circle:")
    live_watch.draw()
    if live_watch.expected():
        live_watch.await_first()
    recordings.uploader()
else:
    view_menu(PAGE, VIEWS)
    if PAGE.now().setting.view in TRAINING:
        mine = offered(known.all)
        if mine or asked.one or asked.other:
            TRAINING[PAGE.now().setting.view](PAGE.now().setting, mine)
        else:
            st.info(plain(say(NoChoices().message)), icon=":material/info:")
        page_is_shown()  # they are trained with TensorFlow
    elif PAGE.now().setting.view == COMPARED:
        compare.draw(PAGE.now().setting, known.runs)
    else:
        table.menus(known)
        moving = not known.complete or any(not each.record.status.over for each in known.runs)
        moving = moving or live_watch.expected()
        st.fragment(listed, run_every=REFRESH_SECONDS if moving else None)()
        if PAGE.now().setting.opened:
            recorded.draw(PAGE.now().setting.opened)
        live_watch.draw()
        recordings.uploader()
PAGE.keep()
