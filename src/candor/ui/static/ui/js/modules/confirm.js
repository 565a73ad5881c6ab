// A question before a step that cannot be taken back. Without scripts the server asks on a page of its own where it matters.
const dialog = document.getElementById("confirm");
let waiting = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || !dialog || button === waiting) return;
  event.preventDefault();
  event.stopPropagation();
  dialog.querySelector("#confirm-text").textContent = button.dataset.confirm;
  dialog.querySelector("[data-yes]").textContent = button.textContent.trim();
  dialog.returnValue = "";
  waiting = button;
  dialog.showModal();
}, true);

dialog?.querySelector("[data-yes]").addEventListener("click", () => dialog.close("yes"));

dialog?.addEventListener("close", () => {
  const button = waiting;
  if (dialog.returnValue === "yes") button?.click();
  waiting = null;
});
