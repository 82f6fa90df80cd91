// The one error of the package: a stable `code` for programs, a message for people that says what to do.
// The engine's own codes ("pack.checksum", "image.limit", …) pass through; those below come from JavaScript.

/** Codes that are given outside the engine. An aborted call rejects with the signal's reason instead. */
export const ERROR_CODES = Object.freeze({
  /** An argument is not what it should be. */
  argument: 'argument',
  /** A file could not be fetched. */
  network: 'network',
  /** The engine stopped; the next call gets a new one. */
  engineCrashed: 'engine.crashed',
  /** The engine ran out of memory; the next call gets a new one. */
  engineMemory: 'engine.memory',
  /** The engine did not answer in time, and was stopped; the next call gets a new one. */
  engineTimeout: 'engine.timeout',
  /** A model stopped the engine twice, and is not tried again. */
  modelQuarantined: 'model.quarantined',
  /** The browser keeps no data for this page: the history lasts as long as the page. */
  storageUnavailable: 'storage.unavailable',
  /** The browser has no room left. */
  storageQuota: 'storage.quota',
  /** A change could not be written, and was taken back. */
  storageWrite: 'storage.write',
})

/** What every call of the package throws or rejects with, aborts excepted. */
export class PenchantError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options)
    this.name = 'PenchantError'
    this.code = code
  }
}

/**
 * Anything thrown, as a PenchantError.
 * @param {unknown} error
 * @returns {PenchantError}
 */
export function toPenchantError(error) {
  if (error instanceof PenchantError) return error
  const { code, message } = /** @type {{ code?: unknown, message?: unknown }} */ (error ?? {})
  if (error instanceof Error && typeof code === 'string')
    return new PenchantError(code, error.message, { cause: error })
  return engineFault(String(message ?? error), error)
}

/**
 * The engine stopped. A panic in Rust traps, and running out of memory does too: the module's state is not to be
 * trusted after either.
 * @param {string} message what the browser said of it
 * @param {unknown} [cause]
 */
export function engineFault(message, cause) {
  // How the browsers word it when they cannot set memory aside.
  if (
    /out of memory|could not allocate|allocation (failed|size)|invalid (typed )?array (buffer )?length/i.test(message)
  )
    return outOfMemory(cause)
  return new PenchantError(
    ERROR_CODES.engineCrashed,
    `The engine stopped (${message}). Try again, or reload the page.`,
    { cause },
  )
}

/** @param {unknown} [cause] */
export function outOfMemory(cause) {
  const message = 'There is not enough memory for this: close other tabs, or use something smaller, and try again.'
  return new PenchantError(ERROR_CODES.engineMemory, message, { cause })
}

/** @type {string[]} */
const CRASHES = [ERROR_CODES.engineCrashed, ERROR_CODES.engineMemory]

/**
 * Whether the engine broke down by itself.
 * @param {unknown} error
 */
export function isCrash(error) {
  return error instanceof PenchantError && CRASHES.includes(error.code)
}

/**
 * Whether an engine is of no more use after this.
 * @param {unknown} error
 */
export function isEngineFault(error) {
  return isCrash(error) || (error instanceof PenchantError && error.code === ERROR_CODES.engineTimeout)
}

/**
 * Calls into the engine; whatever it throws comes out as a PenchantError.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
export function callEngine(call) {
  try {
    return call()
  } catch (error) {
    throw toPenchantError(error)
  }
}

/**
 * Whether a rejection only says that the caller's own signal was aborted.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === 'AbortError'
}
