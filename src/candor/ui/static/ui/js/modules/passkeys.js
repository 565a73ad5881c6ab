// Forms that a passkey answers: the server asks, the browser lets a device answer, the form takes the answer along.
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list) => list?.map((entry) => ({ ...entry, id: bytesOf(entry.id) }));

const unpacked = (question) => ({
  ...question,
  challenge: bytesOf(question.challenge),
  ...(question.user && { user: { ...question.user, id: bytesOf(question.user.id) } }),
  ...(question.allowCredentials && { allowCredentials: withBytes(question.allowCredentials) }),
  ...(question.excludeCredentials && { excludeCredentials: withBytes(question.excludeCredentials) }),
});

// As PublicKeyCredential.toJSON gives it, which not every browser and password manager has.
const packed = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response,
    clientExtensionResults: {},
  });
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.question, { method: "POST", body: new FormData(form), redirect: "error" });
  const question = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(question.error), { told: true });
  return { publicKey: unpacked(question) };
};

const wordsFor = (form, error) => {
  if (error.told) return error.message;
  if (error.name === "NotAllowedError" || error.name === "AbortError") return form.dataset.cancelled;
  if (error.name === "InvalidStateError") return form.dataset.known;
  return error instanceof TypeError || error instanceof SyntaxError ? form.dataset.offline : form.dataset.unable;
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset?.passkey || form.elements.credential.value) return;
  event.preventDefault();
  // A device that made a key for a form which is then refused would keep it in vain.
  if (!form.reportValidity()) return;
  const button = form.querySelector("[type=submit]");
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    if (!window.PublicKeyCredential) throw new DOMException("", "NotSupportedError");
    const credential = await navigator.credentials[form.dataset.passkey](await ask(form));
    form.elements.credential.value = packed(credential);
    form.submit();
  } catch (error) {
    trouble.textContent = wordsFor(form, error);
    trouble.hidden = false;
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
