// What is looked at counts as seen: the page tells so once, and shows in its own places what the answer brings for them.
const seen = async (form) => {
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, redirect: "error",
    });
    if (response.status !== 200) return;
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const each of answer.querySelectorAll("[id]")) {
      document.getElementById(each.id)?.replaceChildren(...each.childNodes);
    }
    form.remove();
  } catch {
    // Offline or signed out: it is told at the next look.
  }
};

for (const form of document.querySelectorAll("form[data-seen]")) seen(form);
