"""The data set that is a table of one's own: which, what is predicted, and how its columns become numbers."""

from __future__ import annotations

from core.choices.fields import Number, Switch, Words
from core.choices.registry import Picked
from core.choices.typed.column_choices import ColumnChoices, read
from core.choices.typed.text import ContentHash, Text
from core.data.dataset import Dataset
from core.data.raw import RawData
from core.data.table_words import WORDS, targets
from core.message import N_

MOST_CLASSES = 1000

_CODINGS = {"one_hot": N_("One-hot"), "dummy": N_("Dummy (one column fewer)")}
_MISSING = {
    "median": N_("Median"),
    "mean": N_("Mean"),
    "most_frequent": N_("Most frequent value"),
    "drop": N_("Drop the row"),
}


def load(picked: Picked, seed: int) -> RawData:
    """The rows of the picked table that can be learned from; the seed changes nothing.

    Raises:
        DataUnavailable: the table is not here, or what was picked does not fit it.
    """
    # Loaded when a table is: the menu needs none of it.
    from core.data.sources import own_tables
    from core.data.table_rows import rows_of

    return rows_of(
        own_tables.find(picked["table"]),
        targets=targets(picked),
        classes=picked["classes"],
        choices=read(picked["columns"]),
        settings={
            "missing": picked["missing"],
            "indicator": picked["indicator"],
            "dummy": picked["coding"] == "dummy",
            "rare": picked["rare"],
        },
    )


def _size(picked: Picked) -> tuple[int, int]:
    from core.data.sources import own_tables

    return own_tables.size(picked["table"])


OWN_TABLE = Dataset(
    key="table",
    label=N_("Your own table"),
    help=N_("A table that was opened, named by its content. Whoever has the link needs the same file."),
    parameters=(
        ContentHash(
            key="table",
            label=N_("Table"),
            help=N_("64 digits (SHA-256) of its content. The same file, read the same way, has the same."),
        ),
        Text(
            key="target",
            label=N_("Target"),
            help=N_("Name of the column that is predicted."),
            elsewhere=True,
        ),
        Number(
            key="classes",
            label=N_("Classes"),
            help=N_("How many different classes the target has. 0: the target is a number."),
            default=0,
            low=0,
            high=MOST_CLASSES,
            integer=True,
            elsewhere=True,
        ),
        ColumnChoices(
            key="columns",
            label=N_("Columns"),
            help=N_(
                'What differs by column, such as: name=ignore, fare=log, "a, b"=category. A column can be '
                "ignored, hold weights of the rows (weight), be predicted at the same time (target; numbers "
                "only, 8 at most), have another kind (number, whole, category, date) or a scaling of its own."
            ),
            words=WORDS,
        ),
        Words(
            key="missing",
            label=N_("Missing values"),
            help=N_(
                "What stands for a missing number, found in the training part; for a missing category it is "
                "always the most frequent one. Or rows with a missing value are dropped."
            ),
            options=_MISSING,
            default="median",
        ),
        Switch(
            key="indicator",
            label=N_("Tell what was missing"),
            help=N_("One more column for each that lacks numbers; of categories, a category of its own."),
            default=False,
        ),
        Words(
            key="coding",
            label=N_("Categories as"),
            help=N_(
                "One-hot: a column for each category. Dummy: without the first, which follows from the "
                "others, so that no column depends on the rest."
            ),
            options=_CODINGS,
            default="one_hot",
        ),
        Number(
            key="rare",
            label=N_("Merge rare categories"),
            help=N_("Categories with a smaller share of the training rows than this become one. 0: none do."),
            default=0.0,
            low=0.0,
            high=0.5,
            marks=(0.0, 0.01, 0.05, 0.1),
        ),
    ),
    task="regression",
    features=0,
    classes=tuple(str(number) for number in range(MOST_CLASSES)),
    count=lambda picked: int(picked["classes"]),
    size=_size,
    targets=targets,
    load=load,
)
"""What its classes are called is in the table, which need not be here: an experiment only counts them."""
