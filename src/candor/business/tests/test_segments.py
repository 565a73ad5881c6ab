"""Segments: trees of conditions that mean the same after they were stored, and nothing that was not allowed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.business.models import Lead, Outcome, Segment, Stage
from candor.business.queries_customers import FIELDS, bounded_count, rows_of
from candor.business.rules.segments import (
    DEEPEST,
    MOST_CONDITIONS,
    About,
    Condition,
    Group,
    How,
    Node,
    NotASegment,
    Operator,
    conditions_of,
    read,
    written,
)
from candor.kernel import clock
from candor.people.models import Membership, Organisation, Person
from tests.cast import actor

VALUES = {"owner": "me", "tag": "abc", "country": "DE", "open_lead": "yes", "customer": "no", "contact": "yes"} | {
    "product": "abc",
    "renewal": "90",
}

conditions = st.builds(
    lambda field, operator: Condition(field, VALUES[field], operator),
    st.sampled_from(FIELDS),
    st.sampled_from(Operator),
)
flat = st.builds(Group, st.sampled_from(How), st.lists(conditions, max_size=4).map(tuple))
trees = st.one_of(
    conditions,
    flat,
    st.builds(Group, st.sampled_from(How), st.lists(st.one_of(conditions, flat), max_size=4).map(tuple)),
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["all", "any", "field", "is", "is_not", "owner", "x"]), inner, max_size=3),
    ),
    max_leaves=20,
)


@given(trees, st.sampled_from(About))
def test_a_stored_tree_reads_back_as_it_was(tree: Node, about: About) -> None:
    assert read(written(tree), about) == tree


@given(anything, st.sampled_from(About))
def test_whatever_is_stored_is_a_segment_or_refused(stored: Any, about: About) -> None:
    try:
        tree = read(stored, about)
    except NotASegment:
        return
    assert read(written(tree), about) == tree


@pytest.mark.parametrize(
    "stored",
    [
        {"field": "password", "is": "x"},
        {"field": "owner__account__password", "is": "x"},
        {"field": "owner", "startswith": "a"},
        {"field": "owner", "is": "a", "is_not": "b"},
        {"field": "owner", "is": ["me"]},
        {"field": "country", "is": "Germany"},
        {"field": "customer", "is": "maybe"},
        {"all": {"field": "owner", "is": "me"}},
        {"none": []},
        {"all": [], "any": []},
        {"all": [{"field": "owner", "is": "me"}] * (MOST_CONDITIONS + 1)},
    ],
)
def test_what_is_not_on_the_list_is_refused(stored: Any) -> None:
    with pytest.raises(NotASegment):
        read(stored, About.PEOPLE)


def test_a_tree_that_is_too_deep_or_too_wide_is_refused() -> None:
    deep: Any = {"field": "owner", "is": "me"}
    for _level in range(DEEPEST):
        deep = {"all": [deep]}
    wide = {"any": [{"all": [{"field": "owner", "is": "me"}] * 11}] * 2}
    for stored in (deep, wide):
        with pytest.raises(NotASegment):
            read(stored, About.ORGANISATIONS)


def test_only_a_flat_list_that_holds_as_a_whole_is_shown_as_filters() -> None:
    mine = Condition("owner", "me")
    assert conditions_of(Group(How.ALL, (mine,))) == [mine]
    assert conditions_of(Group(How.ANY, (mine,))) is None
    assert conditions_of(Group(How.ALL, (Group(How.ALL, (mine,)),))) is None


@pytest.mark.django_db
@pytest.mark.db
class TestWhomTheyPick:
    """Every field and operator, over three organisations of which each is different."""

    def names(self, clara: Person, tree: Node, about: About = About.ORGANISATIONS) -> set[str]:
        return {row.name for row in rows_of(actor(clara), about, tree)}

    def test_groups_and_their_opposites(self, clara: Person, nordlicht: Organisation, hafen: Organisation) -> None:
        Organisation.objects.filter(pk=nordlicht.pk).update(country="DE")
        Organisation.objects.filter(pk=hafen.pk).update(country="DK")
        german, danish = Condition("country", "DE"), Condition("country", "DK")
        assert self.names(clara, german) == {"Nordlicht GmbH"}
        assert self.names(clara, Condition("country", "DE", Operator.IS_NOT)) == {"Hafen AG"}
        assert self.names(clara, Group(How.ANY, (german, danish))) == {"Nordlicht GmbH", "Hafen AG"}
        assert self.names(clara, Group(How.ALL, (german, danish))) == set()
        assert self.names(clara, Group(How.ALL, ())) == {"Nordlicht GmbH", "Hafen AG"}
        assert self.names(clara, Group(How.ANY, ())) == set()

    def test_leads_make_prospects_and_customers(
        self, clara: Person, nordlicht: Organisation, hafen: Organisation, kim: Person, sam: Person
    ) -> None:
        stage = Stage.objects.create(name="Contact", position=1)
        for organisation, outcome in ((nordlicht, Outcome.OPEN), (hafen, Outcome.WON)):
            Lead.objects.create(
                organisation=organisation, interest="Seats", source="mail", stage=stage, outcome=outcome,
                basis="6-1-b", created_at=clock.now(), touched_at=clock.now(),
            )  # fmt: skip
        assert self.names(clara, Condition("open_lead", "yes")) == {"Nordlicht GmbH"}
        assert self.names(clara, Condition("open_lead", "no")) == {"Hafen AG"}
        assert self.names(clara, Condition("customer", "yes")) == {"Hafen AG"}
        assert self.names(clara, Condition("customer", "yes"), About.PEOPLE) == {"Sam Peters"}

    def test_the_contacts_of_running_contracts_are_one_list(self, clara: Person, kim: Person, sam: Person) -> None:
        Membership.objects.filter(person=kim).update(contact_since=clock.now())
        contacts = Condition("contact", "yes")
        assert self.names(clara, contacts, About.PEOPLE) == {"Kim Jansen"}
        assert self.names(clara, contacts) == {"Nordlicht GmbH"}

    def test_a_count_goes_no_further_than_anybody_needs(
        self, clara: Person, nordlicht: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("candor.business.queries_customers.COUNTED", 1)
        Organisation.objects.bulk_create(
            Organisation(name=f"O{n}", ref=f"o{n}", created_at=clock.now()) for n in range(3)
        )
        assert bounded_count(actor(clara), About.ORGANISATIONS, Group(How.ALL, ())) == 2

    def test_a_technician_sees_no_segment(self, anna: Person, clara: Person) -> None:
        Segment.objects.create(name="North", about="organisations", conditions={"all": []}, created_at=clock.now())
        assert not Segment.objects.visible_to(actor(anna)).exists()
        assert Segment.objects.visible_to(actor(clara)).exists()
