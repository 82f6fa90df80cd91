// Makes vectors of pictures, so that pictures can be compared.

import { argumentError, checkOptions, shown } from '../../runtime/options.js'
import { PICTURE_OPTIONS, VisionModel } from './vision-model.js'

/**
 * @import { Picture } from './picture.js'
 * @import { ModelOptions, ModelSource, PictureOptions } from './vision-model.js'
 *
 * @typedef {PictureOptions & { normalise?: boolean }} EmbedOptions `normalise`: whether vectors are scaled to length 1, so
 *   that their dot product is their cosine; `true` by default
 */

export class ImageEmbedder {
  #model

  /**
   * Use `ImageEmbedder.load`.
   * @private
   * @param {VisionModel} model
   */
  constructor(model) {
    this.#model = model
  }

  /**
   * Loads the model that a manifest describes, as `ImageClassifier.load` does. The manifest's `task` is `image-embedding`,
   * and its `output` the embedding; of a classifier's manifest the embedding is its logits.
   *
   * Rejects with `argument`, `network`, `manifest.*`, `model.*`, `engine.*`, or the signal's reason.
   * @param {ModelSource} source
   * @param {ModelOptions} [options]
   */
  static async load(source, options) {
    return new ImageEmbedder(await VisionModel.load('loadEmbedder', source, options))
  }

  /**
   * A picture's embedding: the model's output.
   *
   * Rejects as `ImageClassifier.classify` does.
   * @param {Picture} picture
   * @param {EmbedOptions} [options]
   * @returns {Promise<Float32Array>}
   */
  async embed(picture, options = {}) {
    checkOptions(options, [...PICTURE_OPTIONS, 'normalise'])
    const { normalise = true, ...pictureOptions } = options
    const embedding = await this.#model.ask({ kind: 'embed' }, picture, pictureOptions)
    return normalise ? normalised(embedding) : embedding
  }

  /**
   * The cosine of the angle between two embeddings of one model: 1 for the same direction, 0 for nothing in common.
   *
   * Throws `argument` if they are not of the same length.
   * @param {ArrayLike<number>} a
   * @param {ArrayLike<number>} b
   */
  static similarity(a, b) {
    if (!(a?.length > 0) || a.length !== b?.length) {
      const lengths = `${a?.length ?? shown(a)} and ${b?.length ?? shown(b)}`
      throw argumentError(`The embeddings have lengths of ${lengths}; expected two of the same model.`)
    }
    const norms = norm(a) * norm(b)
    return norms > 0 ? dot(a, b) / norms : 0
  }

  /** On how many threads the engine computes: fewer than it was to have if some did not load in time. */
  get threads() {
    return this.#model.threads
  }

  /** Terminates the worker and frees its memory. Calls that wait for it reject with `engine.disposed`. */
  dispose() {
    this.#model.dispose()
  }
}

/** @param {Float32Array} vector */
function normalised(vector) {
  const length = norm(vector)
  return length > 0 ? vector.map((number) => number / length) : vector
}

/** @param {ArrayLike<number>} vector */
function norm(vector) {
  return Math.sqrt(dot(vector, vector))
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
function dot(a, b) {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index] * b[index]
  return sum
}
