"""Points of one's own: their text, and lines that people paste."""

from __future__ import annotations

import base64
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.choices.typed import points
from core.choices.typed.plain import plain
from core.choices.typed.points import (
    MAX_POINTS,
    Points,
    as_lines,
    classes_in,
    points_of,
    read_pasted,
    write_points,
)
from core.message import Invalid

FIELD = Points(key="points", label="Points", help="Points.")
STEP = 12 / 4095

places = st.floats(-6, 6)
rows = st.lists(st.tuples(places, places, st.integers(0, 5)), max_size=60)
texts = st.from_regex(r"\A(?:[A-Za-z0-9_-]{4}[0-5]){0,60}\Z")


@given(texts)
def test_text_to_points_and_back(text: str) -> None:
    assert FIELD.parse(text) == text
    assert write_points(*points_of(text)) == text
    assert write_points(*read_pasted(as_lines(text))) == text


@given(rows)
def test_points_to_text_and_back(given_: list[tuple[float, float, int]]) -> None:
    x = np.array([row[:2] for row in given_]).reshape(-1, 2)
    y = [row[2] for row in given_]
    text = write_points(x, y)
    assert len(text) == 5 * len(given_) and FIELD.parse(text) == text
    found, labels = points_of(text)
    assert found.dtype == np.float32 and labels.dtype == np.int64
    np.testing.assert_allclose(found, x, atol=STEP / 2 + 1e-5)
    assert labels.tolist() == y
    assert classes_in(text) == max([1, *y]) + 1


@given(st.integers(0, 4095), st.integers(0, 4095), st.integers(0, 5))
def test_a_point_is_24_bits_in_base64_and_a_digit(x1: int, x2: int, label: int) -> None:
    """Four digits of base 64 are three bytes: the standard library's decoder reads the same bits."""
    text = write_points([[x1 * STEP - 6, x2 * STEP - 6]], [label])
    bits = int.from_bytes(base64.urlsafe_b64decode(text[:4]), "big")
    assert (bits >> 12, bits & 4095, text[4]) == (x1, x2, str(label))


@pytest.mark.parametrize(
    "pasted",
    [
        "1, -2, 0\n3, 4, 1",
        "1,-2,0\r\n3,4,1\r\n",
        "1\t-2\t0\n3\t4\t1",
        "1;-2;0\n\n3;4;1",
        "  1   -2 0\n3 4   1",
        "x1, x2, class\n1, -2, 0\n3, 4, 1",
        "a\tb\tc\n1.0\t-2.0\t0.0\n3\t4\t1.0",
        "1,0; -2,0; 0\n3,0; 4,0; 1",
        "1, -2, -1\n3, 4, 1",
        "1, -2, left side\n3, 4, right side",
        "1 -2 left side\n3 4 right side",
        "1, \u22122, 0\n3, 4, 1",
        "1, \u20132, 0\n3, 4, 1",
        "\uff11\uff0c\uff0d\uff12\uff0c\uff10\n\uff13\uff0c\uff14\uff0c\uff11",
        "1\u3001-2\u30010\n3\u30014\u30011",
        '"1", "-2", "0"\n"3", "4", "1"',
        "\u201c1\u201d; \u201c-2\u201d; 0\n3; 4; 1",
        "\ufeff1, -2, 0\n3, 4, 1",
        "\ufeffx1,x2,class\n1, -2, 0\n3, 4, 1",
        "1, -2, 0\t\n3, 4, 1\t",
        "1\t-2\t0\t\n3\t4\t1\t\t",
        "\u00a01\u00a0-2 0\n3 4 1",
        *(f"{unseen}1, -2, 0\n3, {unseen}4, 1" for unseen in "\u200b\u200e\u200f\u2060\ufeff"),
        "\u20391\u203a,\u2039-2\u203a,0\n3,4,1",
        "1\u066b0;-2\u066b0;0\n3;4;1",
        "\u0661, -\u0662, \u0660\n3, 4, 1",
        "Feature 1 (cm), Feature_2 [m], kind\n1, -2, 0\n3, 4, 1",
    ],
)
def test_lines_as_people_have_them(pasted: str) -> None:
    x, y = read_pasted(pasted)
    assert x.tolist() == [[1, -2], [3, 4]] and y.tolist() == [0, 1]
    assert FIELD.parse(pasted) == write_points(x, y)


def test_a_heading_is_none_of_a_thousand() -> None:
    assert len(read_pasted("x1, x2, class\n" + "0, 0, 1\n" * MAX_POINTS)[1]) == MAX_POINTS


def test_nothing_is_read_of_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(points, "_parts", lambda line: read.append(line) or [])
    with pytest.raises(Invalid, match="at most 1000 points, received 99000 lines"):
        read_pasted("a\n" * 99_000)
    assert read == []


