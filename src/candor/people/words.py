"""What a provider's trouble means, in words for administrators."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.people.oidc import Trouble

TROUBLES: Mapping[Trouble, Promise] = {
    Trouble.UNREACHABLE: _(
        "The provider does not answer. Check the issuer. Candor calls public addresses only, none of your own network."
    ),
    Trouble.NOT_A_PROVIDER: _(
        "There is a server, but it does not describe itself as OpenID Connect asks. Check the issuer's path."
    ),
    Trouble.OTHER_ISSUER: _(
        "The server calls itself by another issuer. Copy the issuer letter by letter, with or without the last slash."
    ),
    Trouble.NO_KEYS: _("The provider shows no key of a kind that Candor accepts: RS256, ES256 or EdDSA."),
    Trouble.REFUSED: _("The provider refused. Check client ID and client secret."),
    Trouble.WRONG_TOKEN: _("The provider answered with a token that Candor does not accept."),
}
