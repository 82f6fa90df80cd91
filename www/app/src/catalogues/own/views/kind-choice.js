// The choice of what a catalogue is of, so that the page speaks of songs, and not of items.

import { KINDS } from '../../../items/texts.js'
import { el } from '../../../shell/dom.js'
import { t } from '../texts.js'

/** @import { Kind } from '../../../items/texts/en.js' */

/**
 * @param {Kind} [kind] chosen at first
 * @returns {HTMLSelectElement}
 */
export function kindChoice(kind = 'items') {
  return el('select', {}, ...KINDS.map((value) => el('option', { value, selected: value === kind }, t.kinds[value])))
}
