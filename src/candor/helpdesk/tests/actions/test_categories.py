"""The category tree: moved with what stands below, never a ring, never too deep; a filter finds what is below."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.helpdesk.actions.categories import (
    CategoryDetails,
    CategoryLoop,
    CategoryTooDeep,
    archive_category,
    change_category,
    create_category,
    restore_category,
)
from candor.helpdesk.models import Category
from candor.helpdesk.queries.categories import offered_tree, tree
from candor.helpdesk.rules.trees import MOST_LEVELS
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.actor import SYSTEM
from tests.cast import signed_in

pytestmark = pytest.mark.db


def made(name, parent=None):
    return create_category(name, by=SYSTEM, parent=parent)


def move(category, parent):
    details = CategoryDetails(category.name, category.is_offered_to_customers, category.queue, parent)
    change_category(category, details, by=SYSTEM)


def names(branches):
    return [branch.full_name for branch in branches]


@pytest.fixture
def printing(db):
    return made("Printing")


def test_the_tree_is_read_from_the_top_by_name(printing):
    pdf = made("PDF", printing)
    made("Fonts", pdf)
    made("Booking")

    assert names(tree()) == ["Booking", "Printing", "Printing › PDF", "Printing › PDF › Fonts"]


def test_a_branch_moves_with_all_that_stands_below_it(printing):
    files, pdf = made("Files"), made("PDF", printing)
    made("Fonts", pdf)

    move(pdf, files)
    assert names(tree()) == ["Files", "Files › PDF", "Files › PDF › Fonts", "Printing"]
    move(pdf, None)
    assert names(tree()) == ["Files", "PDF", "PDF › Fonts", "Printing"]


def test_a_category_never_stands_below_itself(printing):
    pdf = made("PDF", printing)

    for parent in (printing, pdf):
        with pytest.raises(CategoryLoop):
            move(printing, parent)
    assert names(tree()) == ["Printing", "Printing › PDF"]


def test_four_levels_are_the_most(printing):
    lowest = printing
    for level in range(2, MOST_LEVELS + 1):
        lowest = made(f"Level {level}", lowest)

    with pytest.raises(CategoryTooDeep):
        made("Level 5", lowest)
    with pytest.raises(CategoryTooDeep):
        move(printing, made("Above"))


def test_a_filter_by_a_category_finds_the_cases_below_it(printing, kim, anna):
    pdf, other = made("PDF", printing), made("Print shop")
    ticket_of(kim, "Deep", category=pdf)
    ticket_of(kim, "At it", category=printing)
    ticket_of(kim, "Elsewhere", category=other)

    page = signed_in(anna).get("/tech/cases/", {"category": printing.ref}).content.decode()

    assert ("Deep" in page, "At it" in page, "Elsewhere" in page) == (True, True, False)


def test_archiving_takes_the_branch_and_old_cases_stay_readable(printing, kim, anna):
    pdf = made("PDF", printing)
    ticket = ticket_of(kim, category=pdf)

    archive_category(printing, by=SYSTEM)
    assert not names(offered_tree())
    assert b"PDF" in signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content

    restore_category(pdf, by=SYSTEM)
    assert names(offered_tree()) == ["Printing", "Printing › PDF"]


def test_customers_are_not_offered_what_stands_below_something_hidden(printing, client):
    made("PDF", printing)
    Category.objects.filter(pk=printing.pk).update(is_offered_to_customers=False)

    assert not names(offered_tree())
    assert b"PDF" not in client.get("/contact/").content


def test_customers_see_the_tree_in_groups(printing, client):
    made("PDF", printing)
    made("Booking")

    page = client.get("/contact/").content.decode()

    assert '<optgroup label="Printing">' in page
    assert "Printing in general</option>" in page


def test_a_category_below_another_begins_with_its_queue(printing, kim):
    from candor.helpdesk.models import Queue

    billing = Queue.objects.create(name="Billing")
    Category.objects.filter(pk=printing.pk).update(queue=billing)

    assert ticket_of(kim, category=made("PDF", printing)).queue == billing


def test_mara_is_told_why_a_move_is_refused(printing, mara):
    pdf = made("PDF", printing)

    form = {"name": "Printing", "parent": pdf.ref, "queue": ""}
    answer = signed_in(mara).post(f"/tech/configuration/categories/{printing.ref}/", form)

    assert answer.status_code == 422
    assert b"cannot stand below itself" in answer.content


def test_one_name_may_stand_in_two_places_but_not_twice_in_one(printing, mara):
    made("Other", printing)
    browser = signed_in(mara)

    assert browser.post("/tech/configuration/categories/", {"name": "Other", "parent": ""}).status_code == 303
    again = browser.post("/tech/configuration/categories/", {"name": "OTHER", "parent": printing.ref})
    assert again.status_code == 422


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 7)), max_size=25))
def test_whatever_is_moved_the_paths_tell_the_parents(db, moves):
    Category.objects.update(parent=None, path="")
    Category.objects.all().delete()
    rows = [made(f"C{number}") for number in range(8)]
    for which, where in moves:
        try:
            rows[which].refresh_from_db()
            move(rows[which], None if where < 0 else rows[where])
        except (CategoryLoop, CategoryTooDeep):
            continue
    for row in Category.objects.select_related("parent"):
        assert row.path == (row.parent.trail if row.parent else "")
        assert row.level <= MOST_LEVELS
        below = {each.pk for each in Category.objects.all() if f"/{row.pk}/" in each.path}
        assert {each.pk for each in Category.objects.below(row)} == below
