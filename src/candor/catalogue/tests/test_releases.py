"""Releases: who makes them, who may have their files, and what is left of one that was withdrawn."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from candor.catalogue.actions import release_files, releases
from candor.catalogue.models import Audience, Download, Platform, Release, ReleaseFile
from candor.catalogue.tests.stories import sold
from candor.catalogue.tests.stories_releases import CONTENT, file_of, released
from candor.kernel.actor import SYSTEM
from candor.kernel.files import has_bytes
from candor.kernel.models import StoredFile
from candor.licences.tests.stories import licence_of
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_clara_makes_a_release_from_draft_to_withdrawal(clara: Person):
    browser, product = signed_in(clara), sold(by=actor(clara)).product
    form = {
        "number": "4.2", "released_on": "2026-06-01", "channel": "stable", "audience": "open",
        "key": "key-of-this-form", "notes_en": "## Search\n\n- finds <b>scans</b>", "notes_de": "## Suche",
    }  # fmt: skip
    new = reverse("business:new-release", args=[product.ref])
    assert "The release is a draft" in browser.post(new, form, follow=True).content.decode()
    browser.post(new, form)
    release = Release.objects.get()
    page = reverse("business:release", args=[release.ref])
    public = reverse("public:download-release", args=[release.ref])
    assert "Add a file first" in browser.post(
        reverse("business:release-publish", args=[release.ref]), follow=True
    ).content.decode()  # fmt: skip
    assert Client().get(public).status_code == 404
    upload = SimpleUploadedFile("archive.zip", CONTENT)
    browser.post(reverse("business:release-file-add", args=[release.ref]), {"file": upload, "platform": "linux"})
    assert hashlib.sha256(CONTENT).hexdigest() in browser.get(page).content.decode()
    browser.post(reverse("business:release-publish", args=[release.ref]))
    shown = Client().get(public)
    assert "<strong>" not in shown.content.decode()
    assert "&lt;b&gt;scans" in shown.content.decode()
    assert "archive.zip" in shown.content.decode()
    assert not shown.cookies
    sums = Client().get(reverse("public:download-sums", args=[release.ref]))
    assert sums.content.decode() == f"{hashlib.sha256(CONTENT).hexdigest()}  archive.zip\n"
    assert body(Client().get(reverse("public:download-file", args=[file_of(release).ref]))) == CONTENT

    stays = browser.post(reverse("business:release-file-remove", args=[file_of(release).ref]), follow=True)
    assert "Withdraw the release first" in stays.content.decode()
    newer = released("4.3", by=actor(clara))
    browser.post(reverse("business:release-withdraw", args=[release.ref]))
    for address in (public, reverse("public:download-file", args=[file_of(release).ref])):
        gone = Client().get(address)
        assert gone.status_code == 410
        assert "We withdrew this release" in gone.content.decode()
        assert reverse("public:download-release", args=[newer.ref]) in gone.content.decode()
    assert Client().get(reverse("public:download-sums", args=[release.ref])).status_code == 404
    key = file_of(release).file.storage_key
    browser.post(reverse("business:release-file-remove", args=[file_of(release).ref]))
    assert not ReleaseFile.objects.filter(release=release).exists()
    assert not StoredFile.objects.filter(storage_key=key).exists()


def test_who_may_have_which_release(clara: Person, kim: Person, sam: Person, anna: Person, stranger: Any):
    by = actor(clara)
    edition = sold(by=by)
    rows = {each: released(f"1.{place}", each, by=by, edition=edition) for place, each in enumerate(Audience)}
    later = released("2.0", Audience.MAINTAINED, by=by, edition=edition, day=date(2027, 1, 1))
    licence_of(kim, by=clara, edition=edition, maintenance_until=date(2026, 12, 31))
    lapsed = licence_of(sam, by=clara, edition=edition, maintenance_until=date(2026, 5, 31))

    def may_have(looker: Any) -> set[str]:
        return set(Release.objects.fetchable_by(looker).values_list("number", flat=True))

    assert may_have(stranger) == {"1.0"}
    assert may_have(actor(sam)) == {"1.0", "1.1", "1.2"}
    assert may_have(actor(kim)) == {"1.0", "1.1", "1.2", "1.3"}
    assert may_have(actor(anna)) == {"1.0", "1.1", "1.2"}
    maintained = file_of(rows[Audience.MAINTAINED])
    address = reverse("customer:download-file", args=[maintained.ref])
    assert body(signed_in(kim).get(address)) == CONTENT
    assert signed_in(sam).get(address).status_code == 404
    assert signed_in(kim).get(reverse("customer:download-file", args=[file_of(later).ref])).status_code == 404
    assert Client().get(reverse("public:download-file", args=[maintained.ref])).status_code == 404
    shown = signed_in(kim).get(reverse("customer:downloads")).content.decode()
    assert "yours" in shown
    assert "is for licences whose maintenance reaches that day" in shown
    refused = signed_in(sam).get(reverse("customer:download-release", args=[later.ref])).content.decode()
    assert "Yours does not" in refused
    licences = type(lapsed).objects.filter(pk=lapsed.pk)
    licences.update(maintenance_until=date(2030, 1, 1), expires_on=date(2026, 1, 1))
    assert may_have(actor(sam)) == {"1.0", "1.1", "1.2"}


def test_technicians_and_customers_make_no_releases(clara: Person, anna: Person, kim: Person):
    release = released(by=actor(clara))
    for looker in (anna, kim):
        assert signed_in(looker).get(reverse("business:release", args=[release.ref])).status_code == 404
        assert signed_in(looker).post(reverse("business:release-withdraw", args=[release.ref])).status_code == 404
    release.refresh_from_db()
    assert release.is_standing


def test_two_who_write_at_once_see_it(clara: Person):
    release = released(by=actor(clara))
    form = {"number": "4.2", "released_on": "2026-06-01", "channel": "beta", "audience": "open", "version": "1"}
    browser, address = signed_in(clara), reverse("business:release-change", args=[release.ref])
    assert browser.post(address, {**form, "notes_en": "First", "notes_de": ""}).status_code == 303
    stale = browser.post(address, {**form, "notes_en": "Second", "notes_de": ""})
    assert stale.status_code == 409
    assert "Second" in stale.content.decode()
    released("4.3", by=actor(clara))
    taken = browser.post(address, {**form, "version": "2", "number": "4.3", "notes_en": "", "notes_de": ""})
    assert taken.status_code == 422


def test_files_of_one_name_are_told_apart_and_the_same_one_is_there_once(clara: Person):
    by = actor(clara)
    release = released(by=by)
    name = file_of(release).file.name
    assert release_files.add_large_file(release, name, [CONTENT], Platform.ANY, by=by) == file_of(release)
    with pytest.raises(release_files.NameTaken):
        release_files.add_large_file(release, name, [b"else"], Platform.ANY, by=by)
    assert StoredFile.objects.count() == 1
    assert has_bytes(file_of(release).file.storage_key)
    releases.withdraw(release, by=by)
    assert release_files.remove_file(file_of(release), by=by)


def test_a_large_file_comes_by_the_command(clara: Person, tmp_path: Any, capsys: Any, settings: Any):
    release = released(by=actor(clara))
    file = tmp_path / "archive-full.iso"
    with file.open("wb") as stream:
        stream.truncate(60_000_000)  # more than a page takes in
    call_command("releases_add__file", release.ref, str(file), "--platform", "windows", "--json")
    held = ReleaseFile.objects.select_related("file").get(platform="windows")
    assert held.file.size == 60_000_000
    assert held.file.sha256 in capsys.readouterr().out
    with pytest.raises(Exception, match="no release"):
        call_command("releases_add__file", "nobody", str(file))


def test_known_people_are_noted_once_a_day_and_nobody_else(clara: Person, kim: Person):
    by = actor(clara)
    open_one, signed = released(by=by), released("4.3", Audience.CUSTOMERS, by=by)
    for _again in range(2):
        body(Client().get(reverse("public:download-file", args=[file_of(open_one).ref])))
        body(signed_in(kim).get(reverse("customer:download-file", args=[file_of(signed).ref])))
    signed_in(kim).head(reverse("customer:download-file", args=[file_of(signed).ref]))
    assert file_of(open_one).fetched == 2
    assert file_of(signed).fetched == 1
    row = Download.objects.get()
    assert (row.person, row.release, row.way) == (kim, signed, "account")
    seller = signed_in(clara)
    assert kim.name in seller.get(reverse("business:release-downloads", args=[signed.ref])).content.decode()
    beside = seller.get(reverse("business:downloads-of-person", args=[kim.ref])).content.decode()
    assert "archive-4.3.zip" in beside
    assert "downloaded" in seller.get(reverse("tech:person-timeline", args=[kim.ref])).content.decode()
    releases.withdraw(signed, by=by)
    assert release_files.remove_file(file_of(signed), by=SYSTEM)
    row.refresh_from_db()
    assert (row.file, row.name) == (None, "archive-4.3.zip")
