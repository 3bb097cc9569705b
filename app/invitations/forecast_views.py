"""How many visitors an invitation would reach, asked from the editor with what is written there and not saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile

from flask import Blueprint, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows
from app.invitations.editor import Editor, editor_from
from app.invitations.forecast_words import depends_words, sample_words
from app.invitations.forecasting import Forecast, forecast
from app.invitations.vocabulary import InvitationDraft

MOST_SECONDS = 2.0
"""Of work for one answer; others work in between, so it may take somewhat longer."""

blueprint = Blueprint("forecasts", __name__, url_prefix="/invitations", template_folder="templates")


@dataclass(frozen=True, slots=True)
class ForecastBar:
    """One day or page: numbers, and how much of the bar they fill in percent (``perhaps`` on top of ``matching``)."""

    words: str
    matching: int
    perhaps: int
    visitors: int | None
    share: int
    share_with_perhaps: int


@dataclass(frozen=True, slots=True)
class ForecastCard:
    """The forecast as the card shows it."""

    found: Forecast
    depends_on: str
    sample: str
    days: tuple[ForecastBar, ...]
    pages: tuple[ForecastBar, ...]


@blueprint.post("/new/forecast")
@allows(Permission.MANAGE_INVITATIONS)
def show() -> str | tuple[str, int]:
    """What the form as it stands would have met; the editor's script takes the answer out of this page."""
    editor = editor_from(request.form)
    try:
        found = forecast(_draft(editor), now=clock.now(), most_seconds=MOST_SECONDS)
    except InvalidInput as error:
        page = render_template("invitations/forecast.html", card=None, fault=_fault(editor, error))
        return page, InvalidInput.status
    return render_template("invitations/forecast.html", card=_card(found), fault=None)


def _draft(editor: Editor) -> InvitationDraft:
    moment = editor.moment.document(editor.form.type.data or "")
    return replace(editor.form.draft_so_far(), conditions=editor.conditions(), moment=moment)


def _fault(editor: Editor, error: InvalidInput) -> str:
    """What cannot be read, and where it stands on the page."""
    said = spoken(error, path=_("This value"))
    if (error.field or "").startswith("conditions") and editor.nested is None:
        place = editor.place_of(editor.written().owner_of(error.field or ""))
        return f"{place.words}: {said}"
    return said


def _card(found: Forecast) -> ForecastCard:
    most = max((each.visitors for each in found.by_day), default=0)
    most_on_page = max((each.matching + each.perhaps for each in found.pages), default=0)
    return ForecastCard(
        found=found,
        depends_on=depends_words(found.depends_on),
        sample=sample_words(found),
        days=tuple(
            _bar(str(format_date(each.day, "EEE, d MMM")), each.matching, each.perhaps, each.visitors, most)
            for each in dropwhile(lambda day: day.day < _first_day(found), found.by_day)
        ),
        pages=tuple(_bar(each.url, each.matching, each.perhaps, None, most_on_page) for each in found.pages),
    )


def _first_day(found: Forecast) -> date:
    """Of a sample, the day that it reaches back to; else the first of all."""
    days = [each.day for each in found.by_day if each.visitors or found.visits >= found.recorded]
    return min(days, default=date.min)


def _bar(words: str, matching: int, perhaps: int, visitors: int | None, most: int) -> ForecastBar:
    whole = max(most, 1)
    return ForecastBar(
        words, matching, perhaps, visitors, round(100 * matching / whole), round(100 * (matching + perhaps) / whole)
    )
