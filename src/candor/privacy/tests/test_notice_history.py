"""One page shows every version of notice and terms: what is different, who was told, who agreed anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from candor.privacy.actions.announcing import Change, announce
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.models import ConsentDeed, ConsentEvent, ConsentWay, NoticeKind
from candor.privacy.queries.registers import today
from candor.privacy.rules.differences import Is, differences
from tests.cast import actor, signed_in

PAGE = "/tech/privacy-office/notices/"
text = st.text("ab \n", max_size=40)


@settings(max_examples=60, deadline=None)
@given(old=text, new=text)
def test_both_texts_can_be_read_out_of_their_differences(old: str, new: str) -> None:
    lines = differences(old, new)

    def read(without: Is) -> list[str]:
        kept = [[piece.text for piece in line if piece.mark != without] for line in lines]
        return ["".join(pieces) for pieces in kept if pieces]

    assert [line for line in read(Is.REMOVED) if line] == [line for line in new.splitlines() if line]
    assert [line for line in read(Is.ADDED) if line] == [line for line in old.splitlines() if line]


@pytest.mark.django_db
@pytest.mark.db
def test_versions_stand_beside_each_other_with_who_was_told_and_who_agreed(
    paula: Person, anna: Person, kim: Person
) -> None:
    publish_shipped_versions()
    for words in ("We keep logs for ten days.", "We keep logs for thirty days."):
        publish_version(NoticeKind.NOTICE, {"en": NoticeText(words, f"Changed: {words}")}, by=SYSTEM)
    announce(Change(NoticeKind.NOTICE, 3, today(), asks_anew=True), by=actor(paula))
    ConsentEvent.objects.create(
        person=kim, address="kim@nordlicht.example", topic="newsletters.x", deed=ConsentDeed.GIVEN,
        way=ConsentWay.ACCOUNT, notice_version="3", at=clock.now(),
    )  # fmt: skip
    browser = signed_in(paula)
    shown = browser.get(PAGE).content.decode()
    assert "Changed: We keep logs for ten days." in shown
    assert "Not announced" in shown
    third = browser.get(f"{PAGE}notice/3/").content.decode()
    assert "<del>ten</del><ins>thirty</ins>" in third
    assert "Kim Jansen" in third
    assert "<del>" in browser.get(f"{PAGE}notice/3/?with=1&language=de").content.decode()
    assert browser.get(f"{PAGE}notice/9/").status_code == 404
    assert browser.get(f"{PAGE}letters/1/").status_code == 404
    assert signed_in(anna).get(PAGE).status_code == 404
