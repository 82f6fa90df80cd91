// The half that sees, and runs models of any kind: its engine is large, and runs in a worker when first needed.

export { PenchantError } from './errors.js'
export { ImageClassifier } from './image-classifier.js'
export { ImageEmbedder } from './image-embedder.js'
export { Session } from './session.js'

/**
 * @typedef {import('./vision-engine.js').Class} Class
 * @typedef {import('./image-classifier.js').ClassifyOptions} ClassifyOptions
 * @typedef {import('./image-embedder.js').EmbedOptions} EmbedOptions
 * @typedef {import('./live-video.js').Watched} Watched
 * @typedef {import('./picture.js').Picture} Picture
 * @typedef {import('./fetch.js').Progress} Progress
 * @typedef {import('./pixels.js').Region} Region
 * @typedef {import('./vision-model.js').ModelOptions} ModelOptions
 * @typedef {import('./vision-model.js').ModelSource} ModelSource
 * @typedef {import('./session.js').SessionOptions} SessionOptions
 * @typedef {import('./tensor.js').Tensor} Tensor
 * @typedef {import('./tensor.js').TensorInput} TensorInput
 */
