// Makes errors from codes and from anything that was thrown, and tells their kinds apart.

import {
  ArgumentError,
  DataError,
  EngineError,
  ERROR_CODES,
  HistoryError,
  ImageError,
  ModelError,
  NetworkError,
  PackError,
  PenchantError,
  StorageError,
} from './errors.js'

/** @import { ErrorCode } from './errors.js' */

/** @type {Record<string, typeof PenchantError>} By the first word of a code. */
const CLASSES = {
  argument: ArgumentError,
  item: ArgumentError,
  network: NetworkError,
  pack: PackError,
  history: HistoryError,
  storage: StorageError,
  engine: EngineError,
  data: DataError,
  manifest: ModelError,
  model: ModelError,
  image: ImageError,
}

/**
 * An error of the class for its code.
 * @param {string} code
 * @param {string} message
 * @param {ErrorOptions} [options]
 */
export function errorOf(code, message, options) {
  const Class = CLASSES[code.split('.')[0]] ?? PenchantError
  return new Class(/** @type {ErrorCode} */ (code), message, options)
}

/**
 * Anything thrown, as a PenchantError. The engine's own errors come with a code.
 * @param {unknown} error
 * @returns {PenchantError}
 */
export function toPenchantError(error) {
  if (error instanceof PenchantError) return error
  const { code, message } = /** @type {{ code?: unknown, message?: unknown }} */ (error ?? {})
  if (error instanceof Error && typeof code === 'string') return errorOf(code, error.message, { cause: error })
  return engineFault(String(message ?? error), error)
}

/**
 * The error for an engine that stopped. Panics and a lack of memory trap; the module's state cannot be trusted then.
 * @param {string} message the browser's
 * @param {unknown} [cause]
 */
export function engineFault(message, cause) {
  // The browsers' messages when they cannot allocate memory.
  if (
    /out of memory|could not allocate|allocation (failed|size)|invalid (typed )?array (buffer )?length/i.test(message)
  )
    return outOfMemory(cause)
  return new EngineError(ERROR_CODES.engineCrashed, `The engine stopped (${message}). Try again, or reload the page.`, {
    cause,
  })
}

/** @param {unknown} [cause] */
export function outOfMemory(cause) {
  const message = 'There is not enough memory for this: close other tabs, or use something smaller, and try again.'
  return new EngineError(ERROR_CODES.engineMemory, message, { cause })
}

export function disposedError() {
  return new EngineError(ERROR_CODES.engineDisposed, 'This object was disposed of: load another one.')
}

/** @type {string[]} */
const CRASHES = [ERROR_CODES.engineCrashed, ERROR_CODES.engineMemory]

/**
 * Whether the engine crashed or ran out of memory.
 * @param {unknown} error
 */
export function isCrash(error) {
  return error instanceof PenchantError && CRASHES.includes(error.code)
}

/**
 * Whether the engine cannot be used after this error.
 * @param {unknown} error
 */
export function isEngineFault(error) {
  return isCrash(error) || (error instanceof PenchantError && error.code === ERROR_CODES.engineTimeout)
}

/**
 * Calls into the engine, and throws its errors as PenchantErrors.
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
 * Whether a call ended because the caller wanted it to: the signal was aborted, or the object disposed of.
 * @param {unknown} error
 */
export function isEndedByCaller(error) {
  if (error instanceof PenchantError) return error.code === ERROR_CODES.engineDisposed
  return error instanceof DOMException && error.name === 'AbortError'
}
