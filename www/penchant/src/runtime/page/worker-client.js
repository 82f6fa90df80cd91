// Runs an engine in a worker, one request at a time. The worker is terminated when its call is aborted or fails, and
// replaced for the next one.

import { disposedError, engineFault, errorOf, isCrash, isEngineFault } from '../error-mapping.js'
import { EngineError, ERROR_CODES, NetworkError } from '../errors.js'
import { argumentError } from '../options.js'
import { PoolThreads } from './pool-threads.js'

/**
 * @import { Wasm } from '../wasm-sources.js'
 *
 * @typedef {{ kind: string, [field: string]: unknown }} Request `kind` is the name of one of the worker's functions
 *
 * @typedef {object} Engine
 * @property {() => Worker} start a worker that answers as `serve.js` does
 * @property {() => Wasm} wasm
 * @property {number} threads on which it computes
 * @property {() => Worker} [startThread] for more than one: a worker that computes for it, as `pool-thread.js` does
 *
 * @typedef {object} AskOptions
 * @property {Transferable[]} [transfer]
 * @property {number} [timeout] milliseconds the worker may work without a message; each report of progress restarts them
 * @property {(progress: any) => void} [onProgress]
 *
 * @typedef {AskOptions & { signal?: AbortSignal }} CallOptions
 *
 * @typedef {object} Call
 * @property {Request | null} request
 * @property {CallOptions} options
 * @property {(result: any) => void} resolve
 * @property {(error: unknown) => void} reject
 *
 * @typedef {{ progress: unknown } | { result: unknown } | { error: { code: string, message: string } }} Answer
 *
 * @typedef {object} Guard remembers whether a model crashed the engine
 * @property {() => void} check throws if the model must not be tried again
 * @property {() => void} crashed called when the engine stopped while the model was loaded, or at its first run
 * @property {() => void} ran called when the model has been run
 *
 * @typedef {object} Setup
 * @property {Engine} engine
 * @property {Request} request the first request to every new worker, which loads the model
 * @property {number} timeout
 * @property {Guard} guard
 */

/** The default for how long a worker may work on a request without a message, in milliseconds. */
export const TIMEOUT = { load: 60_000, run: 30_000 }

/** The guard of models without an identity. */
export const UNGUARDED = Object.freeze({ check() {}, crashed() {}, ran() {} })

export class WorkerClient {
  #setup
  /** @type {EngineWorker | null} */
  #worker = null
  /** @type {Call[]} */
  #waiting = []
  /** @type {Call | null} */
  #running = null
  #disposed = false

  /** @param {Setup} setup */
  constructor(setup) {
    this.#setup = setup
  }

  /**
   * Sends the request once those before it are answered; a new worker is set up first. `null` only sets it up, and
   * resolves with its answer to that. The timeout covers neither waiting nor setting up.
   *
   * Rejects with the worker's error; with `engine.crashed`, `engine.memory` or `engine.timeout`, as all waiting calls do,
   * which might fail in the same way; or with the signal's reason, and the waiting calls continue in a new worker.
   * @param {Request | null} request
   * @param {CallOptions} [options] `onProgress` is called for setting up too
   * @returns {Promise<any>}
   */
  async call(request, options = {}) {
    const { signal } = options
    signal?.throwIfAborted()
    if (this.#disposed) throw disposedError()
    const { promise, resolve, reject } = withResolvers()
    const call = { request, options, resolve, reject }
    const abort = () => this.#abort(call)
    signal?.addEventListener('abort', abort)
    this.#waiting.push(call)
    void this.#next()
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** On how many threads the engine computes. */
  get threads() {
    return this.#worker?.threads ?? this.#setup.engine.threads
  }

  /** Terminates the worker, and rejects the calls that wait for it with `engine.disposed`. */
  dispose() {
    this.#disposed = true
    this.#rejectWaiting(disposedError())
    this.#worker?.end(disposedError())
  }

  async #next() {
    if (this.#running) return
    const call = this.#waiting.shift()
    if (!call) return
    this.#running = call
    try {
      call.resolve(await this.#perform(call))
    } catch (error) {
      if (isEngineFault(error)) this.#rejectWaiting(error)
      call.reject(error)
    }
    this.#running = null
    void this.#next()
  }

  /** @param {Call} call */
  async #perform({ request, options }) {
    const { engine, guard } = this.#setup
    if (!this.#worker || this.#worker.ended) this.#worker = new EngineWorker(engine)
    const worker = this.#worker
    if (!worker.ready) {
      guard.check()
      const { onProgress } = options
      await worker.start(engine.wasm(), onProgress)
      const { timeout } = this.#setup
      worker.answer = await this.#guarded(() => worker.ask(this.#setup.request, { timeout, onProgress }))
      worker.ready = true
    }
    if (!request) return worker.answer
    if (worker.proven) return worker.ask(request, options)
    const result = await this.#guarded(() => worker.ask(request, options))
    worker.proven = true
    guard.ran()
    return result
  }

  /**
   * @template T
   * @param {() => Promise<T>} ask
   */
  async #guarded(ask) {
    try {
      return await ask()
    } catch (error) {
      if (isCrash(error)) this.#setup.guard.crashed()
      throw error
    }
  }

  /** @param {Call} call */
  #abort(call) {
    const reason = call.options.signal?.reason
    if (call === this.#running) this.#worker?.end(reason)
    this.#waiting = this.#waiting.filter((waiting) => waiting !== call)
    call.reject(reason)
  }

  /** @param {unknown} error */
  #rejectWaiting(error) {
    const calls = this.#waiting
    this.#waiting = []
    for (const call of calls) call.reject(error)
  }
}

/** One worker with its threads, from its start to its termination. */
class EngineWorker {
  /** Whether it is set up. */
  ready = false
  /** @type {unknown} Its answer to that. */
  answer
  /** Whether it has answered another request since. */
  proven = false
  ended = false
  /** On how many threads it computes, with its own. */
  threads
  #worker
  /** The threads beside its own. */
  #others
  /** @type {{ resolve: (result: any) => void, reject: (error: unknown) => void, options: AskOptions } | null} */
  #asked = null
  /** @type {unknown} */
  #reason
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer

