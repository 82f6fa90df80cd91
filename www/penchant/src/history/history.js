// The visitor's history: the latest event of each item, in memory, in IndexedDB, and synchronised with other tabs. Changes
// take effect at once; one that cannot be written is taken back.

import { unlessAborted } from '../runtime/abort.js'
import { argumentError, checkId, checkOptions, shown } from '../runtime/options.js'
import { checkedEvent, MAX_AT_MS } from './event.js'
import { ImportPreview, readFile, writeFile } from './exported-file.js'
import { Memory } from './memory.js'
import { HistoryStore } from './store.js'
import { HistorySync } from './sync.js'

/**
 * @import { StorageError } from '../runtime/errors.js'
 * @import { HistoryEvent, NewEvent } from './event.js'
 * @import { Edit } from './memory.js'
 *
 * @typedef {object} WaitOptions
 * @property {AbortSignal} [signal] takes the change back if it is not stored yet
 *
 * @typedef {object} ImportOptions
 * @property {'merge' | 'replace'} [mode] `merge`, the default, keeps the later of two events for one item; `replace`
 *   replaces the whole history by the file
 * @property {AbortSignal} [signal] takes the change back if it is not stored yet
 *
 * @typedef {object} Imported
 * @property {number} added items that were not in the history
 * @property {number} replaced items whose event is another one now
 * @property {number} removed items that are no longer in the history
 */

/** How many changes can be undone. */
const MAX_UNDOS = 50

/**
 * Fires `change` whenever its events change, in this tab or in another one; and `storage` whenever `persistent` or `error`
 * changes.
 */
export class History extends EventTarget {
  #memory
  #sync
  /** @type {Edit[][]} The changes that can be undone, the latest last. */
  #edits = []

  /**
   * Use `History.open`.
   * @private
   * @param {string} name
   */
  constructor(name) {
    super()
    this.#memory = new Memory(() => this.dispatchEvent(new Event('change')))
    this.#sync = new HistorySync(name, this.#memory, () => this.dispatchEvent(new Event('storage')))
  }

