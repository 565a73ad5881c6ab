"""The demo's log-ins, which everybody may know."""

from __future__ import annotations

from dataclasses import dataclass

from candor.helpdesk.demo import story

PASSWORD = "candor-demo-2026"  # noqa: S105 - printed on purpose: nothing in a demo is worth guarding


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who can sign in to the demo. `role` is a staff role, `customer` or `super-customer`."""

    email: str
    role: str
    name: str
    center: str


def logins() -> list[Login]:
    """The log-ins, staff first. `center` is the path at which they sign in."""
    company = story.company()
    staff = [Login(entry["email"], entry["role"], entry["name"], "/tech/") for entry in company["staff"]]
    customers = [
        Login(entry["email"], "super-customer" if "role" in entry else "customer", entry["name"], "/customer/")
        for organisation in company["customers"]
        for entry in organisation["person"]
        if entry.get("signs_in")
    ]
    return staff + customers
