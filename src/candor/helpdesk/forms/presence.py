"""What a page tells of itself."""

from __future__ import annotations

from django import forms

from candor.helpdesk.forms.customer_fields import LineField


class PresenceForm(forms.Form):
    """`known` is the number of messages that the page shows, `state` the word for the notice that it shows."""

    writing = forms.BooleanField(required=False)
    leaving = forms.BooleanField(required=False)
    known = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    state = LineField(required=False, most=250)
