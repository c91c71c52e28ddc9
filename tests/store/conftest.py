"""A store of its own for each test: in a file, or in a database of a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from core.store.store import RunStore
from tests.store import postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    folder = postgresql.programs()
    if folder is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    assert folder is not None, "PostgreSQL is not installed"
    with postgresql.server(folder) as url:
        yield url


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database; ``EVERYWHERE`` asks for one of each kind."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'runs.sqlite'}"
    template = make_url(request.getfixturevalue("postgresql_url"))
    name = f"test_{uuid4().hex}"
    engine = create_engine(template, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return template.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(url: str):
    opened = RunStore(url)
    yield opened
    opened.close()
