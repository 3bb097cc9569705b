"""The forms about operators and roles."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.departments.queries import all_departments
from app.domain.errors import BeckonError
from app.domain.roles import PRESETS, Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.i18n import spoken
from app.foundation.login import has_role, permissions_of
from app.foundation.mail_addresses import LONGEST_ADDRESS
from app.operators.audit import LEAST_MONTHS, MOST_MONTHS, RETENTION
from app.operators.managing import LONGEST_NAME, MOST_CHATS, OperatorDraft
from app.operators.own_roles import LONGEST_NAME as LONGEST_ROLE
from app.operators.own_roles import OwnRoleSnapshot, RoleDraft, own_roles
from app.operators.people_queries import PersonLine
from app.operators.role_words import GROUPS, ROLE_NAMES
from app.operators.two_factor import ADMINISTRATORS, EVERYBODY, NOBODY, REQUIRED

OWN = "own:"
"""Before the id of a role of the site's own, in the choice of roles."""


class CheckList(SelectMultipleField):  # type: ignore[misc]
    """Several of many, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OperatorForm(FlaskForm):  # type: ignore[misc]
    """What is said about an account."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Give a name.")), Length(max=LONGEST_NAME)],
        description=_l("Visitors and colleagues see it."),
    )
    role = SelectField(_l("Role"))
    departments = CheckList(
        _l("Departments"),
        coerce=int,
        description=_l("None of them means all of them, also those that are founded later."),
    )
    capacity = IntegerField(
        _l("Chats at the same time"),
        [Optional(), NumberRange(0, MOST_CHATS)],
        description=_l("So many are given to them by themselves; they may accept more. 0 is what holds for everybody."),
    )

    def offer(self, actor: OperatorSnapshot, present: PersonLine | None = None) -> None:
        """Offer the roles that the actor may give, and every department."""
        may = permissions_of(actor)
        roles = [
            SelectChoice(role.value, _(ROLE_NAMES[role]))
            for role in Role
            if PRESETS[role] <= may and has_role(actor, role)
        ]
        roles += [
            SelectChoice(f"{OWN}{each.id}", each.name)
            for each in own_roles()
            if each.permissions <= may and has_role(actor, each.base)
        ]
        if present is not None and _choice_of(present) not in [each.value for each in roles]:
            name = present.own_role or _(ROLE_NAMES[present.operator.role])
            roles.append(SelectChoice(_choice_of(present), name))
        self.role.choices = roles
        self.departments.choices = [SelectChoice(each.id, each.name) for each in all_departments()]

    def fill(self, person: PersonLine) -> None:
        """Show an account as it is."""
        self.name.data, self.role.data = person.operator.name, _choice_of(person)
        self.departments.data, self.capacity.data = list(person.operator.departments), person.capacity

    def draft(self) -> OperatorDraft:
        """What was written."""
        chosen = self.role.data or Role.OPERATOR.value
        is_own = chosen.startswith(OWN)
        return OperatorDraft(
            name=self.name.data or "",
            role=Role.OPERATOR if is_own else Role(chosen),
            role_id=int(chosen.removeprefix(OWN)) if is_own else None,
            department_ids=tuple(self.departments.data or ()),
            capacity=self.capacity.data or 0,
        )


class NewOperatorForm(OperatorForm):
    """Whom to invite."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Give an e-mail address.")), Length(max=LONGEST_ADDRESS)],
        description=_l("With it they sign in."),
    )


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role of the site's own."""

    name = StringField(_l("Name"), [InputRequired(_l("Give it a name.")), Length(max=LONGEST_ROLE)])
    base = SelectField(
        _l("For pages of plugins it counts as"),
        description=_l("Plugins know only these three."),
    )
    permissions = CheckList(_l("What it allows"))

    def offer(self, actor: OperatorSnapshot, role: OwnRoleSnapshot | None = None) -> None:
        """Offer what the actor may give away."""
        self.base.choices = [
            SelectChoice(each.value, _(ROLE_NAMES[each])) for each in reversed(Role) if has_role(actor, each)
        ]
        kept = permissions_of(actor) | (role.permissions if role else frozenset())
        self.permissions.choices = [
            SelectChoice(permission.value, _(words))
            for _group, some in GROUPS
            for permission, words in some
            if permission in kept
        ]

    def fill(self, role: OwnRoleSnapshot) -> None:
        """Show a role as it is."""
        self.name.data, self.base.data = role.name, role.base.value
        self.permissions.data = [each.value for each in role.permissions]

    def draft(self) -> RoleDraft:
        """What was written."""
        chosen = frozenset(Permission(each) for each in self.permissions.data or ())
        return RoleDraft(self.name.data or "", Role(self.base.data or Role.OPERATOR.value), chosen)


class RulesForm(FlaskForm):  # type: ignore[misc]
    """How people sign in, and how long is kept what they did."""

    required = SelectField(
        _l("Two-factor sign-in is required of"),
        description=_l("Who has not set it up is asked to with the next page. Set up your own first."),
    )
    months = IntegerField(
        _l("Keep the audit log for"),
        [InputRequired(_l("Write a number.")), NumberRange(LEAST_MONTHS, MOST_MONTHS)],
        description=_l("What is older is deleted within an hour."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.required.choices = [
            SelectChoice(NOBODY, _("Nobody")),
            SelectChoice(ADMINISTRATORS, _("Administrators, and who manages people, settings or plugins")),
            SelectChoice(EVERYBODY, _("Everybody")),
        ]

    def values(self) -> dict[str, object]:
        """What was written, by the names of settings."""
        return {REQUIRED: self.required.data, RETENTION: self.months.data}


def attach(form: FlaskForm, error: BeckonError, field: str) -> None:
    """Put an error beside the field that it names, else beside ``field``."""
    name = error.field if error.field in form else field
    form[name].errors = [*form[name].errors, spoken(error)]


def _choice_of(person: PersonLine) -> str:
    return person.operator.role.value if person.role_id is None else f"{OWN}{person.role_id}"
