// The engine's further threads: workers of the page that join the engine's pool, once the engine has shared its memory.
// The engine's worker starts none itself: in Firefox `new Worker` in a worker sometimes never returns.

/**
 * @typedef {object} Shared what the engine shares with its threads
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory
 */

/** How long after the engine has arrived its threads may take to load, in milliseconds. */
const MAX_DELAY_MS = 10_000

export class PoolThreads {
  #workers
  /** @type {Promise<Worker>[]} Each once its script runs. */
  #loading
  #giveUp = () => {}

  /**
   * @param {Worker[]} workers that run `pool-thread.js`
   * @param {{ onFault: (message: string) => void, onError: (event: ErrorEvent) => void }} listeners `onFault` is called
   *   when a thread stopped: while the engine's worker waits for it, that cannot report it
   */
  constructor(workers, { onFault, onError }) {
    this.#workers = workers
    this.#loading = workers.map(
      (worker) =>
        new Promise((resolve) => {
          worker.onmessage = ({ data }) => (data === null ? resolve(worker) : onFault(data))
          worker.onmessageerror = () => onFault('the memory of the engine could not be read')
          worker.onerror = onError
        }),
    )
  }

  /**
   * Sends the memory to the threads that have loaded; the others are ended, and have never seen it.
   * @param {Shared} shared
   * @returns {Promise<number>} how many will join
   */
  async share(shared) {
    /** @type {Promise<null>} */
    const late = new Promise((resolve) => (this.#giveUp = () => resolve(null)))
    const timer = setTimeout(this.#giveUp, MAX_DELAY_MS)
    const loaded = await Promise.all(this.#loading.map((loading) => Promise.race([loading, late])))
    clearTimeout(timer)
    const inTime = loaded.filter((worker) => worker !== null)
    for (const worker of this.#workers) if (!inTime.includes(worker)) worker.terminate()
    for (const worker of inTime) worker.postMessage(shared)
    return inTime.length
  }

  end() {
    this.#giveUp()
    for (const worker of this.#workers) worker.terminate()
  }
}
