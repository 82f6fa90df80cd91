// The visitor's opinions on items, which are a history: each change with a way back, and the whole of it as a file.

import { History, PenchantError } from 'penchant/recommend'
import { t as shellTexts, messageOf } from '../shell/texts.js'
import { unknownItem } from './catalogue.js'
import { t } from './texts.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { PageStore } from '../main.js'
 *
 * @typedef {'like' | 'dislike' | 'seen' | 'not-interested'} Opinion what the page lets visitors say; a history may hold
 *   other actions
 *
 * @typedef {object} ImportPreview what an import would do
 * @property {string} name of the file
 * @property {import('penchant').ImportPreview} difference
 * @property {number} missing how many items the catalogue does not have
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
    for (const type of ['change', 'storage']) history.addEventListener(type, () => this.#shown && this.#publish())
  }

  /**
   * @param {PageStore} store
   * @param {string} name of the history
   */
  static async open(store, name) {
    return new Opinions(store, await History.open(name))
  }

  /** Shows this history from now on. */
  show() {
    this.#shown = true
    this.#publish()
    this.#store.set('items', { undoable: this.#history.undoable })
  }

  /** Shows it no more. Changes that are on their way are stored, or stay here where nothing can be stored. */
  hide() {
    this.#shown = false
  }

  /** Hides and closes it. */
  close() {
    this.hide()
    this.#history.close()
  }

  #publish() {
    this.#store.set('items', { events: this.#history.events(), memoryOnly: this.#history.error?.message ?? null })
  }

  /**
   * Says something about an item; saying the same again takes it back.
   * @param {string} id
   * @param {Opinion} action
   */
  async rate(id, action) {
    const before = this.#eventOf(id)
    if (before?.action === action) return this.takeOut(id)
    return this.#change(this.#history.add({ item: id, action }), t.history.done[action](this.#titleOf(id)))
  }

  /**
   * Rates an item, in place of what was said of it before.
   * @param {string} id
   * @param {number} stars from 0.5 to 5, in halves
   */
  async rateInStars(id, stars) {
    const text = t.history.done.rated(this.#titleOf(id), stars)
    await this.#change(this.#history.add({ item: id, action: 'rate', rating: stars }), text)
  }

  /** @param {string} id */
  async takeOut(id) {
    if (!this.#eventOf(id)) return
    await this.#change(this.#history.remove(id), t.history.done.takenOut(this.#titleOf(id)))
  }

  /**
   * Excludes an opinion from the visitor's taste, or includes it again.
   * @param {string} id
   */
  async toggleExcluded(id) {
    const before = this.#eventOf(id)
    if (!before) return
    const excluded = !before.excluded
    const text = t.history.done[excluded ? 'excluded' : 'included'](this.#titleOf(id))
    await this.#change(this.#history.exclude(id, excluded), text)
  }

  /** Undoes the last change. */
  async undo() {
    if (!this.#history.undoable) return
    const undone = this.#history.undo()
    this.#store.set('items', { undoable: this.#history.undoable })
    await this.#announce(undone, shellTexts.undone)
  }

  /** The history as a file, or null if it cannot be made. */
  async exportFile() {
    try {
      const own = this.#store.state.items.otherCatalogue
      const name = own ? `penchant-history-${own.id}.json` : 'penchant-history.json'
      return new File([await this.#history.export()], name, { type: 'application/json' })
    } catch (error) {
      this.#fail(t.history.failed.export, error)
      return null
    }
  }

  /** The films of the history as a table that Letterboxd imports, or null if it cannot be made. */
  async letterboxdFile() {
    try {
      const { letterboxdTable } = await import('./letterboxd-table.js')
      const { events, catalogue } = this.#store.state.items
      const { text, written, leftOut } = letterboxdTable(events, (id) => catalogue?.find(id))
      if (written === 0) throw new PenchantError('argument', t.history.nothingForLetterboxd)
      this.#store.set('shell', { notice: { text: t.history.done.letterboxd(written, leftOut) }, error: null })
      return new File([text], 'penchant-letterboxd.csv', { type: 'text/csv' })
    } catch (error) {
      this.#fail(t.history.failed.export, error)
      return null
    }
  }

  /**
   * What importing a file would change, or null if it cannot be imported.
   * @param {File} file
   * @returns {Promise<ImportPreview | null>}
   */
  async preview(file) {
    try {
      const difference = await this.#history.preview(file)
      const { catalogue } = this.#store.state.items
      const missing = difference.events.filter(({ item }) => catalogue && !catalogue.find(item)).length
      return { name: file.name, difference, missing }
    } catch (error) {
      this.failImport(error)
      return null
    }
  }

  /**
   * Says why nothing was imported.
   * @param {unknown} error
   */
  failImport(error) {
    this.#fail(t.history.failed.import, error)
  }

  /**
   * Imports a history: merged with what is here, or in its place.
   * @param {ImportPreview} preview
   * @param {'merge' | 'replace'} how
   */
  async import({ difference }, how) {
    try {
      const { added, replaced } = await this.#history.import(difference, { mode: how })
      const merged = added + replaced === 0 ? t.history.done.nothingToImport : t.history.done.imported(added, replaced)
      this.#done(how === 'replace' ? t.history.done.replaced(difference.events.length) : merged)
    } catch (error) {
      this.failImport(error)
    }
  }

  /** Erases all of it, and what could be undone. */
  async erase() {
    const erased = this.#history.clear()
    this.#store.set('items', { undoable: false })
    await this.#announce(erased, t.history.done.erased)
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
      this.#store.set('items', { undoable: this.#history.undoable })
      this.#fail(t.history.failed.change, error)
    }
  }

  /**
   * Says what was done, with a way back.
   * @param {string} text
   */
  #done(text) {
    const action = { label: shellTexts.undo, run: () => void this.undo() }
    this.#store.set('shell', { notice: { text, action }, error: null })
    this.#store.set('items', { undoable: this.#history.undoable })
  }

  /**
   * @param {Promise<unknown>} change
   * @param {string} text
   */
  async #announce(change, text) {
    this.#store.set('shell', { notice: { text }, error: null })
    try {
      await change
    } catch (error) {
      this.#fail(t.history.failed.change, error)
    }
  }

  /**
   * @param {(why: string) => string} textOf
   * @param {unknown} error
   */
  #fail(textOf, error) {
    this.#store.set('shell', { notice: null, error: { text: textOf(messageOf(error)) } })
  }

  /**
   * @param {string} id
   * @returns {HistoryEvent | undefined}
   */
  #eventOf(id) {
    return this.#history.events().find(({ item }) => item === id)
  }

  /** @param {string} id */
  #titleOf(id) {
    return (this.#store.state.items.catalogue?.find(id) ?? unknownItem(id)).title
  }
}
