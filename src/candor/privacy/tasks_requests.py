"""What is done later about requests of people: the link to a mailbox, and the end of those that nobody proves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.privacy.actions import asking, identity


@task(_("Ask whoever made a privacy request to confirm it"))
def mail_proof(check_id: int) -> None:
    """Write to the address that was given. It may run twice: the last link counts."""
    asking.mail_link(check_id)


@task(_("Close privacy requests that nobody has proven"))
def close_unproven_requests() -> None:
    """Close what was asked about a month ago and not answered."""
    identity.close_unanswered()
