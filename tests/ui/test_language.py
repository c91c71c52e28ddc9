"""Every text on screen exists in every language, and no text goes to the screen past the catalogues."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from threading import Thread

import pytest
import streamlit as st
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from core.message import N_, Message
from tests.conftest import ROOT
from ui.language import DOMAIN, LANGUAGES, LOCALES, SOURCE, plain, translator

VISIBLE = {"label", "body", "title", "help", "placeholder", "text", "page_title", "caption"}
NAMES = {"Gradient Lab", "JSON"}
OTHERS = [code for code in LANGUAGES if code != SOURCE]


def source_texts() -> set[str]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "N_": None, "Message": None}
    found = extract_from_dir(str(ROOT), methods, options, keywords)
    return {text for _file, _line, text, _comments, _context in found if isinstance(text, str)}


def catalogue(lang: str) -> Catalog:
    with (LOCALES / lang / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=lang, domain=DOMAIN)


def gaps(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_texts_are_found_in_all_three_layers() -> None:
    assert {"Learning rate", "Train", "How to read the pictures"} <= source_texts()


@pytest.mark.slow
def test_the_extractor_sees_every_marked_text() -> None:
    # Babel reads tokens: what stands inside an f-string is one token before Python 3.12 and missed.
    marked = set()
    for path in (*ROOT.glob("core/**/*.py"), *ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
            if called and node.func.id in {"_", "N_", "Message"}:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    marked.add(first.value)
    assert sorted(marked - source_texts()) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_every_text_is_translated(lang: str) -> None:
    known = {message.id for message in catalogue(lang) if message.id and message.string and not message.fuzzy}
    assert sorted(source_texts() - known) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_no_entry_is_fuzzy_or_obsolete(lang: str) -> None:
    entries = catalogue(lang)
    assert [message.id for message in entries if message.id and message.fuzzy] == []
    assert sorted(entries.obsolete) == []
    assert sorted({str(message.id) for message in entries if message.id} - source_texts()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_percentages_are_written_in_one_way(lang: str) -> None:
    texts = (
        source_texts()
        if lang == SOURCE
        else {str(message.string) for message in catalogue(lang) if message.id}
    )
    assert sorted(text for text in texts if re.search(r"[0-9}] %(?!\w)", text)) == []


def test_korean_has_one_word_for_one_thing() -> None:
    worn = re.compile(r"갈라 나|장면|끝남|코헨")  # 분기, 프레임, 완료, Cohen
    assert sorted(str(message.id) for message in catalogue("ko") if worn.search(str(message.string))) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_translations_have_the_gaps_of_the_english(lang: str) -> None:
    translated = [
        (str(message.id), str(message.string)) for message in catalogue(lang) if message.id and message.string
    ]
    # JavaScript and JSON braces in a text are not gaps; only sentences with names in braces are compared.
    assert [text for text, other in translated if gaps(text) != gaps(other)] == []


def test_unknown_text_and_unknown_language_stay_english() -> None:
    assert translator("ko")("not in any catalogue") == "not in any catalogue"
    assert translator("ko")("") == ""
    assert translator("tlh")("Learning rate") == "Learning rate"
    assert translator("../../etc")(N_("Train")) == "Train"


def test_the_first_use_may_come_from_many_threads_at_once() -> None:
    heard: list[str] = []
    threads = [Thread(target=lambda: heard.append(translator("ko")("Learning rate"))) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 8
    assert len(set(heard)) == 1


def test_gaps_are_filled_in_the_readers_language() -> None:
    message = Message("{entry} has no parameter {got}.", entry=Message("SGD"), got="x")
    assert (
        message.render({"{entry} has no parameter {got}.": "{got} – {entry}?", "SGD": "S"}.__getitem__)
        == "x – S?"
    )


@pytest.mark.parametrize(
    "typed", ["[a](http://b)", ":red[x]", "**b** _c_", "![i](j)", "<b>", "a|b", "$x$", "`c`", "1e-3"]
)
def test_typed_text_is_shown_letter_by_letter(typed: str) -> None:
    escaped = plain(typed)
    assert re.sub(r"\\(.)", r"\1", escaped) == typed
    assert re.search(r"(?<!\\)[\[\]<>*_`$!|]", escaped) is None


def visible_arguments(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call of Streamlit's that people read."""
    function = getattr(st, call.func.attr, None) if isinstance(call.func, ast.Attribute) else None
    if ast.unparse(call.func).startswith("log."):
        return  # for whoever runs the server
    if not callable(function):
        return
    names = [name for name in inspect.signature(function).parameters if name not in {"self"}]
    yield from (value for name, value in zip(names, call.args, strict=False) if name in VISIBLE)
    yield from (keyword.value for keyword in call.keywords if keyword.arg in VISIBLE)


def untranslated(expression: ast.expr) -> Iterator[str]:
    """String literals with letters that do not go through `_()` or `say()`."""
    if (
        isinstance(expression, ast.Call)
        and isinstance(expression.func, ast.Name)
        and expression.func.id in {"_", "say"}
    ):
        return
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        text = re.sub(r":material/\w+:|:[a-z]+\[|</?br>", "", expression.value)
        if re.search(r"[^\W\d_]", text) and text not in NAMES:
            yield text
    for child in ast.iter_child_nodes(expression):
        if isinstance(child, ast.expr) and not isinstance(expression, ast.Subscript | ast.Compare):
            yield from untranslated(child)


@pytest.mark.parametrize(
    "path", [*ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py")], ids=lambda path: path.name
)
def test_no_text_reaches_the_screen_untranslated(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert [
        text for call in calls for argument in visible_arguments(call) for text in untranslated(argument)
    ] == []


def test_the_search_for_untranslated_text_finds_some() -> None:
    call = ast.parse('st.button("Train", help=f":red[{_(x)} now]", key="k", icon=":material/add:")').body[0]
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    assert [text for argument in visible_arguments(call.value) for text in untranslated(argument)] == [
        "Train",
        " now]",
    ]
