// The history's controller: what the visitor says of films, each change with a way back, and the whole of it as a file.

import { History } from 'penchant/recommend'
import { t } from './language.js'
import { messageOf } from './state.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { PageStore } from './state.js'
 * @import { Opinion } from './views/films/film.js'
 *
 * @typedef {object} ImportPreview what an import would do
 * @property {string} name of the file
 * @property {string} text
 * @property {readonly HistoryEvent[]} events
 * @property {number} added
 * @property {number} later than what is here
 * @property {number} same as late as what is here, or earlier
 * @property {number} missing of films that are not in the catalogue
 */

export class Opinions {
  #store
  #history
  /** @type {(() => Promise<void>)[]} How to take back what was done, the last one last. */
  #undoes = []

  /**
   * @param {PageStore} store
   * @param {History} history
   */
  constructor(store, history) {
    this.#store = store
    this.#history = history
    const show = () => store.set({ events: this.#history.events() })
    history.addEventListener('change', show)
    store.set({ events: history.events(), memoryOnly: history.error?.message ?? null, undoable: false })
  }

  /**
   * @param {PageStore} store
   * @param {string} name of the history
   */
  static async open(store, name) {
    return new Opinions(store, await History.open(name))
  }

  close() {
    this.#history.close()
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

  /**
   * Has what was said of a film count no more, or again.
   * @param {string} item
   */
  async toggleExcluded(item) {
    const before = this.#eventOf(item)
    if (!before) return
    const excluded = !before.excluded
    const text = t.history.done[excluded ? 'excluded' : 'included'](this.#titleOf(item))
    await this.#change(this.#history.exclude(item, excluded), text, () => this.#history.exclude(item, !excluded))
  }

  /** Takes back the last change. */
  async undo() {
    const undo = this.#undoes.pop()
    this.#store.set({ undoable: this.#undoes.length > 0 })
    if (undo) await this.#say(undo(), t.page.undone)
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

  /**
   * What importing a file would do, or null if it cannot be imported.
   * @param {File} file
   * @returns {Promise<ImportPreview | null>}
   */
  async preview(file) {
    try {
      const text = await file.text()
      // A history in memory alone: what it takes in is what would be taken in.
      const imported = new History()
      await imported.import(text)
      const events = imported.events()
      const { catalogue } = this.#store.state
      const preview = { name: file.name, text, events, added: 0, later: 0, same: 0, missing: 0 }
      for (const { item, at_ms } of events) {
        const known = this.#eventOf(item)
        preview[known === undefined ? 'added' : at_ms > known.at_ms ? 'later' : 'same'] += 1
        if (catalogue && !catalogue.film(item)) preview.missing += 1
      }
      return preview
    } catch (error) {
      this.#fail(t.history.failed.import, error)
      return null
    }
  }

  /**
   * Takes in an imported history: beside what is here, or in its place.
   * @param {ImportPreview} preview
   * @param {'merge' | 'replace'} how
   */
  async import({ text, events, added, later }, how) {
    try {
      const before = await this.#history.export()
      if (how === 'replace') await this.#history.clear()
      await this.#history.import(text)
      this.#undoes.push(async () => {
        await this.#history.clear()
        await this.#history.import(before)
      })
      const merged = added + later === 0 ? t.history.done.nothingToImport : t.history.done.imported(added, later)
      this.#done(how === 'replace' ? t.history.done.replaced(events.length) : merged)
    } catch (error) {
      this.#fail(t.history.failed.import, error)
    }
  }

  /** Forgets everything, and how it came about. */
  async erase() {
    this.#undoes = []
    this.#store.set({ undoable: false })
    await this.#say(this.#history.clear(), t.history.done.erased)
  }

  /**
   * @param {Promise<void>} change
   * @param {string} text
   * @param {() => Promise<void>} undo
   */
  async #change(change, text, undo) {
    this.#undoes.push(undo)
    this.#done(text)
    try {
      await change
    } catch (error) {
      this.#undoes = this.#undoes.filter((other) => other !== undo)
      this.#store.set({ undoable: this.#undoes.length > 0 })
      this.#fail(t.history.failed.change, error)
    }
  }

  /**
   * Says what was done, with a way back.
   * @param {string} text
   */
  #done(text) {
    const action = { label: t.page.undo, run: () => void this.undo() }
    this.#store.set({ notice: { text, action }, error: null, undoable: true })
  }

  /**
   * @param {Promise<void>} change
   * @param {string} text
   */
  async #say(change, text) {
    this.#store.set({ notice: { text }, error: null })
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
