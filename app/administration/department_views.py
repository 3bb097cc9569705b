"""The pages on which departments are founded, staffed, given their hours, and given up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.administration import department_saving as saving
from app.administration.department_forms import DepartmentForm, NewDepartmentForm
from app.administration.department_pages import department_lines, farewell_of
from app.departments.calendar_files import read_calendar
from app.departments.queries import DepartmentDetails, all_departments, department_details
from app.domain.errors import BeckonError, InvalidInput, NotFound
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.operators.membership import serving
from app.operators.queries import operators
from app.shell import navigation
from app.shell.navigation import NavigationEntry

LARGEST_CALENDAR = 500_000

blueprint = Blueprint("departments", __name__, url_prefix="/departments", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="departments.index",
        label=_l("Departments"),
        icon="building-2",
        order=62,
        permission=Permission.MANAGE_DEPARTMENTS,
    )
)


@blueprint.get("")
@allows(Permission.MANAGE_DEPARTMENTS)
def index() -> str:
    """Every department: whether visitors find it online, its hours, its people."""
    return render_template("administration/departments.html", lines=department_lines(clock.now()))


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Permission.MANAGE_DEPARTMENTS)
def new() -> str | Response | tuple[str, int]:
    """Found a department."""
    form = NewDepartmentForm()
    if not form.validate_on_submit():
        page = render_template("administration/department_new.html", form=form)
        return (page, InvalidInput.status) if form.errors else page
    try:
        made = saving.found(form.alias.data or "", form.name.data or "", signed_in_operator(), clock.now())
    except BeckonError as error:
        name = error.field if error.field in form else "name"
        form[name].errors = [*form[name].errors, spoken(error)]
        return render_template("administration/department_new.html", form=form), error.status
    flash(_("“%(name)s” is there. Now say when it is open.", name=made.name), "success")
    return redirect(url_for("departments.edit", department_id=made.id))


@blueprint.route("/<int:department_id>", methods=["GET", "POST"])
@allows(Permission.MANAGE_DEPARTMENTS)
def edit(department_id: int) -> str | Response | tuple[str, int]:
    """Change a department."""
    details = _department(department_id)
    form = DepartmentForm.offering(operators(), settings.get("site.time_zone"))
    if request.method == "GET":
        form.fill(details, serving(details.id))
        return _page(form, details)
    action = request.form.get("action", "save")
    if action == "copy-monday":
        form.week.copy_to_weekdays()
        return _page(form, details)
    if action == "import":
        _import_holidays(form)
        return _page(form, details)
    if not form.validate():
        return _page(form, details), InvalidInput.status
    try:
        saving.save(details, form.draft(), form.people.data or [], signed_in_operator(), clock.now())
    except InvalidInput as error:
        form.show_error(error)
        return _page(form, details), error.status
    flash(_("“%(name)s” is saved. Visitors see it at once.", name=form.name.data), "success")
    return redirect(url_for("departments.index"))


@blueprint.post("/<int:department_id>/delete")
@allows(Permission.MANAGE_DEPARTMENTS)
def delete(department_id: int) -> Response:
    """Give a department up; its chats and people go where the form says."""
    details = _department(department_id)
    chosen = request.form.get("successor", "")
    successor = next((each.id for each in all_departments() if str(each.id) == chosen and each.id != details.id), None)
    saving.give_up(details, successor, signed_in_operator(), clock.now())
    flash(_("“%(name)s” is deleted.", name=details.name), "success")
    return redirect(url_for("departments.index"))


def _import_holidays(form: DepartmentForm) -> None:
    """Put the days of a calendar file into the form; they are kept when it is saved."""
    form.holidays.pre_validate(form)
    file = request.files.get("calendar")
    text = file.read(LARGEST_CALENDAR).decode("utf-8", "replace") if file is not None else ""
    found = read_calendar(text)
    if not found.days:
        flash(_("There are no whole days in this file. Choose a calendar file (.ics) of public holidays."), "warning")
        return
    added = form.holidays.add(found.days)
    flash(_("%(n)s days were read from the file. Look them over and save.", n=added), "info")


def _page(form: DepartmentForm, details: DepartmentDetails) -> str:
    line = next(each for each in department_lines(clock.now()) if each.department.id == details.id)
    return render_template(
        "administration/department.html",
        form=form,
        details=details,
        line=line,
        farewell=farewell_of(details.id),
        others=[each for each in all_departments() if each.id != details.id],
    )


def _department(department_id: int) -> DepartmentDetails:
    found = department_details(department_id)
    if found is None:
        raise NotFound(_("There is no such department."))
    return found
