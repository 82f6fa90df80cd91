// The caches of the page, by name. All pages of an origin share them, so that the page's folder is part of each name.

/** How the names of caches begin that hold a version of the page. */
export const SHELL = 'penchant-shell'

/**
 * The files that are kept when they are first used: the whole catalogue, the image engine, the examples.
 * @param {string} scope the address of the page's folder
 */
export const keptCacheName = (scope) => `penchant-kept ${scope}`

/**
 * Whether a cache holds the page in this folder, in any version.
 * @param {string} name
 * @param {string} scope
 */
export const isShell = (name, scope) => name.startsWith(SHELL) && name.endsWith(` ${scope}`)

/** The visitor's own image model. */
export const ownModelCacheName = () => `penchant-own-model ${new URL('./', location.href).href}`

/** The visitor's own catalogues. */
export const ownCatalogueCacheName = () => `penchant-own-catalogues ${new URL('./', location.href).href}`

/** The tables of catalogues that are being learned. */
export const unfinishedCacheName = () => `penchant-unfinished ${new URL('./', location.href).href}`

/** Where the package keeps models. */
export const MODELS = 'penchant-models'

/**
 * Whether any of them has what is at this address.
 * @param {string} url
 */
export async function isCached(url) {
  try {
    return (await caches.match(url, { ignoreVary: true })) !== undefined
  } catch {
    return false // A browser that keeps nothing.
  }
}

/**
 * Whether there is a cache of this name.
 * @param {string} name
 */
export async function isCacheThere(name) {
  try {
    return await caches.has(name)
  } catch {
    return false // A browser that keeps nothing.
  }
}
