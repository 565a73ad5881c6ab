// A page that is looked at tells so every ten seconds and shows who else is there. One that nobody sees keeps silent.
const EVERY = 10_000;
const WRITING_FOR = 20_000;
let lastTyped = 0;

const element = () => document.querySelector("[data-presence]");

const told = (more = {}) => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  data.set("known", element().dataset.known);
  data.set("state", element().dataset.state);
  if (Date.now() - lastTyped < WRITING_FOR) data.set("writing", "on");
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  return data;
};

const ask = async () => {
  if (!element() || document.visibilityState !== "visible") return;
  try {
    const response = await fetch(element().dataset.presence, {
      method: "POST", body: told(), headers: { "HX-Request": "true" }, redirect: "error",
    });
    if (response.status === 200) htmx.swap(element(), await response.text(), { swapStyle: "outerHTML" });
  } catch {
    // Offline or signed out: the next thing the person does says so; a notice every ten seconds would not help.
  }
};

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-composer]")) lastTyped = Date.now();
});
document.addEventListener("visibilitychange", ask);
window.addEventListener("pagehide", () => {
  if (element()) navigator.sendBeacon(element().dataset.presence, told({ leaving: "on" }));
});
setInterval(ask, EVERY);
setTimeout(ask, 500);
