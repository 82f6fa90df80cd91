// Names for catalogues.

import { sanitizeText } from '../../shell/untrusted-text.js'
import { t } from './texts.js'

/** In characters. */
export const MAX_NAME_LENGTH = 60

/**
 * A name that can be shown, or one that says nothing if there is none.
 * @param {string} text
 */
export function usableName(text) {
  return sanitizeText(text.trim(), MAX_NAME_LENGTH) || t.defaultName
}

/**
 * A name for a catalogue that is made of a file.
 * @param {File} file
 */
export function nameOfFile({ name }) {
  return usableName(name.split('.')[0].replace(/[_-]+/g, ' '))
}
