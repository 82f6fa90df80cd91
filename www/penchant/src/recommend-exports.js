// What recommends: small, and loaded with the page.

export * from './errors.js'
export { ImportPreview } from './history/file.js'
export { History } from './history/history.js'
export { Recommender } from './recommender.js'
export { VERSION } from './wasm/version.js'

/**
 * @typedef {import('./fetch.js').LoadOptions} LoadOptions
 * @typedef {import('./fetch.js').Progress} Progress
 * @typedef {import('./history/event.js').Action} Action
 * @typedef {import('./history/event.js').HistoryEvent} HistoryEvent
 * @typedef {import('./history/event.js').NewEvent} NewEvent
 * @typedef {import('./history/history.js').ImportOptions} ImportOptions
 * @typedef {import('./history/history.js').Imported} Imported
 * @typedef {import('./history/history.js').WaitOptions} WaitOptions
 * @typedef {import('./recommender.js').Item} Item
 * @typedef {import('./recommender.js').Move} Move
 * @typedef {import('./recommender.js').PackManifest} PackManifest
 * @typedef {import('./recommender.js').PackSource} PackSource
 * @typedef {import('./recommender.js').Pick} Pick
 * @typedef {import('./recommender.js').Prediction} Prediction
 * @typedef {import('./recommender.js').Reason} Reason
 * @typedef {import('./recommender.js').RecommendOptions} RecommendOptions
 * @typedef {import('./recommender.js').Shift} Shift
 * @typedef {import('./recommender.js').TasteProfile} TasteProfile
 */
