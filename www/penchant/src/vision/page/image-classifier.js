// Classifies pictures. Downloading, decoding and the network run in a worker, so that the page stays responsive; a worker
// that crashed or was aborted is replaced for the next call.

import { isEndedByCaller } from '../../runtime/error-mapping.js'
import { argumentError, checkOptions, shown } from '../../runtime/options.js'
import { PICTURE_OPTIONS, VisionModel } from './vision-model.js'
import { watchVideo } from './watch-video.js'

/**
 * @import { Class, Selection } from '../worker/picture-requests.js'
 * @import { Picture } from './picture.js'
 * @import { ModelFiles, ModelOptions, ModelSource, PictureOptions } from './vision-model.js'
 * @import { Watched } from './watch-video.js'
 *
 * @typedef {object} ClassOptions the requested classes
 * @property {number} [topK] the maximum number of classes; 5 by default
 * @property {number} [threshold] the minimum probability; 0 by default
 * @property {(string | number)[]} [allow] only these classes, by label or index; a label selects all classes that have it
 * @property {(string | number)[]} [deny] none of these classes
 *
 * @typedef {ClassOptions & PictureOptions} ClassifyOptions
 *
 * @typedef {ClassifyOptions & { onProgress?: (progress: { done: number, total: number }) => void }} ClassifyAllOptions
 *
 * @typedef {object} VideoCallbacks
 * @property {(classes: Class[], watched: Watched) => void} onResult called for every frame that was classified
 * @property {(error: unknown) => void} [onError] called when the engine stopped at a frame; the next frame gets a new
 *   engine
 *
 * @typedef {ClassifyOptions & VideoCallbacks} WatchOptions the signal only ends the watching: a frame that is being
 *   classified is finished, and not reported
 */

const CLASSIFY_OPTIONS = ['topK', 'threshold', 'allow', 'deny', ...PICTURE_OPTIONS]

export class ImageClassifier {
  #model

  /**
   * Use `ImageClassifier.load`.
   * @private
   * @param {VisionModel} model
   */
  constructor(model) {
    this.#model = model
  }

  /**
   * Loads the model that a manifest describes, from an address or from files.
   *
   * Rejects with `argument`, `network`, `manifest.*`, `model.*`, `engine.*`, or the signal's reason.
   * @param {ModelSource} source
   * @param {ModelOptions} [options]
   */
  static async load(source, options) {
    return new ImageClassifier(await VisionModel.load('loadClassifier', source, options))
  }

  /** Whether the browser keeps the model, so that it is not downloaded again. */
  get kept() {
    return this.#model.kept
  }

  /**
   * The addresses of the large files that `load` fetches, the engine and the model: for a page that saves them in advance,
   * to work offline.
   *
   * Rejects with `argument`, `network`, `manifest.format`, or the signal's reason.
   * @param {string | URL} manifestUrl
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string[]>}
   */
  static files(manifestUrl, options) {
    return VisionModel.files(manifestUrl, options)
  }

  /**
   * Allows another try for a model that was refused with `model.quarantined`.
   *
   * Rejects with `argument`, `network`, `manifest.format`, or the signal's reason.
   * @param {string | URL | Pick<ModelFiles, 'manifest'>} source
   * @param {{ signal?: AbortSignal }} [options]
   */
  static release(source, options) {
    return VisionModel.release(source, options)
  }

  /**
   * The most probable classes of a picture, the most probable first. Photographs are turned upright.
   *
   * Rejects with `argument`, `network` for a picture's address, `image.format`, `image.damaged`, `image.limit`, or the
   * signal's reason. With `engine.crashed`, `engine.memory` or `engine.timeout` all waiting calls reject too, and the
   * next call loads the model again; so does a call after an abort. It may then reject as `load` does.
   * @param {Picture} picture
   * @param {ClassifyOptions} [options]
   * @returns {Promise<Class[]>}
   */
  async classify(picture, options = {}) {
    checkOptions(options, CLASSIFY_OPTIONS)
    return this.#classify(picture, this.#selection(options), options)
  }

