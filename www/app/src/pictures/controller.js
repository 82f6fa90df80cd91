// The pictures' controller: one picture or live video at a time, from wherever it comes, to its likeliest classes.

import { ERROR_CODES } from 'penchant'
import { ImageClassifier, PenchantError } from 'penchant/vision'
import { t } from './language.js'
import { forgetModel, keepModel, keptModel } from './own-model.js'

/**
 * @import { OwnModel } from './own-model.js'
 * @import { PageStore, Recognition } from './state.js'
 */

const TOP = 5

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

  /** Brings back the visitor's own model, if there is one from an earlier visit. */
  async start() {
    const kept = await keptModel()
    if (kept && !this.#own) this.#choose(kept, true)
  }

  /**
   * Recognises a picture. Of several in a row only the last one's answer is shown.
   * @param {Blob} picture
   */
  async recognise(picture) {
    const preview = URL.createObjectURL(picture)
    await this.#turn(
      { preview },
      () => this.recognise(picture),
      async (classifier, show, signal) => {
        show({ step: 'working' })
        show({ step: 'done', classes: await classifier.classify(picture, { topK: TOP, signal }) })
      },
    )
  }

  /**
   * Recognises an example, which is fetched when it is first asked for.
   * @param {string} url
   */
  async recogniseExample(url) {
    try {
      const response = await fetch(url)
      if (!response.ok) throw new Error(String(response.status))
      await this.recognise(await response.blob())
    } catch {
      this.#store.set({ error: { text: t.pictures.exampleFailed } })
    }
  }

  /**
   * Says what a video shows as it plays, until the next picture, `cancel`, or its end.
   * @param {HTMLVideoElement} video
   */
  async watch(video) {
    await this.#turn(
      { preview: null },
      () => this.watch(video),
      async (classifier, show, signal) => {
        show({ step: 'watching' })
        await classifier.watch(video, {
          topK: TOP,
          signal,
          onResult: (classes, watched) => show({ classes, watched, trouble: null }),
          // A new engine is on its way: what was seen last stays meanwhile.
          onError: () => show({ trouble: t.pictures.engineStopped }),
        })
        show({ step: 'done', trouble: null })
      },
    )
  }

  /** Loads the model, so that it is kept for when there is no network. */
  async prepare() {
    await this.#turn(
      { preview: null },
      () => this.prepare(),
      async (_classifier, show) => show({ step: 'empty' }),
    )
  }

  cancel() {
    this.#work.abort()
    this.#work = new AbortController()
    const { step } = this.#store.state.recognition
    this.#show({ step: step === 'watching' ? 'done' : 'stopped', trouble: null })
  }

  /**
   * Has another model look from now on: the visitor's own, checked by loading it.
   * @param {OwnModel} own
   */
  async use(own) {
    const classifier = await ImageClassifier.load({ manifest: own.manifest, model: own.model })
    this.#choose(own, await keepModel(own))
    this.#classifier = Promise.resolve(classifier)
  }

  /** Forgets the visitor's own model, and has the page's look again. */
  async forget() {
    await forgetModel()
    this.#choose(null, false)
  }

  /** What was kept was deleted: the next picture loads it anew. */
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
    this.#store.set({ ownModel: own && { name: own.manifest.name, classes: own.manifest.labels.length, kept } })
    this.#show({ step: 'empty', classes: [], preview: null })
  }

  /**
   * One thing to look at, from the loading of the model to its answer or what is said instead.
   * @param {{ preview: string | null }} what
   * @param {() => Promise<void>} again
   * @param {(classifier: ImageClassifier, show: (changes: Partial<Recognition>) => void, signal: AbortSignal)
   *   => Promise<void>} look
   */
  async #turn({ preview }, again, look) {
    const turn = ++this.#turns
    // Watching goes on until something else comes.
    if (this.#store.state.recognition.step === 'watching') this.cancel()
    const { signal } = this.#work
    const show = (/** @type {Partial<Recognition>} */ changes) => {
      if (turn === this.#turns && !signal.aborted) this.#show(changes)
    }
    const former = this.#store.state.recognition.preview
    if (former) URL.revokeObjectURL(former)
    show({ step: 'loading', preview, classes: [], error: undefined, release: undefined, watched: null, trouble: null })
    try {
      this.#classifier ??= this.#load(signal)
      await look(await this.#classifier, show, signal)
    } catch (error) {
      show({ step: 'failed', ...this.#failure(error, again) })
    }
  }

  /**
   * What is said of a failure, and what can be done about it here.
   * @param {unknown} error
   * @param {() => Promise<void>} again
   * @returns {Partial<Recognition>}
   */
  #failure(error, again) {
    if (!(error instanceof PenchantError)) return { error: String(error) }
    if (error.code === ERROR_CODES.network) return { error: t.error(error), release: again }
    if (error.code !== ERROR_CODES.modelQuarantined) return { error: t.error(error) }
    const release = async () => {
      await ImageClassifier.release(this.#own ?? this.#manifestUrl).catch(() => {})
      await again()
    }
    return { error: t.pictures.quarantined, release }
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
      if (!own) this.#store.set({ modelKept: classifier.kept })
      return classifier
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
