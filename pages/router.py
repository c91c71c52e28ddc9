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
# Where nothing hovers, the buttons of charts and tables are always there: they get a strip of their own above
# these, so that they lie on no legend, title or line of text.
# Captions, and names of folded groups, which Streamlit draws fainter, are to be read (WCAG 2.2, 1.4.3).
# Beside choices a laptop has no room for the names of all pages and their icons.
# The page as a whole takes the focus when it is clicked; a frame around all of it would say nothing.
# On a tablet a table beside a picture has no room: what a page marks as stacked stands one below the other,
# and choices beside what they are about keep a width in which they can be read.
# What is chosen is written as other text is, and bold: in the primary colour, which has to carry white
# letters as well, it would be hard to read on dark.
ROOMY = """<style>
.stMainBlockContainer { padding-left: 1.5rem; padding-right: 1.5rem; }
.stMain:focus-visible { outline: none; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.76; }
[data-testid="stExpander"] summary, [data-testid="stExpander"] details > * { opacity: 1; }
@media (hover: none) {
  [data-testid="stElementContainer"]:has(.stPlotlyChart) { padding-top: 28px; }
  .stPlotlyChart .js-plotly-plot { overflow: visible !important; }
  .stPlotlyChart .modebar-container { top: -28px !important; }
  [data-testid="stElementContainer"]:has(> * > .stDataFrame) { padding-top: 1.6rem; }
}
button:is([data-variant="segmented_control"], [data-variant="pills"])[data-selected="true"]:not(:disabled) {
  color: inherit; font-weight: 600;
}
@media (max-width: 1499.98px) {
  .stApp:has(.stSidebar[data-collapsed="false"]) [data-testid="stTopNavLink"] {
    > :first-child { display: none; }
  }
}
@media (max-width: 1023.98px) {
  [class*="st-key-stacked-"] [data-testid="stColumn"] { min-width: 100%; }
}
@media (min-width: 640px) and (max-width: 1023.98px) {
  [class*="st-key-choices-beside-"] > * > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] {
    flex: 1 1 0; min-width: 0;
    &:first-child { flex: 0 0 15rem; [data-testid="stColumn"] { min-width: 100%; } }
  }
}
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
# Streamlit says it in English alone ("3 more"), and not of what there are more.
OTHERS = """<style>
.rc-overflow-item-rest [data-testid="stTopNavSection"] [data-testid="stMarkdownContainer"] {{
  > p {{ display: none; }}
  &::after {{ content: "{}"; }}
}}
</style>"""
# While the server does not answer, Streamlit lays a box over the page that says, in English, how to start it.
# Whoever reads that did not start it, and the page goes on by itself. That it is sought stands at the top.
AWAY = """<style>
body:has([data-testid="stConnectionStatus"]) [data-testid="stDialog"] {{ display: none; }}
[data-testid="stConnectionStatus"] label {{
  font-size: 0;
  &::after {{ content: "{}"; font-size: 0.9rem; text-transform: none; }}
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
            "learn.py",
            title=_("Learn"),
            icon=":material/school:",
            url_path="learn",
            help=_("Lessons of ten minutes: predict, train, compare, explain."),
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
            "explore.py",
            title=_("Explore"),
            icon=":material/explore:",
            url_path="explore",
            help=_("One idea at a time: a function, a step, a loss, in numbers that follow your finger."),
        ),
        st.Page(
            "predictions.py",
            title=_("Predictions"),
            icon=":material/target:",
            url_path="predictions",
            help=_("What the network of a run predicts, row by row, and how good that is."),
        ),
        st.Page(
            "normalization.py",
            title=_("Normalization"),
            icon=":material/align_center:",
            url_path="normalization",
            help=_("What normalizations average over, and what is said of them, tested with and without."),
        ),
        st.Page(
            "regularization.py",
            title=_("Regularization"),
            icon=":material/compress:",
            url_path="regularization",
            help=_("Weight decay beside L2, smoothed labels, and early stopping with all its arguments."),
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
st.html(ROOMY + OPENER.format(opener) + OTHERS.format(_("More pages")) + AWAY.format(_("Reconnecting")))
address.enter(page.url_path)
page.run()
