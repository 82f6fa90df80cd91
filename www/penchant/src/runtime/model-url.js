// Where a model is, relative to its manifest.

/**
 * Its hash is part of the address, so that no cache on the way answers with another version of it.
 * @param {{ url: string, sha256: string }} manifest
 * @param {string} manifestUrl
 */
export function modelUrl(manifest, manifestUrl) {
  const url = new URL(manifest.url, manifestUrl)
  url.searchParams.set('sha256', manifest.sha256.slice(0, 16))
  return url
}
