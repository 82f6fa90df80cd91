// What every call of the package throws or rejects with: a stable `code` for programs, a message for people that says
// what to do, and a class for each part that can be at fault. The codes stand in `error-codes.js`.

export { ERROR_CODES } from './error-codes.js'

/** @typedef {import('./error-codes.js').ErrorCode} ErrorCode */

/**
 * Every error of the package, aborts excepted: those reject with their signal's reason.
 * @hideconstructor
 */
export class PenchantError extends Error {
  // Written out, in each class: minifiers give classes other names.
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
 * An argument, an option or an item's id is not what it should be: `argument`, `item.*`.
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
 * An exported history cannot be taken in: `history.*`.
 * @hideconstructor
 */
export class HistoryError extends PenchantError {
  name = 'HistoryError'
}

/**
 * The browser did not store the history, or keeps it no longer: `storage.*`.
 * @hideconstructor
 */
export class StorageError extends PenchantError {
  name = 'StorageError'
}

/**
 * The WebAssembly engine could not be started, or stopped: `engine.*`.
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
