// Placeholders of prepared words: a button puts one in at the caret of the field that was written in last.
let written = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input[type=text]")) written = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-put]");
  if (!button) return;
  const box = written?.form === button.form ? written : button.form.querySelector("textarea");
  box.focus();
  box.setRangeText(button.dataset.put, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
