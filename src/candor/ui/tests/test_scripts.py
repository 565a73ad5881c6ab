"""What scripts add, in real Chromium: nothing typed is lost, every action has a key, nothing is kept in the browser."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey

COMPOSER = "#gallery-composer"


@pytest.fixture
def gallery(browser_page):
    browser_page.goto("/ui/")
    return browser_page


@pytest.fixture
def without_scripts(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/ui/")
    yield page
    context.close()


def test_nothing_is_kept_in_the_browser(gallery):
    for name in ("sessionStorage", "localStorage"):
        assert (
            gallery.evaluate(f"(() => {{ try {{ return window.{name}.length }} catch {{ return 'none' }} }})()")
            == "none"
        )
    assert gallery.context.storage_state() == {"cookies": [], "origins": []}


def test_what_is_typed_is_saved_on_the_server(gallery):
    answer_drafts(gallery, 204)
    with gallery.expect_request("**/draft/") as request:
        write(gallery, "Half a sentence")
    assert "Half a sentence" in request.value.post_data
    gallery.wait_for_function(f"/^saved \\d/.test(document.querySelector('{COMPOSER} [data-saved]').textContent)")


@pytest.mark.parametrize(
    ("status", "words"), [(409, "Somebody else changed"), (401, "session has ended"), (503, "not saved yet")]
)
def test_what_is_typed_stays_when_it_cannot_be_saved(gallery, status, words):
    answer_drafts(gallery, status)
    write(gallery, "Half a sentence")
    gallery.wait_for_selector(f"{COMPOSER} [data-trouble]")
    assert words in gallery.text_content(f"{COMPOSER} [data-saved]")
    assert gallery.input_value(f"{COMPOSER} textarea") == "Half a sentence"


def test_an_internal_note_has_its_own_button_without_any_script(without_scripts):
    composer = without_scripts.locator(COMPOSER)
    assert composer.get_by_role("button", name="Send reply").is_visible()
    composer.get_by_text("Internal note").click()
    assert composer.get_by_role("button", name="Add note").is_visible()
    assert not composer.get_by_role("button", name="Send reply").is_visible()


def test_dialogs_and_menus_open_without_any_script(without_scripts):
    without_scripts.get_by_role("button", name="Schedule", exact=True).click()
    assert without_scripts.get_by_role("dialog", name="Schedule until").is_visible()
    without_scripts.get_by_role("button", name="Close", exact=True).click()
    without_scripts.get_by_role("button", name="More actions").click()
    assert without_scripts.get_by_role("link", name="Follow this case").is_visible()


def test_question_mark_shows_the_keys_of_the_page(gallery):
    gallery.keyboard.press("?")
    keys = gallery.get_by_role("dialog", name="Keys on this page")
    assert "Close case" in keys.inner_text()


def test_keys_do_nothing_while_somebody_types(gallery):
    gallery.fill("#id_company", "")
    gallery.locator("#id_company").press_sequentially("what?")
    assert gallery.input_value("#id_company") == "what?"
    assert not gallery.get_by_role("dialog", name="Keys on this page").is_visible()


def test_the_palette_finds_an_action_by_its_name(gallery):
    gallery.keyboard.press("Control+k")
    gallery.get_by_role("combobox", name="Action").fill("sched")
    gallery.keyboard.press("Enter")
    assert gallery.get_by_role("dialog", name="Schedule until").is_visible()


def test_rows_are_walked_and_selected_by_keys(gallery):
    gallery.keyboard.press("j")
    gallery.keyboard.press("j")
    gallery.keyboard.press("x")
    assert gallery.locator(".row").nth(1).get_by_role("checkbox").is_checked()
    assert gallery.evaluate("document.activeElement.textContent").endswith("names the old company")


def test_a_loss_is_asked_about_first(gallery):
    sent = []

    def fulfil(route):
        sent.append(route.request.method)
        route.fulfill(body="")

    gallery.route("**/ui/", fulfil)
    gallery.get_by_role("button", name="Delete note").click()
    gallery.get_by_role("button", name="Keep as it is").click()
    assert not sent
    gallery.get_by_role("button", name="Delete note").click()
    gallery.locator("#confirm [data-yes]").click()
    gallery.wait_for_load_state()
    assert sent == ["POST"]


def test_a_file_that_is_too_large_is_refused_before_it_travels(gallery):
    gallery.evaluate(f"document.querySelector('{COMPOSER} [type=file]').dataset.limit = 10")
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": body}
        for name, body in {"a.txt": b"1", "b.txt": b"1" * 11}.items()
    ]
    gallery.set_input_files(f"{COMPOSER} [type=file]", files)
    assert gallery.evaluate(f"[...document.querySelector('{COMPOSER} [type=file]').files].map(file => file.name)") == [
        "a.txt"
    ]
    assert "b.txt is larger" in gallery.inner_text("#toasts")


@pytest.mark.parametrize("status", [200, 409, 422, 429])
def test_htmx_shows_what_the_server_says_even_when_it_refuses(gallery, status):
    swap(gallery, status, "<p>Read this</p>")
    gallery.wait_for_selector("#doing p")
    assert gallery.inner_text("#doing") == "Read this"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, "<h1>Trace</h1>", "That did not work"),
        (200, "<!doctype html><html><body>Sign in</body></html>", "Your session has ended"),
    ],
)
def test_htmx_keeps_the_page_when_the_answer_is_no_block(gallery, status, body, words):
    swap(gallery, status, body)
    gallery.wait_for_selector("#toasts .toast")
    assert words in gallery.inner_text("#toasts")
    assert gallery.inner_text("#doing") == "Doing"


def answer_drafts(page, status):
    """Let the composer save to an address that answers with a status."""
    page.route("**/draft/", lambda route: route.fulfill(status=status))
    page.evaluate(f"document.querySelector('{COMPOSER}').dataset.draft = '/draft/'")


def write(page, text):
    page.locator(f"{COMPOSER} textarea").press_sequentially(text)


def swap(page, status, body):
    page.route("**/block/", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    page.evaluate("htmx.ajax('POST', '/block/', { target: '#doing', swap: 'innerHTML' }); null")
