"""Looks at the fields of an invitation besides its rule: message, language, embed code, people, type and moment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.errors import InvalidInput
from app.domain.rules.kinds.languages import subtags
from app.domain.rules.lint import LintFinding, LintText, Severity
from app.domain.rules.text import fold
from app.domain.translation import N_
from app.foundation.uploads import FILES_PATH, has_file
from app.invitations.lint_sender_checks import sender_findings
from app.invitations.lint_surroundings import Surroundings
from app.invitations.message import clean_message
from app.invitations.moments import ON, stored_moment
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.plugin_host import host

LEAST_VISITS = 20
"""With fewer visits nothing is said about embed codes that nobody brought."""

_STORED = re.compile(rf"{re.escape(FILES_PATH)}([0-9a-f]{{32}}\.[a-z]+)")
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\balt\s*=\s*(\"[^\"]*\S[^\"]*\"|'[^']*\S[^']*'|[^\s\"'>]+)", re.IGNORECASE)


def field_findings(draft: InvitationDraft, seen: Surroundings) -> Iterator[LintFinding]:
    """What is to be said about the fields."""
    yield from _kind(draft)
    yield from _message(draft)
    yield from _pictures(draft)
    yield from _people(draft, seen)
    yield from sender_findings(draft)
    yield from _embed_code(draft, seen)
    yield from _languages(draft, seen)


def _kind(draft: InvitationDraft) -> Iterator[LintFinding]:
    """A type or a moment of a plugin that is switched off."""
    if draft.type not in host().registry.invitation_types:
        yield LintFinding(
            Severity.ERROR,
            "unknown_type",
            LintText(N_("No enabled plugin offers the type “%(type)s”."), {"type": draft.type}),
            LintText(N_("Switch on the plugin that it belongs to, or choose another type.")),
            ("type",),
        )
    if draft.moment is not None and stored_moment(draft.moment) is None:
        yield LintFinding(
            Severity.ERROR,
            "unknown_moment",
            LintText(
                N_("No enabled plugin notices the moment “%(moment)s”, so it never comes."),
                {"moment": draft.moment.get(ON, "")},
            ),
            LintText(N_("Switch on the plugin that it belongs to, or choose another moment.")),
            ("moment",),
        )


def _message(draft: InvitationDraft) -> Iterator[LintFinding]:
    """Nothing to read, or a picture that says nothing to who cannot see it."""
    try:
        clean_message(draft.message_html)
    except InvalidInput:
        yield LintFinding(
            Severity.ERROR,
            "no_message",
            LintText(N_("There is no message to show.")),
            LintText(N_("Write what the visitor shall read.")),
            ("message_html",),
        )
    if any(not _ALTERNATIVE.search(picture) for picture in _PICTURE.findall(draft.message_html)):
        yield LintFinding(
            Severity.HINT,
            "picture_without_text",
            LintText(N_("A picture in the message has no words for who cannot see it.")),
            LintText(N_('Add alt="…" with what the picture says; a GIF needs it most, because it may be stopped.')),
            ("message_html",),
        )


def _pictures(draft: InvitationDraft) -> Iterator[LintFinding]:
    """Pictures that were uploaded elsewhere: a file of invitations names them and does not carry them along."""
    contents = [draft.content, *draft.translations.values(), *(each.message for each in draft.experiment.variants)]
    written = " ".join([*(f"{each.html} {each.returning_html}" for each in contents), *draft.pictures])
    missing = [name for name in dict.fromkeys(_STORED.findall(written)) if not has_file(name)]
    if missing:
        yield LintFinding(
            Severity.WARNING,
            "missing_picture",
            LintText(N_("This installation does not have the picture %(names)s."), {"names": ", ".join(missing)}),
            LintText(N_("Upload it here and put it into the message anew.")),
            ("message_html",),
        )


def _people(draft: InvitationDraft, seen: Surroundings) -> Iterator[LintFinding]:
    """Only while the team is online, and nobody who could be."""
    if draft.when_team is not WhenTeam.ONLINE:
        return
    staffing = seen.staffing(draft.departments)
    values = {"departments": ", ".join(draft.departments), "people": staffing.people}
    if staffing.people == 0:
        message = N_("It shows only while your team is online, but nobody serves “%(departments)s”.")
        if not draft.departments:
            message = N_("It shows only while your team is online, but there is no operator yet.")
        advice = N_("Add an operator, or let it show while your team is offline as well.")
        yield LintFinding(
            Severity.WARNING, "nobody_serves", LintText(message, values), LintText(advice), ("when_team",)
        )
    elif staffing.signed_in == 0:
        message = N_("It shows only while your team is online, but none of the people who could be is signed in.")
        advice = N_("Ask one of them to open the desk, or let it show while your team is offline as well.")
        yield LintFinding(Severity.WARNING, "nobody_comes", LintText(message, values), LintText(advice), ("when_team",))


def _embed_code(draft: InvitationDraft, seen: Surroundings) -> Iterator[LintFinding]:
    """Embed codes that no page carried."""
    if seen.traffic.visits < LEAST_VISITS:
        return
    if draft.identifier and fold(draft.identifier) not in map(fold, seen.traffic.identifiers):
        yield _unseen(
            "identifier",
            N_("No visit of the last 30 days came through an embed code with the identifier “%(value)s”."),
            draft.identifier,
        )
    if draft.departments and not set(map(fold, draft.departments)) & set(map(fold, seen.traffic.departments)):
        yield _unseen(
            "departments",
            N_("No visit of the last 30 days came through an embed code with the department “%(value)s”."),
            ", ".join(draft.departments),
        )
    if draft.language and subtags(draft.language)[:1] not in {subtags(each)[:1] for each in seen.traffic.languages}:
        yield _unseen(
            "language",
            N_("No visit of the last 30 days came through an embed code with the language “%(value)s”."),
            draft.language,
        )


def _unseen(field: str, message: str, value: str) -> LintFinding:
    return LintFinding(
        Severity.WARNING,
        "no_such_embed_code",
        LintText(message, {"value": value}),
        LintText(N_("Compare it with the code on your pages, or leave it empty for all of them.")),
        (field,),
    )


def _languages(draft: InvitationDraft, seen: Surroundings) -> Iterator[LintFinding]:
    """One message for embed codes in several languages, where no other invitation speaks to the rest."""
    if draft.language or seen.traffic.visits < LEAST_VISITS:
        return
    spoken = {language for each in seen.traffic.languages for language in subtags(each)[:1]}
    covered = {language for each in seen.live for language in subtags(each.language or "")[:1]}
    written = {language for tag in draft.translations for language in subtags(tag)[:1]}
    left = sorted(spoken - covered - written - set(subtags(seen.site_language)[:1]))
    if left:
        yield LintFinding(
            Severity.HINT,
            "missing_translation",
            LintText(
                N_("Pages with embed codes in other languages (%(languages)s) show this message as it is."),
                {"languages": ", ".join(left)},
            ),
            LintText(N_("Add these languages to the message, or write one invitation for each language.")),
            ("translations",),
        )
