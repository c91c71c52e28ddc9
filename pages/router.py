"""The main script: what holds for every page."""

from pathlib import Path

import streamlit as st

import core  # noqa: F401  # as a whole first: see `ui.lifespan`
from ui import address
from ui.language import _, choose_language

SIDEBAR_WIDTH = 340
# A file of our own: icons by name are fetched from the internet for the browser's tab.
ICON = Path(__file__).parent.parent / "ui" / "icon.svg"
# Streamlit's wide layout still leaves wide margins; the pictures need the room on a laptop.
# On a phone the sidebar opens over the lower half alone, so that the pictures above are seen while choosing.
# The page as a whole takes the focus when it is clicked; a frame around all of it would say nothing.
ROOMY = """<style>
.stMainBlockContainer { padding-left: 1.5rem; padding-right: 1.5rem; }
.stMain:focus-visible { outline: none; }
@media (max-width: 767.98px) {
  .stSidebar[data-collapsed="false"] {
    position: fixed !important; top: auto !important; bottom: 0; left: 0; z-index: 1000;
    width: 100vw !important; max-width: none; min-width: 100vw;
    height: auto !important; max-height: 55dvh !important; overflow-y: auto;
    border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  }
  .stSidebar [data-testid="stSidebarNavItems"] { display: flex; flex-wrap: wrap; }
  .stApp:has(.stSidebar[data-collapsed="false"]) .stMain { padding-bottom: 55dvh; }
}
</style>"""
# On a phone the pages' names lie behind two arrows: they say so.
OPENER = """<style>
@media (max-width: 767.98px) {{
  [data-testid="stExpandSidebarButton"]::after {{ content: "{}"; padding-left: 0.3em; font-size: 1rem; }}
}}
</style>"""

st.set_page_config(
    page_title="Gradient Lab",
    page_icon=str(ICON),
    layout="wide",
    initial_sidebar_state=SIDEBAR_WIDTH,
)
choose_language()
page = st.navigation(
    [
        st.Page(
            "playground.py",
            title=_("Playground"),
            icon=":material/hub:",
            url_path="playground",
            help=_("Put a small network together, press play, and see what each of its units learns."),
        ),
        st.Page(
            "train.py",
            title=_("Train"),
            icon=":material/play_circle:",
            default=True,
            help=_("Choose data and network, train, and watch every layer."),
        ),
        st.Page(
            "data.py",
            title=_("Data"),
            icon=":material/table_chart:",
            url_path="data",
            help=_("Look at a table of the lab or of your own before anything is trained on it."),
        ),
        st.Page(
            "initialization.py",
            title=_("Initialization"),
            icon=":material/tune:",
            url_path="initialization",
            help=_(
                "Turn the scale of the initial weights and see what every layer gets of signals and "
                "gradients."
            ),
        ),
        st.Page(
            "runs.py",
            title=_("Runs"),
            icon=":material/history:",
            url_path="runs",
            help=_("The runs that you started, newest first."),
        ),
        st.Page(
            "guide.py",
            title=_("Guide"),
            icon=":material/menu_book:",
            url_path="guide",
            help=_("Every choice explained, and how to read the pictures."),
        ),
    ],
    position="hidden" if st.context.is_embedded else "top",
)
opener = _("Choices and pages") if page.url_path == "" else _("Pages")
st.html(ROOMY + OPENER.format(opener))
address.enter(page.url_path)
page.run()
