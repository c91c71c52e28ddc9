"""Where the table comes from: the menu of tables, the uploader, and deleting with undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from core.data.catalogue import DATASETS
from core.data.table_words import MOST_TARGETS
from core.live.records.run import hash_of
from core.message import Invalid, Message
from core.store.user_tables import UserTable
from core.tables import Assumptions, Table
from core.tables.contained import members, sheets
from core.tables.profiling import guessed_target, may_be_target
from ui.data.assumed import controls
from ui.data.opening import Failed, first_read, read_again
from ui.data.setting import HIDDEN, NOTHING, PAGE, DataSetting
from ui.data.training import may_be_further
from ui.distinct import distinct
from ui.file_uploader import file_uploader, let_go
from ui.language import _, plain, say
from ui.services import tables
from ui.serving.uploads import largest_file
from ui.watching import owner

TYPES = ["csv", "tsv", "txt", "tab", "parquet", "xlsx", "gz", "zip"]
_FILES, _DELETED, _LISTS, _DRAFT_LISTS = "data:files", "data:deleted", "data:lists", "data:draft-lists"
_SAID = "data:said"
_LONG = 60


def tell() -> None:
    """Say what a button could not do."""
    said: Message | None = st.session_state.pop(_SAID, None)
    if said is not None:
        st.warning(plain(say(said)), icon=":material/info:")


def source_menu(setting: DataSetting, own: list[UserTable]) -> None:
    """Choose a table: one's own first, then the lab's."""
    named = {one.hash: one for one in own}
    options = [*named, *(key for key in DATASETS if key not in HIDDEN)]
    key = "data:source"
    st.session_state[key] = setting.source if setting.source in options else None

    def label(option: str) -> str:
        if option not in named:
            return _(DATASETS[option].label)
        one = named[option]
        name = one.name if len(one.name) <= _LONG else f"{one.name[: _LONG - 1]}…"
        return _("{name} · {rows} × {columns}").format(name=name, rows=one.rows, columns=one.columns)

    def choose() -> None:
        if (picked := st.session_state[key]) is not None:
            PAGE.open(DataSetting(source=picked, view=setting.view))
            st.session_state.pop(_DELETED, None)

    st.selectbox(
        _("Table"),
        options,
        format_func=distinct(options, label),
        key=key,
        on_change=choose,
        placeholder=_("Choose a table"),
        help=_("Your own tables first, then those of the lab."),
    )


def target_menu(table: Table, setting: DataSetting) -> str | None:
    """Choose what is to be predicted; returns its name, None for nothing."""
    names = [column.name for column in table.columns]
    possible = [at for at, name in enumerate(names) if may_be_target(table, name)]
    target = setting.target
    if target is None or target >= len(names):
        guess = guessed_target(table)
        target = names.index(guess) if guess is not None else NOTHING
    key = "data:target"
    st.session_state[key] = target if target in possible else NOTHING

    def choose() -> None:
        PAGE.open(replace(PAGE.now().setting, target=st.session_state[key]))

    st.selectbox(
        _("Target"),
        [NOTHING, *possible],
        format_func=distinct([NOTHING, *possible], lambda at: _("none") if at == NOTHING else names[at]),
        key=key,
        on_change=choose,
        help=_("What is to be predicted. Pictures are coloured by it."),
    )
    return names[target] if target in possible else None


def further_targets(table: Table, setting: DataSetting, target: str | None) -> None:
    """Choose what else of one's own table is to be predicted at the same time, where that is a number."""
    names = [column.name for column in table.columns]
    possible = may_be_further(table, target) if setting.own and target is not None else ()
    if not possible:
        return
    key = "data:further"
    st.session_state[key] = [at for at in setting.further if at in possible]

    def choose() -> None:
        PAGE.open(replace(PAGE.now().setting, further=tuple(st.session_state[key])))

    st.multiselect(
        _("Further targets"),
        possible,
        format_func=lambda at: names[at],
        key=key,
        on_change=choose,
        max_selections=MOST_TARGETS - 1,
        placeholder=_("none"),
        help=_("Numbers that the network predicts at the same time, each with an output of its own."),
    )


