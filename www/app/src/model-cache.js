// Where the image model is kept for offline use: the page fills this cache, the service worker reads it.

/**
 * Caches are shared by all of an origin, so that the page's own folder is part of the name.
 * @param {string} scope the address of the page's folder
 */
export function modelCacheName(scope) {
  return `penchant-models ${scope}`
}
