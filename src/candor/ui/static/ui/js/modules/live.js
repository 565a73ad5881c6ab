// A button with data-live is pressed for whoever writes: what it shows in its frame follows the words of its form.
let pause;

document.addEventListener("input", (event) => {
  const form = event.target.form;
  const button = form?.querySelector("[data-live]");
  if (!button) return;
  clearTimeout(pause);
  pause = setTimeout(() => form.requestSubmit(button), 500);
});
