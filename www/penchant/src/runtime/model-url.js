// The address of a model, relative to its manifest.

/**
 * With the model's hash, so that no cache between server and browser answers with another version.
 * @param {{ url: string, sha256: string }} manifest
 * @param {string} manifestUrl
 */
export function modelUrl(manifest, manifestUrl) {
  const url = new URL(manifest.url, manifestUrl)
  url.searchParams.set('sha256', manifest.sha256.slice(0, 16))
  return url
}
