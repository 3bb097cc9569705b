"""The section Experiment of the editor: what is saved, what cannot be, and that a change is said to begin anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.foundation import clock
from app.invitations import authoring
from app.invitations.draft_parts import Button, ButtonKind, Content, Experiment, OwnGoal, Variant
from app.invitations.lint_words import spoken_findings
from app.invitations.linting import findings_for
from app.invitations.vocabulary import InvitationDraft
from tests.invitations.writing import Fields, details, form, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

VARIANT = {"variants-0-key": "Shorter words", "variants-0-weight": "3", "variants-0-html": "Hi!"}
SHORT = Variant(key="short", message=Content(html="<p>Hi!</p>"))
WHOLE = Experiment(
    holdout_percent=10,
    original_weight=2,
    variants=(
        Variant(
            key="with-buttons",
            weight=3,
            sender_name="Ben",
            message=Content(
                html="<p>Hi!</p>",
                returning_html="<p>Hi again!</p>",
                returning_nick="friend",
                buttons=(Button(label="Prices", does=ButtonKind.LINK, url="https://shop.test/prices"),),
            ),
        ),
    ),
)


@pytest.fixture
def writer(app: Flask) -> Desk:
    """A supervisor's browser with the editor open."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


def test_holdout_and_variants_are_saved(app: Flask, writer: Desk) -> None:
    writer.submits("/invitations/new", form(holdout_percent="10", original_weight="2", **VARIANT))

    experiment = details(app, "pricing-help").draft.experiment
    assert (experiment.holdout_percent, experiment.original_weight) == (10, 2)
    assert experiment.variants == (Variant(key="shorter-words", weight=3, message=Content(html="<p>Hi!</p>")),)


def test_a_variant_without_a_name_is_called_by_a_free_letter(app: Flask, writer: Desk) -> None:
    writer.submits(
        "/invitations/new",
        form(**{"variants-0-html": "Hi!", "variants-1-key": "b", "variants-1-html": "Ho!", "variants-2-html": "Hu!"}),
    )

    assert [each.key for each in details(app, "pricing-help").draft.experiment.variants] == ["c", "b", "d"]


def test_what_is_saved_is_sent_back_unchanged(app: Flask, writer: Desk) -> None:
    key = saved(app, experiment=WHOLE)
    page = Fields(writer.opens(f"/invitations/{key}").text)
    writer.submits(f"/invitations/{key}", page.sending(action="save"))

    assert details(app, key).version == 2
    assert details(app, key).draft.experiment == WHOLE


@pytest.mark.parametrize(
    ("experiment", "field"),
    [
        (Experiment(holdout_percent=51), "experiment.holdout_percent"),
        (Experiment(holdout_percent=-1), "experiment.holdout_percent"),
        (Experiment(original_weight=0), "experiment.original_weight"),
        (Experiment(original_weight=-1), "experiment.original_weight"),
        (Experiment(variants=(SHORT, SHORT)), "experiment.variants[1].key"),
        (Experiment(variants=(Variant(key="original", message=SHORT.message),)), "experiment.variants[0].key"),
        (Experiment(variants=(Variant(key="holdout", message=SHORT.message),)), "experiment.variants[0].key"),
        (Experiment(variants=(Variant(key="Über uns", message=SHORT.message),)), "experiment.variants[0].key"),
        (Experiment(variants=(Variant(key="a" * 41, message=SHORT.message),)), "experiment.variants[0].key"),
        (Experiment(variants=(SHORT, Variant(key="b"))), "experiment.variants[1].message.html"),
        (
            Experiment(variants=(Variant(key="b", message=Content(html="x", buttons=(Button(label=""),))),)),
            "experiment.variants[0].message.buttons[0].label",
        ),
        (Experiment(variants=(Variant(key="b", weight=-1, message=SHORT.message),)), "experiment.variants[0].weight"),
        (
            Experiment(variants=tuple(Variant(key=f"v{n}", message=SHORT.message) for n in range(6))),
            "experiment.variants",
        ),
    ],
)
def test_an_error_names_its_place(inside: Flask, experiment: Experiment, field: str) -> None:
    draft = InvitationDraft(name="Help", message_html="Hello", experiment=experiment)
    with pytest.raises(InvalidInput) as caught:
        authoring.create_invitation(draft, operator_id=None, now=clock.now())
    assert caught.value.field == field


