"""What Beckon says when something is wrong is German for a German reader, and English for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale, gettext

from app.domain.errors import InvalidInput, NotFound
from app.domain.rules import Reason, core_registry, decode
from app.foundation.i18n import spoken
from app.invitations.log_details import LONGEST_DETAIL, kept, told

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

GERMAN = {"Accept-Language": "de-AT,de;q=0.8,en;q=0.5"}
FAILS = "%(label)s%(about)s is %(actual)s; the rule says it %(phrase)s%(wanted)s."


def refused(rule: dict[str, object]) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        decode(rule, core_registry())
    return caught.value


def blocker(wanted: str) -> Reason:
    words = {"label": "country", "about": "", "actual": "“US”", "phrase": "is", "wanted": f" {wanted}"}
    return Reason("fails", FAILS, words)


def test_an_error_names_its_places_in_english_for_programs():
    error = refused({"fact": "page.seconds", "is": "greater", "value": "soon"})

    assert error.message == str(error) == "conditions.value must be a number, not a text."


def test_an_error_is_a_german_sentence_for_a_german_reader(inside: Flask):
    error = refused({"fact": "page.seconds", "is": "greater", "value": "soon"})

    with force_locale("de"):
        assert spoken(error) == "conditions.value muss eine Zahl sein, nicht ein Text."
        assert spoken(error, path=gettext("This value")) == "Dieser Wert muss eine Zahl sein, nicht ein Text."


def test_what_a_schema_wants_is_translated_within_the_sentence(inside: Flask):
    error = refused({"fact": "geo.country", "is": "equals", "value": "D1"})

    with force_locale("de"):
        assert "ein Ländercode aus zwei Buchstaben" in spoken(error)


def test_a_short_remark_becomes_a_sentence(inside: Flask):
    assert spoken(NotFound("there is no such invitation")) == "There is no such invitation."
    assert spoken(NotFound("100 % of it is gone")) == "100 % of it is gone."
    assert spoken(NotFound("")) == ""


def test_a_refused_claim_is_explained_in_the_language_of_whoever_reads_the_log(inside: Flask):
    detail = kept(blocker("“DE”"))

    assert told(detail, gettext) == "country is “US”; the rule says it is “DE”."
    with force_locale("de"):
        assert told(detail, gettext) == "Land: “US”; die Regel verlangt: ist “DE”."


def test_a_long_explanation_is_cut_and_still_read(inside: Flask):
    detail = kept(blocker("x" * 3000))

    assert len(detail) <= LONGEST_DETAIL
    assert told(detail, gettext).startswith("country is “US”; the rule says it is xxx")


@pytest.mark.parametrize("detail", ["https://shop.test/help", "", "{}", '{"say": "%(gone)s", "values": {}}', '"5 %"'])
def test_a_detail_that_is_no_sentence_stands_as_it_is(inside: Flask, detail: str):
    assert told(detail, gettext) == detail


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/no-such-page", 404, "Diese Seite gibt es nicht"),
        ("/demo/no-such-page", 404, "Der Demo-Shop hat keine solche Seite."),
        ("/logout", 405, "Diese Adresse nimmt solche Anfragen nicht an"),
        ("/set-password/unknown", 400, "Dieser Link wurde schon benutzt oder ist abgelaufen."),
        ("/login", 200, "Bei Beckon anmelden"),
    ],
)
def test_error_pages_and_the_sign_in_page_are_german(client: FlaskClient, path: str, status: int, words: str):
    response = client.get(path, headers=GERMAN)

    assert response.status_code == status
    assert words in response.text
    assert '<html lang="de"' in response.text
    assert "not found" not in response.text.lower()


def test_programs_are_answered_in_english_whatever_they_accept(client: FlaskClient):
    response = client.post("/embed/v1/page", data=b"[]", headers=GERMAN)

    assert response.json["error"]["message"] == "the body must be a JSON object"


@pytest.mark.parametrize(
    ("accepted", "named", "language"),
    [("de-CH,de;q=0.9", None, "de"), ("fr", None, "en"), ("de", "en", "en"), ("en", "ger", "de"), ("", None, "en")],
)
def test_the_widget_speaks_as_the_embed_code_says_or_else_as_the_browser_does(
    client: FlaskClient, accepted: str, named: str | None, language: str
):
    query = f"?language={named}" if named else ""

    assert f'<html lang="{language}"' in client.get(f"/embed/panel{query}", headers={"Accept-Language": accepted}).text
