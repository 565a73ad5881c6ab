"""What staff may send about a list's customers, its form for other sites and an issue's audience."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.public import Segment, segments_for
from candor.catalogue.public import products_to_choose
from candor.kernel.actor import Actor
from candor.newsletters.models import MailingList


class AudienceForm(forms.Form):
    """A segment, or the whole list."""

    segment = forms.ChoiceField(label=_("Only those in the segment"), required=False)

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        self._segments = {each.ref: each for each in segments_for(actor)}
        chosen: Any = self.fields["segment"]
        chosen.choices = [("", _("Everybody on the list")), *((ref, each.name) for ref, each in self._segments.items())]

    @property
    def chosen(self) -> Segment | None:
        return self._segments.get(self.cleaned_data["segment"])


class FreeDownloadsForm(forms.Form):
    """That the owner takes it on, knowing what it means."""

    knows = forms.BooleanField(
        label=_("I have read this, had it checked for our case, and take it on"),
        error_messages={"required": _("Tick that you take it on. Until then nothing changes.")},
    )


class CustomersForm(forms.Form):
    """Whether a list goes to customers without their consent, and to the buyers of what."""

    for_customers = forms.BooleanField(
        label=_("Also send it to customers who were told so when they ordered, and did not object"),
        required=False,
        help_text=_(
            "Without a consent this is advertising that only the law’s exception allows (§ 7(3) UWG, Art. 13(2) of"
            " directive 2002/58/EC): your own similar products, to the address that you got with the sale. If the"
            " products are not similar, you advertise unlawfully: customers and competitors may have it forbidden."
        ),
    )
    products = forms.MultipleChoiceField(
        label=_("It advertises what is similar to these products"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, language: str, found: MailingList, data: Any = None) -> None:
        ties = found.similar.values_list("product__ref", flat=True) if data is None else ()
        super().__init__(data, initial={"for_customers": found.for_customers, "products": list(ties)})
        chosen: Any = self.fields["products"]
        chosen.choices = products_to_choose(language)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("for_customers") and not self.cleaned_data.get("products"):
            self.add_error("products", _("Choose at least one product: without one nothing is similar."))
        return self.cleaned_data
