"""The report of an invitation as people and programs get it: page, files and API, all with the same figures."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.api import tokens
from app.api.operations import API_PACE
from app.domain.roles import Role
from app.reports.tables import CellKind, Column, Row, Table, csv_of
from tests.operators.people import Desk, account, desk_of

SPACES = re.compile(r"\s+")
TAGS = re.compile(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", re.DOTALL)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The figures themselves are held against both databases in `test_figures.py`."""
    return sqlite_url


@pytest.fixture
def susi(inside) -> Desk:
    """A supervisor who is signed in."""
    return desk_of(inside, account(inside, "Susi", role=Role.SUPERVISOR))


def words_of(page: str) -> str:
    """What a page says, without its markup."""
    return SPACES.sub(" ", TAGS.sub(" ", page).replace("&nbsp;", " "))


def rows_of(text: str) -> list[list[str]]:
    """The lines of a CSV file."""
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def help_(past) -> int:
    """An invitation with four showings: all seen, two opened, one replied and answered, one order of 49.90 EUR."""
    number = past.invitation(name="Help <b>")
    first = past.showing(number, state="replied", opened_at=past.at, page_url="https://shop.test/chairs", country="DE")
    past.chat(first, answered=True)
    past.conversion(first, past.goal("ordered"), 49_900_000, "EUR")
    past.showing(number, opened_at=past.at, page_url="https://shop.test/chairs", country="DE")
    past.showing(number, page_url='=HYPERLINK("https://evil.test")', country="FR")
    past.showing(number, state="expired")
    past.line(number, past.visitor(), "refused", reason="muted")
    return number


def test_every_rate_names_its_denominator(susi, help_):
    page = words_of(susi.opens("/invitations/help/report").text)

    assert "Shown : A browser said that it was really on the screen. 4 100.0% of granted" in page
    assert "Opened : The visitor opened the chat from it, or answered it. 2 50.0% of seen" in page
    assert "1 25.0% of seen" in page
    assert "1 100.0% of replied" in page
    assert "Revenue: €49.90" in page


def test_rates_can_be_parts_of_shown_and_the_chart_of_another_figure(susi, past, help_):
    past.showing(help_, seen_at=None)

    page = words_of(susi.opens("/invitations/help/report?of=shown&figure=replied&days=7").text)

    assert "2 40.0% of shown" in page
    assert "Mon 2 Nov: 1" in page


def test_the_tables_of_the_page_have_files_with_the_same_figures(susi, help_):
    page = susi.opens("/invitations/help/report?from=2026-11-01&until=2026-11-02").text
    files = re.findall(r'href="(/invitations/help/report/[^"]+\.csv[^"]*)"', page)

    assert len(files) == 6
    for path in files:
        answer = susi.opens(path.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.content_type == "text/csv; charset=utf-8"
        assert len(rows_of(answer.text)) > 1
    answer = susi.opens("/invitations/help/report/over-time.csv?from=2026-11-01&until=2026-11-03")
    assert answer.headers["Content-Disposition"] == "attachment; filename=help-over-time-2026-11-01-2026-11-03.csv"
    heading, _first, second, _third = rows_of(answer.text)
    assert dict(zip(heading, second, strict=True)) == {
        "Time": "Mon 2 Nov",
        "Armed": "0",
        "Refused": "1",
        "Withheld": "0",
        "Shown": "4",
        "Shown of granted": "1.000000",
        "Seen": "4",
        "Seen of shown": "1.000000",
        "Opened": "2",
        "Opened of seen": "0.500000",
        "Clicked": "0",
        "Clicked of seen": "0.000000",
        "Dismissed": "2",
        "Dismissed of shown": "0.500000",
        "Expired": "1",
        "Expired of shown": "0.250000",
        "Replied": "1",
        "Replied of seen": "0.250000",
        "Answered by a person": "1",
        "Answered by a person of replied": "1.000000",
        "Converted": "1",
        "Converted of seen": "0.250000",
    }


def test_a_spreadsheet_takes_no_cell_for_a_formula():
    cells = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "fine", 'Müller, "Anna"')
    table = Table("pages", "Pages", (Column("Page"),), tuple(Row((cell,)) for cell in cells))

    written = [row[0] for row in rows_of(csv_of(table))[1:]]

    assert written == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'  =1", "fine", 'Müller, "Anna"']
    assert csv_of(Table("n", "N", (Column("Number", CellKind.NUMBER),), (Row((-5,)),))).endswith("-5\r\n")


