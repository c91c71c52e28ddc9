"""All runs of a visitor in one table, and what can be done with those that are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.live.listed import Listed, ListedRun
from core.live.records.labels import Labels
from ui import form
from ui.language import _, plain, say
from ui.predictions.link import link
from ui.runs import groups, labelling
from ui.runs.cells import displayed
from ui.runs.deleting import delete_button, undo
from ui.runs.described import describe, describe_run, status_words
from ui.runs.rows import WRITTEN, columns, table
from ui.runs.setting import COMPARED, MOST_COMPARED, PAGE
from ui.services import runs
from ui.test_part import has_test_part, test_part
from ui.watching import owner

PAGE_RUNS = 50
"""Rows of a page."""
_SHOWN_ROWS = 12
"""Rows that are shown without scrolling inside the table."""
_ROW_PIXELS = 35

TICKED, _SHOWN, _PAGE, _TAG = "runs:ticked", "runs:shown", "runs:page", "runs:tag"


def ticked() -> list[str]:
    """Ids of the runs that are ticked."""
    found: list[str] = st.session_state.get(TICKED, [])
    return found


def read() -> Listed:
    """The page of the table that is looked at, with the numbers of this moment."""
    setting = PAGE.now().setting
    listed = runs().listed(owner(), _first(), PAGE_RUNS, setting.tag)
    if setting.tag and setting.tag not in listed.tags:  # none has it any more
        PAGE.open(replace(setting, tag=""))
        st.caption(plain(_("No run has the tag {tag}.").format(tag=setting.tag)))
        listed = runs().listed(owner(), _first(), PAGE_RUNS)
    if _first() and not listed.runs:  # fewer than before
        st.session_state.pop(_PAGE)
        listed = runs().listed(owner(), 0, PAGE_RUNS, PAGE.now().setting.tag)
    return listed


def menus(listed: Listed) -> None:
    """Which runs are listed, and in which groups."""
    setting, said = PAGE.now().setting, _said(listed.runs)
    options = groups.ways([each.record for each in listed.runs], said)
    if not (listed.tags or options):
        return
    tag, group, _rest = st.columns((1, 1, 1))
    if listed.tags:
        st.session_state[_TAG] = setting.tag
        tag.selectbox(
            _("Tag"),
            ["", *listed.tags],
            format_func=lambda text: text or _("All runs"),
            key=_TAG,
            on_change=lambda: _open(tag=st.session_state[_TAG]),
        )
    groups.menu(
        "runs:group",
        group if listed.tags else tag,
        options,
        setting.group,
        lambda chosen: _open(group=chosen),
    )


def _open(**changes: str) -> None:
    PAGE.open(replace(PAGE.now().setting, **changes))  # type: ignore[arg-type]


def _said(listed: Sequence[ListedRun]) -> dict[str, Labels]:
    return {each.record.id: each.labels for each in listed}


def draw(listed: Listed) -> None:
    """The table, and below it what is ticked."""
    if not listed.runs:
        st.rerun()  # the last one was deleted
    if labelling.changed():
        st.rerun()  # so that the menus above know it
    listed = _in_groups(listed)
    shown = [each.record.id for each in listed.runs]
    st.session_state[TICKED] = [run for run in ticked() if run in shown]
    key = f"runs:table:{hash(tuple(shown))}"  # where rows move, those that are ticked move with them
    st.session_state[_SHOWN] = (key, shown)
    st.dataframe(
        displayed(table(listed.runs), WRITTEN),
        key=key,
        hide_index=True,
        column_config=columns(),
        on_select=_tick,
        selection_mode="multi-row",
        placeholder="–",
        selection_default={"selection": {"rows": [shown.index(run) for run in ticked()]}},
        height="content" if len(shown) <= _SHOWN_ROWS else _ROW_PIXELS * (_SHOWN_ROWS + 1),
    )
    if listed.all > PAGE_RUNS:
        _pages(listed, _first())
    undo()
    _of_ticked({each.record.id: each for each in listed.runs}, listed.tags)


def _in_groups(listed: Listed) -> Listed:
    """The runs group by group below a table of the groups, where the setting asks for that."""
    records = [each.record for each in listed.runs]
    by = groups.grouped(records, _said(listed.runs), PAGE.now().setting.group)
    if not by:
        return listed
    st.dataframe(
        displayed(groups.summary(listed.runs, by), groups.WRITTEN),
        hide_index=True,
        column_config=groups.columns(),
        placeholder="–",
        width="content",
    )
    rows = {each.record.id: each for each in listed.runs}
    order = dict.fromkeys(run for ids in by.values() for run in ids)
    return listed._replace(runs=tuple(rows[run] for run in order))


def _first() -> int:
    """Number of the first run that is shown, from 0."""
    page: int = st.session_state.get(_PAGE, 1)
    return PAGE_RUNS * (page - 1)


def _tick() -> None:
    key, shown = st.session_state[_SHOWN]
    rows = st.session_state[key].selection.rows
    st.session_state[TICKED] = [shown[row] for row in rows if row < len(shown)]


def _pages(listed: Listed, first: int) -> None:
    st.pagination(-(-listed.all // PAGE_RUNS), key=_PAGE)
    st.caption(
        _("Runs {first} to {last} of {all}, the newest first. Sorting and searching are for these.").format(
            first=first + 1, last=first + len(listed.runs), all=listed.all
        )
    )


def _of_ticked(by_id: dict[str, ListedRun], tags: Sequence[str]) -> None:
    """What can be done with the runs that are ticked."""
    chosen = [by_id[run] for run in ticked()]
    if not chosen:
        st.caption(_("Tick runs at the left of the table to open or to compare them."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(chosen) > 1 and st.button(
            _("Compare {count} runs").format(count=len(chosen)),
            icon=":material/stacked_line_chart:",
            type="primary",
            key="runs:compare",
        ):
            compared = tuple(ticked()[:MOST_COMPARED])
            PAGE.open(replace(PAGE.now().setting, view=COMPARED, runs=compared))
            st.rerun()
        if len(chosen) > 1:
            labelling.tags_of_all(ticked(), tags)
        delete_button(ticked())
    for each in chosen:
        with st.container(border=True, key=f"run:{each.record.id}"):
            _opened(each, tags)
            if has_test_part(each.record):
                test_part(each.record, runs().tested_of(owner()))


def _opened(run: ListedRun, tags: Sequence[str]) -> None:
    record = run.record
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if record.foreign is not None:
            name, key = plain(run.labels.name or describe_run(record)), f"runs:open:{record.id}"
            if st.button(name, icon=":material/monitoring:", key=key, type="tertiary"):
                PAGE.open(replace(PAGE.now().setting, opened=record.id))
                st.rerun()
        else:
            st.page_link(
                "train.py",
                label=plain(run.labels.name or describe(record.experiment)),
                query_params=form.opening(record.experiment, record.id),
                icon=":material/monitoring:",
            )
            link(record.id, _("Predictions"))
        st.markdown(f":small[{plain(status_words(record.status, run.place))}]", width="content")
        labelling.pin_button(run)
    if record.cause is not None:
        st.caption(plain(say(record.cause)))
    labelling.fields(run, tags)
