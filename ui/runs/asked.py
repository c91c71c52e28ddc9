"""The runs that an address names: which of them there are, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.live.records.foreign import NoChoices
from core.live.records.run import NotOwner, RunRecord, UnknownRun
from core.message import Message
from ui.language import plain, say
from ui.services import runs
from ui.watching import owner


def known(asked: Sequence[str], secret: str) -> tuple[list[RunRecord], list[Message]]:
    """The records of the runs that were asked for, and what is wrong with the others."""
    found, problems = [], []
    for run in asked:
        try:
            record = runs().record(run)
            if not record.owned_by(secret):
                raise NotOwner(run)
        except UnknownRun:
            problems.append(gone(run))
        except NotOwner:
            problems.append(
                Message(
                    "The run {run} belongs to someone else. Open it on the Train page and start a copy of "
                    "your own to compare it.",
                    run=run[:64],
                )
            )
        else:
            found.append(record)
    return found, problems


def gone(run: str) -> Message:
    """That there is no run of this id."""
    return Message(
        "There is no run {run}: it was deleted, or the link is not complete. Choose another.", run=run[:64]
    )


def tell(problems: Sequence[Message]) -> None:
    """Say what is wrong with runs that were asked for."""
    for problem in problems:
        st.warning(plain(say(problem)), icon=":material/search_off:")


def trainable(mine: Sequence[RunRecord], *asked: str) -> tuple[dict[str, RunRecord], list[Message]]:
    """The visitor's runs that can be trained anew by id, newest first, and what is wrong with others.

    Arguments:
        mine: those that are listed.
        asked: ids of others, such as those of a sweep; "" for none.
    """
    by_id = {record.id: record for record in mine}
    found, problems = known([run for run in dict.fromkeys(asked) if run and run not in by_id], owner())
    with_choices = {record.id: record for record in found if record.choices is not None}
    if len(with_choices) < len(found):
        problems.append(NoChoices().message)
    return by_id | with_choices, problems
