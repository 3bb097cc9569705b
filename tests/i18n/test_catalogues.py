"""The German catalogue is complete, in step with the sources, and fills the same places as the English texts."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog

from app.foundation.i18n import LANGUAGES
from app.translations.manifests import extract, shown_texts
from tests.i18n.catalogues import (
    TRANSLATIONS,
    catalogue_of,
    fresh_extraction,
    messages,
    places,
    sources,
    translations,
)

OTHERS = sorted(set(LANGUAGES) - {"en"})


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """The catalogue of each language but the source."""
    return catalogue_of(request.param)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the sources say now."""
    return fresh_extraction(tmp_path_factory.mktemp("extraction"))


def test_every_language_has_a_catalogue_and_every_catalogue_a_language():
    assert sorted(path.parents[1].name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")) == OTHERS


def test_the_catalogue_has_every_text_of_the_sources(catalogue, extracted):
    known = {str(message.id) for message in messages(catalogue)}

    assert sorted(str(message.id) for message in messages(extracted) if str(message.id) not in known) == []


def test_the_catalogue_has_no_text_that_the_sources_have_lost(catalogue, extracted):
    current = {str(message.id) for message in messages(extracted)}

    assert sorted(str(message.id) for message in messages(catalogue) if str(message.id) not in current) == []
    assert list(catalogue.obsolete) == []


def test_every_text_is_translated_and_no_translation_is_a_guess(catalogue):
    assert [message.id for message in messages(catalogue) if not all(translations(message))] == []
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


def test_every_plural_has_as_many_forms_as_the_language(catalogue):
    plurals = [message for message in messages(catalogue) if message.pluralizable]

    assert plurals
    assert [message.id for message in plurals if len(translations(message)) != catalogue.num_plurals] == []


def test_every_translation_fills_the_places_of_its_source(catalogue):
    """A singular may leave out what its source leaves out: "once" has no number."""
    unequal = [
        (message.id, text)
        for message in messages(catalogue)
        for form, text in enumerate(translations(message))
        if places(text) not in (places(sources(message)[min(form, 1)]), set().union(*map(places, sources(message))))
    ]

    assert unequal == []


def test_every_translation_keeps_the_blanks_around_its_source(catalogue):
    def around(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    unequal = [
        message.id for message in messages(catalogue) for text in translations(message)
        if around(text) != around(sources(message)[0])
    ]  # fmt: skip

    assert unequal == []


def test_what_manifests_say_to_people_is_extracted():
    written = b'id = "shop"\nname = "Shop"\napi = 1\ndescription = "Sells."\n[variables.accent]\nlabel = "Accent"\n'

    found = list(extract(BytesIO(written), {}, [], {}))

    assert [(line, text) for line, _function, text, _comments in found] == [(2, "Shop"), (4, "Sells."), (6, "Accent")]
    assert list(shown_texts({"id": "shop", "light": "#fff", "choices": {"serif": "Georgia"}})) == []
