// Toasts go when dismissed; good news goes by itself after ten seconds unless the pointer or the focus rests on it.
const STAY = 10_000;

const leaveLater = (toast) => {
  if (toast.matches(".toast-error, .toast-bad, .toast-warning, .toast-warn")) return;
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, STAY);
};

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest("[data-toast], .notice")?.remove();
});

const frame = document.getElementById("toasts");
if (frame) {
  frame.querySelectorAll("[data-toast]").forEach(leaveLater);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        (node.matches("[data-toast]") ? [node] : node.querySelectorAll("[data-toast]")).forEach(leaveLater);
      }
    }
  }).observe(frame, { childList: true, subtree: true });
}
