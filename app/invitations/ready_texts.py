"""Texts to choose from when inviting by hand: those that the team keeps, and those that were sent last."""

from __future__ import annotations

from app.domain.errors import InvalidInput, NotFound
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.text import clean_text
from app.invitations.manual_queries import lately_sent_texts

SETTING = "invitations.ready_texts"
MOST_KEPT = 30
LONGEST = 1_000
LATELY = 5


def _check(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InvalidInput(N_("ready texts are a list of texts"), field=SETTING)


settings.declare(SETTING, [], _check)


def kept_texts() -> tuple[str, ...]:
    """What the team keeps, the newest first."""
    return tuple(settings.get(SETTING))


def ready_texts(operator_id: int) -> tuple[str, ...]:
    """What an operator chooses from: the kept ones, then what they and the others sent last; each once."""
    lately = (*lately_sent_texts(operator_id, LATELY), *lately_sent_texts(None, LATELY))
    return tuple(dict.fromkeys((*kept_texts(), *lately)))


def keep_text(text: str) -> None:
    """Keep a text for everybody; keeping it again moves it to the front. Raises InvalidInput when there are enough."""
    cleaned = clean_text(text, LONGEST).strip()
    if not cleaned:
        return
    texts = [cleaned, *(each for each in kept_texts() if each != cleaned)]
    if len(texts) > MOST_KEPT:
        raise InvalidInput(
            N_("at most %(limit)s texts are kept; remove one first"), field="keep", values={"limit": MOST_KEPT}
        )
    settings.change(SETTING, texts)


def drop_text(text: str) -> None:
    """Keep it no longer. Raises NotFound."""
    texts = list(kept_texts())
    if text not in texts:
        raise NotFound(N_("there is no such text"), field="text")
    texts.remove(text)
    settings.change(SETTING, texts)
