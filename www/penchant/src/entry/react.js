/**
 * Hooks over the package, for React 18 and 19. What several components ask for by the same name or address is opened
 * once. On a server they give what there is before anything is loaded.
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
