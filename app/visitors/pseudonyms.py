"""What a visitor is called while nobody knows their name: a colour and an animal, always the same for one visitor."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

COLOURS = {
    "amber": _l("Amber"),
    "cobalt": _l("Cobalt"),
    "copper": _l("Copper"),
    "coral": _l("Coral"),
    "gold": _l("Golden"),
    "indigo": _l("Indigo"),
    "ivory": _l("Ivory"),
    "jade": _l("Jade"),
    "lilac": _l("Lilac"),
    "mint": _l("Mint"),
    "olive": _l("Olive"),
    "pearl": _l("Pearl"),
    "ruby": _l("Ruby"),
    "sage": _l("Sage"),
    "silver": _l("Silver"),
    "violet": _l("Violet"),
}
ANIMALS = {
    "badger": _l("Badger"),
    "beaver": _l("Beaver"),
    "crane": _l("Crane"),
    "deer": _l("Deer"),
    "dolphin": _l("Dolphin"),
    "falcon": _l("Falcon"),
    "finch": _l("Finch"),
    "fox": _l("Fox"),
    "hare": _l("Hare"),
    "hedgehog": _l("Hedgehog"),
    "heron": _l("Heron"),
    "ibex": _l("Ibex"),
    "kestrel": _l("Kestrel"),
    "koala": _l("Koala"),
    "lark": _l("Lark"),
    "lynx": _l("Lynx"),
    "marten": _l("Marten"),
    "moose": _l("Moose"),
    "otter": _l("Otter"),
    "owl": _l("Owl"),
    "panda": _l("Panda"),
    "penguin": _l("Penguin"),
    "raven": _l("Raven"),
    "robin": _l("Robin"),
    "salmon": _l("Salmon"),
    "seal": _l("Seal"),
    "sparrow": _l("Sparrow"),
    "squirrel": _l("Squirrel"),
    "swan": _l("Swan"),
    "tiger": _l("Tiger"),
    "turtle": _l("Turtle"),
    "wren": _l("Wren"),
}


_COLOURS, _ANIMALS = tuple(COLOURS), tuple(ANIMALS)


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """The names of a colour and an animal, for translation where they are shown."""

    colour: str
    animal: str

    def as_document(self) -> dict[str, str]:
        """As the desk reads it."""
        return {"colour": self.colour, "animal": self.animal}


def pseudonym(visitor_key: str) -> Pseudonym:
    """The pseudonym of a visitor; it only helps people to talk, two visitors may share one."""
    mark = sha256(visitor_key.encode()).digest()
    return Pseudonym(_COLOURS[mark[0] % len(_COLOURS)], _ANIMALS[mark[1] % len(_ANIMALS)])


def called(visitor_key: str, name: str | None) -> str:
    """The visitor's name, or the pseudonym in the reader's language."""
    if name:
        return name
    made = pseudonym(visitor_key)
    return str(_("%(colour)s %(animal)s", colour=COLOURS[made.colour], animal=ANIMALS[made.animal]))


def pseudonym_texts() -> dict[str, str]:
    """The words from which scripts make pseudonyms, by their keys, in the reader's language."""
    colours = {f"colour.{name}": str(word) for name, word in COLOURS.items()}
    animals = {f"animal.{name}": str(word) for name, word in ANIMALS.items()}
    return {"pseudonym": _("%(colour)s %(animal)s"), **colours, **animals}
