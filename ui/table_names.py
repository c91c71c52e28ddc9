"""What a visitor calls a table of one's own: experiments, links and other people know its hash alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.experiment import Experiment
from core.message import Invalid
from ui import services
from ui.watching import owner

if TYPE_CHECKING:
    from core.store.user_tables import UserTable

_MOST_LETTERS = 60


def own_table(table: str) -> UserTable | None:
    """The visitor's own table with this hash; None where it is not kept, or somebody else's."""
    from core.live.records.run import hash_of  # the first page needs no tables

    try:
        mine = services.tables().of(hash_of(owner()))
    except Invalid:  # the page "Data" says why
        return None
    return next((one for one in mine if one.hash == table), None)


def own_name(experiment: Experiment) -> str | None:
    """The name of the table of one's own that `experiment` trains on, cut where it is long; else None."""
    return name_of(experiment.dataset["table"]) if experiment.dataset.name == "table" else None


def name_of(table: str) -> str | None:
    """The same for the hash of a table; "" is none."""
    found = own_table(table) if table else None
    if found is None:
        return None
    line = " ".join(found.name.split())
    return line if len(line) <= _MOST_LETTERS else f"{line[: _MOST_LETTERS - 1]}…"
