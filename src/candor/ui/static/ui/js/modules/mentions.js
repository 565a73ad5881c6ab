// "@" and a few letters offer the colleagues of that name below the box. Writing the name out does the same.
const names = [...document.querySelectorAll("[data-mentionable] option")].map((option) => option.value);
const BEGUN = /(?:^|[^\w@./])@([\p{L}\p{M} '.-]{0,40})$/u;
let list = null;
let found = [];
let chosen = 0;

const boxOf = (target) => target.closest?.("[data-composer]") && target.matches("textarea") ? target : null;

const begun = (box) => BEGUN.exec(box.value.slice(0, box.selectionStart))?.[1];

const close = (box) => {
  list?.remove();
  list = null;
  box?.removeAttribute("aria-activedescendant");
};

const mark = (box) => {
  [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === chosen)));
  box.setAttribute("aria-activedescendant", `mention-${chosen}`);
};

const take = (box, name) => {
  const start = box.selectionStart - begun(box).length;
  box.setRangeText(`${name} `, start, box.selectionStart, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  close(box);
};

const show = (box) => {
  close(box);
  const typed = begun(box);
  if (typed === undefined || !box.form.querySelector("[value=note]:checked, [name=mode][value=note]:only-of-type")) return;
  found = names.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 6);
  if (!found.length || found[0].toLowerCase() === typed.trim().toLowerCase()) return;
  list = document.createElement("ul");
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.mention);
  found.forEach((name, place) => {
    const line = document.createElement("li");
    line.id = `mention-${place}`;
    line.setAttribute("role", "option");
    line.textContent = name;
    line.addEventListener("pointerdown", (event) => { event.preventDefault(); take(box, name); });
    list.append(line);
  });
  box.after(list);
  chosen = 0;
  mark(box);
};

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (box && names.length) show(box);
});
document.addEventListener("focusout", (event) => boxOf(event.target) && close(event.target));
document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || !list) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    chosen = (chosen + steps[event.key] + found.length) % found.length;
    mark(box);
  } else if (event.key === "Escape") close(box);
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(box, found[chosen]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
