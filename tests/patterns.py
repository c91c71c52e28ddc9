"""Which regular expressions take more than a time that grows with the text, told from how they are written.

A pattern is *plain* when its matcher never has two ways to go on:

- what may come behind a repetition begins with other characters than one more round of it;
- no repetition without an end is within another one;
- a search that fails behind a repetition cannot begin anew within what that repetition has read.

Then every character is looked at a bounded number of times. Characters stand for themselves in a sample of
them: ASCII, and some that the lab's own texts have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

SAMPLE = frozenset(map(chr, range(128))) | frozenset("×−“”₁²é가　")
"""Characters that patterns are tried with."""
SHORT = 16
"""A repetition of at most so many rounds is no more than many ways to write the same."""

Characters = frozenset[str]
NONE: Characters = frozenset()


class Pattern(NamedTuple):
    """A pattern where it stands.

    Arguments:
        text: as Python writes it.
        flags: of `re`.
        searched: whether a match may begin anywhere.
        where: file and line.
    """

    text: str
    flags: int
    searched: bool
    where: str


class Part(NamedTuple):
    """What a part of a pattern may begin with, all that it may read, and whether nothing at all will do."""

    first: Characters
    read: Characters
    nullable: bool


EMPTY = Part(NONE, NONE, nullable=True)


def complaints(text: str, flags: int = 0, *, searched: bool = True) -> list[str]:
    """What makes a pattern anything but plain."""
    found: list[str] = []
    tree = parser.parse(text, flags)
    flags |= tree.state.flags
    whole = _sequence(tree, found, flags, behind=NONE, inner=False)
    if searched:
        found += _restarts(tree, whole.first, flags)
    return found


def _sequence(items: Any, found: list[str], flags: int, *, behind: Characters, inner: bool) -> Part:
    """The parts of `items` one behind the other; `behind` is what may come after all of them."""
    part = EMPTY
    for item in reversed(list(items)):
        follows = part.first | (behind if part.nullable else NONE)
        mine = _part(item, found, flags, behind=follows, inner=inner)
        part = Part(
            mine.first | (part.first if mine.nullable else NONE),
            mine.read | part.read,
            mine.nullable and part.nullable,
        )
    return part


def _part(item: Any, found: list[str], flags: int, *, behind: Characters, inner: bool) -> Part:
    code, value = item
    if code in (kind.MAX_REPEAT, kind.MIN_REPEAT, kind.POSSESSIVE_REPEAT):
        return _repetition(code, value, found, flags, behind=behind, inner=inner)
    if code is kind.SUBPATTERN:
        return _sequence(value[-1], found, flags, behind=behind, inner=inner)
    if code is kind.ATOMIC_GROUP:
        return _sequence(value, found, flags, behind=behind, inner=inner)
    if code is kind.BRANCH:
        ways = [_sequence(way, found, flags, behind=behind, inner=inner) for way in value[1]]
        if inner and any(one.first & other.first for one, other in _pairs(ways)):
            found.append("ways within a repetition that begin alike")
        return Part(
            NONE.union(*(way.first for way in ways)),
            NONE.union(*(way.read for way in ways)),
            any(way.nullable for way in ways),
        )
    if code in (kind.ASSERT, kind.ASSERT_NOT):
        _sequence(value[1], found, flags, behind=NONE, inner=inner)
        return EMPTY
    if code is kind.AT:
        return EMPTY
    if code is kind.GROUPREF:
        return Part(SAMPLE, SAMPLE, nullable=True)
    characters = _characters(item, flags)
    return Part(characters, characters, nullable=False)


def _repetition(
    code: Any, value: Any, found: list[str], flags: int, *, behind: Characters, inner: bool
) -> Part:
    low, high, body = value
    endless = high is kind.MAXREPEAT or (high > SHORT and high != low)
    again = _sequence(body, [], flags, behind=NONE, inner=inner).first if high > 1 else NONE
    own = _sequence(body, found, flags, behind=behind | again, inner=inner or endless)
    if endless and inner:
        found.append("a repetition within a repetition")
    if endless and own.nullable:
        found.append("a repetition of what may be empty")
    if low != high and high > 1 and code is not kind.POSSESSIVE_REPEAT and own.first & behind:
        found.append(f"a repetition before what begins alike: {''.join(sorted(own.first & behind))!r:.40}")
    return own._replace(nullable=own.nullable or low == 0)


def _restarts(items: Any, begins: Characters, flags: int) -> Iterator[str]:
    """Where a search that fails behind an endless repetition could begin again within it."""
    items = list(items)
    if items and items[0] == (kind.AT, kind.AT_BEGINNING_STRING):
        return
    if items and items[0] == (kind.AT, kind.AT_BEGINNING):
        if not flags & re.MULTILINE:
            return
        begins = frozenset("\n")
    for at, (code, value) in enumerate(items):
        if code in (kind.ASSERT, kind.ASSERT_NOT):
            yield from _restarts([*value[1], (kind.LITERAL, 0)], begins, flags)
        required = not _sequence(items[at + 1 :], [], flags, behind=NONE, inner=False).nullable or any(
            later[0] in (kind.AT, kind.ASSERT, kind.ASSERT_NOT) for later in items[at + 1 :]
        )
        if code in (kind.MAX_REPEAT, kind.MIN_REPEAT, kind.POSSESSIVE_REPEAT):
            low, high, body = value
            read = _sequence(body, [], flags, behind=NONE, inner=False).read
            if required and high > SHORT and low != high and read & begins:
                yield f"a search that begins again within a repetition: {sorted(read & begins)}"[:90]
        elif code is kind.SUBPATTERN and required:
            yield from _restarts([*value[-1], (kind.LITERAL, 0)], begins, flags)
        elif code is kind.BRANCH:
            end = [(kind.LITERAL, 0)] if required else []
            for way in value[1]:
                yield from _restarts([*way, *end], begins, flags)


def _characters(item: Any, flags: int) -> Characters:
    """The characters that an item of one character reads."""
    code, value = item
    same = re.IGNORECASE if flags & re.IGNORECASE else 0
    if code is kind.LITERAL:
        one = chr(value)
        return frozenset({one, one.lower(), one.upper()}) if same else frozenset({one})
    if code is kind.NOT_LITERAL:
        return SAMPLE - {chr(value)}
    if code is kind.ANY:
        return SAMPLE if flags & re.DOTALL else SAMPLE - {"\n"}
    if code is kind.RANGE:
        low, high = value
        return frozenset(one for one in SAMPLE if low <= ord(one) <= high)
    if code is kind.CATEGORY:
        written = {
            kind.CATEGORY_DIGIT: r"\d",
            kind.CATEGORY_NOT_DIGIT: r"\D",
            kind.CATEGORY_SPACE: r"\s",
            kind.CATEGORY_NOT_SPACE: r"\S",
            kind.CATEGORY_WORD: r"\w",
            kind.CATEGORY_NOT_WORD: r"\W",
        }[value]
        return frozenset(one for one in SAMPLE if re.fullmatch(written, one))
    assert code is kind.IN, code
    negated = value[0] == (kind.NEGATE, None)
    inside = NONE.union(*(_characters(one, flags) for one in value if one[0] is not kind.NEGATE))
    if same:
        inside |= frozenset(one.swapcase() for one in inside)
    return SAMPLE - inside if negated else inside


def _pairs(ways: list[Part]) -> Iterator[tuple[Part, Part]]:
    return ((one, other) for at, one in enumerate(ways) for other in ways[at + 1 :])


# Where patterns stand

_METHODS = frozenset(
    {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
)
_ANCHORED = frozenset({"match", "fullmatch"})


def in_python(path: Path) -> Iterator[Pattern]:
    """All patterns of a module, however they are used.

    Raises:
        AssertionError: one is put together while the lab runs: nobody could tell how long it takes.
    """
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.module == "re"), (
            f"{path.name}: import re as a whole"
        )
        assert not (isinstance(node, ast.alias) and node.name == "re" and node.asname), (
            f"{path.name}: call it re"
        )
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    methods = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
    used = [(ast.unparse(method.value), method.attr) for method in methods]
    names = {
        id(node.value): ast.unparse(node.targets[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
    }
    for call in calls:
        method = call.func
        if not (isinstance(method, ast.Attribute) and ast.unparse(method.value) == "re"):
            continue
        if method.attr not in _METHODS:
            continue
        uses = {method.attr}
        if method.attr == "compile":
            uses = {attribute for name, attribute in used if name == names.get(id(call))}
        where = f"{path.name}:{call.lineno}"
        text = _literal(call.args[0])
        assert text is not None, (
            f"{where}: expected a pattern that stands there, received {ast.unparse(call)}"
        )
        yield Pattern(text, _flags(call), not (uses and uses <= _ANCHORED), where)


def _literal(node: ast.expr) -> str | None:
    """The text of a pattern; what an f-string puts in counts as a digit."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "9" for part in node.values)
    return None


