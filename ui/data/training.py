"""What the Train page is given of a table."""

from __future__ import annotations

from core.choices.fields import shown
from core.choices.typed.column_choices import read
from core.data.catalogue import DATASETS
from core.data.raw import DataUnavailable
from core.data.table_rows import FEWEST_ROWS, inputs_of, overridden
from core.data.table_words import targets
from core.experiment import Experiment
from core.message import Invalid, Message
from core.own_table import picked
from core.tables import Table
from core.tables.column import NUMBER, WHOLE
from core.tables.profiling import may_be_target
from core.tables.said import listed
from ui.data.chosen import chosen
from ui.data.looks import noticed
from ui.data.setting import DataSetting


def experiment_of(table: Table, setting: DataSetting, target: str | None) -> Experiment | None:
    """The experiment that trains on a table as it is; None where nothing is to be predicted, or cannot be."""
    if not setting.own:
        return Experiment(dataset=DATASETS.pick(setting.source))
    if target is None or refused(table, target) is not None:
        return None
    further = [table.columns[at].name for at in setting.further if at in may_be_further(table, target)]
    try:
        return Experiment(dataset=picked(table, [target, *further]))
    except Invalid:
        return None


def refused(table: Table, target: str) -> Message | None:
    """Why nothing can be learned of a target of one's own table; None where something can."""
    there = table.data.column(target).drop_null()
    if len(there) < FEWEST_ROWS:
        return Message(
            "Expected at least {limit} rows with a target, received {got}. Open a table with more, or choose "
            "another target.",
            limit=FEWEST_ROWS,
            got=len(there),
        )
    if len(there.unique()) < 2:
        return Message(
            "All values of {column} are the same: there is nothing to predict. Choose another target.",
            column=shown(target),
        )
    return None


def may_be_further(table: Table, target: str) -> tuple[int, ...]:
    """Numbers of the columns that can be predicted at the same time as a target that is a number."""
    kinds = (NUMBER, WHOLE)
    if table.column(target).kind not in kinds:
        return ()
    return tuple(
        at
        for at, column in enumerate(table.columns)
        if column.kind in kinds and column.name != target and may_be_target(table, column.name)
    )


def chosen_experiment(table: Table, setting: DataSetting, target: str | None) -> Experiment | None:
    """The same with what was chosen on this page."""
    base = experiment_of(table, setting, target)
    return None if base is None else chosen(base, dict(setting.choices))


def inputs(table: Table, experiment: Experiment) -> tuple[str, ...]:
    """Names of the columns of one's own table that `experiment` learns from."""
    choices = read(experiment.dataset["columns"])
    return tuple(inputs_of(overridden(table, choices), targets(experiment.dataset), choices))


def leaking(table: Table, experiment: Experiment) -> Message | None:
    """Which columns of one's own table say the target by themselves, though `experiment` learns from them.

    None where there is none, and where it would take long to find out: the view Warnings looks then.
    """
    target = experiment.dataset["target"]
    try:
        learned = set(inputs(table, experiment))
    except DataUnavailable:  # a link says something of columns that are not here
        return None
    names = [
        name
        for finding in noticed(table, target) or ()
        if finding.kind == "leak"
        for name in finding.columns
        if name in learned
    ]
    if not names:
        return None
    return Message(
        "Nearly says {target} by itself: {columns}. Would it be known when you predict? See Warnings.",
        target=shown(target),
        columns=listed(tuple(names)),
    )