def test_what_visitors_bring_is_text_in_page_and_file(susi, help_):
    page = susi.opens("/invitations/help/report").text
    pages = susi.opens("/invitations/help/report/pages.csv").text

    assert "Help &lt;b&gt;" in page
    assert "<b>" not in page
    assert "'=hyperlink" in pages


def test_the_chats_lead_to_the_desk(susi, help_):
    assert re.search(r'href="/\?chat=chat-\d+"', susi.opens("/invitations/help/report").text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-05&until=2026-11-01", "The last day is before the first one."),
        ("from=x", "Write a date such as 2026-11-30."),
        ("goal=goal:nothing", "There is no such goal."),
        ("epoch=7", "There is no such epoch."),
        ("epoch=" + "9" * 400, "There is no such epoch."),
        ("of=everything", "Rates are parts of seen or of shown."),
    ],
)
def test_what_cannot_be_asked_is_said_and_the_usual_is_shown(susi, help_, query, words):
    answer = susi.opens(f"/invitations/help/report?{query}")

    assert answer.status_code == 422
    assert words in answer.text
    assert "From shown to converted" in answer.text
    assert susi.opens(f"/invitations/help/report/pages.csv?{query}").status_code == 422


def test_an_empty_report_says_what_to_do_next(susi, past):
    past.invitation("live")
    past.invitation("draft", state="draft")

    assert "It is live and waits for a visitor" in susi.opens("/invitations/live/report").text
    assert "Finish and launch it" in susi.opens("/invitations/draft/report").text
    assert susi.opens("/invitations/nobody/report").status_code == 404
    assert susi.opens("/invitations/live/report/nothing.csv").status_code == 404


def test_the_page_of_statistics_compares_all_invitations(susi, past, help_):
    past.showing(past.invitation("offer"), campaign="spring")
    past.showing(None, kind="manual")

    page = susi.opens("/statistics").text
    lines = rows_of(susi.opens("/statistics/invitations.csv").text)

    assert 'href="/invitations/help/report"' in page
    assert "Sent to single visitors by an operator." in page
    assert [(line[0], line[1], line[-1]) for line in lines] == [
        ("Invitation", "Shown", "Revenue EUR"),
        ("Help <b>", "4", "49.9"),
        ("Offer", "1", ""),
    ]
    assert rows_of(susi.opens("/statistics/campaigns.csv").text)[1][:2] == ["spring", "1"]


def test_programs_get_the_same_figures(inside, past, help_):
    API_PACE.forget()
    token = tokens.create_token("program", Role.SUPERVISOR, past.at)
    headers = {"Authorization": f"Bearer {token}"}

    answer = inside.test_client().get("/api/v1/invitations/help/report?days=7&of=shown", headers=headers)
    whole = inside.test_client().get("/api/v1/statistics", headers=headers).json
    wrong = inside.test_client().get("/api/v1/invitations/help/report?until=x", headers=headers)

    report = answer.json
    assert report["figures"]["replied"] == whole["figures"]["replied"] == 1
    assert report["rates"]["replied"] == {"of": "shown", "value": 0.25}
    assert report["rates"]["answered"] == {"of": "replied", "value": 1.0}
    assert report["revenue"] == whole["revenue"] == {"EUR": "49.9"}
    assert report["refusals"] == {"muted": 1}
    assert [(line["label"], line["figures"]["shown"]) for line in report["countries"]] == [
        ("DE", 2),
        (None, 1),
        ("FR", 1),
    ]
    assert (wrong.status_code, wrong.json["error"]["field"]) == (422, "until")