def _flags(call: ast.Call) -> int:
    names = {
        ast.unparse(each)
        for argument in call.args[1:]
        for each in ast.walk(argument)
        if isinstance(each, ast.Attribute)
    }
    names |= {
        ast.unparse(each)
        for keyword in call.keywords
        for each in ast.walk(keyword)
        if isinstance(each, ast.Attribute)
    }
    return sum(int(getattr(re, name.removeprefix("re."))) for name in names if name.startswith("re."))


_JAVASCRIPT = re.compile(
    r"(?<=[=(,:?&|!;{}\[] )/(?![*/ ])|(?<=[=(,:?&|!;{}\[])/(?![*/ ])|(?<=return )/(?![*/ ])"
)


def in_javascript(path: Path) -> Iterator[Pattern]:
    """All patterns of a script that stand between slashes, or in a ``new RegExp``."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        bare = "" if line.lstrip().startswith(("*", "//", "/*")) else line.partition(" // ")[0]
        for start in _JAVASCRIPT.finditer(bare):
            found = _until_slash(bare, start.end())
            if found is not None:
                text, flags = found
                yield Pattern(_as_python(text), _javascript_flags(flags), searched=True, where=where)
        assert "RegExp(" not in bare or "new RegExp(`^${key}:(.*)$`" in bare, (
            f"{where}: expected a pattern between slashes"
        )


def _until_slash(line: str, begin: int) -> tuple[str, str] | None:
    """The pattern from `begin` on, and its flags; None where no slash ends it."""
    inside, at = False, begin
    while at < len(line):
        if line[at] == "\\":
            at += 1
        elif line[at] in "[]":
            inside = line[at] == "["
        elif line[at] == "/" and not inside:
            flags = at + 1
            while flags < len(line) and line[flags].islower():
                flags += 1
            return line[begin:at], line[at + 1 : flags]
        at += 1
    return None


def _as_python(text: str) -> str:
    return text.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!").replace("\\/", "/")


def _javascript_flags(flags: str) -> int:
    known = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
    return sum(int(known.get(flag, 0)) for flag in flags)
