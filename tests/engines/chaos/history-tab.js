// A tab that has a history open: what its page asks of the history, and the faults that befall it.

import { inPage } from '../tab.js'

/**
 * @import { OpenTab } from '../tab.js'
 *
 * @typedef {import('penchant').HistoryEvent} HistoryEvent
 *
 * @typedef {object} State of a history
 * @property {HistoryEvent[]} events
 * @property {boolean} persistent
 * @property {string | null} error its code
 * @property {boolean} undoable
 *
 * @typedef {{ call: string, parameters: unknown[] }} Request a call of the history
 *
 * @typedef {object} Answer
 * @property {string | null} error the code of what was thrown, if something was
 * @property {unknown} value
 * @property {State} state afterwards
 */

/** For what another tab has done to arrive: far more than it takes, even on a busy machine. */
const MAX_WAIT_MS = 10_000
const POLL_MS = 5

export const NAME = 'chaos'
export const DATABASE = `penchant-history-${NAME}`

export class HistoryTab {
  #tab

  /** @param {OpenTab} tab */
  constructor(tab) {
    this.#tab = tab
  }

  /**
   * Loads the page and opens the history; a page that was there is left, as it is by a reload.
   * @param {string} url
   */
  async load(url) {
    await this.#tab.goto(url)
    await inPage(
      this.#tab,
      async (name) => {
        const address = '/package/entry/recommend.js'
        const { History } = /** @type {typeof import('penchant')} */ (await import(address))
        const history = await History.open(name)
        const state = () => ({
          events: history.events(),
          persistent: history.persistent,
          error: history.error?.code ?? null,
          undoable: history.undoable,
        })
        Object.assign(globalThis, { opened: { history, state } })
      },
      NAME,
    )
  }

  /**
   * Leaves the page with the history for one without.
   * @param {string} url
   */
  leave(url) {
    return this.#tab.goto(url)
  }

  /** @returns {Promise<State>} */
  state() {
    return inPage(this.#tab, () => Reflect.get(globalThis, 'opened').state())
  }

  /**
   * @param {Request} request
   * @returns {Promise<Answer>}
   */
  ask({ call, parameters }) {
    return inPage(
      this.#tab,
      async (call, parameters) => {
        const { history, state } = Reflect.get(globalThis, 'opened')
        try {
          const value = (await history[call](...parameters)) ?? null
          return { error: null, value, state: state() }
        } catch (error) {
          return { error: String(/** @type {any} */ (error).code ?? error), value: null, state: state() }
        }
      },
      call,
      parameters,
    )
  }

  /**
   * Makes a request and ends the tab before there can be an answer.
   * @param {Request} request
   */
  async askAndCrash({ call, parameters }) {
    await inPage(
      this.#tab,
      (call, parameters) => void Reflect.get(globalThis, 'opened').history[call](...parameters).catch(() => {}),
      call,
      parameters,
    )
    await this.#tab.crash()
  }

  crash() {
    return this.#tab.crash()
  }

  /**
   * Lets the next write to the database fail, half-way.
   * @param {'AbortError' | 'QuotaExceededError'} name
   */
  failNextWrite(name) {
    return inPage(
      this.#tab,
      (name) => {
        const prototype = IDBDatabase.prototype
        const { transaction } = prototype
        const failing = { hasFailed: false, stop: () => Object.assign(prototype, { transaction }) }
        Object.assign(globalThis, { failing })
        prototype.transaction = function (...parameters) {
          const made = transaction.apply(this, /** @type {any} */ (parameters))
          if (parameters[1] !== 'readwrite') return made
          failing.stop()
          failing.hasFailed = true
          const store = made.objectStore('events')
          made.objectStore = () => store
          const broken = (/** @type {(...parameters: any[]) => IDBRequest} */ run) =>
            function (/** @type {any[]} */ ...parameters) {
              const request = run.apply(store, parameters)
              if (name === 'AbortError') made.abort()
              else throw new DOMException('A full disk cannot be produced.', name)
              return request
            }
          for (const method of /** @type {const} */ (['put', 'delete', 'clear'])) {
            Object.assign(store, { [method]: broken(store[method]) })
          }
          return made
        }
      },
      name,
    )
  }

  /** @returns {Promise<boolean>} whether a write has failed */
  stopFailing() {
    return inPage(this.#tab, () => {
      const { failing } = /** @type {any} */ (globalThis)
      failing.stop()
      return failing.hasFailed
    })
  }

  /** @param {number} milliseconds by which its clock is set back */
  setClockBack(milliseconds) {
    return inPage(
      this.#tab,
      (milliseconds) => {
        const { now } = Date
        Date.now = () => now() - milliseconds
      },
      milliseconds,
    )
  }

  /**
   * Holds the database as a page of another version does.
   * @param {number} version
   */
  holdDatabase(version) {
    return inPage(
      this.#tab,
      (name, version) =>
        new Promise((resolve, reject) => {
          const request = indexedDB.open(name, version)
          request.onerror = () => reject(request.error)
          request.onupgradeneeded = ({ oldVersion }) => {
            if (oldVersion === 0) request.result.createObjectStore('events', { keyPath: 'item' })
          }
          request.onsuccess = () => {
            Object.assign(globalThis, { held: request.result })
            resolve(null)
          }
        }),
      DATABASE,
      version,
    )
  }

  releaseDatabase() {
    return inPage(this.#tab, () => Reflect.get(globalThis, 'held').close())
  }

  /** As the browser does when storage is short, or the visitor in its settings. */
  deleteDatabase() {
    return inPage(
      this.#tab,
      (name) =>
        new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name)
          request.onerror = () => reject(request.error)
          request.onsuccess = () => resolve(null)
        }),
      DATABASE,
    )
  }

  /**
   * Waits until the state of the history is as expected.
   * @param {string} what
   * @param {(state: State) => boolean} isExpected
   */
  async waitFor(what, isExpected) {
    for (const end = Date.now() + MAX_WAIT_MS; ; ) {
      const state = await this.state()
      if (isExpected(state)) return
      if (Date.now() > end) throw new Error(`waited in vain for ${what}; it is ${JSON.stringify(state)}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}

/**
 * What the database has, as events by item: read without the package, from a page without a history.
 * @param {OpenTab} tab
 * @returns {Promise<Record<string, HistoryEvent>>}
 */
export async function storedEvents(tab) {
  return inPage(
    tab,
    async (name) => {
      const names = await indexedDB.databases()
      if (!names.some((database) => database.name === name)) return {}
      return new Promise((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onerror = () => reject(request.error)
        request.onsuccess = () => {
          const database = request.result
          const all = database.transaction('events').objectStore('events').getAll()
          all.onerror = () => reject(all.error)
          all.onsuccess = () => {
            database.close()
            const events = all.result.map(({ at_ms: atMs, ...event }) => [event.item, { ...event, atMs }])
            resolve(Object.fromEntries(events))
          }
        }
      })
    },
    DATABASE,
  )
}
