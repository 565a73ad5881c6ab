"""Saved views: made from the filters, shared with those who may see them, with figures that never count a table."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.following import follow
from candor.helpdesk.actions.tagging import add_tags, named
from candor.helpdesk.actions.views import ViewDetails, delete_view, forget_deleted_views, save_view
from candor.helpdesk.models import Audience, Priority, SavedView, Ticket, ViewPlace
from candor.helpdesk.queries import view_figures
from candor.helpdesk.queries.views import figures_of, views_for
from candor.helpdesk.rules.filters import Condition, Definition
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

SENT = {"name": "Urgent ones", "audience": "mine", "match": "all", "sort": "due", "way": "up", "step": "save"}


@pytest.fixture(autouse=True)
def _fresh_figures():
    view_figures.forget()


def saved(person, name="Urgent ones", audience=Audience.MINE, *conditions, **more):
    definition = Definition(tuple(Condition(*each) for each in conditions), **more)
    return save_view(ViewDetails(name, audience, definition), by=actor(person))


def lines(response):
    return re.findall(r'class="row-link"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]+)', response.content.decode())


def names(person):
    return [view.name for view in views_for(actor(person))]


def test_anna_saves_her_filters_as_a_view_and_sees_the_same_cases(kim, anna):
    ticket_of(kim, "Urgent", priority=Priority.URGENT)
    ticket_of(kim, "Plain")
    browser = signed_in(anna)
    listed = browser.get("/tech/cases/", {"show": "open", "priority": "4"})
    builder = re.search(r'href="(/tech/cases/views/new/[^"]+)"', listed.content.decode())[1].replace("&amp;", "&")
    page = browser.get(builder).content.decode()
    assert 'name="use" value="stage"' in page
    assert 'name="use" value="priority"' in page

    form = {**SENT, "use": ["stage", "priority"], "stage_op": "is", "stage": ["with-us"], "priority_op": "is",
            "priority": ["4"], "column_1": "number", "column_2": "priority"}  # fmt: skip
    answer = browser.post("/tech/cases/views/new/", form)

    shown = browser.get(answer["Location"])
    assert lines(shown) == lines(listed) == ["Urgent"]
    assert b"Stage is Open" in shown.content
    assert SavedView.objects.get().definition["columns"] == ["subject", "number", "priority"]


def test_the_builder_grows_and_shrinks_without_losing_what_is_typed(kim, anna):
    browser, url = signed_in(anna), "/tech/cases/views/new/"

    page = browser.post(
        url, {**SENT, "step": "add", "add": "tags", "use": ["status"], "status_op": "is_not", "status": ["new"]}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Urgent ones"' in text
    assert re.search(r'value="new"[^>]*checked|checked[^>]*value="new"', text)
    assert 'name="tags"' in text

    form = {**SENT, "step": "", "remove": "status", "use": ["status", "tags"], "status_op": "is", "tags_op": "is"}
    assert 'name="use" value="status"' not in browser.post(url, form).content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": ""}, "Give the view a name"),
        ({"use": ["status"], "status_op": "is"}, "Choose at least one"),
        ({"use": ["tags"], "tags_op": "is", "tags": "nowhere"}, "There is no tag called"),
        ({"use": ["requester"], "requester_op": "is", "requester": "nobody@x.example"}, "Nobody is known"),
        (
            {"use": ["organisation"], "organisation_op": "is", "organisation": "Nix GmbH"},
            "No organisation has this name",
        ),
        ({"use": ["text"], "text_op": "is", "text": "  "}, "Write the words"),
        ({"use": ["queue"], "queue_op": "is", "queue": ["0" * 16]}, "not one of the available choices"),
        ({"use": ["status"], "status_op": "DROP", "status": ["new"]}, "not one of the available choices"),
        ({"audience": "shared"}, "not one of the available choices"),
    ],
)
def test_what_a_view_cannot_say_is_refused_in_words(anna, more, told):
    answer = signed_in(anna).post("/tech/cases/views/new/", {**SENT, **more})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not SavedView.objects.exists()


def test_people_and_tags_are_named_as_people_name_them(kim, anna, nordlicht):
    ticket = ticket_of(kim, "Hers")
    add_tags(ticket, ["printer"], by=actor(anna))
    ticket_of(kim, "No tag")
    form = {
        **SENT, "use": ["requester", "organisation", "tags"],
        "requester_op": "is", "organisation_op": "is", "tags_op": "is",
        "requester": "Kim@Nordlicht.example", "organisation": "nordlicht gmbh", "tags": "Printer",
    }  # fmt: skip
    browser = signed_in(anna)

    shown = browser.get(browser.post("/tech/cases/views/new/", form)["Location"])

    assert lines(shown) == ["Hers"]
    assert "Requester is Kim Jansen" in shown.content.decode()
    page = browser.get(f"/tech/cases/views/{SavedView.objects.get().ref}/change/").content.decode()
    assert 'value="kim@nordlicht.example"' in page
    assert 'value="printer"' in page


def test_a_view_naming_a_foreign_queue_says_what_is_left_out_and_not_its_name(kim, anna, mara, boris):
    security = security_queue(boris)
    ticket_of(kim, "Break-in", queue=security)
    view = saved(mara, "All alarms", Audience.SHARED, ("queue", "is", (security.ref,)))

    page = signed_in(anna).get(f"/tech/cases/views/{view.ref}/").content.decode()
    assert "A queue in this view is not open to you" in page
    assert "Break-in" not in page
    assert "Security" not in page
    assert lines(signed_in(boris).get(f"/tech/cases/views/{view.ref}/")) == ["Break-in"]
    assert figures_of(views_for(actor(anna)), by=actor(anna)) == {view.ref: 0}
    assert figures_of(views_for(actor(boris)), by=actor(boris)) == {view.ref: 1}


def test_who_is_offered_which_view(anna, boris, mara, clara):
    security = security_queue(boris)
    saved(anna, "Annas own")
    saved(mara, "For all", Audience.SHARED)
    definition = Definition()
    save_view(ViewDetails("For security", Audience.QUEUE, definition, security), by=actor(mara))

    assert names(anna) == ["Annas own", "For all"]
    assert names(boris) == ["For all", "For security"]
    assert names(mara) == ["For all", "For security"]
    assert names(clara) == []


def test_anna_changes_no_shared_view_and_boris_finds_none_of_hers(anna, boris, mara):
    shared, own = saved(mara, "For all", Audience.SHARED), saved(anna, "Annas own")

    assert signed_in(anna).get(f"/tech/cases/views/{shared.ref}/change/").status_code == 404
    assert signed_in(anna).post(f"/tech/cases/views/{shared.ref}/deletion/").status_code == 404
    for path in ("", "change/"):
        assert signed_in(boris).get(f"/tech/cases/views/{own.ref}/{path}").status_code == 404
    for verb in ("copies", "pin", "first", "place", "deletion"):
        assert signed_in(boris).post(f"/tech/cases/views/{own.ref}/{verb}/").status_code == 404


def test_a_view_is_copied_pinned_ordered_and_opened_first(kim, anna, mara):
    ticket_of(kim, "Here")
    first, second = saved(mara, "A shared", Audience.SHARED), saved(anna, "B mine")
    browser = signed_in(anna)

    browser.post(f"/tech/cases/views/{second.ref}/place/", {"way": "up"})
    assert names(anna) == ["B mine", "A shared"]
    assert names(mara) == ["A shared"]
    browser.post(f"/tech/cases/views/{first.ref}/pin/")
    assert names(anna) == ["A shared", "B mine"]
    browser.post(f"/tech/cases/views/{first.ref}/copies/")
    assert "Copy of A shared" in names(anna)
    browser.post(f"/tech/cases/views/{second.ref}/first/")
    assert browser.get("/tech/cases/")["Location"] == f"/tech/cases/views/{second.ref}/"
    assert browser.get("/tech/cases/", {"show": "open"}).status_code == 200
    browser.post(f"/tech/cases/views/{second.ref}/first/")
    assert browser.get("/tech/cases/").status_code == 200
    assert ViewPlace.objects.filter(person=mara).count() == 0


def test_a_deleted_view_comes_back_until_it_is_forgotten(anna):
    view, browser = saved(anna), signed_in(anna)

    page = browser.post(f"/tech/cases/views/{view.ref}/deletion/", follow=True)
    assert names(anna) == []
    assert b"Bring it back" in page.content
    browser.post(f"/tech/cases/views/{view.ref}/return/")
    assert names(anna) == ["Urgent ones"]

    delete_view(view, by=actor(anna))
    with clock.later(days=31):
        forget_deleted_views()
    assert browser.post(f"/tech/cases/views/{view.ref}/return/").status_code == 404


def test_a_definition_of_another_version_is_told_and_shows_nothing(kim, anna):
    ticket_of(kim, "Here")
    view = saved(anna)
    SavedView.objects.update(definition={"version": 99, "conditions": "x"})

    page = signed_in(anna).get(f"/tech/cases/views/{view.ref}/")

    assert lines(page) == []
    assert b"another version of Candor" in page.content
    assert signed_in(anna).get("/tech/cases/views/figures/").status_code == 200


def test_figures_that_are_held_already_are_not_sent_again(kim, anna):
    view, browser, url = saved(anna), signed_in(anna), "/tech/cases/views/figures/"
    first = browser.get(url)
    assert first["Cache-Control"] == "private, no-store"

    held = {"If-None-Match": f"W/{first['ETag']}"}
    assert (browser.get(url, headers=held).status_code, browser.get(url, headers=held).content) == (304, b"")
    assert browser.get(url, {"current": view.ref}, headers=held).status_code == 200

    ticket_of(kim)
    view_figures.forget()
    again = browser.get(url, headers=held)
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_anna_makes_a_view_of_what_she_follows(kim, anna, boris):
    mine, his = ticket_of(kim, "Followed"), ticket_of(kim, "His")
    ticket_of(kim, "Nobody follows")
    follow(mine, anna, by=actor(anna))
    follow(his, boris, by=actor(boris))
    browser = signed_in(anna)

    form = {**SENT, "use": ["follower"], "follower_op": "is", "follower": ["me"]}
    shown = browser.get(browser.post("/tech/cases/views/new/", form)["Location"])

    assert lines(shown) == ["Followed"]
    assert "Follower is me" in shown.content.decode()
    theirs = saved(anna, "Boris's", Audience.MINE, ("follower", "is", (boris.ref,)))
    assert lines(browser.get(f"/tech/cases/views/{theirs.ref}/")) == ["His"]
    others = saved(anna, "Not mine", Audience.MINE, ("follower", "is_not", ("me",)), sort="number", falls=False)
    assert lines(browser.get(f"/tech/cases/views/{others.ref}/")) == ["His", "Nobody follows"]


def test_figures_stop_at_99_and_cost_one_query_for_all_views(kim, anna):
    first, now = ticket_of(kim), clock.now()
    Ticket.objects.bulk_create(
        Ticket(number=10_000 + number, subject="x", channel="web", requester=kim, queue=first.queue, created_at=now,
               changed_at=now, priority=1 if number < 40 else 2)
        for number in range(130)
    )  # fmt: skip
    many, few = saved(anna, "Many"), saved(anna, "Few", Audience.MINE, ("priority", "is", ("1",)))
    for number in range(8):
        saved(anna, f"More {number}", Audience.MINE, ("status", "is", ("new",)))
    me = actor(anna)
    offered = views_for(me)

    with CaptureQueriesContext(connection) as queries:
        figures = view_figures.of(offered, by=me)

    assert (figures[many.ref], figures[few.ref]) == ("99+", "40")
    assert len(queries) == 1, [query["sql"][:200] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        view_figures.of(offered, by=me)
    assert len(queries) == 0


def test_the_columns_a_view_names_are_shown_in_its_order(kim, anna):
    add_tags(ticket_of(kim, "Here"), ["printer"], by=actor(anna))
    view = saved(
        anna, columns=("number", "subject", "queue", "category", "tags", "kind", "channel", "created", "messages")
    )

    page = signed_in(anna).get(f"/tech/cases/views/{view.ref}/").content.decode()

    heads = re.findall(r'<th scope="col" class="cell-(\w+)"', page)
    assert heads == ["number", "subject", "queue", "category", "tags", "kind", "channel", "created", "messages"]
    assert re.search(r'cell-queue"[^>]*>Support<', page)
    assert '<span class="tag" dir="auto">printer</span>' in page


def test_a_head_sorts_the_list_and_pressed_again_the_other_way(kim, anna):
    for name, priority in (("Low", Priority.LOW), ("Urgent", Priority.URGENT), ("Normal", Priority.NORMAL)):
        ticket_of(kim, name, priority=priority)
    browser = signed_in(anna)

    assert lines(browser.get("/tech/cases/", {"sort": "number", "way": "up"})) == ["Low", "Urgent", "Normal"]
    assert lines(browser.get("/tech/cases/", {"sort": "priority", "way": "down"})) == ["Urgent", "Normal", "Low"]
    page = browser.get("/tech/cases/", {"sort": "number", "way": "up"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert "sort=number&amp;way=down" in page
    assert lines(browser.get("/tech/cases/", {"sort": "number; DROP TABLE", "way": "up"})) == [
        "Normal",
        "Urgent",
        "Low",
    ]


def test_a_tag_is_a_filter_of_the_list(kim, anna):
    add_tags(ticket_of(kim, "With"), ["printer"], by=actor(anna))
    ticket_of(kim, "Without")

    assert lines(signed_in(anna).get("/tech/cases/", {"tag": named("printer").ref})) == ["With"]
