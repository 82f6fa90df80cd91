// What sees, and runs models of any kind: its engine is large, and runs in a worker when first needed.

export * from './errors.js'
export { ImageClassifier } from './image-classifier.js'
export { ImageEmbedder } from './image-embedder.js'
export { Session } from './session.js'
export { VERSION } from './wasm/version.js'

/**
 * @typedef {import('./fetch.js').Progress} Progress
 * @typedef {import('./image-classifier.js').ClassifyAllOptions} ClassifyAllOptions
 * @typedef {import('./image-classifier.js').ClassifyOptions} ClassifyOptions
 * @typedef {import('./image-classifier.js').VideoCallbacks} VideoCallbacks
 * @typedef {import('./image-classifier.js').Wanted} Wanted
 * @typedef {import('./image-classifier.js').WatchOptions} WatchOptions
 * @typedef {import('./image-embedder.js').EmbedOptions} EmbedOptions
 * @typedef {import('./live-video.js').Watched} Watched
 * @typedef {import('./picture.js').Picture} Picture
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./pixels.js').Region} Region
 * @typedef {import('./session.js').NodeTime} NodeTime
 * @typedef {import('./session.js').RunOptions} RunOptions
 * @typedef {import('./session.js').SessionOptions} SessionOptions
 * @typedef {import('./session.js').Value} Value
 * @typedef {import('./stored-model.js').CacheUse} CacheUse
 * @typedef {import('./tensor.js').ElementType} ElementType
 * @typedef {import('./tensor.js').Numbers} Numbers
 * @typedef {import('./tensor.js').Tensor} Tensor
 * @typedef {import('./tensor.js').TensorInput} TensorInput
 * @typedef {import('./vision-engine.js').Class} Class
 * @typedef {import('./vision-model.js').ModelFiles} ModelFiles
 * @typedef {import('./vision-model.js').ModelOptions} ModelOptions
 * @typedef {import('./vision-model.js').ModelSource} ModelSource
 * @typedef {import('./vision-model.js').PictureOptions} PictureOptions
 */
