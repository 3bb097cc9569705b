"""Finds texts that people would read and that no translator gets to see: in templates, in Python and in TypeScript."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
from jinja2 import nodes

from tests.house.sources import python_files, tree_of

MARKS = frozenset({"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext"})
BRANDS = frozenset({"Beckon", "CSV"})
SHOWN_ATTRIBUTES = frozenset({"title", "aria-label", "placeholder", "alt", "data-tooltip", "label", "content"})
UNSPOKEN_TAGS = frozenset({"script", "style", "code", "kbd", "meta"})
FILLED = "\ufffc"
"""Stands for what an expression will put there."""

SHAPES = re.compile(r"(\{%-? *block (?:width|page_class|body_class) *-?%\})[^{]*")
"""Blocks that hold names of style classes."""
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
EXAMPLES = frozenset({"shop", "de"})
"""What an empty field shows as an example: a value, not a word."""


def has_letters(text: str) -> bool:
    """Whether there is something to translate: two letters in a row, outside brands and entities."""
    plain = re.sub(r"&\w+;", "", text)
    for brand in BRANDS:
        plain = plain.replace(brand, "")
    return re.search(r"[^\W\d_]{2}", plain) is not None


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.strays: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSPOKEN_TAGS and tag != "meta":
            self.inside.append(tag)
        shown = SHOWN_ATTRIBUTES - {"content"}
        self.strays += [
            (self.getpos()[0], f"{name}={value}") for name, value in attrs if name in shown and has_letters(value or "")
        ]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and has_letters(data):
            self.strays.append((self.getpos()[0], " ".join(data.split())))


def stray_template_texts(root: Path, *folders: str) -> Iterator[str]:
    """Words between the tags of a template, in attributes that are read out, and written into expressions."""
    for folder in folders:
        for path in sorted((root / folder).rglob("templates/**/*.html")):
            source = path.read_text(encoding="utf-8")
            shown = path.relative_to(root)
            yield from (f"{shown}:{line} {text}" for line, text in _markup_strays(source))
            yield from (f"{shown}:{line} {text}" for line, text in _expression_strays(source))


def _markup_strays(source: str) -> list[tuple[int, str]]:
    parts: list[str] = []
    for _line, kind, value in ENVIRONMENT.lex(SHAPES.sub(r"\1", source)):
        parts.append(value if kind == "data" else "\n" * value.count("\n"))
        if kind == "variable_begin":
            parts.append(FILLED)
    page = _Page()
    page.feed("".join(parts))
    page.close()
    return page.strays


def _expression_strays(source: str) -> Iterator[tuple[int, str]]:
    tree = ENVIRONMENT.parse(source)
    marked = {id(inner) for call in tree.find_all(nodes.Call) if _is_mark(call) for inner in call.find_all(nodes.Const)}
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in marked and looks_spoken(const.value):
            yield const.lineno, const.value


def _is_mark(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in MARKS


def looks_spoken(text: str) -> bool:
    """Whether a literal reads like words for people: a capitalised word, or a sentence of several words."""
    if text in BRANDS or text in EXAMPLES or re.search(r"[<>{}#/=_]|-\w+-|\w-\w", text):
        return False
    return re.fullmatch(r"[A-Z][a-z]+(?: [a-z]+)*[.?!:…]?", text) is not None or (
        re.match(r"[A-Z“]\w*[,:;]? \w", text) is not None or re.search(r"\w [a-z]+ \w", text) is not None
    )


FIELD_WORDS = frozenset({"label", "description", "message", "help", "phrase", "title", "text"})
SPEAKING_CALLS = frozenset(
    {"flash", "Fact", "Parameter", "Comparison", "InvitationType", "NavigationEntry", "Matching", "DemoPage",
     "ValidationError", "StopValidation", "InputRequired", "DataRequired", "Length", "NumberRange", "EqualTo", "Regexp",
     "Email", "URL", "AnyOf", "NoneOf", "Optional"}
)  # fmt: skip
FIRST_WORD = {
    "flash": 0, "ValidationError": 0, "StopValidation": 0, "InputRequired": 0, "DataRequired": 0, "EqualTo": 1,
    "Comparison": 1, "InvitationType": 1, "Fact": 1, "Parameter": 1, "Matching": 1,
}  # fmt: skip
"""Where the first text for people stands among the arguments of a call."""


def stray_python(root: Path, *folders: str) -> Iterator[str]:
    """Labels, helps and messages of forms, facts, plugins and navigation, and flashed messages, that nobody marked."""
    for path in python_files(root, *folders):
        if "tests" in path.parts:
            continue
        for call in _calls(path):
            name = _name(call)
            if name in SPEAKING_CALLS or name.endswith("Field"):
                shown = path.relative_to(root)
                yield from (
                    f"{shown}:{word.lineno} {_text(word)}" for word in _words_of(name, call) if _is_literal(word)
                )


def stray_errors(root: Path, modules: Iterable[str]) -> Iterator[str]:
    """Errors raised by modules that serve pages, with a message that nobody marked."""
    errors = _error_names(root / "app/domain/errors.py")
    for path in [found for module in modules for found in python_files(root, module)]:
        for call in _calls(path):
            if (_name(call) in errors or _name(call) == "refusal") and call.args and _is_literal(call.args[0]):
                yield f"{path.relative_to(root)}:{call.lineno} {_text(call.args[0])}"


def _error_names(path: Path) -> set[str]:
    return {node.name for node in tree_of(path).body if isinstance(node, ast.ClassDef)}


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _words_of(name: str, call: ast.Call) -> Iterator[ast.expr]:
    first = FIRST_WORD.get(name, 0 if name.endswith("Field") else None)
    if first is not None and len(call.args) > first:
        yield call.args[first]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in FIELD_WORDS)


def _is_literal(word: ast.expr) -> bool:
    return isinstance(word, ast.JoinedStr) or (
        isinstance(word, ast.Constant) and isinstance(word.value, str) and has_letters(word.value)
    )


def _text(word: ast.expr) -> str:
    return ast.unparse(word)


STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
COMMENT = re.compile(rf"{STRING}|/\*.*?\*/|//[^\n]*", re.DOTALL)
UNSHOWN = re.compile(r"(?:new \w*(?:Error|Refused)|console\.\w+|\.apply)\([^;]*$")
"""What is thrown or logged is for programmers; people are shown a text chosen by its code."""
SHOWING = re.compile(
    rf"""(?:\.(?:textContent|innerText|title|placeholder|ariaLabel|alt)\s*=|(?:\btext|\btitle|\blabel|\balt|placeholder|
    "aria-label"|"title"|"placeholder"|"alt"|"data-tooltip")\s*[:,]|(?:title|aria-label|placeholder|alt)=|
    \b(?:toast|announce|say)\()\s*\{{?\s*{STRING}""",
    re.VERBOSE,
)
JSX_TEXT = re.compile(r"(?<=[\w\"'}])>\s*([^<>{}=;()`]*[A-Za-z]{2}[^<>{}=;()`]*?)\s*(?=</|\{)")


def stray_typescript(root: Path, *folders: str) -> Iterator[str]:
    """Literals that reach an element's text or a label, sentences anywhere but in errors, and text between JSX tags."""
    for folder in folders:
        for path in sorted([*(root / folder).rglob("*.ts"), *(root / folder).rglob("*.tsx")]):
            source = COMMENT.sub(
                lambda found: found[1] or "\n" * found[0].count("\n"), path.read_text(encoding="utf-8")
            )
            found = {*_shown_literals(source), *_sentences(source)}
            if path.suffix == ".tsx":
                found |= {(source.count("\n", 0, match.start()) + 1, match[1]) for match in JSX_TEXT.finditer(source)}
            yield from (f"{path.relative_to(root)}:{line} {text}" for line, text in sorted(found))


def _shown_literals(source: str) -> Iterator[tuple[int, str]]:
    for match in SHOWING.finditer(source):
        text = re.sub(r"\$\{[^}]*\}", "", match[1][1:-1])
        if has_letters(text) and not _is_key(text):
            yield source.count("\n", 0, match.start()) + 1, match[1]


def _sentences(source: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(STRING, source):
        text = match[1][1:-1]
        line_start = source.rfind("\n", 0, match.start()) + 1
        is_sentence = re.match(r"[A-Z]\w*[,:;]? \w+", text) and re.search(r"[a-z]{2}", text)
        if is_sentence and not UNSHOWN.search(source[line_start : match.start()]):
            yield source.count("\n", 0, match.start()) + 1, match[1]


def _is_key(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_.]*", text) is not None
