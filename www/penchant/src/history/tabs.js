// One history in several tabs: they write one after the other, and tell each other which items they have written.

/** For more items than this, other tabs read all events again. */
const MAX_NAMED = 1000

export class HistoryTabs {
  #name
  #channel

  /**
   * @param {string} name
   * @param {(items: string[] | undefined) => void} onWritten called when another tab has written these items, or any
   */
  constructor(name, onWritten) {
    this.#name = `penchant-history-${name}`
    // eslint-disable-next-line no-restricted-globals -- the only file that messages other tabs
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = ({ data }) => onWritten(data.items)
  }

  /**
   * Runs a task while no other tab runs one. On a page over plain http, which may not use locks, only transactions are
   * atomic.
   * @template T
   * @param {() => Promise<T>} task
   * @param {AbortSignal} [signal] ends the waiting
   * @returns {Promise<T>}
   */
  async alone(task, signal) {
    return navigator.locks ? await navigator.locks.request(this.#name, { signal }, task) : await task()
  }

  /** @param {string[]} [items] all, if not given */
  tell(items) {
    this.#channel.postMessage({ items: items && items.length <= MAX_NAMED ? items : undefined })
  }

  close() {
    this.#channel.close()
  }
}
