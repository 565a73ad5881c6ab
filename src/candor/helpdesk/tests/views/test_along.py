"""Working along a list: the next case of the list that somebody came from, built-in or saved, and back to it."""

from __future__ import annotations

import re

import pytest

from candor.helpdesk.actions.describing import set_priority
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.actions.views import ViewDetails, save_view
from candor.helpdesk.models import AfterSending, Audience, Priority, WritingHabit
from candor.helpdesk.rules.filters import Condition, Definition
from candor.helpdesk.tests.stories import security_queue, ticket_of
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

URGENT = Definition((Condition("priority", "is", ("4",)),), sort="number", falls=False)


@pytest.fixture
def urgent(kim, boris):
    """Three urgent cases by number, a plain one among them, and one that Anna may not see."""
    security = security_queue(boris)
    return [
        ticket_of(kim, "First", priority=Priority.URGENT),
        ticket_of(kim, "Plain"),
        ticket_of(kim, "Secret", priority=Priority.URGENT, queue=security),
        ticket_of(kim, "Second", priority=Priority.URGENT),
        ticket_of(kim, "Third", priority=Priority.URGENT),
    ]


@pytest.fixture
def view(anna):
    return save_view(ViewDetails("Urgent ones", Audience.MINE, URGENT), by=actor(anna))


def url_of(ticket, rest=""):
    return f"/tech/cases/{ticket.ref}/{rest}"


def ways(page):
    """The addresses of "Previous case" and "Next case" and of the way back on a page."""
    text = page.content.decode().replace("&amp;", "&")
    return [
        re.search(pattern, text)[1]
        for pattern in (r'href="([^"]+/previous/[^"]+)"', r'href="([^"]+/next/[^"]+)"', r'class="back" href="([^"]+)"')
    ]


def went_to(answer, ticket):
    return answer["Location"].startswith(url_of(ticket))


def test_next_and_previous_go_on_in_the_saved_view_that_anna_came_from(anna, urgent, view):
    first, _plain, _secret, second, third = urgent
    browser, address = signed_in(anna), f"/tech/cases/views/{view.ref}/"

    opened = browser.get(url_of(second), headers={"Referer": f"http://testserver{address}"})
    previous, following, back = ways(opened)

    assert back == address
    assert went_to(browser.get(previous), first)
    answer = browser.get(following)
    assert went_to(answer, third)
    last = browser.get(ways(browser.get(answer["Location"]))[1])
    assert last["Location"] == address
    assert "That was the last case of the list." in browser.get(address).content.decode()


def test_an_order_chosen_by_hand_is_the_order_in_which_it_goes_on(anna, urgent, view):
    first, _plain, _secret, second, _third = urgent
    referer = f"http://testserver/tech/cases/views/{view.ref}/?sort=number&way=down&older=n3-3"
    browser = signed_in(anna)

    _previous, following, back = ways(browser.get(url_of(second), headers={"Referer": referer}))

    assert went_to(browser.get(following), first)
    assert back.endswith("?sort=number&way=down")


def test_ones_own_change_does_not_lose_the_place(kim, anna):
    oldest, middle, _newest = (ticket_of(kim, name) for name in ("Oldest", "Middle", "Newest"))
    browser = signed_in(anna)
    opened = browser.get(url_of(middle), headers={"Referer": "http://testserver/tech/cases/?show=open"})
    told = re.search(r'hx-vals="([^"]+)"', opened.content.decode())[1]
    assert "show=open" in told
    _previous, following, _back = ways(opened)
    at = re.search(r"at=([0-9-]+)", following)[1]

    set_priority(middle, Priority.HIGH, by=actor(anna))
    head = browser.post(url_of(middle, "taking/"), {"view": "show=open", "at": at}, headers={"HX-Request": "true"})

    assert at in head.content.decode()
    assert went_to(browser.get(following), oldest)


@pytest.mark.parametrize("habit", ["next", "list", "stay"])
def test_after_sending_it_goes_on_in_the_saved_view(anna, urgent, view, habit):
    second, third = urgent[3:]
    WritingHabit.objects.create(person=anna, after_sending=AfterSending(habit))

    answer = signed_in(anna).post(url_of(second, "replies/"), {"body": "Done", "view": f"saved={view.ref}"})

    expected = {"next": url_of(third), "stay": url_of(second), "list": f"/tech/cases/views/{view.ref}/"}
    assert answer["Location"].startswith(expected[habit])


@pytest.mark.parametrize("told", ["saved=0000000000000000", "saved=%00", "saved=../../", "show=nonsense", "x" * 400])
def test_a_list_that_is_no_list_leads_to_one_that_is(anna, urgent, told):
    answer = signed_in(anna).get(url_of(urgent[0], "next/"), {"view": told, "at": "12-a"})

    assert answer.status_code in {302, 303}
    assert answer["Location"].startswith("/tech/cases/")


def test_boris_view_is_no_way_for_anna(anna, boris, urgent):
    his = save_view(ViewDetails("His", Audience.MINE, URGENT), by=actor(boris))
    plain = urgent[1]

    answer = signed_in(anna).get(url_of(plain, "previous/"), {"view": f"saved={his.ref}"})

    assert went_to(answer, urgent[3]), "the next newer of the open cases that she sees, as without a view"


def test_who_comes_from_elsewhere_sees_no_way(anna, urgent):
    text = signed_in(anna).get(url_of(urgent[0])).content.decode()

    assert "Next case" not in text
    assert 'class="back" href="/tech/cases/"' in text


def test_without_javascript_the_way_survives_a_verb(anna, urgent, view):
    case, browser = urgent[3], signed_in(anna)
    assign(case, None, by=actor(anna))
    referer = f"http://testserver{url_of(case)}?view=saved%3D{view.ref}"

    answer = browser.post(url_of(case, "taking/"), headers={"Referer": referer})

    assert ways(browser.get(answer["Location"], headers={"Referer": referer}))[2] == f"/tech/cases/views/{view.ref}/"


def test_the_bin_leads_back_to_the_list_and_can_be_undone_there(anna, urgent, view):
    case, browser, address = urgent[3], signed_in(anna), f"/tech/cases/views/{view.ref}/"
    opened = browser.get(url_of(case), headers={"Referer": f"http://testserver{address}"}).content.decode()
    assert re.search(r'data-key="#"', opened)

    sent = {"reason": "mistake", "version": case.version, "view": f"saved={view.ref}"}
    answer = browser.post(url_of(case, "bin/"), sent)
    assert answer["Location"] == address
    listed = browser.get(address).content.decode()
    assert "Second" not in re.findall(r'class="row-link"[^>]*>([^<]+)', listed)
    undo = re.search(r'action="(/tech/bin/[^"]+/restoration/)"', listed)[1]

    assert went_to(browser.post(undo), case)
    assert "Second" in browser.get(address).content.decode()
