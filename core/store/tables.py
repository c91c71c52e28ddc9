"""The tables, and how a database is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    false,
    make_url,
)

from core.store.broken import StoredBytes, StoredJSON

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("owner_hash", String(64), nullable=False, index=True),
    Column("created", Float(53), nullable=False),
    Column("experiment", StoredJSON, nullable=False),
    Column("learning_rate", Float(53), nullable=False),
    Column("speed", Float(53), nullable=False, server_default="0"),
    Column("status", String(16), nullable=False, index=True),
    Column("layout", StoredJSON),
    Column("cause", StoredJSON),
    Column("detail", Text),
    Column("notes", StoredJSON),
    Column("parent", String(64)),
    Column("ordinal", BigInteger, nullable=False, server_default="0"),
    Column("tested", StoredJSON),
    Column("rates", StoredJSON),
    Column("first_step", BigInteger, nullable=False, server_default="0"),
    Column("recorded", StoredJSON),  # of a run of somebody's own program, which has no choices
    Column("deleted", Float(53)),  # seconds since 1970, of a run that can be had back for a while
    Index(
        "runs_listed", "owner_hash", "deleted", "ordinal", "created", "id"
    ),  # all that a list of many needs at first
)

FRAMES = Table(
    "frames",
    METADATA,
    Column("run", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("data", StoredBytes, nullable=False),
)

BESTS = Table(
    "bests",  # of the frames of a run, see `core.live.records.best`; missing in runs of before there were any
    METADATA,
    Column("run", String(64), primary_key=True),
    Column("loss", Float(53)),
    Column("val_loss", Float(53)),
    Column("val_metric_low", Float(53)),
    Column("val_metric_high", Float(53)),
    Column("frame_bytes", BigInteger),  # what its frames take; empty where that has to be counted
)

LABELS = Table(
    "labels",  # what owners say of their runs; missing where nothing is said
    METADATA,
    Column("run", String(64), primary_key=True),
    Column("owner_hash", String(64), nullable=False, index=True),
    Column("name", Text),
    Column("tags", StoredJSON),
    Column("note", Text),
    Column("pinned", Boolean, nullable=False, server_default=false()),
)

STATES = Table(
    "states",
    METADATA,
    Column("run", String(64), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("data", StoredBytes, nullable=False),
)

STATE_PARTS = Table(
    "state_parts",  # what follows after `states.data`, for large ones
    METADATA,
    Column("run", String(64), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("data", StoredBytes, nullable=False),
)

KEPT_STATES = Table(
    "kept_states",  # of a run's way, thinned evenly: from them any step is reached again
    METADATA,
    Column("run", String(64), primary_key=True),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True),
    Column("data", StoredBytes, nullable=False),
)

SWEEPS = Table(
    "sweeps",  # their cells stand in `runs`, under ids that begin with the sweep's
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("owner_hash", String(64), nullable=False, index=True),
    Column("created", Float(53), nullable=False),
    Column("experiment", StoredJSON, nullable=False),
    Column("scales", StoredJSON, nullable=False),
    Column("depths", StoredJSON, nullable=False),
    Column("steps", Integer, nullable=False),
    Column("variants", StoredJSON),  # of a series; it has no scales, depths and steps
    Column("stopped", Boolean, nullable=False, server_default=false()),
    Column("ordinal", BigInteger, nullable=False, server_default="0"),
)

USER_TABLES = Table(
    "user_tables",  # tables that visitors brought; their bytes stand in `user_table_parts`
    METADATA,
    Column("owner_hash", String(64), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("used", Float(53), nullable=False, index=True),
    Column("deleted", Float(53)),
    Column("rows", BigInteger, nullable=False),
    Column("columns", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("file_bytes", BigInteger, nullable=False),
    Column("given", StoredJSON),
    Column("address_hash", String(64)),
)

USER_TABLE_PARTS = Table(
    "user_table_parts",
    METADATA,
    Column("owner_hash", String(64), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("kind", String(8), primary_key=True),  # "table": as Parquet; "file": what it was read from, packed
    Column("part", Integer, primary_key=True),
    Column("data", StoredBytes, nullable=False),
)

WATCH_TOKENS = Table(
    "watch_tokens",  # by whose name programs send runs to a visitor (see `core.store.watch_tokens`)
    METADATA,
    Column("owner_hash", String(64), primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("created", Float(53), nullable=False),
)

LESSON_PROGRESS = Table(
    "lesson_progress",  # how far visitors are in lessons (see `core.store.lesson_progress`)
    METADATA,
    Column("owner_hash", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("progress", StoredJSON, nullable=False),
    Column("changed", Float(53), nullable=False, index=True),
)

OWNERS = Table(
    "owners",  # one row: the server that has the store (see `core.store.ownership`)
    METADATA,
    Column("process", Integer, primary_key=True, autoincrement=False),
    Column("host", String(255), nullable=False),
    Column("started", String(64), nullable=False),
)

VERSION = Table(
    "alembic_version",  # one row, which Alembic writes (see `core.store.migrations`)
    METADATA,
    Column("version_num", String(32), primary_key=True),
)

BUSY_SECONDS = 1.0
"""How long SQLite waits for whoever else writes."""
_LOG_PAGES = 4000
"""Pages of SQLite's log before they are copied to its file: 16 MB. Runs under way write the same pages of the
index again and again; of each only the last version is copied."""
_LOG_BYTES = 64 * 2**20
"""What is left of SQLite's log when it was copied: one large state would double what is taken of the disk."""


def open_engine(url: str, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine for `url`; SQLite is set up so that readers do not wait for the writer.

    Arguments:
        url: any SQLAlchemy URL, except SQLite in memory, where each thread would see its own database.
        busy_seconds: how long SQLite waits for another program's lock.

    Raises:
        ValueError: SQLite without a file.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database in {None, "", ":memory:"}:
        raise ValueError(f"Expected a database file, as in sqlite:///runs.sqlite. Received {url!r}.")
    engine = create_engine(url, connect_args={"timeout": busy_seconds})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        # WAL: readers go on while frames are written. NORMAL: a power cut may lose the last moments but
        # cannot damage the file, and saves a wait for the disk at every batch.
        connection.text_factory = _text  # text that is none would hide the whole result
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
            connection.execute(f"PRAGMA journal_size_limit={_LOG_BYTES}")
        except Exception:
            connection.close()  # locked just now: the pool never gets to know this connection
            raise

    return engine


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
