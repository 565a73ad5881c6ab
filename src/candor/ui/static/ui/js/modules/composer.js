// What somebody writes is saved on the server while they type, so that nothing typed is ever lost.
const PAUSE = 1_500;
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

const timers = new WeakMap();
const unsaved = new Set();

const tell = (form, text, trouble = false) => {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.textContent = text;
  line.toggleAttribute("data-trouble", trouble);
};

const textOf = (form) => {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  return data;
};

const trouble = (response) => {
  if (response.redirected || response.status === 401 || response.status === 403) return words.ended;
  return response.status === 409 ? words.conflict : words.unsaved;
};

const save = async (form) => {
  timers.delete(form);
  tell(form, words.saving);
  try {
    const response = await fetch(form.dataset.draft, { method: "POST", body: textOf(form), headers: { "X-Draft": "1" } });
    if (!response.ok || response.redirected) return tell(form, trouble(response), true);
    if (!timers.has(form)) unsaved.delete(form);
    tell(form, fill(words.saved, { time: clock.format(new Date()) }));
  } catch {
    tell(form, words.unsaved, true);
  }
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-composer][data-draft]");
  if (!form || event.target.type === "file") return;
  unsaved.add(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, PAUSE, form));
});

// A draft still on its way must not come after the message it became.
document.addEventListener("submit", (event) => {
  clearTimeout(timers.get(event.target));
  timers.delete(event.target);
  unsaved.delete(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form");
  if (!form || event.target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  form.requestSubmit([...form.querySelectorAll("[type=submit]")].find((button) => button.dataset.mode && isVisible(button)));
});

window.addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});
