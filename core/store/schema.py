"""The tables of a database: made where there are none, brought up to date where they are of before."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.schema import CreateColumn

from core.message import Invalid, Message
from core.store import migrations
from core.store.location import URL_VARIABLE
from core.store.tables import METADATA, RUNS, VERSION


class StoreUnusable(Invalid):
    """Runs cannot be kept in this database, and waiting does not help."""


def bring_up_to_date(connection: Connection) -> None:
    """Make missing tables, indexes, and those missing columns that may be empty or have a default.

    What is of an earlier revision (see `core.store.migrations`) is brought to the newest one first.

    Raises:
        StoreUnusable: the revision is of a later version; a column is missing that cannot be made up; or
            there is one that has to be filled and that this version does not know.
    """
    empty = not inspect(connection).has_table(RUNS.name)
    VERSION.create(connection, checkfirst=True)
    if migrations.revision_of(connection) is None:
        migrations.stamp(connection, migrations.newest() if empty else migrations.FIRST)
    _migrate(connection)
    METADATA.create_all(connection)
    inspector = inspect(connection)
    for table in METADATA.sorted_tables:
        there = {column["name"]: column for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name in there:
                continue
            if not column.nullable and column.server_default is None:
                raise StoreUnusable(
                    Message(
                        "The database {url} cannot be used: its table {table} has no column {column}, which "
                        "cannot be made up. Restore it from a copy, or set {variable} to another database.",
                        url=shown(connection.engine),
                        table=table.name,
                        column=column.name,
                        variable=URL_VARIABLE,
                    )
                )
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")
        for index in table.indexes:
            index.create(connection, checkfirst=True)
        for name, found in there.items():
            if name not in table.columns and not found["nullable"] and found.get("default") is None:
                raise StoreUnusable(
                    Message(
                        "The database {url} was made by a newer version of Gradient Lab: its table {table} "
                        "has a column {column}, which this version cannot fill. Update Gradient Lab, or set "
                        "{variable} to another database.",
                        url=shown(connection.engine),
                        table=table.name,
                        column=name,
                        variable=URL_VARIABLE,
                    )
                )


def _migrate(connection: Connection) -> None:
    revision, newest = migrations.revision_of(connection) or "", migrations.newest()
    if revision == newest:
        return
    if migrations.known(revision):
        return migrations.upgrade(connection)
    raise StoreUnusable(
        Message(
            "The database {url} was made by a newer version of Gradient Lab: its revision is {revision}, the "
            "newest that is known here is {newest}. Update Gradient Lab, or set {variable} to another "
            "database.",
            url=shown(connection.engine),
            revision=revision,
            newest=newest,
            variable=URL_VARIABLE,
        )
    )


def shown(engine: Engine) -> str:
    """Where the database is, without its password."""
    return engine.url.render_as_string(hide_password=True)
