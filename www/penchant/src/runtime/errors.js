// The package's errors: a stable `code` (`error-codes.js`), a message that says what to do, a class for the part at fault.

export { ERROR_CODES } from './error-codes.js'

/** @typedef {import('./error-codes.js').ErrorCode} ErrorCode */

/**
 * Any error of the package. An aborted call rejects with its signal's reason instead.
 * @hideconstructor
 */
export class PenchantError extends Error {
  // A literal in each class, because minifiers rename classes.
  name = 'PenchantError'

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options)
    /** What went wrong, for programs: one of `ERROR_CODES`. */
    this.code = code
  }
}

/**
 * An argument, an option or an item's id is wrong: `argument`, `item.*`.
 * @hideconstructor
 */
export class ArgumentError extends PenchantError {
  name = 'ArgumentError'
}

/**
 * A file could not be fetched: `network`.
 * @hideconstructor
 */
export class NetworkError extends PenchantError {
  name = 'NetworkError'
}

/**
 * A pack cannot be used: `pack.*`.
 * @hideconstructor
 */
export class PackError extends PenchantError {
  name = 'PackError'
}

/**
 * An exported history cannot be imported: `history.*`.
 * @hideconstructor
 */
export class HistoryError extends PenchantError {
  name = 'HistoryError'
}

/**
 * The browser did not store the history, no longer stores it, or does not delete it: `storage.*`.
 * @hideconstructor
 */
export class StorageError extends PenchantError {
  name = 'StorageError'
}

/**
 * The WebAssembly engine could not be started, stopped, or was disposed of: `engine.*`.
 * @hideconstructor
 */
export class EngineError extends PenchantError {
  name = 'EngineError'
}

/**
 * A table of ratings or of items cannot be learned from: `data.*`.
 * @hideconstructor
 */
export class DataError extends PenchantError {
  name = 'DataError'
}

/**
 * A model, its manifest or a tensor cannot be used: `model.*`, `manifest.*`.
 * @hideconstructor
 */
export class ModelError extends PenchantError {
  name = 'ModelError'
}

/**
 * A picture cannot be used: `image.*`.
 * @hideconstructor
 */
export class ImageError extends PenchantError {
  name = 'ImageError'
}
