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
  // A panic in Rust traps, and running out of memory does too: the module's state is not to be trusted after it.
  return new PenchantError(
    ERROR_CODES.engineCrashed,
    `The engine stopped (${message ?? error}). Try again, or reload the page.`,
    { cause: error },
  )
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
