// Prepared words: the button, or "/" at the start of a line, opens the list; what is chosen goes in at the caret.
let place = null;

const open = (id, box, begin) => {
  const dialog = document.getElementById(id);
  if (!dialog || !box) return false;
  place = { box, begin, end: box.selectionEnd };
  dialog.showModal();
  dialog.querySelector("[data-filter]")?.focus();
  return true;
};

const boxOf = (form) => form?.querySelector(".composer-text");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  const box = boxOf(button?.form);
  if (button && open(button.dataset.pick, box, box?.selectionStart)) event.preventDefault();
});

document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.matches("[data-filter]")) {
    const sought = box.value.trim().toLowerCase();
    for (const item of document.querySelectorAll(`${box.dataset.filter} li`)) item.hidden = !item.textContent.toLowerCase().includes(sought);
    return;
  }
  const button = box.form?.querySelector("[data-pick]");
  if (!button || event.data !== "/" || !box.matches(".composer-text")) return;
  const begin = box.selectionStart - 1;
  if (begin === 0 || box.value[begin - 1] === "\n") open(button.dataset.pick, box, begin);
});

// Beside the list, what is inserted goes to where the caret stands in the box of the page.
const caret = () => {
  const box = document.querySelector(".composer-text");
  return box && { box, begin: box.selectionStart, end: box.selectionEnd };
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-insert]");
  const at = form?.closest("dialog") ? place : caret();
  if (!form || !at) return;
  event.preventDefault();
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Insert": "1" } });
    if (!response.ok || response.redirected) return say(response.redirected ? words.ended : words.failed, "bad");
    const { box, begin, end } = at;
    form.closest("dialog")?.close();
    box.focus();
    box.setRangeText(await response.text(), begin, end, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } catch {
    say(words.offline, "bad");
  }
});
