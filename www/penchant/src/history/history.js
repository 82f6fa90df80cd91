// What the visitor said of items: one event per item, the latest. Kept in memory for reading, in IndexedDB for
// good, and in step with other tabs. Changes show at once; one that cannot be written is taken back.

import { unlessAborted } from '../runtime/abort.js'
import { argumentError, checkNames } from '../runtime/options.js'
import { checkedEvent, LAST_MS } from './event.js'
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
 * @property {'merge' | 'replace'} [mode] whether of two events for one item the later one stays, which is so if nothing
 *   is said, or the file takes the place of everything
 * @property {AbortSignal} [signal] takes the change back if it is not stored yet
 *
 * @typedef {object} Imported
 * @property {number} added items of which the history had nothing
 * @property {number} replaced items of which it has something else now
 * @property {number} removed items of which it has nothing any more
 */

/** So many changes can be taken back. */
const MOST_UNDOES = 50

/**
 * Fires `change` whenever its events did, from this tab or another one; and `storage` whenever `persistent` or `error`
 * did.
 */
export class History extends EventTarget {
  #memory
  #sync
  /** @type {Edit[][]} What can be taken back, the last one last. */
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
    checkNames(options, ['signal'])
    if (typeof name !== 'string') throw argumentError("A history's name is a text.")
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
   * Forgets everything of the history of this name, and that there was one. Where it is open, in this tab or another
   * one, it is empty from then on, and not stored any more.
   *
   * Rejects with `argument`, `storage.quota`, `storage.write`, or the signal's reason; then nothing is forgotten.
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
    await HistoryStore.delete(name)
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

  /** Whether there is a change to take back. */
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
   * Says something of an item, in place of what was said of it before. Resolves once it is stored. If no time is given
   * it comes after all others, though the clock may have been set back.
   *
   * Rejects with `argument`, `storage.quota`, `storage.write`, or the signal's reason; then it is taken back.
   * @param {NewEvent} event
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async add(event, options) {
    const said = checkedEvent({ ...event, at_ms: event?.at_ms ?? this.#now() })
    const isFirst = said.action === 'like' && !this.events().some(({ action }) => action === 'like')
    await this.#change({ put: [said] }, options)
    if (isFirst && this.persistent) askToStay()
  }

  /**
   * Says whether what was said of an item counts for the visitor's taste. It stays in the history either way.
   *
   * Rejects as `add` does.
   * @param {string} item
   * @param {boolean} [excluded]
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async exclude(item, excluded = true, options) {
    const event = this.#memory.get(item)
    if (!event) throw argumentError(`The history has nothing on the item ${item}.`)
    await this.#change({ put: [checkedEvent({ ...event, excluded })] }, options)
  }

  /**
   * Forgets what was said of an item.
   *
   * Rejects as `add` does.
   * @param {string} item
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async remove(item, options) {
    await this.#change({ remove: [item] }, options)
  }

  /**
   * Forgets everything, and what could be taken back.
   *
   * Rejects as `add` does.
   * @param {WaitOptions} [options]
   * @returns {Promise<void>}
   */
  async clear(options = {}) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    this.#edits = []
    await this.#sync.change({ clear: true }, options.signal).written
  }

  /**
   * Takes the last change of this page back. What has been said of an item since then stays.
   *
   * Rejects as `add` does.
   * @param {WaitOptions} [options]
   * @returns {Promise<boolean>} whether there was one
   */
  async undo(options = {}) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    const edits = this.#edits.pop()
    if (!edits) return false
    try {
      const undoing = () => this.#memory.undoing(edits)
      await this.#sync.decide(itemsOf(edits), undoing, options.signal)
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
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    return await writeFile(this.events(), options.signal)
  }

  /**
   * What importing an exported file would do. Nothing is changed.
   *
   * Rejects with `history.*`, `argument` if the file cannot be read, `network`, `engine.*`, or the signal's reason.
   * @param {string | Blob} source the file, or its text
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<ImportPreview>}
   */
  async preview(source, options = {}) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    const events = await readFile(source, options.signal)
    return new ImportPreview(events, this.#difference(events))
  }

  /**
   * Takes in an exported file, all of it or nothing. `undo` takes it back.
   *
   * Rejects as `preview` and `add` do.
   * @param {string | Blob | ImportPreview} source the file, its text, or what `preview` said of it
   * @param {ImportOptions} [options]
   * @returns {Promise<Imported>}
   */
  async import(source, options = {}) {
    checkNames(options, ['mode', 'signal'])
    const { mode = 'merge', signal } = options
    if (mode !== 'merge' && mode !== 'replace') throw argumentError('mode is merge or replace.')
    signal?.throwIfAborted()
    const events = source instanceof ImportPreview ? source.events : await readFile(source, signal)
    const items = itemsOf(events)
    /** @type {Imported} */
    let imported = { added: 0, replaced: 0, removed: 0 }
    const merge = () => {
      const { added, replaced } = this.#difference(events)
      imported = { added, replaced, removed: 0 }
      return { put: events.filter((event) => this.#memory.isNews(event)) }
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
   * Tries again to store the history, after `error` said that it is not: what is known here is stored, and what was
   * stored meanwhile is taken in.
   *
   * Rejects with the signal's reason. That ends the waiting only: `storage` is fired if it is stored after all.
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<boolean>} whether it is stored now; if not, `error` says why
   */
  async reconnect(options = {}) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    await unlessAborted(this.#sync.connect(), options.signal)
    return this.persistent
  }

  /** Lets go of the database and of other tabs. */
  close() {
    this.#sync.close()
  }

  /**
   * @param {import('./memory.js').Changes} changes
   * @param {WaitOptions} [options]
   */
  async #change(changes, options = {}) {
    checkNames(options, ['signal'])
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
    if (edits.length > 0) this.#edits = [...this.#edits, edits].slice(-MOST_UNDOES)
  }

  /** The time of what is said now: later than all that was said before. */
  #now() {
    return Math.min(LAST_MS, Math.max(Date.now(), (this.events().at(-1)?.at_ms ?? 0) + 1))
  }

  /** @param {readonly HistoryEvent[]} events */
  #difference(events) {
    const news = events.filter((event) => this.#memory.isNews(event))
    const added = news.filter(({ item }) => !this.#memory.get(item)).length
    return { added, replaced: news.length - added, kept: events.length - news.length }
  }
}

/** @param {readonly { item: string }[]} about */
const itemsOf = (about) => about.map(({ item }) => item)

/** Asks the browser to keep what is stored, now that there is something to lose. It may refuse, or ask the visitor. */
function askToStay() {
  void navigator.storage?.persist?.().catch(() => {})
}