  /** @param {Engine} engine */
  constructor({ start, threads, startThread }) {
    this.threads = threads
    this.#worker = start()
    this.#worker.onmessage = (event) => this.#receive(event.data)
    this.#worker.onmessageerror = () => this.end(engineFault('an answer could not be read'))
    const onError = (/** @type {ErrorEvent} */ event) => {
      event.preventDefault()
      // A script that could not be fetched gives an event without a message.
      const message = 'The engine could not be loaded. Check the connection and try again.'
      this.end(event.message ? engineFault(event.message) : new NetworkError(ERROR_CODES.network, message))
    }
    this.#worker.onerror = onError
    // At once, so that they have loaded when the engine arrives.
    const others = startThread ? Array.from({ length: threads - 1 }, startThread) : []
    this.#others = new PoolThreads(others, { onError, onFault: (message) => this.end(engineFault(message)) })
  }

  /**
   * Starts the engine on as many of its threads as have loaded.
   * @param {Wasm} wasm
   * @param {AskOptions['onProgress']} onProgress
   */
  async start(wasm, onProgress) {
    // Only the network can take long here.
    const shared = await this.ask({ kind: 'start', wasm }, { timeout: Infinity, onProgress })
    if (!shared) return
    const threads = await this.#others.share(shared)
    await this.ask({ kind: 'joinThreads', threads }, {})
    this.threads = 1 + threads
  }

  /**
   * Sends a request. The one before must have been answered.
   * @param {Request} request
   * @param {AskOptions} options
   * @returns {Promise<any>}
   */
  async ask(request, options) {
    if (this.ended) throw this.#reason
    try {
      this.#worker.postMessage(request, options.transfer ?? [])
    } catch (cause) {
      throw argumentError(`The argument cannot be sent to the engine (${cause}): was it closed or transferred?`, cause)
    }
    const { promise, resolve, reject } = withResolvers()
    this.#asked = { resolve, reject, options }
    this.#restartTimer()
    return promise
  }

  /**
   * Terminates the worker and its threads at once.
   * @param {unknown} reason with which the current request rejects
   */
  end(reason) {
    if (this.ended) return
    this.ended = true
    this.#reason = reason
    this.#worker.terminate()
    this.#others.end()
    this.#settle()?.reject(reason)
  }

  /** @param {Answer} answer */
  #receive(answer) {
    if ('progress' in answer) {
      this.#restartTimer()
      this.#asked?.options.onProgress?.(answer.progress)
    } else if ('result' in answer) {
      this.#settle()?.resolve(answer.result)
    } else {
      const error = errorOf(answer.error.code, answer.error.message)
      if (isEngineFault(error)) this.end(error)
      else this.#settle()?.reject(error)
    }
  }

  /** A worker that closed itself fires no event: only its silence tells. */
  #restartTimer() {
    clearTimeout(this.#timer)
    const { timeout = TIMEOUT.run } = this.#asked?.options ?? {}
    if (!this.#asked || timeout > MAX_TIMER_MS) return
    const message = `The engine did not answer within ${timeout / 1000} s, and was stopped. Try again.`
    this.#timer = setTimeout(() => this.end(new EngineError(ERROR_CODES.engineTimeout, message)), timeout)
  }

  #settle() {
    clearTimeout(this.#timer)
    const asked = this.#asked
    this.#asked = null
    return asked
  }
}

/** Timers beyond this, about 25 days, fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

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
