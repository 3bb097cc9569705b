"""What figures, rates, slots of time and groups are called, and how numbers are written, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask_babel import format_currency, format_date, format_datetime, format_decimal, format_percent, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.experiments import HOLDOUT, ORIGINAL, Interval
from app.reports.figures import Base, Revenue, denominator
from app.reports.periods import Period, Slot, Step
from app.shell.presentation import day_of_month

FIGURE_WORDS = {
    "armed": _l("Armed"),
    "refused": _l("Refused"),
    "granted": _l("Granted"),
    "shown": _l("Shown"),
    "seen": _l("Seen"),
    "opened": _l("Opened"),
    "clicked": _l("Clicked"),
    "dismissed": _l("Dismissed"),
    "expired": _l("Expired"),
    "replaced": _l("Replaced"),
    "recalled": _l("Recalled"),
    "replied": _l("Replied"),
    "answered": _l("Answered by a person"),
    "converted": _l("Converted"),
    "withheld": _l("Withheld"),
}
FIGURE_HELP = {
    "armed": _l("Visits in which the rule waited in the browser, each counted once."),
    "refused": _l("Times at which it was about to show and something spoke against it."),
    "granted": _l("The message was given to a browser."),
    "shown": _l("A browser said that it was really on the screen."),
    "seen": _l("At least half of it was visible for one second."),
    "opened": _l("The visitor opened the chat from it, or answered it."),
    "clicked": _l("The visitor followed a link or pressed a button in it."),
    "dismissed": _l("The visitor closed it."),
    "expired": _l("It disappeared unanswered, because its time was over."),
    "replaced": _l("It made room for another invitation."),
    "replied": _l("The visitor answered it, which began a chat."),
    "answered": _l("An operator wrote in that chat. Automatic texts do not count."),
    "converted": _l("The chosen goal was reached within its window."),
    "withheld": _l("Would have shown, but the visitor is in the holdout. Counted nowhere else."),
}
PARTS_OF = {
    "granted": _l("of granted"),
    "shown": _l("of shown"),
    "seen": _l("of seen"),
    "replied": _l("of replied"),
}
GROUP_WORDS = {HOLDOUT: _l("Not invited (holdout)"), ORIGINAL: _l("Original"), "invited": _l("Invited")}
DEVICES = {"desktop": _l("Computer"), "phone": _l("Phone"), "tablet": _l("Tablet")}


def part_of(name: str, base: Base) -> str:
    """The denominator of a figure's rate in words: "of seen"."""
    return str(PARTS_OF[denominator(name, base)])


def percent(part: float | None) -> str:
    """A part of 1 in percent with one digit after the point; a dash where there is none."""
    if part is None:
        return "–"
    pattern = (get_locale() or "en").percent_formats[None].pattern  # type: ignore[union-attr]
    return str(format_percent(part, pattern.replace("0", "0.0", 1)))


def duration(seconds: float | None) -> str:
    """How long something took: "45 s", "2 min 5 s", "1 h 10 min"; a dash where nothing was measured."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return str(_("%(seconds)s s", seconds=whole))
    if whole < 3_600:
        return str(_("%(minutes)s min %(seconds)s s", minutes=whole // 60, seconds=whole % 60))
    return str(_("%(hours)s h %(minutes)s min", hours=whole // 3_600, minutes=whole % 3_600 // 60))


def duration_texts() -> dict[str, str]:
    """The patterns of ``duration`` for scripts, which fill them in."""
    return {
        "seconds": _("%(seconds)s s"),
        "minutes": _("%(minutes)s min %(seconds)s s"),
        "hours": _("%(hours)s h %(minutes)s min"),
    }


def points(part: float) -> str:
    """A difference of two rates in percentage points, with its sign."""
    return signed(100 * part, 2 if abs(part) < 0.01 else 1)


def signed(number: float, digits: int) -> str:
    """A number with its sign, also above zero."""
    rounded = round(number, digits)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{format_decimal(Decimal(str(abs(rounded))))}"


def interval(limits: Interval) -> str:
    """The interval of a difference of rates in words."""
    if limits.high is None:
        return str(_("at least %(low)s", low=points(limits.low)))
    return str(_("%(low)s to %(high)s", low=points(limits.low), high=points(limits.high)))


def money(amount: Decimal, currency: str) -> str:
    """An amount as the reader writes it; without a currency the number alone."""
    return str(format_currency(amount, currency) if currency else format_decimal(amount))


def moneys(revenue: Revenue) -> str:
    """Every currency's amount, one after the other."""
    amounts: Mapping[str, Decimal] = revenue.by_currency
    return " · ".join(money(amount, currency) for currency, amount in amounts.items()) or "–"


def slot_words(slot: Slot, step: Step) -> str:
    """What a slot of time is called: an hour, a day, the week from a day, or a month."""
    if step is Step.HOUR:
        return str(format_datetime(slot.local, "EEE HH:mm", rebase=False))
    if step is Step.MONTH:
        return str(format_date(slot.local.date(), "MMM y"))
    if step is Step.WEEK:
        return str(_("week from %(day)s", day=date_words(slot.local.date())))
    return str(format_date(slot.local.date(), f"EEE {day_of_month()} MMM"))


def period_words(period: Period) -> str:
    """From when until when: "1 Nov – 30 Nov 2026"."""
    last = date_words(period.last)
    if period.first == period.last:
        return last
    if period.first.year == period.last.year:
        return f"{format_date(period.first, f'{day_of_month()} MMM')} – {last}"
    return f"{date_words(period.first)} – {last}"


def date_words(day: date) -> str:
    """A day with its year: "2 Nov 2026"."""
    return str(format_date(day, f"{day_of_month()} MMM y"))


def group_words(group: str) -> str:
    """What a group of an experiment is called; a variant by its key."""
    return str(GROUP_WORDS.get(group, group))


def device_words(device: str) -> str:
    """What kind of device it is."""
    return str(DEVICES.get(device, device))


def country_words(code: str) -> str:
    """The name of a country in the reader's language; an unknown code stands for itself."""
    locale = get_locale()
    return str(locale.territories.get(code.upper(), code)) if locale else code


def language_words(tag: str) -> str:
    """The name of a language in the reader's language, with its tag; an unknown tag stands for itself."""
    locale = get_locale()
    name = locale.languages.get(tag.partition("-")[0].lower()) if locale else None
    return f"{name} ({tag})" if name else tag
