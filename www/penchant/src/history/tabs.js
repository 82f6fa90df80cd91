// One history in several tabs: they write one after the other, and tell each other before and after which items they write.

/**
 * @typedef {object} Told earlier versions of the page have `items` alone, and tell afterwards only
 * @property {readonly string[] | undefined} items that are written; all, if not given
 * @property {readonly string[] | 'all'} [erased] those of them that no tab may store again
 * @property {boolean} [ahead] whether they are about to be written: the tab may not live to tell it afterwards
 */

/** For more items than this, other tabs read all events again. */
const MAX_NAMED = 1000

export class HistoryTabs {
  #name
  #channel

  /**
   * @param {string} name
   * @param {(told: Told) => void} onTold by another tab
   */
  constructor(name, onTold) {
    this.#name = `penchant-history-${name}`
    // eslint-disable-next-line no-restricted-globals -- the only file that messages other tabs
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = ({ data }) => onTold(data)
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

  /** @param {Told} told */
  tell({ items, ...others }) {
    this.#channel.postMessage({ items: items && items.length <= MAX_NAMED ? items : undefined, ...others })
  }

  /**
   * Runs a task once another tab has written what it told of, or has ended.
   * @param {Told} told
   * @param {() => Promise<void>} task
   */
  afterwards({ ahead }, task) {
    if (ahead === undefined || !navigator.locks) void task().catch(() => {})
    else if (ahead) void this.alone(task).catch(() => {})
  }

  close() {
    this.#channel.close()
  }
}
