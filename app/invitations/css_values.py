"""Checks what a property of a bubble's custom CSS is set to, token by token, and writes it anew."""

from __future__ import annotations

from collections.abc import Iterable

import tinycss2
from tinycss2.ast import Declaration, Node

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.uploads import FILES_PATH, is_file_name
from app.invitations.css_vocabulary import COLOURS, FUNCTIONS, FURTHEST, LIMITED, PIXELS, VALUES
from app.invitations.pictures import is_place

_PLAIN = frozenset({"ident", "number", "percentage", "hash", "whitespace", "dimension"})
_SIGNS = frozenset({",", "/", "+", "-", "*"})


def checked_value(declaration: Declaration) -> str:
    """The value as text for the browser; raises InvalidInput that names line and property."""
    said = "".join(_checked(declaration, node) for node in declaration.value).strip()
    allowed = VALUES.get(declaration.lower_name)
    if not said or (allowed is not None and said.lower() not in allowed):
        raise _refused(declaration, said)
    return said


def _checked(declaration: Declaration, node: Node) -> str:
    is_limited = declaration.lower_name in LIMITED
    if node.type == "url":
        return _picture(declaration, node.value)
    if node.type == "string":
        return str(tinycss2.serialize([node]))
    if node.type == "literal" and node.value in _SIGNS:
        return str(node.value)
    if node.type == "() block":
        return f"({_all(declaration, node.content)})"
    if node.type == "function":
        return _function(declaration, node, is_limited=is_limited)
    if node.type not in _PLAIN or (is_limited and not _is_short(declaration, node)):
        raise _refused(declaration, str(tinycss2.serialize([node])))
    return str(tinycss2.serialize([node]))


def _function(declaration: Declaration, node: Node, *, is_limited: bool) -> str:
    name = node.lower_name
    if name == "url":
        strings = [each for each in node.arguments if each.type != "whitespace"]
        if len(strings) == 1 and strings[0].type == "string":
            return _picture(declaration, strings[0].value)
    if name not in (COLOURS if is_limited else FUNCTIONS):
        raise _refused(declaration, f"{node.name}()")
    if name in COLOURS:
        return str(tinycss2.serialize([node])) if _is_colour(node.arguments) else _raise(declaration, node.name)
    return f"{name}({_all(declaration, node.arguments)})"


def _is_colour(nodes: Iterable[Node]) -> bool:
    for node in nodes:
        is_nested = node.type == "function" and node.lower_name in COLOURS and _is_colour(node.arguments)
        if node.type not in _PLAIN and not is_nested and not (node.type == "literal" and node.value in _SIGNS):
            return False
    return True


def _all(declaration: Declaration, nodes: Iterable[Node]) -> str:
    return "".join(_checked(declaration, each) for each in nodes)


def _picture(declaration: Declaration, address: str) -> str:
    """Our own files; the empty place of a picture is no picture."""
    address = address.strip()
    if not address or is_place(address):
        return "none"
    if not (address.startswith(FILES_PATH) and is_file_name(address.removeprefix(FILES_PATH))):
        raise InvalidInput(
            N_("line %(line)s: “%(property)s” can show uploaded pictures only, such as url({proactive_img_1})"),
            values={"line": declaration.source_line, "property": declaration.name},
        )
    return f'url("{address}")'


def _is_short(declaration: Declaration, node: Node) -> bool:
    """Whether a length keeps to the bubble's neighbourhood; margins do not go below nothing."""
    if node.type == "percentage":
        return False
    if node.type not in ("number", "dimension"):
        return True
    factor = PIXELS.get(node.lower_unit) if node.type == "dimension" else 1.0
    if factor is None:
        return False
    reach = node.value * factor
    return abs(reach) <= FURTHEST and not (reach < 0 and declaration.lower_name.startswith("margin"))


def _raise(declaration: Declaration, said: str) -> str:
    raise _refused(declaration, said)


def _refused(declaration: Declaration, said: str) -> InvalidInput:
    return InvalidInput(
        N_("line %(line)s: “%(property)s” cannot be “%(value)s” here"),
        values={"line": declaration.source_line, "property": declaration.name[:60], "value": said[:60]},
    )
