"""What does not simply follow when two of our records become one: `actions.merging` sees to these itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.merging import called, stays
from candor.people.models import (
    Account,
    AddressChange,
    MatchKey,
    Membership,
    Merge,
    Organisation,
    OrganisationAddress,
    OrganisationPair,
    Person,
    PersonName,
    PersonPair,
    PostalAddress,
)

# An account is locked or handed over, names are noted as other names, and earlier
# merges, suggestions and new addresses on their way speak of their own records.
stays(Account, "person")
stays(AddressChange, "person")
stays(PersonName, "person")
stays(Person, "merged_into")
stays(Organisation, "merged_into")
for field in ("person", "organisation"):
    stays(MatchKey, field)
for pair in (PersonPair, OrganisationPair):
    stays(pair, "first")
    stays(pair, "second")
for field in ("person", "former_person", "organisation", "former_organisation"):
    stays(Merge, field)

called(PostalAddress, "person", _("Postal addresses"))
called(OrganisationAddress, "organisation", _("Postal addresses"))
called(Membership, "organisation", _("People"))
