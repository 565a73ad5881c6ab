"""Addresses of licences in the Business Center. A verb has its own address."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.licences.models import ISSUE, VIEW
from candor.licences.views import business, offline, restoring, verbs

SEES, ISSUES = staff(VIEW), staff(ISSUE)
LICENCE = "licences/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("licences/", business.licences, name="licences", policy=SEES),
    route("licences/new/", business.new_licence, name="new-licence", policy=ISSUES),
    route("licences/restoration/", restoring.restore, name="restore-licence", policy=ISSUES),
    route("licences/kept/<slug:kept>/restoration/", restoring.restore_kept, name="restore-kept", policy=ISSUES),
    route(f"{LICENCE}/", business.licence, name="licence", policy=SEES),
    route(f"{LICENCE}/keys/<int:revision>/", business.key_file, name="licence-key", policy=ISSUES),
    route(f"{LICENCE}/terms/", verbs.change, name="licence-change", policy=ISSUES),
    route(f"{LICENCE}/maintenance/", verbs.extend, name="licence-extend", policy=ISSUES),
    route(f"{LICENCE}/transfer/", verbs.transfer, name="licence-transfer", policy=ISSUES),
    route(f"{LICENCE}/new-key/", verbs.replace_key, name="licence-replace-key", policy=ISSUES),
    route(f"{LICENCE}/revocation/", verbs.revoke, name="licence-revoke", policy=ISSUES),
    route(f"{LICENCE}/reinstatement/", verbs.reinstate, name="licence-reinstate", policy=ISSUES),
    route(f"{LICENCE}/machines/<slug:machine>/end/", verbs.free_machine, name="licence-free-machine", policy=ISSUES),
    route(f"{LICENCE}/offline/", offline.for_staff, name="licence-offline", policy=ISSUES),
    route(f"{LICENCE}/after-erasure/", restoring.choose, name="licence-choose", policy=ISSUES),
    route(f"{LICENCE}/after-erasure/end/", restoring.take_back, name="licence-take-back", policy=ISSUES),
    route("people/<slug:ref>/licences/", business.of_person, name="licences-of-person", policy=SEES),
]
