// Names of chosen files are shown, and one that is too large is refused before it travels.
const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);

document.addEventListener("change", (event) => {
  const input = event.target.closest("input[type=file][data-limit]");
  if (!input) return;
  const limit = Number(input.dataset.limit);
  const fitting = new DataTransfer();
  for (const file of input.files) {
    if (file.size <= limit) fitting.items.add(file);
    else say(fill(words.large, { name: file.name, limit: size(limit) }), "warn");
  }
  if (fitting.files.length < input.files.length) input.files = fitting.files;
  const label = input.closest("label")?.querySelector("span");
  if (!label) return;
  label.dataset.name ??= label.textContent;
  const [first, ...others] = input.files;
  label.textContent = !first ? label.dataset.name : others.length ? fill(words.files, { count: others.length + 1 }) : first.name;
});
