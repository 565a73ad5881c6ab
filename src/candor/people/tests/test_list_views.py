"""Saved views of the Business Center's lists: own and shared, named anew, removed."""

from __future__ import annotations

import pytest

from candor.kernel.models import AuditFact
from candor.people.models import Person
from candor.people.models.list_views import ListView
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

INVOICES = "/business/invoices/"
SAVE = "/business/lists/invoices/views/new/"


def test_a_view_brings_back_the_filters_and_is_removed(clara: Person, mara: Person) -> None:
    browser = signed_in(clara)
    assert "Save this view" in browser.get(INVOICES, {"show": "overdue"}).content.decode()
    for _twice in range(2):
        answer = browser.post(SAVE, {"name": "To call about", "show": "overdue", "salary": "1"})
        assert answer["Location"] == f"{INVOICES}?show=overdue"
    view = ListView.objects.get()
    assert view.asked == {"show": "overdue"}
    shown = browser.get(INVOICES, {"show": "overdue"}).content.decode()
    assert "To call about" in shown
    assert "Save this view" not in shown
    other = browser.post(SAVE, {"name": "To call about", "show": "paid"})
    assert other.status_code == 422
    assert 'value="paid"' in other.content.decode()
    assert "To call about" not in signed_in(mara).get(INVOICES).content.decode()
    browser.post(f"/business/views/{view.ref}/details/", {"name": "Late"})
    assert "Late" in browser.get("/business/views/").content.decode()
    for _twice in range(2):
        browser.post(f"/business/views/{view.ref}/removal/")
    assert not ListView.objects.exists()
    assert [fact.name for fact in AuditFact.objects.filter(name__startswith="people.list_view").order_by("id")] == [
        "people.list_view.saved", "people.list_view.changed", "people.list_view.removed",
    ]  # fmt: skip


def test_who_may_share_gives_a_view_to_all_who_see_the_list(clara: Person, mara: Person, anna: Person) -> None:
    manager, sales, technician = signed_in(mara), signed_in(clara), signed_in(anna)
    manager.post(SAVE, {"name": "Overdue", "show": "overdue", "is_shared": "on"})
    view = ListView.objects.get()
    assert "Overdue" in sales.get(INVOICES).content.decode()
    everything = sales.get("/business/views/").content.decode()
    assert "shared" in everything
    assert "Change the view" not in everything
    for page in ("details", "removal"):
        assert sales.post(f"/business/views/{view.ref}/{page}/", {"name": "Mine"}).status_code == 404
    assert "Overdue" not in technician.get("/business/views/").content.decode()
    assert technician.post(SAVE, {"name": "Peeping", "show": "paid"}).status_code == 404
    sales.post(SAVE, {"name": "Shared by sales", "show": "paid", "is_shared": "on"})
    assert not ListView.objects.get(name="Shared by sales").is_shared
    manager.post(f"/business/views/{view.ref}/details/", {"name": "Overdue"})
    assert "Overdue" not in sales.get("/business/views/").content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("place", "page", "asked", "left"),
    [
        ("leads", "leads", {"show": "mine", "source": "web", "stage": "x' OR 1"}, "?show=mine&source=web"),
        ("quotes", "quotes", {"show": "everything"}, ""),
        ("orders", "orders", {"show": "all"}, "?show=all"),
        ("licences", "licences", {"show": "ending", "q": "Nord"}, "?show=ending&q=Nord"),
        ("organisations", "organisations", {"owner": "me", "country": "Germany"}, "?owner=me"),
    ],
)
def test_only_what_a_list_asks_for_is_kept(
    clara: Person, place: str, page: str, asked: dict[str, str], left: str
) -> None:
    browser = signed_in(clara)
    saved = browser.post(f"/business/lists/{place}/views/new/", {"name": "Mine", **asked})
    assert saved["Location"] == f"/business/{page}/{left}"
    assert "Mine" in browser.get(saved["Location"]).content.decode()
    assert browser.post("/business/lists/salaries/views/new/", {"name": "Mine"}).status_code == 404
