// Nothing is kept in the browser. htmx notes the current address in session storage, which may hold a search for a
// person's name, so the page gives it no storage at all; htmx works without.
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("Candor keeps nothing in the browser", "SecurityError"); },
  });
}
