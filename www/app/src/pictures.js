// The pictures' controller: one picture at a time, from wherever it comes, to its likeliest classes.

import { ERROR_CODES } from 'penchant'
import { ImageClassifier, PenchantError } from 'penchant/vision'

/**
 * @import { PageStore, Recognition } from './state.js'
 */

const TOP = 5

export class Pictures {
  #store
  #manifestUrl
  /** @type {Promise<ImageClassifier> | null} */
  #classifier = null
  #work = new AbortController()
  #pictures = 0

  /**
   * @param {PageStore} store
   * @param {string} manifestUrl
   */
  constructor(store, manifestUrl) {
    this.#store = store
    this.#manifestUrl = manifestUrl
  }

  /**
   * Recognises a picture. Of several in a row only the last one's answer is shown.
   * @param {Blob} picture
   */
  async recognise(picture) {
    const number = ++this.#pictures
    const { signal } = this.#work
    const show = (/** @type {Partial<Recognition>} */ changes) => {
      if (number === this.#pictures && !signal.aborted) this.#show(changes)
    }
    const former = this.#store.state.recognition.preview
    if (former) URL.revokeObjectURL(former)
    show({ step: 'loading', preview: URL.createObjectURL(picture), classes: [], error: undefined, release: undefined })
    try {
      this.#classifier ??= this.#load(signal)
      const classifier = await this.#classifier
      show({ step: 'working' })
      show({ step: 'done', classes: await classifier.classify(picture, { topK: TOP, signal }) })
    } catch (error) {
      show({ step: 'failed', ...this.#failure(error, picture) })
    }
  }

  /**
   * What is said of a failure, and what can be done about it here.
   * @param {unknown} error
   * @param {Blob} picture
   * @returns {Partial<Recognition>}
   */
  #failure(error, picture) {
    if (!(error instanceof PenchantError) || error.code !== ERROR_CODES.modelQuarantined)
      return { error: error instanceof Error ? error.message : String(error) }
    const release = async () => {
      await ImageClassifier.release(this.#manifestUrl).catch(() => {})
      await this.recognise(picture)
    }
    return { error: 'Image recognition stopped twice on this device, and does not start by itself any more.', release }
  }

  cancel() {
    this.#work.abort()
    this.#work = new AbortController()
    this.#show({ step: 'stopped' })
  }

  /** @param {AbortSignal} signal */
  async #load(signal) {
    const onProgress = (/** @type {Recognition['progress']} */ progress) => {
      if (!signal.aborted) this.#show({ progress })
    }
    try {
      this.#show({ progress: null })
      return await ImageClassifier.load(this.#manifestUrl, { onProgress, signal })
    } catch (error) {
      this.#classifier = null
      throw error
    }
  }

  /** @param {Partial<Recognition>} changes */
  #show(changes) {
    this.#store.set({ recognition: { ...this.#store.state.recognition, ...changes } })
  }
}
