"""What a customer is told, word for word, who may be written to about similar products (§ 7(3) UWG): at a sale, or at
a download that counts as one.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def words_of_notice(name: str, purpose: str, our_name: str, language: str) -> str:
    """What stands beside the order in the language; what is written into the ledger."""
    with translation.override(language):
        return _(
            "%(our_name)s writes to you at the address of this quote about products of its own that are similar to what"
            " you order, by “%(name)s” (%(purpose)s). You can object to this use of your address at any time: here, by"
            " the link in each mail, in your account or by an answer. It costs nothing but the transmission at basic"
            " rates."
        ) % {"our_name": our_name, "name": name, "purpose": purpose.rstrip(".")}


def words_of_notice_at_download(name: str, purpose: str, our_name: str, language: str) -> str:
    """The same beside the form of a download that costs nothing."""
    with translation.override(language):
        return _(
            "%(our_name)s writes to you at the address that you give for this download about products of its own that"
            " are similar to what you download, by “%(name)s” (%(purpose)s). You can object to this use of your address"
            " at any time: here, by the link in each mail, in your account or by an answer. It costs nothing but the"
            " transmission at basic rates."
        ) % {"our_name": our_name, "name": name, "purpose": purpose.rstrip(".")}


def words_of_notice_elsewhere(name: str, purpose: str, our_name: str, language: str) -> str:
    """A proposal for what the owner puts where customers give their address outside of Candor."""
    with translation.override(language):
        return _(
            "%(our_name)s writes to you at this e-mail address about products of its own that are similar to what you"
            " order, by “%(name)s” (%(purpose)s). You can object to this use of your address at any time: here, by the"
            " link in each mail, in your account or by an answer. It costs nothing but the transmission at basic rates."
        ) % {"our_name": our_name, "name": name, "purpose": purpose.rstrip(".")}


def words_of_objection(names: str, language: str) -> str:
    """What stands beside the box that says no at once."""
    with translation.override(language):
        return _("I object: do not send me “%(names)s”.") % {"names": names}
