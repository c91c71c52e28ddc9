"""The page as Streamlit runs it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def at_page(app: AppTest, **query: str) -> AppTest:
    """The page, opened with that address."""
    app.run()
    app.query_params.clear()
    app.query_params |= query
    return app.switch_page("initialization.py").run()