def test_no_character_is_read_as_another_number_than_it_is() -> None:
    """Among those that have digits in their usual form only digits of a script are read as digits."""
    for character in map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x10000), *range(0x1F100, 0x1F110)]):
        if character.isdecimal() or not unicodedata.normalize("NFKC", character).strip(".").isdecimal():
            continue
        assert plain(f"5{character}") == f"5{character}"


def test_names_count_in_order_of_appearance() -> None:
    _, y = read_pasted("\n".join(f"0, 0, {name}" for name in ("b", "a", "1", "b", "c")))
    assert y.tolist() == [0, 1, 2, 0, 3]


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("1, 2", "in line 1"),
        ("1, 2, 0\n1, 2", "in line 2"),
        ("1, 2, 0\n1, 2, 3, 4", "in line 2"),
        ("1, 2, 0\n\n1, two, 0", "in line 3"),
        ("1, 2, ", "in line 1"),
        ("1, 2, 0\n1, 2, 6", "classes from 0 to 5.*“6” in line 2"),
        ("1, 2, 0\n1, 2, 1.5", "classes from 0 to 5.*“1.5” in line 2"),
        ("1, 2, -1\n1, 2, 0", "classes from 0 to 5.*“-1” in line 1"),
        ("1, 2, 0\n6.01, 2, 0", "from -6 to 6.*line 2"),
        ("1, nan, 0\n1, 2, 0", "from -6 to 6.*line 1"),
        ("1, 2, 0\n1, inf, 0", "from -6 to 6.*line 2"),
        ("\n".join(f"0, 0, {name}" for name in "abcdefg"), "at most 6 classes; “g” in line 7"),
        ("0, 0, 1\n" * (MAX_POINTS + 1), "at most 1000 points, received 1001 lines"),
        ("x1, x2, class\n" + "0, 0, 1\n" * (MAX_POINTS + 1), "received 1002 lines"),
        ("x1, x2, class", "in line 1"),
        # A line that begins as numbers is data that cannot be read, never a heading.
        ("1.5 cm, 2 cm, 0\n1, 2, 1", "in line 1.*1.5 cm"),
        ("1.5cm, -2cm, left\n1, 2, right", "in line 1"),
        ("\u22121.5e, -2, 0\n1, 2, 1", "in line 1"),
        ("1, two, 0\n1, 2, 1", "in line 1"),
        ("1, 2\t\n1, 2, 1", "in line 1.*“1, 2”"),
        # Neither is one whose three values have digits, whatever stands around them.
        *(
            (f"{line}\n1,1,1", "in line 1")
            for line in (
                *("$1,$2,0", "€1.5\t€2\t0", "~1, ~2, 0", "≈1.5,≈2,1", "±1,±2,0", "(1, (2, 0", "x=1,y=2,0"),
                *("\x001,2,0", "A1,B2,0", "x1,x2,1", "x1,x2,y1", "½,½,0", "²,²,0", "①,②,0"),
                *("$1,$2,left", "x=1,y=2,left", "<1,<2,left", "#1,#2,left", "nan,inf,left"),
            )
        ),
        ("1, 2, 0\n0_1, 2, 0", "in line 2"),
        ("1, 2², 0\n1, 2, 0", "in line 1.*2²"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(pasted: str, told: str) -> None:
    with pytest.raises(Invalid, match=told) as error:
        read_pasted(pasted)
    assert str(error.value).startswith("Expected")
    with pytest.raises(Invalid, match=told):
        FIELD.parse(pasted)


@pytest.mark.parametrize(
    "wrong", ["A", "AAAA6", "AAAA0A", "AÄAA0", "AA+A0", "AAAA٣", "hello", None, 3, ["AAAA0"]]
)
def test_a_wrong_text_is_told(wrong: object) -> None:
    with pytest.raises(Invalid, match="Expected lines such as"):
        FIELD.parse(wrong)


def test_at_most_a_thousand() -> None:
    assert FIELD.parse("AAAA0" * MAX_POINTS)
    with pytest.raises(Invalid, match="at most 1000 points, received 1001"):
        FIELD.parse("AAAA0" * (MAX_POINTS + 1))


@given(st.text(max_size=60) | st.text(alphabet="0123456789.,; \t\n-+eExab", max_size=60))
def test_any_text_is_points_or_has_a_message(text: str) -> None:
    try:
        parsed, message = FIELD.parse(text), ""
    except Invalid as error:
        parsed, message = "", str(error.message)
    assert FIELD.parse(parsed) == parsed
    assert not message or message.startswith("Expected")
