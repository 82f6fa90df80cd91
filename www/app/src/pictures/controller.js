// The controller of the pictures: finds the likeliest classes of one picture or live video at a time.

import { ERROR_CODES } from 'penchant'
import { ImageClassifier, PenchantError } from 'penchant/vision'
import { messageOf } from '../shell/texts.js'
import { keepExamples } from './offline-use.js'
import { describeModel, forgetModel, keepModel, keptModel, makeOwnModel, readLabels } from './own-model.js'
import { t } from './texts.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { OwnModel, OwnModelParts } from './own-model.js'
 * @import { Recognition } from './slice.js'
 */

/** How many of the likeliest classes are shown. */
const TOP_CLASSES = 5

export class Pictures {
  #store
  #manifestUrl
  /** @type {OwnModel | null} */
  #own = null
  /** @type {Promise<ImageClassifier> | null} */
  #classifier = null
  #work = new AbortController()
  #turns = 0

  /**
   * @param {PageStore} store
   * @param {string} manifestUrl
   */
  constructor(store, manifestUrl) {
    this.#store = store
    this.#manifestUrl = manifestUrl
  }

  /** Counts pictures and videos: a view that had to wait can tell whether another one came meanwhile. */
  get turns() {
    return this.#turns
  }

  /** Brings back the visitor's own model, if there is one from an earlier visit. */
  async restore() {
    const kept = await keptModel()
    if (kept && !this.#own) this.#choose(kept, true)
  }

  /**
   * Recognises a picture. Of several in a row, only the classes of the last one are shown.
   * @param {Blob} picture
   */
  async recognise(picture) {
    const preview = URL.createObjectURL(picture)
    await this.#turn(
      { preview },
      () => this.recognise(picture),
      async (classifier, show, signal) => {
        show({ step: 'working' })
        show({ step: 'done', classes: await classifier.classify(picture, { topK: TOP_CLASSES, signal }) })
      },
    )
  }

  /**
   * Recognises an example, which is fetched when it is first used.
   * @param {string} url
   */
  async recogniseExample(url) {
    try {
      const response = await fetch(url)
      if (!response.ok) throw new Error(String(response.status))
      await this.recognise(await response.blob())
    } catch {
      this.#store.set('shell', { error: { text: t.exampleFailed } })
    }
  }

