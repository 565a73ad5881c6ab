// Cards of a board can be drawn to another column: that sends the form of the card's own menu, which is there for keys and
// for phones. Nothing moves by itself, and what the server answers is the new board.
let drawn = null;

const moveTo = (column) => drawn && column?.dataset.drop
  ? drawn.querySelector(`form input[type=hidden][value="${CSS.escape(column.dataset.drop)}"]`)?.form
  : null;

const mark = (column) => {
  for (const each of document.querySelectorAll(".board-column[data-over]")) if (each !== column) delete each.dataset.over;
  if (column) column.dataset.over = "";
};

if (matchMedia("(pointer: fine)").matches) {
  for (const card of document.querySelectorAll(".board-column[data-drop] .board-card")) {
    if (!card.querySelector("form")) continue;
    card.draggable = true;
    for (const link of card.querySelectorAll("a")) link.draggable = false;
  }
}

document.addEventListener("dragstart", (event) => {
  drawn = event.target.closest?.(".board-card[draggable=true]") ?? null;
  if (!drawn) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", drawn.querySelector(".board-link")?.textContent ?? "");
  drawn.dataset.drawn = "";
});

document.addEventListener("dragover", (event) => {
  if (!drawn) return;
  const column = event.target.closest?.(".board-column[data-drop]");
  const form = moveTo(column);
  mark(form ? column : null);
  if (form) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const form = moveTo(event.target.closest?.(".board-column[data-drop]"));
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  delete drawn?.dataset.drawn;
  drawn = null;
  mark(null);
});
