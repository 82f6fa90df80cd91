// Pictures: classes and embeddings, by the image engine in its worker.

export { ImageClassifier } from './page/image-classifier.js'
export { ImageEmbedder } from './page/image-embedder.js'

/**
 * @typedef {import('../runtime/fetch.js').Progress} Progress
 * @typedef {import('../runtime/stored-model.js').CacheUse} CacheUse
 * @typedef {import('./page/image-classifier.js').ClassifyAllOptions} ClassifyAllOptions
 * @typedef {import('./page/image-classifier.js').ClassOptions} ClassOptions
 * @typedef {import('./page/image-classifier.js').ClassifyOptions} ClassifyOptions
 * @typedef {import('./page/image-classifier.js').VideoCallbacks} VideoCallbacks
 * @typedef {import('./page/image-classifier.js').WatchOptions} WatchOptions
 * @typedef {import('./page/image-embedder.js').EmbedOptions} EmbedOptions
 * @typedef {import('./page/watch-video.js').Watched} Watched
 * @typedef {import('./page/picture.js').Picture} Picture
 * @typedef {import('./worker/pixels.js').Pixels} Pixels
 * @typedef {import('./worker/pixels.js').Region} Region
 * @typedef {import('./worker/picture-requests.js').Class} Class
 * @typedef {import('./page/vision-model.js').ModelFiles} ModelFiles
 * @typedef {import('./page/vision-model.js').ModelOptions} ModelOptions
 * @typedef {import('./page/vision-model.js').ModelSource} ModelSource
 * @typedef {import('./page/vision-model.js').PictureOptions} PictureOptions
 */
