"""What else is of another time in a restored database: sign-ins, and mails of which nobody knows whether they left."""

from __future__ import annotations

from dataclasses import dataclass

from candor.kernel.files import has_bytes
from candor.kernel.models import StoredFile
from candor.mail.public import hold_back_of_old
from candor.people.public import end_everything_signed_in
from candor.privacy.models import Archive


@dataclass(frozen=True, slots=True)
class Aftermath:
    """How many sessions ended, how many mails wait for a person's word, how many files are missing."""

    sessions: int
    mails: int
    files: int


def settle_the_past() -> Aftermath:
    """End what is signed in, links for signing in and API tokens; hold back mails that waited when the backup was made.

    Doing it again changes nothing. Of the time since then nobody knows which passwords were changed and tokens revoked.
    """
    missing = sum(
        1 for key in StoredFile.objects.values_list("storage_key", flat=True).iterator() if not has_bytes(key)
    )
    Archive.objects.standing().update(copy_trouble="")
    return Aftermath(end_everything_signed_in(), hold_back_of_old(), missing)
