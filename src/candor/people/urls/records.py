"""Addresses in the tech face that keep the records of people and organisations in order."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.people.views import duplicates, exports, imports, merging, timeline

sees_people = staff("people.person.view")
sees_organisations = staff("people.organisation.view")
takes_lists_in = staff("people.person.import")
exports_people = staff("people.person.export")
exports_people_fresh = staff("people.person.export", fresh=True)
keeps_people = staff("people.person.change")
keeps_organisations = staff("people.organisation.change")

PERSON = "people/<slug:ref>/merge/"
IMPORT = "imports/<slug:ref>/"
EXPORT = "exports/<slug:ref>/"
ORGANISATION = "organisations/<slug:ref>/merge/"

record_pages: list[URLPattern] = [
    route(PERSON, merging.choose_person, name="merge-person-with", policy=keeps_people),
    route(f"{PERSON}<slug:person_ref>/", merging.merge_person, name="merge-person", policy=keeps_people),
    route(ORGANISATION, merging.choose_organisation, name="merge-organisation-with", policy=keeps_organisations),
    route(
        f"{ORGANISATION}<slug:organisation_ref>/",
        merging.merge_organisation,
        name="merge-organisation",
        policy=keeps_organisations,
    ),
    route("merges/<slug:ref>/", merging.merge, name="merge", policy=sees_people),
    route("merges/<slug:ref>/undo/", merging.undo, name="undo-merge", policy=keeps_people),
    route("people/<slug:ref>/timeline/", timeline.person, name="person-timeline", policy=sees_people),
    route(
        "people/<slug:ref>/activities/new/", timeline.note_activity, name="person-note-activity", policy=keeps_people
    ),
    route(
        "people/<slug:ref>/activities/<slug:entry>/removal/",
        timeline.remove_activity,
        name="person-remove-activity",
        policy=keeps_people,
    ),
    route(
        "organisations/<slug:ref>/timeline/",
        timeline.organisation,
        name="organisation-timeline",
        policy=sees_organisations,
    ),
    route(
        "organisations/<slug:ref>/activities/new/",
        timeline.note_about_organisation,
        name="organisation-note-activity",
        policy=keeps_organisations,
    ),
    route(
        "organisations/<slug:ref>/notes/<slug:entry>/removal/",
        timeline.remove_note,
        name="organisation-remove-activity",
        policy=keeps_organisations,
    ),
    route("imports/", imports.imports, name="imports", policy=takes_lists_in),
    route("imports/new/", imports.new_import, name="new-import", policy=takes_lists_in),
    route(IMPORT, imports.one_import, name="import", policy=takes_lists_in),
    route(f"{IMPORT}set-up/", imports.set_up, name="set-up-import", policy=takes_lists_in),
    route(f"{IMPORT}start/", imports.start, name="start-import", policy=takes_lists_in),
    route(f"{IMPORT}cancellation/", imports.cancel, name="cancel-import", policy=takes_lists_in),
    route(f"{IMPORT}discard/", imports.discard, name="discard-import", policy=takes_lists_in),
    route(f"{IMPORT}undo/", imports.undo, name="undo-import", policy=takes_lists_in),
    route(f"{IMPORT}errors/", imports.errors, name="import-errors", policy=takes_lists_in),
    route("exports/", exports.exports, name="exports", policy=exports_people),
    route("people/export/", exports.export_people, name="export-people", policy=exports_people_fresh),
    route(
        "organisations/export/",
        exports.export_organisations,
        name="export-organisations",
        policy=exports_people_fresh,
    ),
    route(EXPORT, exports.export, name="export", policy=exports_people),
    route(f"{EXPORT}fetch/", exports.fetch, name="fetch-export", policy=exports_people_fresh),
    route(f"{EXPORT}withdrawal/", exports.withdraw, name="withdraw-export", policy=exports_people),
    route("duplicates/", duplicates.people, name="duplicates", policy=keeps_people),
    route(
        "duplicates/<slug:ref>/dismissal/",
        duplicates.tell_people_apart,
        name="tell-person-apart",
        policy=keeps_people,
    ),
    route(
        "organisation-duplicates/",
        duplicates.organisations,
        name="organisation-duplicates",
        policy=keeps_organisations,
    ),
    route(
        "organisation-duplicates/<slug:ref>/dismissal/",
        duplicates.tell_organisations_apart,
        name="tell-organisation-apart",
        policy=keeps_organisations,
    ),
]
