// The films' controller: what the visitor does goes into the history, and whatever changes the history changes
// the picks.

import { History } from 'penchant/recommend'
import { t } from './language.js'
import { openCatalogue } from './packs.js'
import { PICKS_AT_A_TIME } from './state.js'

/**
 * @import { HistoryEvent, Recommender } from 'penchant'
 * @import { Opened } from './packs.js'
 * @import { Offline } from './offline.js'
 * @import { PageStore, State } from './state.js'
 * @import { Opinion } from './views/film.js'
 */

export class Films {
  #store
  #history
  #offline
  /** @type {Recommender | null} */
  #recommender = null
  /** Whether the visitor has done anything yet. */
  #touched = false

  /**
   * @param {PageStore} store
   * @param {History} history
   * @param {Offline} offline
   */
  constructor(store, history, offline) {
    this.#store = store
    this.#history = history
    this.#offline = offline
    // The browser's own memory of it outlasts a reload.
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (this.#touched = true), { once: true })
    history.addEventListener('change', () => this.#recommend())
    store.set({ events: history.events(), memoryOnly: history.error?.message ?? null })
  }

  /**
   * @param {PageStore} store
   * @param {Offline} offline
   */
  static async open(store, offline) {
    return new Films(store, await History.open('movies'), offline)
  }

  /** Loads the catalogue, the most popular films first; a failure is shown with a way to try again. */
  async load() {
    this.#store.set({ failure: null, error: null })
    const keeper = () => this.#offline.start()
    const onProgress = (/** @type {State['arriving']} */ arriving) => this.#store.set({ arriving })
    try {
      for await (const opened of openCatalogue({ starter: !this.#recommender, keeper, onProgress })) this.#use(opened)
    } catch (error) {
      if (!this.#recommender) return this.#store.set({ failure: messageOf(error) })
      const action = { label: t.page.tryAgain, run: () => void this.load() }
      this.#store.set({ error: { text: t.offline.onlySome(messageOf(error)), action } })
    }
  }

  /** @param {Opened} opened */
  #use({ recommender, catalogue, whole }) {
    const former = this.#recommender
    this.#recommender = recommender
    this.#store.set({ catalogue, whole, pack: recommender.manifest })
    // What somebody is busy with does not change under their hands: then the new picks come with the next thing said.
    const busy = former && this.#history.events().length > 0 && this.#touched
    if (!busy) this.#recommend()
  }

  /**
   * Says something of a film; saying the same again takes it back.
   * @param {string} item
   * @param {Opinion} action
   */
  async rate(item, action) {
    const before = this.#eventOf(item)
    if (before?.action === action) return this.takeOut(item)
    return this.#change(this.#history.add({ item, action }), t.history.done[action](this.#titleOf(item)), () =>
      before ? this.#history.add(before) : this.#history.remove(item),
    )
  }

  /** @param {string} item */
  async takeOut(item) {
    const before = this.#eventOf(item)
    if (!before) return
    await this.#change(this.#history.remove(item), t.history.done.takenOut(this.#titleOf(item)), () =>
      this.#history.add(before),
    )
  }

  /** @param {string} query */
  search(query) {
    this.#store.set({ query, found: this.#store.state.catalogue?.search(query) ?? [] })
  }

  more() {
    this.#store.set({ count: this.#store.state.count + PICKS_AT_A_TIME })
    this.#recommend()
  }

  /** The history as a file, or null if it cannot be made. */
  async exportFile() {
    try {
      return new File([await this.#history.export()], 'penchant-history.json', { type: 'application/json' })
    } catch (error) {
      this.#fail(t.history.failed.export, error)
      return null
    }
  }

  /** @param {File} file */
  async importFile(file) {
    try {
      const { added, replaced } = await this.#history.import(await file.text())
      const text = added + replaced === 0 ? t.history.done.nothingToImport : t.history.done.imported(added, replaced)
      this.#store.set({ notice: { text }, error: null })
    } catch (error) {
      this.#fail(t.history.failed.import, error)
    }
  }

  async erase() {
    await this.#change(this.#history.clear(), t.history.done.erased)
  }

  #recommend() {
    const events = this.#history.events()
    const n = this.#store.state.count
    try {
      this.#store.set({ events, picks: this.#recommender?.recommend(events, { n }) ?? [] })
    } catch (error) {
      this.#store.set({ events, picks: [], failure: messageOf(error) })
    }
  }

  /**
   * Says what was done once it is written, with a way back.
   * @param {Promise<void>} change
   * @param {string} text
   * @param {() => Promise<void>} [undo]
   */
  async #change(change, text, undo) {
    const action = undo && { label: t.page.undo, run: () => void this.#change(undo(), t.page.undone) }
    this.#store.set({ notice: { text, action }, error: null })
    try {
      await change
    } catch (error) {
      this.#fail(t.history.failed.change, error)
    }
  }

  /**
   * @param {(why: string) => string} says
   * @param {unknown} error
   */
  #fail(says, error) {
    this.#store.set({ notice: null, error: { text: says(messageOf(error)) } })
  }

  /**
   * @param {string} item
   * @returns {HistoryEvent | undefined}
   */
  #eventOf(item) {
    return this.#history.events().find((event) => event.item === item)
  }

  /** @param {string} item */
  #titleOf(item) {
    return this.#store.state.catalogue?.filmOrId(item).title ?? t.film.unknown(item)
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return t.error(error instanceof Error ? error : { message: String(error) })
}
