// What the server's answer to an HTMX request means for the person: where to look, and in words what went wrong.

// A whole page instead of a block is the sign-in page: the session has ended. Keep what was typed, say so.
// Who asks with hx-select wants a whole page, as long as what is selected stands in it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr?.responseText ?? "";
  if (!/^\s*<!doctype html/i.test(answer) || event.detail.target === document.body) return;
  const selected = event.detail.requestConfig?.elt.getAttribute("hx-select");
  if (selected && answer.includes(`id="${selected.slice(1)}"`)) return;
  event.detail.shouldSwap = false;
  say(words.ended, "warn");
});

document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.elt.querySelector?.("[data-focus]")?.focus();
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const plain = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  say(plain ? xhr.responseText : words.failed, "bad");
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => say(words.offline, "bad"));
}

// The browser focuses [autofocus] only while a page loads; a summary of errors must have the focus then, too.
document.querySelector("[data-focus]")?.focus();
