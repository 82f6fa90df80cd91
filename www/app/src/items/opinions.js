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
 * @property {import('penchant').ImportPreview} difference
 * @property {number} missing of films that are not in the catalogue
 */

export class Opinions {
  #store
  #history
  #shown = false

  /**
   * @param {PageStore} store
   * @param {History} history
   */
  constructor(store, history) {
    this.#store = store
    this.#history = history
    for (const type of ['change', 'storage']) history.addEventListener(type, () => this.#shown && this.#tell())
  }

  /**
   * @param {PageStore} store
   * @param {string} name of the history
   */
  static async open(store, name) {
    return new Opinions(store, await History.open(name))
  }

  /** From here on it is this history that is shown. */
  show() {
    this.#shown = true
    this.#tell()
    this.#store.set({ undoable: this.#history.undoable })
  }

  /** Another catalogue's is shown. What was said is stored nevertheless, and stays here where nothing can be stored. */
  hide() {
    this.#shown = false
  }

  /** Ends it. */
  close() {
    this.hide()
    this.#history.close()
  }

  #tell() {
    this.#store.set({ events: this.#history.events(), memoryOnly: this.#history.error?.message ?? null })
  }

  /**
   * Says something of a film; saying the same again takes it back.
   * @param {string} item
   * @param {Opinion} action
   */
  async rate(item, action) {
    const before = this.#eventOf(item)
    if (before?.action === action) return this.takeOut(item)
    return this.#change(this.#history.add({ item, action }), t.history.done[action](this.#titleOf(item)))
  }

  /** @param {string} item */
  async takeOut(item) {
    if (!this.#eventOf(item)) return
    await this.#change(this.#history.remove(item), t.history.done.takenOut(this.#titleOf(item)))
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
    await this.#change(this.#history.exclude(item, excluded), text)
  }

  /** Takes back the last change. */
  async undo() {
    if (!this.#history.undoable) return
    const undone = this.#history.undo()
    this.#store.set({ undoable: this.#history.undoable })
    await this.#say(undone, t.page.undone)
  }

  /** The history as a file, or null if it cannot be made. */
  async exportFile() {
    try {
      const { own } = this.#store.state
      const name = own ? `penchant-history-${own.id}.json` : 'penchant-history.json'
      return new File([await this.#history.export()], name, { type: 'application/json' })
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
      const difference = await this.#history.preview(file)
      const { catalogue } = this.#store.state
      const missing = difference.events.filter(({ item }) => catalogue && !catalogue.film(item)).length
      return { name: file.name, difference, missing }
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
  async import({ difference }, how) {
    try {
      const { added, replaced } = await this.#history.import(difference, { mode: how })
      const merged = added + replaced === 0 ? t.history.done.nothingToImport : t.history.done.imported(added, replaced)
      this.#done(how === 'replace' ? t.history.done.replaced(difference.events.length) : merged)
    } catch (error) {
      this.#fail(t.history.failed.import, error)
    }
  }

  /** Forgets everything, and how it came about. */
  async erase() {
    const erased = this.#history.clear()
    this.#store.set({ undoable: false })
    await this.#say(erased, t.history.done.erased)
  }

  /**
   * @param {Promise<void>} change
   * @param {string} text
   */
  async #change(change, text) {
    this.#done(text)
    try {
      await change
    } catch (error) {
      this.#store.set({ undoable: this.#history.undoable })
      this.#fail(t.history.failed.change, error)
    }
  }

  /**
   * Says what was done, with a way back.
   * @param {string} text
   */
  #done(text) {
    const action = { label: t.page.undo, run: () => void this.undo() }
    this.#store.set({ notice: { text, action }, error: null, undoable: this.#history.undoable })
  }

  /**
   * @param {Promise<unknown>} change
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
