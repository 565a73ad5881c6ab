// What the modules share. Each module stands in a block of its own after this file (see candor/ui/assets.py).

const words = document.getElementById("words")?.dataset ?? {};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const isTyping = (element) => element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

const isVisible = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });

// The name a person knows an action by: what is read out, without the key shown beside it.
const nameOf = (element) => {
  const seen = [...element.childNodes].filter((node) => node.ariaHidden !== "true").map((node) => node.textContent);
  return (element.getAttribute("aria-label") || element.title || seen.join(" ")).replace(/\s+/g, " ").trim();
};

// Server toasts and ours look the same; ours are built without markup so that no text can become any.
const say = (text, tone = "info") => {
  const frame = document.getElementById("toasts");
  if (!frame || !text) return;
  const toast = document.createElement("div");
  toast.className = `toast toast-${tone}`;
  toast.dataset.toast = "";
  const line = document.createElement("p");
  line.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "button button-quiet button-small";
  dismiss.dataset.dismiss = "";
  dismiss.textContent = words.dismiss;
  toast.append(line, dismiss);
  frame.append(toast);
};
