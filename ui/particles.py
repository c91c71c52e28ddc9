"""Korean particles that depend on how the word before them ends: 값을, 수를.

Translations leave the choice open where a gap stands before a particle, as is usual: ``{name}을(를)``. It is
made when the gap is filled. `ui/js/shared/particles.js` does the same in the browser; both are held to
``tests/fixtures/particles.json``.
"""

from __future__ import annotations

import re
from string import ascii_letters

_FORMS = {
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "와(과)": ("과", "와"),
    "과(와)": ("과", "와"),
    "(이)": ("이", ""),
    "(으)": ("으", ""),
}
"""Each with what follows a consonant, and what follows a vowel."""

_MARK = re.compile(r"(이\(가\)|을\(를\)|은\(는\)|와\(과\)|과\(와\)|\(이\)|\(으\))")
"""Any of `_FORMS`."""

_UNREAD = " .,:;!?…·‘’“”\"'`*_<>[]{}〈〉《》「」"
_IN_BRACKETS = re.compile(r"(?<=.)\([^()]*\)$", re.DOTALL)
"""What explains the word before it, by which the particle goes: 손실(loss)이."""

_OTHER_CONSONANT, _L, _VOWEL = "ㄴ", "ㄹ", ""
_DIGITS = {
    **dict.fromkeys("036", _OTHER_CONSONANT),
    **dict.fromkeys("178", _L),
    **dict.fromkeys("2459", _VOWEL),
}
"""영 일 이 삼 사 오 육 칠 팔 구; whole tens, hundreds and so on end with consonants, too."""
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LETTERS = {"l": _L, "m": _OTHER_CONSONANT, "n": _OTHER_CONSONANT, "r": _L}
"""엘 엠 엔 알; the names of all others end with vowels."""
_ENDS_LIKE_L = re.compile(r"(l|le)$")
_ENDS_CLOSED = re.compile(r"(ng|ck|[aei]p|[^o]op|out|[mn]e?)$")
"""Words as they are borrowed: 유니폼, 스텝, 드롭아웃, 네임."""


class Agreeing(str):
    """A text with particles that are chosen when its gaps are filled."""

    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        """As `str.format`; what is filled in stays as it is."""
        filled = ""
        for at, part in enumerate(_MARK.split(self)):
            filled += _chosen(part, filled) if at % 2 else part.format(*args, **values)
        return filled


def agreeing(text: str) -> str:
    """`text`, so that its particles agree with what is filled in; itself where it has none of them."""
    return Agreeing(text) if _MARK.search(text) else text


def _chosen(mark: str, before: str) -> str:
    end = _end(before)
    if end is None:
        return mark
    if mark == "(으)" and end == _L:  # 길로
        return ""
    return _FORMS[mark][0 if end else 1]


def _end(text: str) -> str | None:
    """The consonant with which `text` ends when it is read, "" for a vowel; None where that is not known."""
    text = _IN_BRACKETS.sub("", text.rstrip(_UNREAD)).rstrip(_UNREAD + "()")
    last = text[-1:]
    if not last:
        return None
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return _VOWEL if final == 0 else _L if final == 8 else _OTHER_CONSONANT
    if last in _SUPERSCRIPTS:
        return _OTHER_CONSONANT  # 10의 8승
    if last == "%":
        return _VOWEL  # 퍼센트
    if last in _DIGITS:
        return _DIGITS[last]
    word = text[len(text.rstrip(ascii_letters)) :]
    return _end_of(word) if word else None


def _end_of(word: str) -> str:
    """Capitals, and single letters, are read letter by letter."""
    if len(word) == 1 or word.isupper():
        return _LETTERS.get(word[-1].lower(), _VOWEL)
    if _ENDS_LIKE_L.search(word):
        return _L
    return _OTHER_CONSONANT if _ENDS_CLOSED.search(word) else _VOWEL
