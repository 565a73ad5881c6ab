"""What this slice does after or beside requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.people.actions import (
    address_changes,
    arrivals,
    colleagues,
    contracts,
    duplicates,
    exporting,
    importing,
    merging,
    registration,
    reset,
    tokens,
    unimporting,
    unmerging,
)

BESIDE_THEIR_VERBS = (
    exporting.make_export,
    importing.run_import,
    unimporting.carry_on_undoing_import,
    merging.carry_on_merging,
    unmerging.carry_on_unmerging,
)
"""Jobs that an action asks for stand beside it; named here, the worker knows them."""


@task(_("Mail a code for a new password"))
def mail_reset_code(request_id: int) -> None:
    """Mail the code of a request for a new password."""
    reset.mail_code(request_id)


@task(_("Answer a registration by mail"))
def mail_registration(registration_id: int) -> None:
    """Mail the link of a registration, or why nothing comes of it."""
    registration.answer_registration(registration_id)


@task(_("Mail an invitation of a super customer"))
def mail_colleague_invitation(invitation_id: int) -> None:
    """Mail the link of a super customer's invitation."""
    colleagues.answer_invitation(invitation_id)


@task(_("Delete registrations that nobody confirmed"))
def forget_old_registrations() -> None:
    """Delete what was typed at registrations past their time, and invitations past theirs."""
    registration.forget_old_registrations()
    colleagues.forget_old_invitations()


@task(_("Let new e-mail addresses count, or end them"))
def carry_on_address_changes() -> None:
    """Let addresses count whose wait is over, end those that nobody answered, forget the old ones."""
    address_changes.carry_on()


@task(_("End contracts whose last day has passed"))
def end_contracts() -> None:
    """Let contractors whose last day has passed leave."""
    contracts.end_contracts()


@task(_("Announce contracts that end soon"))
def remind_of_ending_contracts() -> None:
    """Mail the administrators a week before a contractor's last day."""
    contracts.remind_of_ending_contracts()


@task(_("Forget old places of sign-in"))
def forget_old_places() -> None:
    """Delete devices and networks from which nobody has signed in for half a year."""
    arrivals.forget_old_places()


@task(_("Delete tokens that ended long ago"), most_attempts=3)
def forget_ended_tokens() -> None:
    """Delete tokens of the API a quarter of a year after they expired or were revoked."""
    tokens.forget_ended()


@task(_("Look for duplicates among what changed"))
def find_duplicates() -> None:
    """Compare the records that changed with those that share a key with them."""
    duplicates.find_in_what_changed()


@task(_("Delete the files of old imports"))
def forget_old_imports() -> None:
    """Delete the files of imports past their time and drafts that nobody started."""
    unimporting.forget_old_imports()


@task(_("Delete the files of exports whose day is over"))
def forget_old_exports() -> None:
    """Delete the files of exports whose day is over."""
    exporting.forget_old_exports()


@task(_("Forget how to take old merges back"))
def settle_old_merges() -> None:
    """Forget what only served taking back, once its thirty days are over."""
    unmerging.settle_old_merges()
