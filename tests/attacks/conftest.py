"""One server for all tests that attack a real one and leave it as it was."""

from __future__ import annotations

import pytest

from tests.serving import Server, Servers


@pytest.fixture(scope="session")
def lab(server: Servers) -> Server:
    """The lab as the README starts it. A test that limits or kills its server starts one of its own."""
    return server()
