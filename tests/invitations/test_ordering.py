"""Putting invitations into another order: exactly the wanted one, with as few changed positions as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.foundation import clock
from app.invitations.checked_limits import POSITION_LIMIT
from app.invitations.list_queries import ListFilter, list_page
from app.invitations.ordering import Place, move_invitation, positions_after_move
from tests.invitations.writing import saved

if TYPE_CHECKING:
    from flask import Flask

POSITIONS = st.lists(st.one_of(st.integers(0, 4), st.integers(0, POSITION_LIMIT)), min_size=1, max_size=8)


@given(POSITIONS, st.data())
def test_after_a_move_the_order_is_the_wanted_one(positions: list[int], data: st.DataObject) -> None:
    standing = sorted((Place(number, each) for number, each in enumerate(positions)), key=lambda place: place.order)
    ids = [place.id for place in standing]
    moved = data.draw(st.sampled_from(ids))
    before = data.draw(st.sampled_from([*ids, None]))
    wanted = [each for each in ids if each != moved]
    wanted.insert(wanted.index(before) if before in wanted else len(wanted), moved)

    changed = positions_after_move(standing, moved, before)

    after = sorted(
        (Place(each.id, changed.get(each.id, each.position)) for each in standing), key=lambda each: each.order
    )
    assert [place.id for place in after] == (ids if before == moved else wanted)
    assert all(0 <= position <= POSITION_LIMIT for position in changed.values())


def test_where_there_is_a_number_between_two_only_the_moved_one_changes() -> None:
    standing = [Place(1, 10), Place(2, 20), Place(3, 30)]

    assert positions_after_move(standing, 3, 2) == {3: 15}


def test_where_there_is_no_number_between_two_all_are_numbered_in_steps_of_ten() -> None:
    standing = [Place(1, 0), Place(2, 0), Place(3, 1)]

    assert positions_after_move(standing, 3, 2) == {1: 10, 3: 20, 2: 30}


def test_a_moved_invitation_stands_in_its_place_for_everybody(app: Flask) -> None:
    keys = [saved(app, name=name, position=10, launched=True) for name in ("First", "Second", "Third")]
    with app.app_context():
        move_invitation(keys[2], keys[0], operator_id=None, now=clock.now())

        assert [each.snapshot.name for each in list_page(ListFilter()).listings] == ["Third", "First", "Second"]


def test_moving_what_is_in_its_place_already_changes_nothing(app: Flask) -> None:
    keys = [saved(app, name=name, position=10) for name in ("First", "Second")]
    with app.app_context():
        assert move_invitation(keys[0], keys[1], operator_id=None, now=clock.now()) == {}
