"""Tables as the page opens them: the lab's, a visitor's own, and files that are read for the first time."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.data.raw import ANOTHERS_TABLE, DataUnavailable
from core.dataset_table import table_of
from core.live.records.run import hash_of
from core.message import Invalid, Message
from core.store.user_tables import UserTable
from core.tables import Assumptions, Table, read
from core.tables.contained import reads_long
from ui.data.reading_turns import ReadingTurns
from ui.data.setting import DataSetting
from ui.language import language, translator
from ui.services import tables
from ui.watching import asker, owner

_TRIED = "data:tried"
_turns = ReadingTurns()


@dataclass(frozen=True, slots=True)
class Failed:
    """A reading that did not work, so that it is not tried again until something has changed.

    Arguments:
        what: name of the file, or hash of the table, that was read.
        given: how.
        message: why not.
    """

    what: str
    given: Assumptions
    message: Message


def mine() -> list[UserTable] | Message:
    """The visitor's own tables, those used last first; or why they cannot be listed."""
    try:
        return tables().of(hash_of(owner()))
    except Invalid as error:
        return error.message


def opened(setting: DataSetting) -> Table | Message:
    """The table of a setting, or why it cannot be shown."""
    try:
        if not setting.own:
            return table_of(setting.source, translator(language()))
        found = tables().table(hash_of(owner()), setting.source)
    except (Invalid, DataUnavailable) as error:
        return error.message
    if found is None:
        return ANOTHERS_TABLE
    return found


def first_read(data: bytes, name: str, given: Assumptions) -> str | Failed:
    """Read and keep a file; its table's hash, or why that did not work."""
    return _tried(name, data, name, given, None)


def read_again(own: UserTable, given: Assumptions) -> str | Failed:
    """Read the file of a table in another way, in whose place the result is kept."""
    failed = st.session_state.get(_TRIED)
    if isinstance(failed, Failed) and (failed.what, failed.given) == (own.hash, given):
        return failed
    data = tables().file(hash_of(owner()), own.hash)
    if data is None:
        return Failed(own.hash, given, Message("The file of this table is not here. Open it again."))
    return _tried(own.hash, data, own.name, given, own.hash)


def _tried(what: str, data: bytes, name: str, given: Assumptions, instead: str | None) -> str | Failed:
    failed = st.session_state.get(_TRIED)
    if isinstance(failed, Failed) and (failed.what, failed.given) == (what, given):
        return failed
    try:
        with _turns.turn(hash_of(owner()), large=reads_long(data)):
            table = read(data, name, given)
        tables().save(hash_of(owner()), table, data, given=given, instead=instead, address=asker())
    except Invalid as error:
        st.session_state[_TRIED] = found = Failed(what, given, error.message)
        return found
    st.session_state.pop(_TRIED, None)
    return table.hash