def uploader(setting: DataSetting) -> None:
    """Take a file; what is wrong with it stands beside it, and how to read it otherwise."""
    number = st.session_state.setdefault(_FILES, 0)
    kinds, size = _("CSV, TSV, TXT, Parquet or Excel (.xlsx), also as .gz or .zip"), largest_file() // 2**20
    file = file_uploader(
        _("Open a table of your own"),
        TYPES,
        key=f"data:file:{number}",
        megabytes=size,
        expected=kinds,
        remedy=_("Leave out rows or columns, pack it as .zip, or save it as Parquet."),
        help=_(
            "CSV, TSV, Parquet or Excel (.xlsx), also packed with gzip or zip. It is kept for you alone, and "
            "you may delete it."
        ),
    )
    # Streamlit's own line has no room for all types and knows no Korean: `file_uploader` hides it.
    st.caption(_("{kinds}; {size} MB at most.").format(kinds=kinds, size=size))
    if file is None:
        return
    given = Assumptions()
    data = file.getvalue()
    key = f"data:draft:{file.file_id}"
    place = st.container(key="received-file")
    if key in st.session_state:
        with st.container(border=True, key="received-file-otherwise"):
            st.caption(_("Read it otherwise"))
            given = controls(None, key, *_lists(_DRAFT_LISTS, file.file_id, lambda: data, Assumptions()))
    with st.spinner(_("Reading …")):
        found = first_read(data, file.name, given)
    if isinstance(found, Failed):
        place.error(plain(say(found.message)), icon=":material/error:")
        if key not in st.session_state:
            st.session_state[key] = True
            st.rerun()  # the controls come beside it
        return
    st.session_state[_FILES] = number + 1  # an empty uploader takes the next one
    let_go(file.file_id)
    show(found, setting)


def show(table: str, setting: DataSetting) -> None:
    """Show another table of one's own in the same view."""
    PAGE.open(DataSetting(source=table, view=setting.view))
    st.rerun()


def how_it_was_read(table: Table, one: UserTable, setting: DataSetting) -> None:
    """What was assumed, and how to have it otherwise; at a change the file is read again."""
    with st.expander(_("How it was read"), icon=":material/rule:", key="data:read"):
        for message in table.messages:
            st.markdown(f"- {plain(say(message))}")
        offered = _offered(one, table.assumptions)
        changed = controls(table.assumptions, f"data:read:{one.hash[:12]}", *offered)
        if changed != Assumptions():
            again(one, merged(one.given, changed), setting)
        if one.given != Assumptions():
            st.button(
                _("Find everything by itself"),
                icon=":material/restart_alt:",
                key="data:found",
                on_click=_found_again,
                args=(one, setting),
            )


def again(one: UserTable, given: Assumptions, setting: DataSetting) -> None:
    """Read a file again; what does not work is said here, and the table stays as it is."""
    with st.spinner(_("Reading …")):
        found = read_again(one, given)
    if isinstance(found, Failed):
        st.error(plain(say(found.message)), icon=":material/error:")
    elif found != one.hash:
        PAGE.open(replace(setting, source=found))
        st.rerun()


def merged(given: Assumptions, changed: Assumptions) -> Assumptions:
    """What was said before, and what is said now."""
    before, now = given.to_json(), changed.to_json()
    return Assumptions.from_json(before | now | {"kinds": before["kinds"] | now["kinds"]})


def delete_and_undo(setting: DataSetting, one: UserTable | None) -> None:
    """Delete the table that is shown; what was deleted last can be had back."""
    if one is not None:
        st.button(
            _("Delete this table"),
            icon=":material/delete:",
            key="data:delete",
            on_click=_delete,
            args=(one,),
        )
    deleted: UserTable | None = st.session_state.get(_DELETED)
    if deleted is not None:
        with st.container(border=True, key="data:undone"):
            st.markdown(_("Deleted: {name}").format(name=plain(deleted.name)))
            st.button(
                _("Undo"), icon=":material/undo:", key="data:undo", on_click=_undo, args=(deleted, setting)
            )


def _found_again(one: UserTable, setting: DataSetting) -> None:
    found = read_again(one, Assumptions())
    if not isinstance(found, Failed):
        PAGE.open(replace(setting, source=found))


def _delete(one: UserTable) -> None:
    try:
        tables().delete(hash_of(owner()), one.hash)
    except Invalid as error:
        st.session_state[_SAID] = error.message
        return
    st.session_state[_DELETED] = one
    PAGE.open(DataSetting())


def _undo(deleted: UserTable, setting: DataSetting) -> None:
    st.session_state.pop(_DELETED, None)
    try:
        back = tables().undo(hash_of(owner()), deleted.hash)
    except Invalid as error:
        st.session_state[_SAID] = error.message
        return
    if back:
        PAGE.open(DataSetting(source=deleted.hash, view=setting.view))
    else:
        st.session_state[_SAID] = Message("It is gone for good. Open its file again.")


def _offered(one: UserTable, found: Assumptions) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What else is in the file of a table."""
    if found.member is None and found.sheet is None:
        return (), ()
    return _lists(_LISTS, one.hash, lambda: tables().file(hash_of(owner()), one.hash) or b"", found)


def _lists(
    slot: str, file: str, data: Callable[[], bytes], found: Assumptions
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Files of an archive, sheets of a workbook: looked for once, and kept for this session in `slot`."""
    known: tuple[str, tuple[tuple[str, ...], tuple[str, ...]]] | None = st.session_state.get(slot)
    if known is None or known[0] != file:
        whole = data()
        known = (file, (members(whole), sheets(whole, found)))
        st.session_state[slot] = known
    return known[1]
