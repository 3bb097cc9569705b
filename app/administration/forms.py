"""The form that describes an embed code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.widget.embed_code import LONGEST_IDENTIFIER, EmbedFormat


class CheckList(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with its own box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EmbedCodeForm(FlaskForm):  # type: ignore[misc]
    """What the embed code says; it is read from the address, so a code can be bookmarked."""

    class Meta:
        """Nothing is changed by asking for a code."""

        csrf = False

    identifier = StringField(
        _l("Identifier"),
        [Length(max=LONGEST_IDENTIFIER)],
        description=_l("Invitations can be bound to it. One for each site is a good start, for instance shop."),
    )
    department = CheckList(
        _l("Departments"), description=_l("Chats from this page go to them. Choose none to ask the whole team.")
    )
    language = SelectField(_l("Language of the widget"))
    theme = SelectField(_l("Theme"))
    format = RadioField(
        _l("Format"),
        choices=[
            SelectChoice(EmbedFormat.BECKON.value, _l("Beckon")),
            SelectChoice(EmbedFormat.CLASSIC.value, _l("Classic")),
        ],
        default=EmbedFormat.BECKON.value,
    )
