"""Tables that visitors brought: each sees their own, for as long as they are used, and no more than fits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from core.bundle import prepare
from core.data.raw import DataUnavailable
from core.data.sources import own_tables
from core.experiment import Experiment
from core.live.sessions.own_tables import check_table
from core.message import Invalid
from core.own_table import picked
from core.store.store import RunStore
from core.store.stored_tables import StoredTables
from core.store.table_quota import TableQuota
from core.store.tables import open_engine
from core.store.user_tables import UNDO_SECONDS, UserTables
from core.tables import Assumptions, Table, read
from tests.store.postgresql import EVERYWHERE
from tests.store.stored import a_record, selected
from ui.routes.named_tables import named_tables

MINE, OTHERS = "a" * 64, "b" * 64
DAY = 24 * 3600.0
QUOTA = TableQuota(count=3, own_bytes=10**6, all_bytes=2 * 10**6, days=30)
FILE = "이름,점수\n".encode("cp949") + b"kim,1\nlee,2\npark,3\n"


class Clock:
    now = 1000 * DAY

    def __call__(self) -> float:
        return self.now


def table_of(rows: int, name: str = "points.csv") -> tuple[Table, bytes]:
    file = b"x,y\n" + b"".join(b"%d,%d\n" % (at, at * at % 7919) for at in range(rows))
    return read(file, name), file


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tables(store: RunStore, clock: Clock) -> UserTables:
    return UserTables(store.engine, QUOTA, clock)


def kept(url: str) -> tuple[int, int]:
    """Rows of both tables of the database."""
    (tables,), (parts,) = (selected(url, f"select count(*) from {name}")[0] for name in TABLES)
    assert isinstance(tables, int) and isinstance(parts, int)
    return tables, parts


def saved(tables: UserTables, owner: str, table: Table, file: bytes) -> int:
    """What a table takes that has just been saved."""
    tables.save(owner, table, file)
    return tables.of(owner)[0].bytes


TABLES = ("user_tables", "user_table_parts")


@EVERYWHERE
def test_a_table_comes_back_with_its_file_in_another_server_too(url: str) -> None:
    table = read(FILE, "점수.csv")
    for opened in stores(url):
        tables = UserTables(opened.engine, QUOTA)
        if not tables.of(MINE):
            tables.save(MINE, table, FILE)
        found = tables.table(MINE, table.hash)
        assert found is not None and (found.hash, found.columns) == (table.hash, table.columns)
        assert found.data.equals(table.data)
        assert tables.file(MINE, table.hash) == FILE
        (one,) = tables.of(MINE)
        assert (one.name, one.rows, one.columns) == ("점수.csv", 3, 2)


def stores(url: str) -> Iterator[RunStore]:
    for _ in range(2):
        opened = RunStore(url)
        yield opened
        opened.close()


@EVERYWHERE
def test_nobody_else_has_it(tables: UserTables) -> None:
    table, file = table_of(5)
    tables.save(MINE, table, file)
    assert tables.of(OTHERS) == []
    assert tables.table(OTHERS, table.hash) is None and tables.file(OTHERS, table.hash) is None
    tables.delete(OTHERS, table.hash)
    assert len(tables.of(MINE)) == 1
    tables.save(OTHERS, table, file)  # the same content is theirs too, and stays when mine goes
    tables.delete(MINE, table.hash)
    assert tables.table(MINE, table.hash) is None and tables.table(OTHERS, table.hash) is not None


@EVERYWHERE
def test_what_was_deleted_comes_back_for_an_hour(tables: UserTables, clock: Clock, url: str) -> None:
    table, file = table_of(5)
    tables.save(MINE, table, file)
    tables.delete(MINE, table.hash)
    assert tables.of(MINE) == [] and tables.file(MINE, table.hash) is None
    assert tables.undo(MINE, table.hash) and tables.table(MINE, table.hash) is not None
    tables.delete(MINE, table.hash)
    clock.now += UNDO_SECONDS + 1
    assert not tables.undo(MINE, table.hash)
    assert kept(url) == (0, 0)


@EVERYWHERE
def test_a_table_goes_when_nobody_has_used_it_for_long(tables: UserTables, clock: Clock, url: str) -> None:
    (used, file), (unused, other) = table_of(5), table_of(6)
    tables.save(MINE, used, file)
    tables.save(MINE, unused, other)
    clock.now += 20 * DAY
    assert tables.table(MINE, used.hash) is not None
    clock.now += 20 * DAY
    assert [one.rows for one in tables.of(MINE)] == [5]
    assert kept(url)[0] == 1


@EVERYWHERE
def test_another_reading_takes_the_place_of_the_first(store: RunStore, tables: UserTables) -> None:
    table, file = table_of(5)
    other = read(file, "points.csv", Assumptions(heading_line=0))
    tables.save(MINE, table, file)
    tables.save(MINE, other, file, given=Assumptions(heading_line=0), instead=table.hash)
    assert [(one.hash, one.given) for one in tables.of(MINE)] == [(other.hash, Assumptions(heading_line=0))]
    tables.save(MINE, table, file)
    store.save(a_record(owner_hash=MINE, choices=Experiment(dataset=picked(table, "y"))))
    assert store.flush()
    tables.save(MINE, other, file, instead=table.hash)
    assert {one.hash for one in tables.of(MINE)} == {table.hash, other.hash}, "a run names it"


@EVERYWHERE
def test_the_same_table_again_is_one(tables: UserTables) -> None:
    table, file = table_of(5)
    for name in ("a.csv", "b.csv"):
        tables.save(MINE, table.renamed(name), file)
    assert [one.name for one in tables.of(MINE)] == ["b.csv"]


@EVERYWHERE
def test_one_too_many_is_refused_with_words_and_nothing_is_lost(tables: UserTables) -> None:
    for rows in (3, 4, 5):
        tables.save(MINE, *table_of(rows))
    with pytest.raises(Invalid, match=r"You have 3 tables.*Delete one"):
        tables.save(MINE, *table_of(6))
    assert sorted(one.rows for one in tables.of(MINE)) == [3, 4, 5]
    tables.delete(MINE, table_of(3)[0].hash)
    tables.save(MINE, *table_of(6))  # what was deleted made room
    assert not tables.undo(MINE, table_of(3)[0].hash)


@EVERYWHERE
def test_so_is_one_too_large(store: RunStore) -> None:
    first, second = table_of(2000), table_of(2001)
    size = saved(UserTables(store.engine, QUOTA), OTHERS, *first)
    tables = UserTables(store.engine, replace(QUOTA, own_bytes=size - 1))
    with pytest.raises(Invalid, match="at most 0 MB to be kept, received one that takes 1 MB"):
        tables.save(MINE, *first)
    tables = UserTables(store.engine, replace(QUOTA, own_bytes=size * 3 // 2))
    tables.save(MINE, *first)
    with pytest.raises(Invalid, match=r"Your tables take 1 of the 0 MB.*Delete one"):
        tables.save(MINE, *second)
    assert len(tables.of(MINE)) == 1


@EVERYWHERE
def test_who_has_most_makes_room_for_others(store: RunStore, clock: Clock) -> None:
    first = UserTables(store.engine, QUOTA, clock)
    sizes = []
    for rows in (2000, 2001):
        clock.now += 1
        sizes.append(saved(first, MINE, *table_of(rows)))
    small = saved(first, "c" * 64, *table_of(3))
    full = UserTables(store.engine, replace(QUOTA, all_bytes=sum(sizes) + small), clock)
    full.save(OTHERS, *table_of(4))
    assert [one.rows for one in full.of(MINE)] == [2001], "the one that was not used for longer went"
    assert len(full.of("c" * 64)) == len(full.of(OTHERS)) == 1


@EVERYWHERE
def test_a_table_larger_than_a_piece_is_put_together_again(
    tables: UserTables, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.user_tables._PIECE", 1000)
    table, file = table_of(2000)
    tables.save(MINE, table, file)
    assert kept(url)[1] > 5
    assert tables.file(MINE, table.hash) == file


def test_what_cannot_be_written_is_said(store: RunStore, tables: UserTables, url: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("drop table user_tables")
    with pytest.raises(Invalid, match="the database does not answer"):
        tables.save(MINE, *table_of(3))
    with pytest.raises(Invalid, match="the database does not answer"):
        tables.of(MINE)


def test_a_database_of_before_gets_the_tables(url: str) -> None:
    RunStore(url).close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for name in TABLES:
            connection.execute(f"drop table {name}")
    opened = RunStore(url)
    UserTables(opened.engine, QUOTA).save(MINE, *table_of(3))
    opened.close()
    assert kept(url)[0] == 1


def test_they_count_in_what_the_store_takes(store: RunStore, tables: UserTables) -> None:
    store.flush()
    before = store.used_bytes()
    size = saved(tables, MINE, *table_of(20_000))
    assert store.used_bytes() - before >= 0.9 * size


# Training on them


@EVERYWHERE
def test_processes_that_train_find_a_table_by_its_hash(
    tables: UserTables, store: RunStore, clock: Clock, url: str
) -> None:
    table, file = table_of(5)
    tables.save(MINE, table, file)
    found = StoredTables(store.engine).find(table.hash)
    assert found is not None and found.data.equals(table.data)
    assert StoredTables(store.engine).size(table.hash) == (5, 2)
    tables.delete(MINE, table.hash)
    found = StoredTables(store.engine).find(table.hash)
    assert found is not None, "a run on it goes on in another engine while the deletion can be undone"
    assert StoredTables(store.engine).size(table.hash) is None
    clock.now += UNDO_SECONDS + 1
    tables.tidy()
    for source in (StoredTables(store.engine), StoredTables(open_engine(f"{url}.none"))):
        assert source.find(table.hash) is None and source.size(table.hash) is None


def test_an_experiment_finds_it_where_the_store_is_used(
    tables: UserTables, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_tables, "_given", [])
    table, file = table_of(50)
    experiment = Experiment(dataset=picked(table, "y"))
    tables.save(MINE, table, file)
    with pytest.raises(DataUnavailable):
        prepare(experiment)
    own_tables.use(StoredTables(store.engine))
    assert len(prepare(experiment).y_train) == 40


@EVERYWHERE
def test_nobody_trains_on_somebody_elses(
    tables: UserTables, store: RunStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, file = table_of(5)
    experiment = Experiment(dataset=picked(table, "y"))
    with monkeypatch.context() as opened:
        opened.setattr(own_tables, "MEMORY", own_tables.TablesInMemory())
        with pytest.raises(DataUnavailable, match="not here"):
            check_table(store, experiment, OTHERS)
        own_tables.keep(table)
        check_table(store, experiment, OTHERS)  # nobody has stored it, and this process has opened it
    tables.save(MINE, table, file)
    check_table(store, experiment, MINE)
    with pytest.raises(DataUnavailable, match="somebody else's"):
        check_table(store, experiment, OTHERS)
    tables.delete(MINE, table.hash)
    with pytest.raises(DataUnavailable):
        check_table(store, experiment, MINE)
    clock.now += UNDO_SECONDS + 1
    tables.tidy()
    for visitor in (MINE, OTHERS):  # what was prepared of it may lie in memory still
        with pytest.raises(DataUnavailable):
            check_table(store, experiment, visitor)


@pytest.mark.parametrize(
    "asked",
    [
        {"experiment": {"dataset": "table", "dataset.table": "NAME"}},
        {"columns": [{"experiment": {"dataset.table": " NAME "}}]},
        {"NAME": 1, "x": [1, [2.5, None, True]]},
        {"text": "dataset.table=NAME&target=1"},
    ],
)
def test_a_request_names_tables_wherever_they_stand(asked: dict[str, object]) -> None:
    name = table_of(5)[0].hash
    for written in (name, name.upper()):
        given = json.loads(json.dumps(asked).replace("NAME", written))
        assert named_tables(given) == {name}
    assert named_tables(json.loads(json.dumps(asked).replace("NAME", name + "0"))) == set()


@EVERYWHERE
def test_one_address_leaves_room_to_the_others_whoever_its_visitors_are(
    store: RunStore, clock: Clock
) -> None:
    """Another cookie is another visitor: as many as somebody likes. What is deleted makes room."""
    size = saved(UserTables(store.engine, QUOTA, clock), MINE, *table_of(3))
    tables = UserTables(store.engine, replace(QUOTA, address_count=2, address_bytes=10**6), clock)
    first = table_of(4)
    tables.save("c" * 64, *first, address="10.0.0.1")
    tables.save("d" * 64, *table_of(5), address="10.0.0.1")
    with pytest.raises(Invalid, match="your network address"):
        tables.save("e" * 64, *table_of(6), address="10.0.0.1")
    tables.save("e" * 64, *table_of(6), address="10.0.0.2")
    tables.delete("c" * 64, first[0].hash)
    tables.save("f" * 64, *table_of(7), address="10.0.0.1")
    small = UserTables(store.engine, replace(QUOTA, address_bytes=2 * size + size // 2), clock)
    small.save("1" * 64, *table_of(3), address="10.0.0.3")
    small.save("2" * 64, *table_of(3), address="10.0.0.3")
    with pytest.raises(Invalid, match="your network address"):
        small.save("3" * 64, *table_of(3), address="10.0.0.3")
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("select distinct address_hash from user_tables").scalars().all()
    assert not any(address and "10.0" in address for address in found)


@EVERYWHERE
def test_what_is_over_its_time_goes_though_nobody_opens_the_page(
    url: str, tables: UserTables, clock: Clock
) -> None:
    tables.save(MINE, *table_of(3))
    clock.now += QUOTA.seconds - 1
    tables.tidy()
    assert kept(url)[0] == 1
    clock.now += 2
    tables.tidy()
    assert kept(url) == (0, 0)
