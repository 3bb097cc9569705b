"""The part of the editor that is about variants and the holdout."""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from app.domain.experiments import ORIGINAL
from app.invitations.checked_experiment import LARGEST_HOLDOUT, LARGEST_WEIGHT, LONGEST_KEY, MOST_VARIANTS
from app.invitations.checked_message import MOST_BUTTONS
from app.invitations.draft_parts import Content, Experiment, Variant
from app.invitations.experimenting import plan_of
from app.invitations.fields_message import ButtonForm, Parts, attach_to_words, buttons_of, fill_buttons
from app.invitations.message import MESSAGE_LIMIT
from app.invitations.message_text import plain_message
from app.invitations.vocabulary import InvitationDraft

ADD_VARIANT = "add-variant"
REMOVE_VARIANT = "remove-variant:"
USE_VARIANT = "use-variant:"
_STEP = re.compile(r"experiment\.variants\[(?P<place>\d+)\]\.(?P<rest>.+)")
_WEIGHT = _l("Weight")


class VariantForm(Form):  # type: ignore[misc]
    """Other words for a part of the visitors."""

    key = StringField(_l("Name"), [Length(max=100)], description=_l("What reports call it, for instance shorter."))
    weight = IntegerField(_WEIGHT, [Optional(), NumberRange(0, LARGEST_WEIGHT)], default=1)
    sender_name = StringField(
        _l("Operator name"), [Length(max=120)], description=_l("Left empty, the invitation's sender speaks.")
    )
    html = TextAreaField(_l("Message"), [Length(max=MESSAGE_LIMIT)])
    returning_html = TextAreaField(
        _l("Message to returning user"),
        [Length(max=MESSAGE_LIMIT)],
        description=_l("Left empty, everybody in this variant reads the message above."),
    )
    returning_nick = StringField(
        _l("Nick which will be used if we cannot determine returning user name"),
        [Length(max=120)],
        description=_l("Left empty, the invitation's own is used."),
    )
    buttons = Parts(FormField(ButtonForm), _l("Buttons"), min_entries=MOST_BUTTONS, max_entries=MOST_BUTTONS)

    def variant(self, taken: set[str]) -> Variant:
        """What was written; without a name it gets a letter that is free."""
        return Variant(
            key=_plain_key(self.key.data or "")
            or next(each for each in string.ascii_lowercase[1:] if each not in taken),
            weight=1 if self.weight.data is None else self.weight.data,
            sender_name=self.sender_name.data or "",
            message=Content(
                html=self.html.data or "",
                returning_html=self.returning_html.data or "",
                returning_nick=self.returning_nick.data or "",
                buttons=buttons_of(self.buttons),
            ),
        )

    def fill(self, variant: Variant) -> None:
        """Show a saved variant."""
        self.key.data, self.weight.data, self.sender_name.data = variant.key, variant.weight, variant.sender_name
        self.html.data = plain_message(variant.message.html)
        self.returning_html.data = plain_message(variant.message.returning_html)
        self.returning_nick.data = variant.message.returning_nick
        fill_buttons(self.buttons, variant.message.buttons)


class ExperimentFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    most_variants = MOST_VARIANTS
    holdout_percent = IntegerField(
        _l("Not invited, to measure the effect"),
        [Optional(), NumberRange(0, LARGEST_HOLDOUT)],
        default=0,
        description=_l(
            "So many of the visitors who would be invited see nothing. What they do without it is what the report "
            "compares with. 10 is a good start; with 0 nobody can tell whether inviting helps."
        ),
    )
    original_weight = IntegerField(_WEIGHT, [Optional(), NumberRange(0, LARGEST_WEIGHT)], default=1)
    variants = Parts(FormField(VariantForm), _l("Variants"), max_entries=MOST_VARIANTS)

    def with_experiment(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        return replace(draft, experiment=self.experiment())

    def experiment(self) -> Experiment:
        """What these fields say."""
        taken = {_plain_key(row.form.key.data or "") for row in self.variants}
        variants: list[Variant] = []
        for row in self.variants:
            variants.append(row.form.variant(taken))
            taken.add(variants[-1].key)
        return Experiment(
            holdout_percent=self.holdout_percent.data or 0,
            original_weight=1 if self.original_weight.data is None else self.original_weight.data,
            variants=tuple(variants),
        )

    def fill_experiment(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""
        self.holdout_percent.data = draft.experiment.holdout_percent
        self.original_weight.data = draft.experiment.original_weight
        for variant in draft.experiment.variants:
            self.variants.append_entry().form.fill(variant)

    def change_variants(self, action: str) -> bool:
        """A button adds a variant, takes one away, or makes its words those of the invitation; False for all others."""
        if action == ADD_VARIANT and len(self.variants) < MOST_VARIANTS:
            self.variants.append_entry()
            return True
        if action.startswith(REMOVE_VARIANT):
            name = action.removeprefix(REMOVE_VARIANT)
            self.variants.entries = [row for row in self.variants.entries if row.name != name]
            return True
        if action.startswith(USE_VARIANT):
            self._use(action.removeprefix(USE_VARIANT))
            return True
        return False

    def _use(self, name: str) -> None:
        """The words of the variant become the message, and nothing is compared any more."""
        form = next((row.form for row in self.variants if row.name == name), None)
        if form is None:
            return
        words = form.variant(set())
        fields: Any = self
        fields.message_html.data = words.message.html
        fields.returning_html.data = words.message.returning_html
        if words.message.returning_nick:
            fields.returning_nick.data = words.message.returning_nick
        if words.message.buttons:
            fill_buttons(fields.buttons, words.message.buttons)
        if words.sender_name:
            fields.sender_name.data = words.sender_name
        self.original_weight.data, self.original_weight.raw_data = 1, ["1"]
        self.variants.entries = []

    def blank_variant(self) -> VariantForm:
        """The fields of a variant that the page's script may add; ``@@`` stands for its number."""
        return VariantForm(prefix="variants-@@-")

    def attach_to_experiment(self, path: str, words: str) -> bool:
        """Put an error beside the part of the experiment that it names; False when it names none."""
        inner = _STEP.fullmatch(path)
        if inner and int(inner["place"]) < len(self.variants):
            form, rest = self.variants[int(inner["place"])].form, inner["rest"]
            if rest in ("key", "weight", "sender_name"):
                form[rest].errors = [*form[rest].errors, words]
            elif not attach_to_words(form, rest.removeprefix("message."), words):
                return False
            self.variants.errors = [*self.variants.errors, f"{self.variant_title(int(inner['place']))}: {words}"]
            return True
        name = path.removeprefix("experiment.")
        if name not in ("holdout_percent", "original_weight", "variants"):
            return False
        field = getattr(self, name)
        field.errors = [*field.errors, words]
        return True

    def variant_title(self, place: int) -> str:
        """How a variant is called on the page: by its name, or by its number."""
        name = (self.variants[place].form.key.data or "").strip()
        return name or str(_("Variant %(number)s", number=place + 1))

    def shares(self) -> dict[str, str]:
        """The part of all visitors that gets each variant, the original included, such as 45 %."""
        experiment = self.experiment()
        shares = plan_of(experiment).shares()
        keys = (ORIGINAL, *(each.key for each in experiment.variants))
        return {key: f"{100 * shares.get(key, 0.0):.3g} %" for key in keys}

    @property
    def experiment_errors(self) -> bool:
        """Whether something stands beside a field of the section Experiment."""
        return bool(self.holdout_percent.errors or self.original_weight.errors or self.variants.errors)


def _plain_key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:LONGEST_KEY]
