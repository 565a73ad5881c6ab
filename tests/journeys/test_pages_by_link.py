"""The pages that only a link of their own opens, fresh and used up: set-up, a new password, an invitation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from candor.kernel import instance
from tests.architecture.objects import COMMON, MAKERS, World, make_world
from tests.browser import Visit, look_from_all_sides

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.axe]


def test_everybody_can_use_the_pages_behind_a_link(visit: Visit) -> None:
    page = visit(locale="de")
    world = make_world()
    for path in addresses(world):
        page.goto(path)
        # Sent empty it comes back with everything that was there, and its errors.
        if page.locator("main form").count():
            with page.expect_navigation():
                page.locator("main form").evaluate("it => it.submit()")
        look_from_all_sides(page)


def addresses(world: World) -> Iterator[str]:
    """Each with a secret that works, and once more with none that does."""
    for name, words in (
        ("public:set-up", "set-up"),
        ("customer:new-password", "reset-password"),
        ("tech:accept-invitation", "invitation"),
    ):
        yield reverse(name, args=[MAKERS[words, "secret"](world)[COMMON]])
        if words == "set-up":
            instance.finish_set_up("Lindwurm Software")
        yield reverse(name, args=["used-up"])
