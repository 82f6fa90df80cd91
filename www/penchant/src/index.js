// Penchant: recommendations and image recognition on the visitor's own device.
// Importing this fetches nothing and touches no window; the engines are loaded when they are first needed.

export * from './recommend.js'
export * from './vision.js'

/** @typedef {import('./fetch.js').Progress} Progress which both halves have */
