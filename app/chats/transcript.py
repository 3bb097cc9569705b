"""The transcript of a chat as people read it: who said what and when, as plain text and as HTML.

Notes are no messages, so they are never in it; what was taken back is left out, and files are listed by their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from flask_babel import force_locale, get_locale, gettext
from markupsafe import Markup, escape

from app.domain.snapshots import ChatSnapshot, MessageSnapshot, SenderKind
from app.domain.translation import N_

SYSTEM_WORDS = {
    "joined": N_("%(name)s has joined the chat"),
    "assigned": N_("%(name)s was given the chat"),
    "ended_by_visitor": N_("The visitor has ended the chat"),
    "ended_by_operator": N_("%(name)s has ended the chat"),
    "handed_over": N_("%(name)s has handed the chat over to %(about)s"),
    "taken_over": N_("%(name)s has taken over from %(about)s"),
    "held": N_("%(name)s has put the chat on hold"),
    "resumed": N_("%(name)s goes on with the chat"),
    "requeued": N_("%(name)s could not go on with the chat"),
    "idle_warning": N_("The chat closes in %(about)s min if nobody writes"),
    "ended_idle": N_("The chat has ended because nobody wrote any more"),
    "ended_abandoned": N_("The chat has ended because the visitor left"),
    "ended_unanswered": N_("The chat has ended because nobody was there to answer"),
}
"""What system messages say by their code; one without words here is written as it was stored."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation in writing: a title, and the whole as plain text and as HTML with everything escaped."""

    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Line:
    at: datetime
    who: str | None
    words: str


def transcript_of(
    chat: ChatSnapshot,
    messages: Sequence[MessageSnapshot],
    *,
    site_name: str,
    time_zone: str,
    language: str,
    introduction: str | None = None,
) -> Transcript:
    """Write a chat down in this language, with the times of this IANA time zone. Needs an application context.

    ``introduction`` is a sentence that is put in front. HTML has no styles of its own but those in it.
    """
    zone = ZoneInfo(time_zone)
    with force_locale(language):
        lines = [_line(message, zone) for message in messages if message.deleted_at is None]
        title, zone_words = _title(site_name), _zone_words(time_zone)
        text = "\n\n".join(_text_parts(title, introduction, lines, zone_words)) + "\n"
        return Transcript(title, text, _as_html(title, introduction, lines, zone_words, language))


def text_of(messages: Iterable[MessageSnapshot], *, site_name: str, time_zone: str) -> Iterator[str]:
    """The plain text of a transcript in the language that is spoken, piece by piece, however long the chat is."""
    zone = ZoneInfo(time_zone)
    lines = (_line(message, zone) for message in messages if message.deleted_at is None)
    parts = _text_parts(_title(site_name), None, lines, _zone_words(time_zone))
    yield next(parts)
    for part in parts:
        yield f"\n\n{part}"
    yield "\n"


def _title(site_name: str) -> str:
    return str(gettext("Your chat with %(site)s", site=site_name))


def _zone_words(time_zone: str) -> str:
    return str(gettext("All times are in %(zone)s.", zone=time_zone.replace("_", " ")))


def _line(message: MessageSnapshot, zone: ZoneInfo) -> _Line:
    at = message.at.astimezone(zone)
    if message.sender is SenderKind.SYSTEM:
        template = SYSTEM_WORDS.get(message.code or "")
        values = {"name": message.sender_name or gettext("Live Support"), "about": message.about}
        return _Line(at, None, gettext(template) % values if template else message.text)
    if message.file is not None:
        return _Line(at, _who(message), gettext("File: %(name)s", name=message.file.name))
    return _Line(at, _who(message), message.text)


def _who(message: MessageSnapshot) -> str:
    if message.sender_name:
        return message.sender_name
    return str(gettext("Visitor") if message.sender is SenderKind.VISITOR else gettext("Live Support"))


def _text_parts(title: str, introduction: str | None, lines: Iterable[_Line], zone_words: str) -> Iterator[str]:
    yield from (title, *([introduction] if introduction else []), zone_words)
    day = None
    for line in lines:
        if line.at.date() != day:
            day = line.at.date()
            yield f"— {_day(line.at)} —"
        if line.who is None:
            yield f"{_time(line.at)}  {line.words}"
        else:
            yield f"{_time(line.at)}  {line.who}\n{line.words}"


_PAGE = Markup(
    '<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="margin:0;padding:24px;font:15px/1.5 system-ui,Segoe UI,Roboto,Helvetica,Arial,sans-serif;'
    'color:#1b1d22;background:#ffffff"><div style="max-width:640px;margin:0 auto">'
    '<h1 style="margin:0 0 8px;font-size:20px;line-height:1.3">{title}</h1>{introduction}'
    '<p style="margin:0 0 16px;color:#5a5f6b;font-size:13px">{zone_words}</p>{lines}</div></body></html>'
)
_DAY = Markup('<h2 style="margin:24px 0 8px;font-size:13px;font-weight:600;color:#5a5f6b">{}</h2>')
_SAID = Markup(
    '<p style="margin:12px 0 0;font-size:13px;color:#5a5f6b"><strong style="color:#1b1d22" dir="auto">{who}</strong> '
    '{time}</p><p style="margin:2px 0 0;white-space:pre-wrap;overflow-wrap:anywhere" dir="auto">{words}</p>'
)
_HAPPENED = Markup('<p style="margin:12px 0 0;font-size:13px;color:#5a5f6b">{time} {words}</p>')
_PARAGRAPH = Markup('<p style="margin:0 0 8px">{}</p>')


def _as_html(title: str, introduction: str | None, lines: Sequence[_Line], zone_words: str, language: str) -> str:
    written: list[Markup] = []
    day = None
    for line in lines:
        if line.at.date() != day:
            day = line.at.date()
            written.append(_DAY.format(_day(line.at)))
        form = _HAPPENED if line.who is None else _SAID
        written.append(form.format(time=_time(line.at), who=line.who or "", words=line.words))
    locale = get_locale()
    return str(
        _PAGE.format(
            language=language,
            direction=locale.text_direction if locale else "ltr",
            title=escape(title),
            introduction=_PARAGRAPH.format(introduction) if introduction else "",
            zone_words=zone_words,
            lines=Markup("").join(written),
        )
    )


def _day(moment: datetime) -> str:
    return format_date(moment, "full", locale=get_locale())


def _time(moment: datetime) -> str:
    return _minute(moment.hour, moment.minute, str(get_locale() or "en"))


@lru_cache(maxsize=10_000)
def _minute(hour: int, minute: int, language: str) -> str:
    """Writing a moment down takes longer than reading its message, and a long chat has many within a minute."""
    return format_time(time(hour, minute), "short", locale=Locale.parse(language))
