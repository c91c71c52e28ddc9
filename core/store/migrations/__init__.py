"""Versions of the database, by Alembic: what cannot be made up by adding a column or a table.

A revision is a file in ``versions/``, named ``NNNN_what_it_does.py``, with ``revision = "NNNN"`` and
``upgrade()``. New tables, new indexes and new columns that may be empty or have a default need none: they are
made up (`core.store.schema`). One that renames, moves or changes what is there needs one. Nothing is ever
downgraded: a copy of the database is what leads back.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, insert, select

from core.store.tables import VERSION

FOLDER = Path(__file__).parent
FIRST = "0001"
"""The revision of every store in which none is written: there were none before."""


def newest() -> str:
    """The revision that this version of the lab writes, by the names of files: Alembic loads slowly."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def known(revision: str) -> bool:
    """Whether this version of the lab has a revision."""
    return any(path.name.startswith(f"{revision}_") for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None where none is written."""
    revision: str | None = connection.scalar(select(VERSION.c.version_num))
    return revision


def stamp(connection: Connection, revision: str) -> None:
    """Write down which revision a database is of that has none."""
    connection.execute(insert(VERSION).values(version_num=revision))


def upgrade(connection: Connection) -> None:
    """Bring a database with a known revision to the newest one: as a whole, or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "sqlite":  # its driver begins no transaction for a change of the schema
        raw = connection.connection.dbapi_connection
        if raw is not None and not getattr(raw, "in_transaction", True):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    command.upgrade(config, "head")
