// Where Trusted Types are on, as a page's policy sent as a header has them in its workers too, the worker lets the
// addresses of its threads through, which are of its own origin.

// Not every browser has it.
const { trustedTypes } = /** @type {any} */ (globalThis)

trustedTypes?.createPolicy('default', {
  createScriptURL: (/** @type {string} */ address) =>
    new URL(address, location.href).origin === location.origin ? address : null,
})
