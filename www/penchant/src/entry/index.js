/**
 * Recommendations and image recognition on the visitor's own device. Importing it fetches nothing and touches no window;
 * the engines are loaded when they are first needed. `penchant/recommend`, `penchant/infer` and `penchant/vision` are
 * its parts.
 * @module penchant
 */

export * from './recommend.js'
export * from './infer.js'
export * from './vision.js'

/**
 * @typedef {import('../runtime/fetch.js').Progress} Progress
 * @typedef {import('../runtime/stored-model.js').CacheUse} CacheUse
 */
