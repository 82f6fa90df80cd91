// Opens something once for all components that use it, and closes it when none does any more.

import { useCallback, useSyncExternalStore } from 'react'

/**
 * @template T
 * @typedef {object} Opened
 * @property {T | null} value once it is there
 * @property {Error | null} error why it is not
 */

/**
 * How long it stays open without users, in milliseconds: StrictMode unmounts components and mounts them again at once, and
 * so does navigation between the pages of an app.
 */
const LINGER_MS = 1000

const NOTHING = Object.freeze({ value: null, error: null })

/** @template T */
export class Shared {
  /** @type {Map<string, Entry<T>>} */
  #entries = new Map()
  #open
  #close

  /**
   * @param {(key: string) => Promise<T>} open
   * @param {(value: T) => void} close
   */
  constructor(open, close) {
    this.#open = open
    this.#close = close
  }

  /**
   * @param {string} key
   * @param {() => void} onChange
   * @returns {() => void} ends the use
   */
  use(key, onChange) {
    const entry = this.#entries.get(key) ?? new Entry(this.#open(key), this.#close)
    this.#entries.set(key, entry)
    const leave = entry.join(onChange)
    return () => leave(() => this.#entries.get(key) === entry && this.#entries.delete(key))
  }

  /**
   * @param {string} key
   * @returns {Opened<T>}
   */
  get(key) {
    return this.#entries.get(key)?.opened ?? NOTHING
  }
}

/** @template T */
class Entry {
  /** @type {Opened<T>} */
  opened = NOTHING
  #listeners = new Set()
  #close
  #closed = false

  /**
   * @param {Promise<T>} opening
   * @param {(value: T) => void} close
   */
  constructor(opening, close) {
    this.#close = close
    opening.then(
      (value) => (this.#closed ? close(value) : this.#settle({ value, error: null })),
      (error) => this.#settle({ value: null, error }),
    )
  }

  /** @param {() => void} onChange */
  join(onChange) {
    this.#listeners.add(onChange)
    return (/** @type {() => void} */ forget) => {
      this.#listeners.delete(onChange)
      // After an error the next user opens it again.
      setTimeout(() => this.#end(forget), this.opened.error ? 0 : LINGER_MS)
    }
  }

  /** @param {() => void} forget */
  #end(forget) {
    if (this.#listeners.size > 0 || this.#closed) return
    this.#closed = true
    forget()
    if (this.opened.value !== null) this.#close(this.opened.value)
  }

  /** @param {Opened<T>} opened */
  #settle(opened) {
    this.opened = opened
    for (const notify of this.#listeners) notify()
  }
}

/**
 * @template T
 * @param {Shared<T>} shared
 * @param {string} key
 * @returns {Opened<T>}
 */
export function useShared(shared, key) {
  const subscribe = useCallback((/** @type {() => void} */ onChange) => shared.use(key, onChange), [shared, key])
  return useSyncExternalStore(
    subscribe,
    () => shared.get(key),
    () => NOTHING,
  )
}