  /**
   * The history of this name. Where nothing can be stored it is kept in memory, and `persistent` and `error` say so.
   *
   * Rejects with `argument`, or with the signal's reason.
   * @param {string} [name]
   * @param {{ signal?: AbortSignal }} [options]
   */
  static async open(name = 'default', options = {}) {
    checkOptions(options, ['signal'])
    if (typeof name !== 'string') throw argumentError(`The history's name is ${shown(name)}; expected a string.`)
    options.signal?.throwIfAborted()
    const history = new History(name)
    try {
      await unlessAborted(history.#sync.connect(), options.signal)
      return history
    } catch (reason) {
      history.close()
      throw reason
    }
  }

  /**
   * Deletes the history of this name with its database. Where it is open, in this tab or in another one, it is empty
   * from then on, and no longer stored.
   *
   * Rejects with `argument`, `storage.quota`, `storage.write`, or the signal's reason; then nothing is deleted. Rejects
   * with `storage.delete` if the browser does not delete what it stored, and with `storage.blocked` if a tab with an
   * older version of the page has the history open; it is then deleted once that tab is closed.
   * @param {string} [name]
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   */
  static async delete(name = 'default', options = {}) {
    const history = await History.open(name, options)
    try {
      await history.clear(options)
    } finally {
      history.close()
    }
    await unlessAborted(HistoryStore.delete(name), options.signal)
  }

  /** Whether the history outlives this page. */
  get persistent() {
    return this.#sync.stored
  }

  /**
   * Why the history is not kept beyond this page, if it is not.
   * @returns {StorageError | null}
   */
  get error() {
    return this.#sync.error
  }

  /** Whether there is a change to undo. */
  get undoable() {
    return this.#edits.length > 0
  }

  /**
   * The events, oldest first.
   * @returns {readonly HistoryEvent[]}
   */
  events() {
    return this.#memory.all()
  }

  /**
   * Adds an event, in place of an earlier one for the same item. Resolves once it is stored. An event without a time is
   * dated now, and never before the latest event, though the clock may have been set back.
   *
   * Rejects with `argument`, `storage.quota`, `storage.write`, or the signal's reason; then it is taken back.
   * @param {NewEvent} event
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async add(event, options) {
    const added = checkedEvent(this.#dated(event))
    const isFirst = added.action === 'like' && !this.events().some(({ action }) => action === 'like')
    await this.#change({ put: [added] }, options)
    if (isFirst && this.persistent) requestPersistence()
  }

  /**
   * Sets whether an item's event is excluded: it then stays in the history, without any effect on recommendations.
   *
   * Rejects as `add` does.
   * @param {string} item
   * @param {boolean} [excluded]
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async exclude(item, excluded = true, options) {
    checkId(item, 'item')
    if (typeof excluded !== 'boolean') throw argumentError(`excluded is ${shown(excluded)}; expected true or false.`)
    const event = this.#memory.get(item)
    if (!event) throw argumentError(`The history has no event for the item ${item}.`)
    await this.#change({ put: [checkedEvent({ ...event, excluded })] }, options)
  }

  /**
   * Removes an item's event.
   *
   * Rejects as `add` does.
   * @param {string} item
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async remove(item, options) {
    checkId(item, 'item')
    await this.#change({ remove: [item] }, options)
  }

  /**
   * Removes all events, and the changes that could be undone.
   *
   * Rejects as `add` does.
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async clear(options = {}) {
    checkOptions(options, ['signal'])
    options.signal?.throwIfAborted()
    this.#edits = []
    await this.#sync.change({ clear: true }, options.signal).written
  }

  /**
   * Undoes the last change of this page. Items that have changed since then keep their events.
   *
   * Rejects as `add` does.
   * @param {WaitOptions} [options]
   * @returns {Promise<boolean>} whether there was one
   */
  async undo(options = {}) {
    checkOptions(options, ['signal'])
    options.signal?.throwIfAborted()
    const edits = this.#edits.pop()
    if (!edits) return false
    try {
      const inverse = () => this.#memory.inverse(edits)
      await this.#sync.decide(itemsOf(edits), inverse, options.signal)
      return true
    } catch (error) {
      this.#edits.push(edits)
      throw error
    }
  }

  /**
   * The whole history as the text of a file.
   *
   * Rejects with `network`, `engine.*`, or the signal's reason.
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string>}
   */
  async export(options = {}) {
    checkOptions(options, ['signal'])
    options.signal?.throwIfAborted()
    return await writeFile(this.events(), options.signal)
  }

  /**
   * Reads an exported file and says what importing it would do. Nothing is changed.
   *
   * Rejects with `history.*`, `argument` if the file cannot be read, `network`, `engine.*`, or the signal's reason.
   * @param {string | Blob} source the file, or its text
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<ImportPreview>}
   */
  async preview(source, options = {}) {
    checkOptions(options, ['signal'])
    options.signal?.throwIfAborted()
    const events = await readFile(source, options.signal)
    return new ImportPreview(events, this.#difference(events))
  }

  /**
   * Imports an exported file, all of it or nothing. `undo` undoes it.
   *
   * Rejects as `preview` and `add` do.
   * @param {string | Blob | ImportPreview} source the file, its text, or the result of `preview`
   * @param {ImportOptions} [options]
   * @returns {Promise<Imported>}
   */
  async import(source, options = {}) {
    checkOptions(options, ['mode', 'signal'])
    const { mode = 'merge', signal } = options
    if (mode !== 'merge' && mode !== 'replace') {
      throw argumentError(`mode is ${shown(mode)}; expected "merge" or "replace".`)
    }
    signal?.throwIfAborted()
    const events = source instanceof ImportPreview ? source.events : await readFile(source, signal)
    const items = itemsOf(events)
    /** @type {Imported} */
    let imported = { added: 0, replaced: 0, removed: 0 }
    const merge = () => {
      const { added, replaced } = this.#difference(events)
      imported = { added, replaced, removed: 0 }
      return { put: events.filter((event) => this.#memory.isLater(event)) }
    }
    const replace = () => {
      const named = new Set(items)
      const known = items.filter((item) => this.#memory.get(item)).length
      const remove = itemsOf(this.events()).filter((item) => !named.has(item))
      imported = { added: items.length - known, replaced: known, removed: remove.length }
      return { remove, put: events }
    }
    const edits = await (mode === 'merge'
      ? this.#sync.decide(items, merge, signal)
      : this.#sync.decide(undefined, replace, signal))
    this.#remember(edits)
    return imported
  }

  /**
   * Tries again to store the history, after `error` said that it is not: the events of this page are stored, and those
   * that were stored meanwhile are read.
   *
   * Rejects with the signal's reason. That ends the waiting only: `storage` is fired if the history is stored after all.
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<boolean>} whether it is stored now; if not, `error` says why
   */
  async reconnect(options = {}) {
    checkOptions(options, ['signal'])
    options.signal?.throwIfAborted()
    await unlessAborted(this.#sync.connect(), options.signal)
    return this.persistent
  }

  /** Closes the database, and stops listening to other tabs. */
  close() {
    this.#sync.close()
  }

  /**
   * @param {import('./memory.js').Changes} changes
   * @param {WaitOptions} [options]
   */
  async #change(changes, options = {}) {
    checkOptions(options, ['signal'])
    options.signal?.throwIfAborted()
    const { edits, written } = this.#sync.change(changes, options.signal)
    this.#remember(edits)
    try {
      await written
    } catch (error) {
      this.#edits = this.#edits.filter((other) => other !== edits)
      throw error
    }
  }

  /** @param {Edit[]} edits */
  #remember(edits) {
    if (edits.length > 0) this.#edits = [...this.#edits, edits].slice(-MAX_UNDOS)
  }

  /**
   * The event with a time: now, if it has none, but after all others.
   * @param {NewEvent} event
   * @returns {HistoryEvent}
   */
  #dated(event) {
    const now = () => Math.min(MAX_AT_MS, Math.max(Date.now(), (this.events().at(-1)?.atMs ?? 0) + 1))
    return event?.atMs === undefined && Object(event) === event
      ? { ...event, atMs: now() }
      : /** @type {HistoryEvent} */ (event)
  }

  /** @param {readonly HistoryEvent[]} events */
  #difference(events) {
    const later = events.filter((event) => this.#memory.isLater(event))
    const added = later.filter(({ item }) => !this.#memory.get(item)).length
    return { added, replaced: later.length - added, kept: events.length - later.length }
  }
}

/** @param {readonly { item: string }[]} about */
const itemsOf = (about) => about.map(({ item }) => item)

/** Asks the browser to keep what is stored, now that there is something to lose. It may refuse, or ask the visitor. */
function requestPersistence() {
  void navigator.storage?.persist?.().catch(() => {})
}
