"""The browser's part of the page has every word that it uses, and none of its own."""

from __future__ import annotations

import re

from ui.playground.options import OPTIONS
from ui.playground.words import picture_captions, playground_words
from ui.serving.assets import ENTRIES, PLAYGROUND
from ui.serving.modules import in_order, modules

ALL = {name: modules()[name] for name in in_order(ENTRIES[PLAYGROUND], modules())}
SCRIPTS = {name: text for name, text in ALL.items() if name.startswith("playground/")}
WORDS = playground_words(str)


def test_every_word_that_a_script_names_is_there() -> None:
    used = {key for text in SCRIPTS.values() for key in re.findall(r"\bwords\??\.(\w+)", text)}
    assert len(used) > 100
    assert sorted(used - WORDS.keys()) == []


def test_every_word_is_used() -> None:
    bundled = "".join(ALL.values())
    # Some keys are put together, as `c_state_${state}`, or are a name with _title, _caption or _help.
    made = [re.sub(r"\$\{[^}]*\}", r"\\w+", form) for form in re.findall(r"`([cd]_[\w.${}]+)`", bundled)]
    in_guide = set(picture_captions(str).values())
    unused = []
    for key, text in WORDS.items():
        stem = re.sub(r"_(title|caption|help)$", "", key)
        named = re.search(rf"\b(?:{key}|{stem})\b", bundled) or any(re.fullmatch(form, key) for form in made)
        if not named and text not in in_guide:
            unused.append(key)
    assert unused == []


def test_the_scripts_hold_no_text_of_their_own() -> None:
    texts = [
        found
        for script in SCRIPTS.values()
        for found in re.findall(r'\b(?:text|title|placeholder|"aria-label"): "([^"]*)"', script)
    ]
    assert [text for text in texts if re.search(r"[A-Za-z]{2}", text)] == []


def test_the_scripts_know_the_options_of_the_page_and_no_others() -> None:
    named = {
        name
        for script in SCRIPTS.values()
        for name in re.findall(r'model\.(?:toggle\("|options\.)(\w+)', script)
    }
    assert named | {"validation", "discretize"} == OPTIONS.keys()