  /**
   * Recognises what a video shows as it plays, until the next picture, `cancel`, or its end.
   * @param {HTMLVideoElement} video
   */
  async watch(video) {
    await this.#turn(
      { preview: null },
      () => this.watch(video),
      async (classifier, show, signal) => {
        show({ step: 'watching' })
        await classifier.watch(video, {
          topK: TOP_CLASSES,
          signal,
          onResult: (classes, watched) => show({ classes, watched, interruption: null }),
          // A new engine is being started: the last classes stay meanwhile.
          onError: () => show({ interruption: t.engineStopped }),
        })
        show({ step: 'done', interruption: null })
      },
    )
  }

  /** Loads the model and the examples, so that they are kept for when there is no network. */
  async prepare() {
    await this.#turn(
      { preview: null },
      () => this.prepare(),
      async (_classifier, show) => show({ step: 'empty' }),
    )
    await keepExamples()
  }

  cancel() {
    this.#work.abort()
    this.#work = new AbortController()
    const { step } = this.#store.state.pictures.recognition
    this.#show({ step: step === 'watching' ? 'done' : 'stopped', interruption: null })
  }

  /**
   * What an ONNX file says of itself. Rejects if it is not an image classifier.
   * @param {File} file
   */
  describeModel(file) {
    return describeModel(file)
  }

  /**
   * The names of the classes in a file. Rejects if it has none.
   * @param {File} file
   */
  readLabels(file) {
    return readLabels(file)
  }

  /**
   * Recognises with the visitor's own model from now on. Rejects if it cannot be loaded.
   * @param {OwnModelParts} parts
   * @returns {Promise<string>} its name
   */
  async useOwnModel(parts) {
    const own = await makeOwnModel(parts)
    const classifier = await ImageClassifier.load({ manifest: own.manifest, model: own.model })
    this.#choose(own, await keepModel(own))
    this.#classifier = Promise.resolve(classifier)
    return own.manifest.name
  }

  /** Forgets the visitor's own model, and recognises with the page's again. */
  async forgetOwnModel() {
    await forgetModel()
    this.#choose(null, false)
  }

  /** Ends the engine. The next picture loads it and its model anew. */
  unload() {
    this.cancel()
    void this.#classifier?.then((classifier) => classifier.dispose()).catch(() => {})
    this.#classifier = null
  }

  /**
   * @param {OwnModel | null} own
   * @param {boolean} kept
   */
  #choose(own, kept) {
    if (this.#classifier) this.unload()
    this.#own = own
    const ownModel = own && { name: own.manifest.name, classes: own.manifest.labels.length, kept }
    this.#store.set('pictures', { ownModel })
    this.#show({ step: 'empty', classes: [], preview: null })
  }

  /**
   * Looks at one picture or video: loads the model if need be, and shows the classes or what went wrong.
   * @param {{ preview: string | null }} what
   * @param {() => Promise<void>} retry
   * @param {(classifier: ImageClassifier, show: (changes: Partial<Recognition>) => void, signal: AbortSignal)
   *   => Promise<void>} look
   */
  async #turn({ preview }, retry, look) {
    const turn = ++this.#turns
    // Watching goes on until something else comes.
    if (this.#store.state.pictures.recognition.step === 'watching') this.cancel()
    const { signal } = this.#work
    const show = (/** @type {Partial<Recognition>} */ changes) => {
      if (turn === this.#turns && !signal.aborted) this.#show(changes)
    }
    const former = this.#store.state.pictures.recognition.preview
    if (former) URL.revokeObjectURL(former)
    show({
      step: 'loading',
      preview,
      classes: [],
      error: undefined,
      retry: undefined,
      watched: null,
      interruption: null,
    })
    try {
      this.#classifier ??= this.#load(signal)
      const classifier = await this.#classifier
      // What came meanwhile has its own turn: a video would be watched beside it.
      if (turn === this.#turns) await look(classifier, show, signal)
    } catch (error) {
      show({ step: 'failed', ...this.#failure(error, retry) })
    }
  }

  /**
   * What is shown of a failure, and how it can be tried again.
   * @param {unknown} error
   * @param {() => Promise<void>} retry
   * @returns {Partial<Recognition>}
   */
  #failure(error, retry) {
    if (!(error instanceof PenchantError)) return { error: String(error) }
    if (error.code === ERROR_CODES.network) return { error: messageOf(error), retry }
    if (error.code !== ERROR_CODES.modelQuarantined) return { error: messageOf(error) }
    const releaseAndRetry = async () => {
      await ImageClassifier.release(this.#own ?? this.#manifestUrl).catch(() => {})
      await retry()
    }
    return { error: t.quarantined, retry: releaseAndRetry }
  }

  /** @param {AbortSignal} signal */
  async #load(signal) {
    const onProgress = (/** @type {Recognition['progress']} */ progress) => {
      if (!signal.aborted) this.#show({ progress })
    }
    try {
      this.#show({ progress: null })
      const own = this.#own
      const classifier = await ImageClassifier.load(own ?? this.#manifestUrl, { onProgress, signal })
      if (!own) {
        this.#store.set('pictures', { modelKept: classifier.kept })
        void keepExamples()
      }
      return classifier
    } catch (error) {
      this.#classifier = null
      throw error
    }
  }

  /** @param {Partial<Recognition>} changes */
  #show(changes) {
    this.#store.set('pictures', { recognition: { ...this.#store.state.pictures.recognition, ...changes } })
  }
}
