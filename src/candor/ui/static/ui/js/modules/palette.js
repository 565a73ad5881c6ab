// The command palette finds every button and link of the page by its own name, so no action needs registering.
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const none = dialog?.querySelector(".palette-none");
const MOST = 40;

let actions = [];

const nameOf = (element) => (element.getAttribute("aria-label") || element.title || element.textContent).replace(/\s+/g, " ").trim();

const collect = () => {
  const named = new Map();
  for (const element of document.querySelectorAll("main :is(button, a[href]), .rail :is(button, a[href]), .top :is(button, a[href])")) {
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
  const fitting = actions.filter(({ name }) => name.toLocaleLowerCase().includes(wanted)).slice(0, MOST);
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
