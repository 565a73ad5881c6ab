from __future__ import annotations
import pytest
from candor.helpdesk.tests.stories import ticket_of
from candor.helpdesk.models import *
from tests.cast import signed_in

@pytest.mark.parametrize("path", ["/tech/", "/tech/cases/", "/tech/cases/new/", "/tech/configuration/queues/", "/tech/configuration/categories/", "/tech/cases/{}/", "/tech/cases/{}/print/", "/tech/cases/new/?caller=Ki"])
def test_pages(path, kim, adam):
    t = ticket_of(kim)
    r = signed_in(adam).get(path.format(t.ref))
    assert r.status_code == 200, r.content[:500]

def test_verbs(kim, adam):
    t = ticket_of(kim)
    c = signed_in(adam)
    for verb, data in [("taking",{}),("priority",{"priority":"4"}),("waiting-for-customer",{}),("schedule",{"moment":"2099-01-01T09:00"}),("follow-up",{"due":"2099-01-01T09:00"}),("replies",{"body":"hello"}),("notes",{"body":"n"}),("solution",{}),("reopening",{}), ("closure", {})]:
        for hx in ({}, {"HTTP_HX_REQUEST":"true"}):
            r = c.post(f"/tech/cases/{t.ref}/{verb}/", data, **hx)
            print(verb, hx, r.status_code)
    r = c.get(f"/tech/cases/{t.ref}/")
    assert r.status_code == 200
