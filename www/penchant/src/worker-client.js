// The one file that creates the worker. Calls go in, promises come out, one call at a time.
// The worker may die at any moment: it is ended when a running call is aborted, and replaced for the next one.

import { ERROR_CODES, PenchantError } from './errors.js'

/**
 * @import { Progress } from './fetch.js'
 *
 * @typedef {object} CallOptions
 * @property {Transferable[]} [transfer]
 * @property {AbortSignal} [signal]
 * @property {(progress: Progress) => void} [onProgress]
 *
 * @typedef {object} Call
 * @property {object} request
 * @property {CallOptions} options
 * @property {(result: any) => void} resolve
 * @property {(error: unknown) => void} reject
 *
 * @typedef {{ progress: Progress } | { result: unknown } | { error: { code: string, message: string } }} Answer
 */

export class WorkerClient {
  /** @type {Worker | null} */
  #worker = null
  /** @type {Call[]} */
  #waiting = []
  /** @type {Call | null} */
  #running = null

  /**
   * Sends a request once those before it are answered.
   *
   * Rejects with the worker's error, with `engine.crashed`, or with the signal's reason.
   * @param {object} request
   * @param {CallOptions} [options]
   * @returns {Promise<any>}
   */
  async call(request, options = {}) {
    const { signal } = options
    signal?.throwIfAborted()
    const { promise, resolve, reject } = withResolvers()
    const call = { request, options, resolve, reject }
    const abort = () => this.#abort(call)
    signal?.addEventListener('abort', abort)
    this.#waiting.push(call)
    this.#next()
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Ends the worker and everything that waits for it. */
  dispose() {
    const calls = [...(this.#running ? [this.#running] : []), ...this.#waiting]
    this.#waiting = []
    this.#end()
    const reason = new DOMException('The classifier was disposed of.', 'AbortError')
    for (const call of calls) call.reject(reason)
  }

  #next() {
    if (this.#running) return
    const call = this.#waiting.shift()
    if (!call) return
    this.#running = call
    this.#worker ??= this.#start()
    try {
      this.#worker.postMessage(call.request, call.options.transfer ?? [])
    } catch (cause) {
      this.#settle((running) => running.reject(new PenchantError(ERROR_CODES.argument, String(cause), { cause })))
    }
  }

  #start() {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'penchant-vision' })
    worker.onmessage = (event) => this.#answered(event.data)
    worker.onmessageerror = () => this.#crashed('an answer could not be read')
    worker.onerror = (event) => {
      event.preventDefault()
      // A script that could not be fetched gives an event without a message.
      if (event.message) this.#crashed(event.message)
      else
        this.#failed(ERROR_CODES.network, 'The image engine could not be loaded. Check the connection and try again.')
    }
    return worker
  }

  /** @param {Answer} answer */
  #answered(answer) {
    if ('progress' in answer) {
      this.#running?.options.onProgress?.(answer.progress)
    } else if ('result' in answer) {
      this.#settle((call) => call.resolve(answer.result))
    } else if (answer.error.code === ERROR_CODES.engineCrashed) {
      this.#failed(ERROR_CODES.engineCrashed, answer.error.message)
    } else {
      this.#settle((call) => call.reject(new PenchantError(answer.error.code, answer.error.message)))
    }
  }

  /** @param {string} what */
  #crashed(what) {
    this.#failed(ERROR_CODES.engineCrashed, `The image engine stopped (${what}). Try again: it starts anew.`)
  }

  /**
   * The worker is of no more use: the running call fails, those that wait get a new one.
   * @param {string} code
   * @param {string} message
   */
  #failed(code, message) {
    this.#worker?.terminate()
    this.#worker = null
    this.#settle((call) => call.reject(new PenchantError(code, message)))
  }

  /** @param {Call} call */
  #abort(call) {
    if (call === this.#running) {
      this.#end()
    } else {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== call)
    }
    call.reject(call.options.signal?.reason)
    this.#next()
  }

  #end() {
    this.#worker?.terminate()
    this.#worker = null
    this.#running = null
  }

  /** @param {(call: Call) => void} finish */
  #settle(finish) {
    const call = this.#running
    this.#running = null
    if (call) finish(call)
    this.#next()
  }
}

/** `Promise.withResolvers`, which browsers before 2024 do not have. */
function withResolvers() {
  /** @type {(result: unknown) => void} */
  let resolve = () => {}
  /** @type {(error: unknown) => void} */
  let reject = () => {}
  const promise = new Promise((fulfil, fail) => {
    resolve = fulfil
    reject = fail
  })
  return { promise, resolve, reject }
}
