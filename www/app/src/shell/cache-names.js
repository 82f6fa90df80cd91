// The names of the caches. They are shared by all of an origin, so that the page's own folder is part of each name.

/** What they all begin with that hold a version of the page. */
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

/** What the package keeps of models. */
export const MODELS = 'penchant-models'
