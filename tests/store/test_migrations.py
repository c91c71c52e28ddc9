"""Revisions of the database: stamped, upgraded as a whole, and told where they are unknown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from core.live.protocol.status import RunStatus
from core.store import migrations
from core.store.schema import StoreUnusable, bring_up_to_date
from core.store.store import RunStore
from core.store.tables import METADATA, open_engine
from tests.store.stored import a_record
from tests.store.test_version2 import FOLDER as STORES

EVERYWHERE = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
LATER = """
import sqlalchemy
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.add_column("runs", sqlalchemy.Column("mood", sqlalchemy.Text))
    op.execute("UPDATE runs SET mood = detail")
    with op.batch_alter_table("runs") as table:
        table.alter_column("mood", new_column_name="temper")
    {last}
"""


@pytest.fixture
def later(tmp_path: Path, monkeypatch):
    """Makes a second revision, whose last line is given."""

    def write(last: str = "pass") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0002_temper.py").write_text(LATER.format(last=last))
        monkeypatch.setattr(migrations, "FOLDER", folder)

    return write


def columns(url: str) -> set[str]:
    engine = open_engine(url)
    found = {column["name"] for column in inspect(engine).get_columns("runs")}
    engine.dispose()
    return found


def revision(url: str) -> str | None:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = migrations.revision_of(connection)
    engine.dispose()
    return found


def filled(url: str) -> None:
    store = RunStore(url)
    store.save(a_record(status=RunStatus.FINISHED, detail="what went wrong"))
    assert store.flush()
    store.close()


def test_the_newest_revision_is_alembics_head() -> None:
    script = ScriptDirectory(str(migrations.FOLDER))
    assert script.get_heads() == [migrations.newest()]
    assert script.get_base() == migrations.FIRST
    assert all(migrations.known(each.revision) for each in script.walk_revisions())


@EVERYWHERE
def test_a_new_store_has_the_tables_and_the_newest_revision(url: str) -> None:
    engine = open_engine(url)
    for _ in ("new", "opened again"):
        with engine.begin() as connection:
            bring_up_to_date(connection)
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
            assert migrations.revision_of(connection) == migrations.newest()
    engine.dispose()


def test_a_store_of_before_there_were_revisions_is_the_first_one(tmp_path: Path) -> None:
    shutil.copy(STORES / "version2.sqlite", tmp_path / "runs.sqlite")
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    RunStore(url).close()
    assert revision(url) == migrations.FIRST
    assert columns(url) == set(METADATA.tables["runs"].columns.keys())


@EVERYWHERE
def test_a_store_of_an_earlier_revision_is_upgraded_with_all_that_is_in_it(url: str, later) -> None:
    filled(url)
    later()
    store = RunStore(url)
    assert store.record("run") == a_record(status=RunStatus.FINISHED, detail="what went wrong")
    with store.engine.connect() as connection:
        assert connection.scalar(text("SELECT temper FROM runs")) == "what went wrong"
    store.close()
    assert revision(url) == "0002"


@EVERYWHERE
def test_an_upgrade_that_fails_leaves_everything_as_it_was(url: str, later) -> None:
    filled(url)
    before = columns(url)
    later(last="raise OSError('the power went')")
    engine = open_engine(url)
    with pytest.raises(OSError, match="power"), engine.begin() as connection:
        bring_up_to_date(connection)
    engine.dispose()
    assert columns(url) == before
    assert revision(url) == migrations.FIRST


@EVERYWHERE
def test_a_revision_of_a_newer_version_stops_the_start_with_words(url: str) -> None:
    filled(url)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreUnusable, match=r"newer version.*9999.*GRADIENT_LAB_STORE"):
        RunStore(url)
