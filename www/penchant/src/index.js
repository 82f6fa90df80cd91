/**
 * Recommendations and image recognition on the visitor's own device. Importing it fetches nothing and touches no window;
 * the engines are loaded when they are first needed. `penchant/recommend` and `penchant/vision` are its halves.
 * @module penchant
 */

export * from './recommend.js'
export * from './vision.js'

/** @typedef {import('./fetch.js').Progress} Progress which both halves have */
