// One history in several tabs: they write one after the other, and tell each other of which items they wrote.

/** More items than these are not named, but read again with all others. */
const MOST_NAMED = 1000

export class HistoryTabs {
  #name
  #channel

  /**
   * @param {string} name
   * @param {(items: string[] | undefined) => void} onWritten called when another tab has written of these items, or of any
   */
  constructor(name, onWritten) {
    this.#name = `penchant-history-${name}`
    // eslint-disable-next-line no-restricted-globals -- the only file that messages other tabs
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = ({ data }) => onWritten(data.items)
  }

  /**
   * Runs a task while no other tab runs one. Where a page may not ask for that, because it came over plain http, each
   * transaction is still whole.
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
    this.#channel.postMessage({ items: items && items.length <= MOST_NAMED ? items : undefined })
  }

  close() {
    this.#channel.close()
  }
}
