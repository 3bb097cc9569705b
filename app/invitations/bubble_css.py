"""Custom CSS of an invitation: parsed, held to an allow-list, and written anew so that it stays inside the bubble.

Declarations without a selector are for the bubble itself, as in the classic system. Nothing is passed on that was not
understood: what the browser gets is made of the parsed parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
from tinycss2.ast import AtKeywordToken, CurlyBracketsBlock, Declaration, Node, ParseError

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.invitations.css_selectors import scoped_selectors
from app.invitations.css_values import checked_value
from app.invitations.css_vocabulary import PROPERTIES
from app.invitations.pictures import css_with_pictures

LONGEST_CSS = 10_000
BUBBLE = ".bubble"
DEEPEST = 12
_MEDIA = frozenset({"min-width", "max-width", "min-height", "max-height", "prefers-color-scheme", "orientation"})
_MEDIA_WORDS = _MEDIA | {"and", "not", "only", "screen", "all", "dark", "light", "portrait", "landscape"}


@dataclass(frozen=True, slots=True)
class _Statement:
    """Tokens up to a semicolon or a block in braces."""

    tokens: tuple[Node, ...]
    block: CurlyBracketsBlock | None

    @property
    def first(self) -> Node | None:
        """The first token that says something."""
        return next((each for each in self.tokens if each.type not in ("whitespace", "comment")), self.block)


def checked_css(css: str, field: str = "design.css") -> str:
    """The CSS as its author wrote it, once it is understood; raises InvalidInput that names line and property."""
    if len(css) > LONGEST_CSS:
        raise InvalidInput(
            N_("custom CSS has at most %(limit)s characters"), field=field, values={"limit": LONGEST_CSS}
        )
    try:
        _scoped(css, BUBBLE)
    except InvalidInput as error:
        raise InvalidInput(error.template, field=field, code="css", values=error.values) from error
    return css.strip()


def scoped_css(css: str, pictures: Sequence[str] = (), bubble: str = BUBBLE) -> str:
    """The CSS for a browser, in which every rule reaches ``bubble`` and what is inside it, and nothing else.

    ``{proactive_img_1}`` to 5 are replaced by uploaded ``pictures``. CSS that cannot be understood is left out.
    """
    try:
        return _scoped(css_with_pictures(css, [_ours(each) for each in pictures]), bubble)
    except InvalidInput:
        return ""


def _ours(address: str) -> str:
    return address if address.startswith("/") else ""


@lru_cache(maxsize=64)
def _scoped(css: str, bubble: str) -> str:
    if _depth(css) > DEEPEST:
        raise InvalidInput(N_("brackets stand inside one another too deeply"))
    nodes = tinycss2.parse_component_value_list(css, skip_comments=True)
    return "\n".join(_rules(nodes, bubble, is_inside=False))


def _depth(css: str) -> int:
    """How deep brackets lie in one another at most; the parser goes down as deep."""
    deepest = depth = 0
    for character in css:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth = max(0, depth - 1)
    return deepest


def _rules(nodes: Iterable[Node], bubble: str, *, is_inside: bool) -> Iterator[str]:
    """Declarations gathered into one rule for the bubble, and every other rule in its place."""
    loose: list[str] = []
    for statement in _statements(nodes):
        first = statement.first
        if first is None:
            continue
        if isinstance(first, AtKeywordToken):
            yield _media(statement, first, bubble, is_inside=is_inside)
        elif statement.block is None:
            loose.append(_declaration(statement.tokens, first))
        else:
            selectors = scoped_selectors(statement.tokens, bubble, line=first.source_line)
            yield f"{selectors}{{{_declarations(statement.block)}}}"
    if loose:
        yield f"{bubble}{{{''.join(loose)}}}"


def _statements(nodes: Iterable[Node]) -> Iterator[_Statement]:
    tokens: list[Node] = []
    for node in nodes:
        if isinstance(node, ParseError):
            raise _unreadable(node)
        if isinstance(node, CurlyBracketsBlock):
            yield _Statement(tuple(tokens), node)
            tokens = []
        elif node == ";":
            yield _Statement(tuple(tokens), None)
            tokens = []
        else:
            tokens.append(node)
    yield _Statement(tuple(tokens), None)


def _media(statement: _Statement, keyword: AtKeywordToken, bubble: str, *, is_inside: bool) -> str:
    """``@media`` about size and colour scheme, the one rule of this kind that stays in the bubble."""
    if keyword.lower_value != "media" or statement.block is None or is_inside:
        raise _refused(N_("line %(line)s: “%(property)s” cannot be used here"), keyword, f"@{keyword.value}")
    prelude = statement.tokens[statement.tokens.index(keyword) + 1 :]
    for node in _deep(prelude):
        if node.type == "ident" and node.lower_value not in _MEDIA_WORDS:
            raise _refused(N_("line %(line)s: “%(property)s” cannot be used here"), node, node.value)
        if node.type not in ("ident", "whitespace", "dimension", "number", "literal", "() block"):
            raise _unreadable(node)
    rules = "".join(_rules(statement.block.content, bubble, is_inside=True))
    return f"@media{tinycss2.serialize(prelude)}{{{rules}}}"


def _deep(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if node.type == "() block":
            yield from _deep(node.content)


def _declarations(block: CurlyBracketsBlock) -> str:
    said = []
    for statement in _statements(block.content):
        first = statement.first
        if first is None:
            continue
        if statement.block is not None:
            raise _refused(N_("line %(line)s: a rule cannot stand inside another one"), first, "{")
        said.append(_declaration(statement.tokens, first))
    return "".join(said)


def _declaration(tokens: Sequence[Node], first: Node) -> str:
    parsed = tinycss2.parse_one_declaration(tokens, skip_comments=True)
    if not isinstance(parsed, Declaration):
        raise _unreadable(first)
    if parsed.lower_name not in PROPERTIES:
        raise _refused(N_("line %(line)s: “%(property)s” cannot be used here"), parsed, parsed.name)
    value = checked_value(parsed)
    return f"{parsed.lower_name}:{value}{' !important' if parsed.important else ''};"


def _refused(words: str, node: Node, name: str) -> InvalidInput:
    return InvalidInput(words, values={"line": node.source_line, "property": name[:60]})


def _unreadable(node: Node) -> InvalidInput:
    return InvalidInput(N_("line %(line)s is not CSS that can be read"), values={"line": node.source_line})
