// Keys: every element with data-key, the rows of a list, and "?" which shows them all. A person can turn them off.
const dialog = document.getElementById("keys");
const off = document.documentElement.dataset.keys === "off";

// What stands in a closed menu can be pressed as long as its menu can be opened.
const isAtHand = (element) => {
  const menu = element.closest("[popover]");
  return isVisible(menu ? document.querySelector(`[popovertarget="${menu.id}"]`) ?? menu : element);
};

const keyed = () => [...document.querySelectorAll("[data-key]")].filter(isAtHand);

const show = () => {
  const list = dialog.querySelector("[data-keys-list]");
  list.querySelectorAll("[data-found]").forEach((line) => line.remove());
  const seen = new Set();
  for (const element of keyed()) {
    if (seen.has(element.dataset.key)) continue;
    seen.add(element.dataset.key);
    const line = document.createElement("div");
    line.dataset.found = "";
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.className = "key";
    key.textContent = element.dataset.key;
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = nameOf(element);
    line.append(term, meaning);
    list.append(line);
  }
  dialog.showModal();
};

const rowOf = (element) => element?.closest(".row, .card-row, .case-line");

const step = (by) => {
  const links = [...document.querySelectorAll(":is(.row, .card-row, .case-line) .row-link")];
  const here = links.indexOf(rowOf(document.activeElement)?.querySelector(".row-link"));
  const next = links[here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1)];
  next?.focus();
};

const own = {
  "?": () => dialog && show(),
  j: () => step(1),
  k: () => step(-1),
  o: () => rowOf(document.activeElement)?.querySelector(".row-link")?.click(),
  x: () => rowOf(document.activeElement)?.querySelector("input[type=checkbox]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (off || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const element = keyed().find((candidate) => candidate.dataset.key === event.key);
  if (!element && !own[event.key]) return;
  event.preventDefault();
  if (!element) own[event.key]();
  else if (isTyping(element)) element.focus();
  else element.click();
});
