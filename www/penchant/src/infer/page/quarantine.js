// Counts how often each model crashed the engine: after two crashes in a row a model is not tried again. The count is in
// localStorage, which is written before a tab that is out of memory dies; without it, it lasts as long as the page.

import { ERROR_CODES, ModelError } from '../../runtime/errors.js'

const MAX_CRASHES = 2
const PREFIX = 'penchant-crashes '

/** @type {Map<string, number>} */
const unsaved = new Map()

/** A model's `Guard`: see `worker-client.js`. */
export class Quarantine {
  #sha256

  /** @param {string} sha256 the model's */
  constructor(sha256) {
    this.#sha256 = sha256.toLowerCase()
  }

  /** Throws `model.quarantined`. */
  check() {
    if (read(this.#sha256) < MAX_CRASHES) return
    const message =
      'This model crashed the engine twice, and is not tried again. Use another version of it, or allow another try with ' +
      'release().'
    throw new ModelError(ERROR_CODES.modelQuarantined, message)
  }

  crashed() {
    write(this.#sha256, read(this.#sha256) + 1)
  }

  ran() {
    write(this.#sha256, 0)
  }

  release() {
    write(this.#sha256, 0)
  }
}

/* eslint-disable no-restricted-globals -- the only file that touches localStorage */

/** @param {string} sha256 */
function read(sha256) {
  try {
    return Number(localStorage.getItem(PREFIX + sha256)) || (unsaved.get(sha256) ?? 0)
  } catch {
    return unsaved.get(sha256) ?? 0
  }
}

/**
 * @param {string} sha256
 * @param {number} crashes
 */
function write(sha256, crashes) {
  if (crashes === 0 && read(sha256) === 0) return
  unsaved.delete(sha256)
  try {
    if (crashes === 0) localStorage.removeItem(PREFIX + sha256)
    else localStorage.setItem(PREFIX + sha256, String(crashes))
  } catch {
    unsaved.set(sha256, crashes)
  }
}
