// What is marked in a text goes into the field that asks for it; what was typed there stays when nothing is marked.
for (const box of document.querySelectorAll("[data-marked]")) {
  const text = document.getElementById(box.dataset.marked);
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!text || !selection || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    box.value = selection.toString().trim();
  });
}
