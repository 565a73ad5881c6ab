"""Why there is no activation, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.licences.actions.activating import Refusal, Why

SENTENCES: Mapping[Why, Promise] = {
    Why.MISTYPED: _("The key is mistyped."),
    Why.FORGED: _("This is no key of ours, or it was altered."),
    Why.UNKNOWN: _("We know of no licence with this number."),
    Why.REVOKED: _("This licence was revoked. Ask us why."),
    Why.ENDED: _("The time of this licence is over. It can be extended."),
    Why.UNHELD: _("Nobody holds this licence any more. It can be restored with its receipt."),
    Why.SUPERSEDED: _("There is a newer key for this licence, and this one counts no more."),
    Why.LIMIT: _("Every place of this licence is taken. Free one in the Customer Center, then try again."),
}
STATUS: Mapping[Why, int] = {
    Why.MISTYPED: 422,
    Why.FORGED: 403,
    Why.UNKNOWN: 404,
    Why.REVOKED: 403,
    Why.ENDED: 403,
    Why.UNHELD: 403,
    Why.SUPERSEDED: 403,
    Why.LIMIT: 409,
}


def sentence_of(refusal: Refusal) -> str:
    """What to tell; for a mistyped key with the group in which the mistake is."""
    if refusal.why is Why.MISTYPED:
        return f"{SENTENCES[refusal.why]} {refusal.says}"
    return str(SENTENCES[refusal.why])
