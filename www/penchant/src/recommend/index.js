// Recommendations: the engine is small, and loads with the page.

export { Recommender } from './recommender.js'

/**
 * @typedef {import('../runtime/fetch.js').LoadOptions} LoadOptions
 * @typedef {import('../runtime/fetch.js').Progress} Progress
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
