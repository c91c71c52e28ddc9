"""Which language a person reads, and every text in it.

English is the source text of the catalogues; Korean lies in `locales/ko`. The `.po` file is read at
first use and kept in memory, so there is no compiled file to forget.
"""

from __future__ import annotations

import io
import re
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from threading import Lock

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.message import Message, Translate
from ui.particles import agreeing

LANGUAGES: dict[str, str] = {"en": "EN", "ko": "한국어"}
"""Code to the name that its own readers know."""

SOURCE = "en"
LOCALES = Path(__file__).resolve().parent.parent / "locales"
DOMAIN = "gradient_lab"

_KEY = "lang"
_ASKED = "lang:asked"
_SWITCH = "lang:switch"
_reading = Lock()


def translator(lang: str) -> Translate:
    """The function that turns English source text into `lang`.

    Text without a translation, and every text of an unknown language, stays English. Safe to call
    from any thread.
    """
    with _reading:
        return _catalogue(lang if lang in LANGUAGES else SOURCE)


@cache
def _catalogue(lang: str) -> Translate:
    path = LOCALES / lang / "LC_MESSAGES" / f"{DOMAIN}.po"
    if lang == SOURCE or not path.exists():
        return str
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=lang, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    gettext = GNUTranslations(compiled).gettext
    # The empty source text is the catalogue's own header, not a translation.
    return lambda text: agreeing(gettext(text)) if text else text


def language() -> str:
    """Code of the language that this session reads; English where there is no session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return SOURCE
    return str(st.session_state.get(_KEY, SOURCE))


def _(text: str) -> str:
    """`text` in the language of this session; also in fragments and callbacks."""
    return translator(language())(text)


def say(message: Message) -> str:
    """A message of `core` in the language of this session."""
    return message.render(_)


def plain(text: str) -> str:
    """`text` so that Streamlit's Markdown shows it letter by letter (for what people typed)."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])", r"\\\1", text)


def choose_language() -> str:
    """Settle the session's language; the main script calls this first in every run.

    The address decides when the page opens and when the reader goes back in the browser's history
    (`?lang=`), the switch after that; with neither, the browser's own language, else English.
    """
    ctx = get_script_run_ctx()
    asked = st.query_params.get(_KEY)
    arriving = _KEY not in st.session_state or getattr(ctx, "is_history_navigation", False)
    if arriving and asked in LANGUAGES:
        st.session_state[_KEY] = asked
        st.session_state[_ASKED] = True
    elif _KEY not in st.session_state:
        browser = (st.context.locale or SOURCE).split("-")[0].lower()
        st.session_state[_KEY] = browser if browser in LANGUAGES else SOURCE
    return language()


def language_switch() -> None:
    """EN | 한국어. The choice goes into the address, so that a link opens in the same language."""
    st.session_state[_SWITCH] = language()
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=_SWITCH,
        label_visibility="collapsed",
        required=True,
        on_change=_switch,
    )


def address_language() -> str | None:
    """The code that the address must carry: only a language that was asked for, not a guess."""
    return language() if st.session_state.get(_ASKED) else None


def _switch() -> None:
    picked = st.session_state[_SWITCH]
    if picked in LANGUAGES:
        st.session_state[_KEY] = picked
        st.session_state[_ASKED] = True
