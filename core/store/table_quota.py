"""How much is kept of the tables that visitors bring, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, select

from core.message import Invalid, Message
from core.store.tables import USER_TABLE_PARTS, USER_TABLES

MEGABYTE = 2**20
CROWDED = Message(
    "The tables that came from your network address are as many, or as large, as are kept of one. Delete one "
    "of yours, or ask whoever runs the server to allow more."
)
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuota:
    """Bounds of what `UserTables` keeps; the settings are in `core.live.sessions.limits`.

    Arguments:
        count: tables of one owner.
        own_bytes: what they take in the store.
        all_bytes: what those of all owners take; beyond it those go that whoever has most has not used for
            longest.
        address_count, address_bytes: the same two for all owners of one network address; 0 for no bound.
        days: after so many without use a table goes.
    """

    count: int
    own_bytes: int
    all_bytes: int
    days: float
    address_count: int = 0
    address_bytes: int = 0

    @property
    def seconds(self) -> float:
        """`days` in seconds."""
        return _DAY * self.days


def make_room(
    connection: Connection, quota: TableQuota, owner_hash: str, size: int, address_hash: str | None = None
) -> None:
    """See that another table of `size` bytes may be stored; deleted ones go first.

    Arguments:
        address_hash: of the network address that it comes from; None where that is not known.

    Raises:
        Invalid: it may not; says what to do.
    """
    own, deleted = USER_TABLES.c.owner_hash == owner_hash, USER_TABLES.c.deleted.is_not(None)
    if size > quota.own_bytes:
        raise Invalid(
            Message(
                "Expected a table that takes at most {limit} MB to be kept, received one that takes {got} MB."
                " Leave out rows or columns.",
                limit=quota.own_bytes // MEGABYTE,
                got=_megabytes(size),
            )
        )
    count, taken = _totals(connection, own)
    if count >= quota.count or taken + size > quota.own_bytes:
        remove(connection, own & deleted)
        count, taken = _totals(connection, own)
    if count >= quota.count:
        raise Invalid(
            Message(
                "You have {limit} tables, as many as are kept of one person. Delete one first.",
                limit=quota.count,
            )
        )
    if taken + size > quota.own_bytes:
        raise Invalid(
            Message(
                "Your tables take {used} of the {limit} MB that are kept of one person, and this one takes "
                "{got} MB. Delete one first.",
                used=_megabytes(taken),
                limit=quota.own_bytes // MEGABYTE,
                got=_megabytes(size),
            )
        )
    if address_hash is not None:
        _check_address(connection, quota, address_hash, size)
    if _totals(connection)[1] + size > quota.all_bytes:
        remove(connection, deleted)
    while (found := _totals(connection))[0] and found[1] + size > quota.all_bytes:
        _remove_of_largest(connection)


def _check_address(connection: Connection, quota: TableQuota, address_hash: str, size: int) -> None:
    """See that one network address, whatever number of visitors it has, leaves room to the others."""
    own, deleted = USER_TABLES.c.address_hash == address_hash, USER_TABLES.c.deleted.is_not(None)

    def full() -> bool:
        count, taken = _totals(connection, own)
        many = quota.address_count and count >= quota.address_count
        return bool(many or (quota.address_bytes and taken + size > quota.address_bytes))

    if full():
        remove(connection, own & deleted)
        if full():
            raise Invalid(CROWDED)


def one(owner_hash: str, table: str) -> ColumnElement[bool]:
    """Chooses the table of that hash of that owner."""
    return (USER_TABLES.c.owner_hash == owner_hash) & (USER_TABLES.c.hash == table)


def remove(connection: Connection, chosen: ColumnElement[bool]) -> None:
    """Remove tables for good, with their bytes."""
    columns, parts = USER_TABLES.c, USER_TABLE_PARTS.c
    for row in connection.execute(select(columns.owner_hash, columns.hash).where(chosen)).all():
        same = (parts.owner_hash == row.owner_hash) & (parts.hash == row.hash)
        connection.execute(delete(USER_TABLE_PARTS).where(same))
        connection.execute(delete(USER_TABLES).where(one(row.owner_hash, row.hash)))


def _remove_of_largest(connection: Connection) -> None:
    """Remove the table that whoever has the most bytes has not used for longest."""
    columns = USER_TABLES.c
    most = select(columns.owner_hash).group_by(columns.owner_hash).order_by(func.sum(columns.bytes).desc())
    owner = connection.execute(most.limit(1)).scalar()
    oldest = select(columns.hash).where(columns.owner_hash == owner).order_by(columns.used).limit(1)
    remove(connection, one(str(owner), str(connection.execute(oldest).scalar())))


def _totals(connection: Connection, chosen: ColumnElement[bool] | None = None) -> tuple[int, int]:
    """How many tables there are, and what they take."""
    query = select(func.count(), func.sum(USER_TABLES.c.bytes))
    row = connection.execute(query if chosen is None else query.where(chosen)).one()
    return int(row[0]), int(row[1] or 0)


def _megabytes(size: int) -> int:
    return -(-size // MEGABYTE)
