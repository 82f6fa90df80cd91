// The half that recommends: small, and loaded with the page.

export { PenchantError } from './errors.js'
export { History } from './history.js'
export { Recommender } from './recommender.js'

/**
 * @typedef {import('./history.js').Action} Action
 * @typedef {import('./history.js').HistoryEvent} HistoryEvent
 * @typedef {import('./recommender.js').Item} Item
 * @typedef {import('./recommender.js').PackManifest} PackManifest
 * @typedef {import('./recommender.js').Pick} Pick
 * @typedef {import('./recommender.js').Reason} Reason
 */
