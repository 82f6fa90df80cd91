// The half that sees: its engine is large, and runs in a worker when first needed.

export { PenchantError } from './errors.js'
export { ImageClassifier } from './image-classifier.js'

/**
 * @typedef {import('./image-classifier.js').Class} Class
 * @typedef {import('./image-classifier.js').Picture} Picture
 */
