// A list whose figures are counted after the page: fetched at once, then while somebody looks, by its ETag.
const EVERY = 60_000;
let held = "";

const counted = () => document.querySelector("[data-figures]");

const count = async () => {
  if (!counted() || document.visibilityState !== "visible") return;
  try {
    const response = await fetch(counted().dataset.figures, {
      headers: { "HX-Request": "true", ...(held && { "If-None-Match": held }) }, cache: "no-store", redirect: "error",
    });
    if (response.status !== 200) return;
    held = response.headers.get("ETag") ?? "";
    htmx.swap(counted(), await response.text(), { swapStyle: "outerHTML" });
  } catch {
    // Offline or signed out: the figures stay as they were, and the next thing the person does says so.
  }
};

document.addEventListener("visibilitychange", count);
setInterval(count, EVERY);
count();