  /**
   * Classifies pictures one after the other, with results in the same order. A picture that fails does not affect the
   * others, and only one is decoded in memory at a time.
   *
   * Rejects with `argument` for an option, or the signal's reason; a picture as `classify` does.
   * @param {Iterable<Picture>} pictures
   * @param {ClassifyAllOptions} [options]
   * @returns {Promise<PromiseSettledResult<Class[]>[]>}
   */
  async classifyAll(pictures, options = {}) {
    checkOptions(options, [...CLASSIFY_OPTIONS, 'onProgress'])
    const selection = this.#selection(options)
    const all = [...pictures]
    /** @type {PromiseSettledResult<Class[]>[]} */
    const results = []
    for (const picture of all) {
      const [result] = await Promise.allSettled([this.#classify(picture, selection, options)])
      options.signal?.throwIfAborted()
      if (result.status === 'rejected' && isEndedByCaller(result.reason)) throw result.reason
      results.push(result)
      options.onProgress?.({ done: results.length, total: all.length })
    }
    return results
  }

  /**
   * Classifies a video while it plays: as many of its frames as there is time for. The others are dropped, and counted.
   * Ends with the video, with the signal, or when the classifier is disposed of.
   *
   * Rejects as `classify` does, except that it goes on after the engine has stopped; and with errors that `onResult` throws.
   * @param {HTMLVideoElement} video
   * @param {WatchOptions} options
   * @returns {Promise<Watched>}
   */
  async watch(video, options) {
    checkOptions(options, [...CLASSIFY_OPTIONS, 'onResult', 'onError'])
    if (!(video instanceof EventTarget)) throw argumentError(`The video is ${shown(video)}; expected a video element.`)
    const { onResult, onError, signal, ...classifyOptions } = options ?? {}
    if (typeof onResult !== 'function') throw argumentError(`onResult is ${shown(onResult)}; expected a function.`)
    const selection = this.#selection(classifyOptions)
    const classify = () => this.#classify(video, selection, classifyOptions)
    return watchVideo(video, classify, { onResult, onError, signal })
  }

  /** On how many threads the engine computes: fewer than it was to have if some did not load in time. */
  get threads() {
    return this.#model.threads
  }

  /** Terminates the worker and frees its memory. Calls that wait for it reject with `engine.disposed`. */
  dispose() {
    this.#model.dispose()
  }

  /**
   * @param {Picture} picture
   * @param {Selection} selection
   * @param {PictureOptions} options
   * @returns {Promise<Class[]>}
   */
  #classify(picture, selection, options) {
    return this.#model.ask({ kind: 'classify', ...selection }, picture, options)
  }

  /**
   * @param {ClassOptions} options
   * @returns {Selection}
   */
  #selection({ topK = 5, threshold = 0, allow, deny }) {
    if (!Number.isInteger(topK) || topK < 1) {
      throw argumentError(`topK is ${shown(topK)}; expected a whole number above 0.`)
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw argumentError(`threshold is ${shown(threshold)}; expected a probability, from 0 to 1.`)
    }
    const { labels = [] } = this.#model.manifest
    if (!allow && !deny) return { topK, threshold }
    const among = new Set(allow ? indicesOf(allow, labels, 'allow') : labels.keys())
    for (const index of indicesOf(deny ?? [], labels, 'deny')) among.delete(index)
    return { topK, threshold, among }
  }
}

/**
 * @param {(string | number)[]} classes
 * @param {string[]} labels
 * @param {string} name of the option
 */
function indicesOf(classes, labels, name) {
  if (!Array.isArray(classes))
    throw argumentError(`${name} is ${shown(classes)}; expected an array of labels or indices.`)
  return classes.flatMap((one) => {
    const indices = [...labels.keys()].filter((index) => index === one || labels[index] === one)
    if (indices.length === 0) {
      throw argumentError(`The model has no class ${one}, which is in ${name}: its manifest lists the labels.`)
    }
    return indices
  })
}
