// The command palette finds every button and link of the page by its own name, so no action needs registering.
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const none = dialog?.querySelector(".palette-none");
const MOST = 40;

let actions = [];

const collect = () => {
  const named = new Map();
  // What this page can do comes before where else one can go.
  const places = ["main", ".rail", ".top"].map((place) => [...document.querySelectorAll(`${place} :is(button, a[href])`)]);
  for (const element of places.flat()) {
    const name = nameOf(element);
    const offered = !element.disabled && (isVisible(element) || element.closest("[popover]"));
    if (name && offered && !element.closest("dialog") && !named.has(name)) named.set(name, element);
  }
  return [...named].map(([name, element]) => ({ name, element }));
};

const choose = (option) => {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
};

const draw = () => {
  const wanted = input.value.trim().toLocaleLowerCase();
  const fitting = actions
    .map((action) => ({ ...action, place: action.name.toLocaleLowerCase().indexOf(wanted) }))
    .filter(({ place }) => place >= 0)
    .sort((one, other) => Math.sign(one.place) - Math.sign(other.place))
    .slice(0, MOST);
  list.replaceChildren(...fitting.map(({ name, element }, index) => {
    const option = document.createElement("li");
    option.id = `palette-${index}`;
    option.role = "option";
    option.textContent = name;
    option.addEventListener("click", () => { dialog.close(); element.click(); });
    return option;
  }));
  none.hidden = fitting.length > 0;
  choose(list.firstElementChild);
};

const moves = {
  ArrowDown: (now) => now?.nextElementSibling ?? list.firstElementChild,
  ArrowUp: (now) => now?.previousElementSibling ?? list.lastElementChild,
};

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    actions = collect();
    input.value = "";
    draw();
    dialog.showModal();
  });
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const now = list.querySelector('[aria-selected="true"]');
    if (event.key === "Enter") { event.preventDefault(); now?.click(); }
    if (moves[event.key]) { event.preventDefault(); choose(moves[event.key](now)); }
  });
}
