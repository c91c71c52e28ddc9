"""The browser's part of the page has every word that it uses, and none of its own."""

from __future__ import annotations

import re
from collections import Counter

from tests.conftest import ROOT
from ui.live.assets import PANEL, PLAYGROUND, source
from ui.playground.options import OPTIONS
from ui.playground.words import picture_captions, playground_words

FOLDERS = [ROOT / "ui" / name / "js" for name in ("live", "initialization", "playground")]
SCRIPTS = {path.stem: path.read_text("utf-8") for path in (ROOT / "ui" / "playground" / "js").glob("*.js")}
WORDS = playground_words(str)


def test_every_word_that_a_script_names_is_there() -> None:
    used = {key for text in SCRIPTS.values() for key in re.findall(r"\bwords\??\.(\w+)", text)}
    assert len(used) > 100
    assert sorted(used - WORDS.keys()) == []


def test_every_word_is_used() -> None:
    bundled = source(PLAYGROUND)
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


def test_a_name_of_a_script_stands_for_one_file() -> None:
    names = Counter(path.stem for folder in FOLDERS for path in folder.glob("*.js"))
    assert [name for name, times in names.items() if times > 1] == []


def test_the_component_gets_only_the_modules_that_it_needs() -> None:
    bundled = source(PLAYGROUND)
    assert "const $playground" in bundled
    assert "const $panel" not in bundled
    assert "const $initialization" not in bundled
    assert "const $playground" not in source(PANEL)
