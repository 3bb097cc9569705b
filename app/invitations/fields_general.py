"""The part of the editor that comes first: how the invitation reaches people, what the team calls it, and its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from app.invitations.checked_limits import POSITION_LIMIT
from app.invitations.draft_parts import Channel
from app.invitations.vocabulary import InvitationDraft

CAMPAIGN_LENGTH = 100


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """One way to reach people, as the editor offers it; those that are not offered yet say so."""

    value: str
    label: str
    help: str
    icon: str
    is_offered: bool


def channel_cards() -> tuple[ChannelCard, ...]:
    """The three ways, the one that works first."""
    return (
        ChannelCard(
            Channel.PROACTIVE.value,
            str(_("Proactive chat")),
            str(_("Shown on your site to visitors who do something, such as reading a page for a while.")),
            "megaphone",
            is_offered=True,
        ),
        ChannelCard(
            Channel.TARGETED.value,
            str(_("Targeted chat")),
            str(_("Shown in the widget to people who are signed in to your site. Arrives with a later version.")),
            "target",
            is_offered=False,
        ),
        ChannelCard(
            Channel.EMAIL.value,
            str(_("E-mail")),
            str(_("Sent to people you know, by what they did. Arrives with a later version.")),
            "mail",
            is_offered=False,
        ),
    )


class GeneralFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    channel = SelectField(
        _l("How it reaches people"),
        choices=[SelectChoice(each.value, each.value) for each in Channel],
        default=Channel.PROACTIVE.value,
    )
    name = StringField(
        _l("Name"),
        [InputRequired(_l("Give it a name.")), Length(max=200)],
        description=_l("The title for personal purposes: only your team sees it."),
    )
    position = IntegerField(
        _l("Position"),
        [InputRequired(_l("Write a number.")), NumberRange(0, POSITION_LIMIT)],
        default=10,
        description=_l("The lower number goes first where two invitations fit."),
    )
    campaign = StringField(
        _l("Campaign"),
        [Length(max=CAMPAIGN_LENGTH)],
        description=_l("A label that several invitations share, so that reports can add them up."),
    )

    def with_general(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        chosen = self.channel.data
        return replace(
            draft,
            channel=Channel(chosen) if chosen in set(Channel) else Channel.PROACTIVE,
            name=self.name.data or "",
            position=self.position.data or 0,
            campaign=(self.campaign.data or "").strip() or None,
        )

    def fill_general(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""
        self.channel.data = draft.channel.value
        self.name.data = draft.name
        self.position.data = draft.position
        self.campaign.data = draft.campaign