def test_the_words_of_a_variant_are_cleaned(inside: Flask) -> None:
    hostile = Variant(key="b", message=Content(html="<p onclick=x>Hi<script>alert(1)</script></p>"))
    draft = InvitationDraft(name="Help", message_html="Hello", experiment=Experiment(variants=(hostile,)))
    made = authoring.create_invitation(draft, operator_id=None, now=clock.now())
    assert details(inside, made.key).draft.experiment.variants[0].message.html == "<p>Hi</p>"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"holdout_percent": "60"}, "Number must be between 0 and 50."),
        ({"holdout_percent": "some"}, "Not a valid integer value."),
        ({**VARIANT, "variants-0-html": ""}, "an invitation needs a message"),
        ({**VARIANT, "original_weight": "0", "variants-0-weight": "0"}, "somebody must get something"),
        ({**VARIANT, "variants-0-key": "Original"}, "choose another name"),
    ],
)
def test_what_cannot_be_saved_is_told_beside_its_field_and_kept(
    app: Flask, writer: Desk, sent: dict[str, Any], told: str
) -> None:
    response = writer.submits("/invitations/new", form(**sent))

    assert response.status_code == 422
    assert told.lower() in response.text.lower()
    page = Fields(response.text)
    assert {name: page.one(name) for name in sent} == sent


def test_without_script_buttons_add_and_remove_a_variant(app: Flask, writer: Desk) -> None:
    one = Fields(writer.submits("/invitations/new", form(action="add-variant")).text)
    assert one.one("variants-0-weight") == "1"
    two = Fields(
        writer.submits("/invitations/new", one.sending({"variants-0-html": "First"}, action="add-variant")).text
    )
    left = Fields(
        writer.submits(
            "/invitations/new", two.sending({"variants-1-html": "Second"}, action="remove-variant:variants-0")
        ).text
    )
    assert [value for name, value in left.sent if name.endswith("-html") and name.startswith("variants")] == ["Second"]


def test_one_button_makes_the_best_variant_the_message_for_everybody(app: Flask, writer: Desk) -> None:
    key = saved(app, launched=True, experiment=WHOLE)
    page = Fields(writer.opens(f"/invitations/{key}").text)
    page = Fields(writer.submits(f"/invitations/{key}", page.sending(action="use-variant:variants-0")).text)
    writer.submits(f"/invitations/{key}", page.sending(action="save"))

    draft = details(app, key).draft
    assert draft.content == WHOLE.variants[0].message
    assert (draft.sender_name, draft.experiment) == ("Ben", Experiment(holdout_percent=10))


def test_saving_says_that_a_new_measurement_has_begun(app: Flask, writer: Desk) -> None:
    key = saved(app, launched=True, experiment=WHOLE)
    for change, is_new in (({"name": "Another"}, False), ({"holdout_percent": "20"}, True)):
        page = Fields(writer.opens(f"/invitations/{key}").text)
        writer.submits(f"/invitations/{key}", page.sending(change, action="save"))
        assert ("A new measurement has begun" in writer.opens(f"/invitations/{key}").text) is is_new


def test_the_section_says_in_a_line_what_is_compared(app: Flask, writer: Desk) -> None:
    assert "Everybody is invited with the same words" in writer.opens("/invitations/new").text
    page = writer.opens(f"/invitations/{saved(app, experiment=WHOLE)}").text
    assert "10 % are not invited, 1 variant besides the original" in page


@pytest.mark.parametrize(
    ("code", "experiment"),
    [
        ("holdout_without_goal", Experiment(holdout_percent=10)),
        ("variants_alike", Experiment(variants=(SHORT, Variant(key="other", message=SHORT.message)))),
        ("variants_alike", Experiment(variants=(Variant(key="same", message=Content(html="<p>Need a hand?</p>")),))),
        ("variant_for_nobody", Experiment(variants=(Variant(key="b", weight=0, message=SHORT.message),))),
        ("nothing_to_compare", Experiment(original_weight=0, variants=(SHORT,))),
        ("variants_in_one_language", Experiment(variants=(SHORT,))),
    ],
)
def test_an_experiment_that_tells_nothing_is_found(inside: Flask, code: str, experiment: Experiment) -> None:
    translations = {"de": Content(html="<p>Hallo</p>")} if code == "variants_in_one_language" else {}
    draft = InvitationDraft(
        name="Help", message_html="<p>Need a hand?</p>", experiment=experiment, translations=translations
    )
    found = {each.code: each for each in findings_for(draft, now=clock.now())}
    assert code in found
    assert spoken_findings([found[code]])[0].anchor == "section-experiment"


def test_an_experiment_that_compares_two_messages_for_a_goal_has_nothing_to_find(inside: Flask) -> None:
    draft = InvitationDraft(
        name="Help",
        message_html="<p>Need a hand?</p>",
        experiment=WHOLE,
        conversion=OwnGoal(event="ordered", within=3_600),
    )
    assert not [each for each in findings_for(draft, now=clock.now()) if each.path[:1] == ("experiment",)]
