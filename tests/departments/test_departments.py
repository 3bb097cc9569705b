"""Departments: an alias for embed codes, a name for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.departments import queries
from app.departments.service import create_department
from app.domain.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from flask import Flask


def test_a_department_is_found_by_its_alias_however_it_is_written(inside: Flask) -> None:
    sales = create_department(" Sales ", "Sales & more")
    assert (sales.alias, sales.name) == ("sales", "Sales & more")
    assert queries.department_by_alias(" SALES ") == sales
    assert queries.department_by_alias("support") is None


def test_departments_come_in_the_order_of_the_embed_code(inside: Flask) -> None:
    sales, support = create_department("sales", "Sales"), create_department("support", "Support")
    assert queries.departments_by_alias(["support", "none", "sales", "support"]) == (support, sales)
    assert queries.departments_by_alias([]) == ()
    assert queries.all_departments() == (sales, support)


def test_an_alias_has_only_letters_digits_and_dashes(inside: Flask) -> None:
    for alias in ("", "-a", "a b", "ä", "a" * 51, "a\x00", "<b>", "a/b"):
        with pytest.raises(InvalidInput) as refused:
            create_department(alias, "Sales")
        assert refused.value.field == "alias"
    assert queries.all_departments() == ()


def test_an_alias_is_given_once(inside: Flask) -> None:
    create_department("sales", "Sales")
    with pytest.raises(Conflict) as refused:
        create_department("SALES", "Other")
    assert refused.value.field == "alias"


def test_a_department_needs_a_name(inside: Flask) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_department("sales", " \x00\n ")
    assert refused.value.field == "name"


def test_hostile_aliases_find_nothing(inside: Flask) -> None:
    create_department("sales", "Sales")
    assert queries.departments_by_alias(["sales' or 1=1 --", "sal\x00", "\ud83d", "%", "s_les"]) == ()
