"""Anna merges, answers with a template, takes it back, and uses a macro: at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.linking import make_child
from candor.helpdesk.actions.prepared import MacroDetails, Place, TemplateDetails, create_macro, create_template
from candor.helpdesk.models import Draft, GroupAnswer, GroupAnswerPart, Message, Priority
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock, search
from candor.people.models import Person
from tests.browser import Visit, look_from_all_sides
from tests.cast import actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.journey
def test_anna_shapes_a_case(visit: Visit, kim: Person, anna: Person) -> None:
    """Merge the second mail into the first, insert a template with "/", send it, undo it."""
    target, source = ticket_of(kim, "The export stops"), ticket_of(kim, "The export stops again")
    own = Place(owner=anna)
    create_template(TemplateDetails("Log file", own, {"en": "Hello {first_name}, the log please."}), by=actor(anna))
    search.index_pending()
    page = visit(anna)

    page.goto(f"/tech/cases/{source.ref}/merge/")
    page.locator(".row-link").first.click()
    page.get_by_role("button", name="Merge cases").click()
    expect(page.get_by_text(f"from #{source.number}")).to_be_visible()

    box = page.locator(".composer-text")
    box.click()
    box.press_sequentially("/")
    page.get_by_role("button", name=re.compile("Log file")).click()
    expect(box).to_have_value("Hello Kim, the log please.")
    page.get_by_role("button", name="Send reply").click()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(".composer-text")).to_have_value("Hello Kim, the log please.")
    assert not Message.objects.filter(kind="from-us").exists()
    assert Draft.objects.get().ticket == target


@pytest.mark.axe
@pytest.mark.slow(15)
def test_the_pages_of_shaping_are_accessible(
    visit: Visit, kim: Person, sam: Person, anna: Person, mara: Person
) -> None:
    parent, child, other = ticket_of(kim, "The server is down"), ticket_of(sam, "No sign-in"), ticket_of(sam, "Slow")
    make_child(child, parent, by=actor(anna))
    template = create_template(TemplateDetails("Log file", Place(), {"en": "Hello {first_name}"}), by=actor(mara))
    macro = create_macro(
        MacroDetails("Urgent", Place(), template=template, note="Hm", priority=Priority.URGENT), by=actor(mara)
    )
    answer = GroupAnswer.objects.create(parent=parent, author=anna, text="Again", created_at=clock.now(), total=1)
    GroupAnswerPart.objects.create(answer=answer, ticket=child)
    page = visit(mara)
    case = f"/tech/cases/{parent.ref}"
    for address in (
        f"/tech/cases/{other.ref}/merge/",
        f"/tech/cases/{other.ref}/merge/?into={child.ref}",
        f"/tech/cases/{other.ref}/merge/?into={parent.ref}",
        f"{case}/related/",
        f"{case}/split/",
        f"{case}/children/answer/",
        f"{case}/children/answers/{answer.ref}/",
        f"{case}/templates/",
        f"{case}/macros/",
        f"{case}/macros/{macro.ref}/",
        "/tech/templates/",
        f"/tech/templates/{template.ref}/",
        "/tech/macros/",
        f"/tech/macros/{macro.ref}/",
        f"/tech/configuration/queues/{parent.queue.ref}/signature/",
        f"/tech/configuration/queues/{parent.queue.ref}/sender/",
    ):
        page.goto(address)
        look_from_all_sides(page)
