// The page's one Trusted Types policy. Workers are the only scripts it starts by their address, and only its own;
// markup or code out of a text is refused always. To be imported before anything else.

const folder = new URL('./', document.baseURI).href
// Not every browser has it: what it forbids is never done here, so that nothing is lost.
const { trustedTypes } = /** @type {any} */ (globalThis)

trustedTypes?.createPolicy('default', {
  createScriptURL: (/** @type {string} */ address) =>
    new URL(address, document.baseURI).href.startsWith(folder) ? address : null,
})
