/**
 * Hooks for React 18 and 19. Components that use the same name or address share what is opened. On a server the hooks
 * return their initial state.
 * @module penchant/react
 */

'use client'

export { useHistory } from '../react/use-history.js'
export { useImageClassifier } from '../react/use-image-classifier.js'
export { useRecommendations } from '../react/use-recommendations.js'

/**
 * @typedef {import('../react/use-recommendations.js').CataloguePick} CataloguePick
 * @typedef {import('../react/use-history.js').UsedHistory} UsedHistory
 * @typedef {import('../react/use-image-classifier.js').UsedImageClassifier} UsedImageClassifier
 * @typedef {import('../react/use-recommendations.js').UsedRecommendations} UsedRecommendations
 */
