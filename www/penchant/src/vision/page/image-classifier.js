// Pictures in, the likeliest classes out. Fetching, decoding and the network itself run in a worker, so the
// page stays responsive; a worker that crashed or was aborted is replaced for the next call.

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
 * @typedef {object} Wanted which classes are wanted
 * @property {number} [topK] how many at most; 5 if not given
 * @property {number} [threshold] the least probability; 0 if not given
 * @property {(string | number)[]} [allow] only these, by label or index; a label stands for all classes that have it
 * @property {(string | number)[]} [deny] never these
 *
 * @typedef {Wanted & PictureOptions} ClassifyOptions
 *
 * @typedef {ClassifyOptions & { onProgress?: (progress: { done: number, total: number }) => void }} ClassifyAllOptions
 *
 * @typedef {object} VideoCallbacks
 * @property {(classes: Class[], watched: Watched) => void} onResult called for every frame that was looked at
 * @property {(error: unknown) => void} [onError] called when the engine broke down over a frame; the next one gets a
 *   new engine
 *
 * @typedef {ClassifyOptions & VideoCallbacks} WatchOptions of which the signal only ends the watching: a frame that is
 *   being looked at is finished, and not reported
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
   * Loads the model that a manifest describes, from its address, or from files of the visitor's.
   *
   * Rejects with `argument`, `network`, `manifest.*`, `model.*`, `engine.*`, or the signal's reason.
   * @param {ModelSource} source
   * @param {ModelOptions} [options]
   */
  static async load(source, options) {
    return new ImageClassifier(await VisionModel.load(source, options))
  }

  /** Whether the browser keeps the model, so that it need not be fetched again. */
  get kept() {
    return this.#model.kept
  }

  /**
   * The addresses of the large files that `load` fetches, the engine and the model: for a page that saves
   * them beforehand, to work offline.
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
   * Gives a model another try that was refused with `model.quarantined`.
   *
   * Rejects with `argument`, `network`, `manifest.format`, or the signal's reason.
   * @param {string | URL | Pick<ModelFiles, 'manifest'>} source
   * @param {{ signal?: AbortSignal }} [options]
   */
  static release(source, options) {
    return VisionModel.release(source, options)
  }

  /**
   * The likeliest classes of a picture, likeliest first. Photographs are turned upright first.
   *
   * Rejects with `argument`, `network` for a picture's address, `image.format`, `image.damaged`, `image.limit`, or the
   * signal's reason. With `engine.crashed`, `engine.memory` or `engine.timeout` all calls that wait reject too, and the
   * next one loads the model again; so does the one that follows an abort, and may reject as `load` does.
   * @param {Picture} picture
   * @param {ClassifyOptions} [options]
   * @returns {Promise<Class[]>}
   */
  async classify(picture, options = {}) {
    checkOptions(options, CLASSIFY_OPTIONS)
    return this.#classify(picture, this.#selection(options), options)
  }

  /**
   * Each picture's likeliest classes, in the order of the pictures, one after the other: a picture that fails does not
   * fail the others, and only one lies decoded in memory.
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
   * Looks at a video as it plays, at as many of its frames as can be looked at in time; the others are dropped, and
   * counted. Ends with the video, with the signal, and when the classifier is disposed of.
   *
   * Rejects as `classify` does, except that it goes on if the engine breaks down; and with what `onResult` throws.
   * @param {HTMLVideoElement} video
   * @param {WatchOptions} options
   * @returns {Promise<Watched>}
   */
  async watch(video, options) {
    checkOptions(options, [...CLASSIFY_OPTIONS, 'onResult', 'onError'])
    if (!(video instanceof EventTarget)) throw argumentError(`The video is ${shown(video)}; expected a video element.`)
    const { onResult, onError, signal, ...wanted } = options ?? {}
    if (typeof onResult !== 'function') throw argumentError(`onResult is ${shown(onResult)}; expected a function.`)
    const selection = this.#selection(wanted)
    return watchVideo(video, () => this.#classify(video, selection, wanted), { onResult, onError, signal })
  }

  /** Ends the worker and gives its memory back. */
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
    return this.#model.look({ kind: 'classify', ...selection }, picture, options)
  }

  /**
   * @param {Wanted} options
   * @returns {Selection}
   */
  #selection({ topK = 5, threshold = 0, allow, deny }) {
    if (!Number.isInteger(topK) || topK < 1) {
      throw argumentError(`topK is ${shown(topK)}; expected a whole number above 0.`)
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw argumentError(`threshold is ${shown(threshold)}; expected a probability, from 0 to 1.`)
    }
    const { labels } = this.#model.manifest
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
      throw argumentError(`${name} has ${shown(one)}, which is no label or index of the model: see its manifest.`)
    }
    return indices
  })
}
