"""The one YAML reader and writer: YAML 1.2 without surprises, so that a file means the same to everybody who reads it.

``on`` is a word and not a yes, ``9:00`` a text and not a number of minutes, ``2026-12-01`` a text and not a date. Read
are the types that JSON has too; a key that stands twice, a tag that would make something else, and documents that
unfold into very many parts are refused with their line. JSON is read as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.domain.errors import BadRequest, TooLarge
from app.domain.translation import N_
from app.foundation import strict_json

DEFAULT_LIMIT = 4 * 1024 * 1024
MOST_NODES = 200_000
"""Parts of a document in all, each one counted as often as an alias repeats it."""
MAXIMUM_DEPTH = 40
LONGEST_NUMBER = 25
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_ODD_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read(text: bytes, *, limit: int = DEFAULT_LIMIT) -> Any:
    """What a YAML or JSON text says; an empty one says None.

    Raises ``TooLarge`` for more than ``limit`` bytes and ``BadRequest`` for whatever cannot be read, naming the line.
    """
    if len(text) > limit:
        raise TooLarge(
            N_("the file has %(size)s bytes; at most %(limit)s are read"), values={"size": len(text), "limit": limit}
        )
    if text.lstrip()[:1] == b"{":
        try:
            return strict_json.read(text, limit=limit)
        except BadRequest:  # flow style YAML begins like this too, and its reader says better what is wrong
            pass
    try:
        return _Composer(text.decode("utf-8-sig")).document()
    except UnicodeDecodeError as error:
        raise _broken(N_("the file is not UTF-8")) from error
    except yaml.MarkedYAMLError as error:
        raise _at(
            error.problem_mark, N_("line %(line)s: %(problem)s"), problem=error.problem or error.context
        ) from error
    except yaml.YAMLError as error:
        raise _broken(N_("the file holds a character that no YAML has")) from error


def write(document: Any) -> str:
    """The document as YAML in block style, the same letters for the same document every time; ends with a new line."""
    written: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=math.inf
    )
    return written


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Texts of several lines stand as blocks, and lists are indented below their name."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indents lists too."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Nothing is written by reference."""
        return True

    def text(self, data: str) -> yaml.ScalarNode:
        """A text, in the style that reads best."""
        style = '"' if _ODD_BREAKS.search(data) else "|" if "\n" in data else "'" if _looks_like_more(data) else None
        node: yaml.ScalarNode = self.represent_scalar(_CORE + "str", data, style=style)
        return node


_Dumper.add_representer(str, _Dumper.text)


def _looks_like_more(text: str) -> bool:
    """Whether YAML 1.2 would read the bare word as something else than a text; the library knows the words of 1.1."""
    patterns = (_INTEGER, _FLOAT, _NOT_FINITE)
    return text in _NULLS or text in _TRUTHS or any(pattern.fullmatch(text) for pattern in patterns)


class _Composer:
    """One pass over the events of one document."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = 0

    def document(self) -> Any:
        """The only document of the text."""
        found: list[Any] = []
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                if found:
                    raise _at(event.start_mark, N_("line %(line)s: a second document begins here; one is read"))
                found.append(self._node(next(self._events), 1))
        return found[0] if found else None

    def _node(self, event: Event, depth: int) -> Any:
        if depth > MAXIMUM_DEPTH:
            raise _at(event.start_mark, N_("line %(line)s: nested deeper than %(limit)s"), limit=MAXIMUM_DEPTH)
        if isinstance(event, AliasEvent):
            return self._repeated(event)
        before = self._nodes
        self._count(event, 1)
        _check_tag(event)
        value = self._value(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = value, self._nodes - before
        return value

    def _value(self, event: Event, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return [self._node(each, depth + 1) for each in self._until(SequenceEndEvent)]
        found: dict[str, Any] = {}
        for each in self._until(MappingEndEvent):
            key = self._node(each, depth + 1)
            if not isinstance(key, str):
                raise _at(each.start_mark, N_("line %(line)s: the name of a field must be a text"))
            if key in found:
                raise _at(each.start_mark, N_("line %(line)s: “%(key)s” stands twice"), key=key[:100])
            found[key] = self._node(next(self._events), depth + 1)
        return found

    def _until(self, end: type[Event]) -> Iterator[Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _repeated(self, event: AliasEvent) -> Any:
        known = self._anchors.get(event.anchor)
        if known is None:
            raise _at(
                event.start_mark, N_("line %(line)s: nothing above is called “%(name)s”"), name=event.anchor[:100]
            )
        self._count(event, known[1])
        return known[0]

    def _count(self, event: Event, more: int) -> None:
        self._nodes += more
        if self._nodes > MOST_NODES:
            raise _at(
                event.start_mark, N_("line %(line)s: the file unfolds into more than %(limit)s parts"), limit=MOST_NODES
            )


_TAGS = frozenset({_CORE + "str", _CORE + "map", _CORE + "seq"})


def _check_tag(event: Any) -> None:
    """Only tags that say what a thing is anyway; ``!`` and ``!!str`` make a text of a scalar."""
    if event.tag is not None and event.tag != "!" and event.tag not in _TAGS:
        raise _at(event.start_mark, N_("line %(line)s: the tag “%(tag)s” is not read"), tag=str(event.tag)[:100])


def _scalar(event: ScalarEvent) -> Any:
    text: str = event.value
    if event.tag is not None or event.style:
        return strict_json.without_controls(text)
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _INTEGER.fullmatch(text):
        return _number(event, lambda: int(text, 0 if text[:2] in ("0o", "0x") else 10))
    if _FLOAT.fullmatch(text):
        return _number(event, lambda: float(text))
    if _NOT_FINITE.fullmatch(text):
        raise _at(event.start_mark, N_("line %(line)s: a number must be finite"))
    return strict_json.without_controls(text)


def _number(event: ScalarEvent, read_it: Callable[[], float]) -> float:
    number = math.inf if len(event.value) > LONGEST_NUMBER else read_it()
    if not math.isfinite(number):
        raise _at(event.start_mark, N_("line %(line)s: the number is too large"))
    return number


def _at(mark: Any, sentence: str, **values: object) -> BadRequest:
    return _broken(sentence, line=mark.line + 1 if mark else 1, **values)


def _broken(sentence: str, **values: object) -> BadRequest:
    return BadRequest(sentence, code="broken_yaml", values=values)
