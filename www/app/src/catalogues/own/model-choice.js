// The models that a catalogue can be learned with.

/** @import { Read } from 'penchant/train' */

/** As `penchant train --model` takes them; all fall back on popularity. Without a name the engine chooses. */
export const MODELS = {
  chosen: undefined,
  ease: 'ease + content + 4..0/5*popularity',
  als: 'als + content + 4..0/5*popularity',
  both: 'blend',
}

/** @typedef {keyof typeof MODELS} Model */
export const MODEL_NAMES = /** @type {Model[]} */ (Object.keys(MODELS))

/** With more people and more items than this EASE would take minutes, and ALS does not. */
const MAX_FOR_EASE = 4_000

/**
 * The model that suits tables of this size.
 * @param {Read} read
 * @returns {Model}
 */
export function suitedModel({ users, items, small }) {
  if (small) return 'chosen'
  return Math.min(users, items) > MAX_FOR_EASE ? 'als' : 'ease'
}
