"""What an officer says about a new e-mail address whose old mailbox is lost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.privacy.models import IdentityProof

PROOFS = [(one.value, one.label) for one in IdentityProof if one not in {IdentityProof.LOGIN, IdentityProof.MAILBOX}]
"""A login is what may be in the wrong hands, and the mailbox is what is lost: neither shows who asks."""


class DecisionForm(forms.Form):
    proof = forms.ChoiceField(label=_("How you made sure who asks"), choices=PROOFS, widget=forms.RadioSelect)
