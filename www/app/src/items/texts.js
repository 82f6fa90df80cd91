// What is said of items, in the page's language: of films, or of whatever else the catalogue in use has.

import { fillTexts, inLanguage } from '../shell/language.js'
import { NOUNS, en } from './texts/en.js'
import { zh } from './texts/zh.js'

/** @import { Kind } from './texts/en.js' */

/**
 * What is said of things of a kind.
 * @param {Kind} kind
 */
export const textsOf = (kind) => inLanguage({ en, zh }, kind)

/** What a catalogue can be of. */
export const KINDS = /** @type {Kind[]} */ (Object.keys(NOUNS))

/**
 * @param {unknown} name
 * @returns {name is Kind}
 */
export const isKind = (name) => KINDS.includes(/** @type {Kind} */ (name))

/** @type {Kind} */
export let kind = 'films'

export let t = textsOf(kind)

/**
 * Says everything of things of this kind from now on. What stands in lists is made anew with the catalogue.
 * @param {Kind} other
 */
export function setKind(other) {
  if (other === kind) return
  kind = other
  t = textsOf(kind)
  fillTexts('items', t)
}
