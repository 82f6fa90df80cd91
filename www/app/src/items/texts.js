// What is said of items, in the page's language: of films, or of whatever the visitor's own catalogue has.

import { fillTexts, inLanguage } from '../shell/language.js'
import { setting } from '../shell/settings.js'
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

/** @import { Kind } from './texts/en.js' */

const textsOf = (/** @type {Kind} */ kind) => inLanguage({ en, zh }, kind)

/** @type {Kind} */
export let kind = setting('catalogue') ? 'items' : 'films'

export let t = textsOf(kind)

/**
 * Says everything of films from now on, or of items. What stands in lists is made anew with the catalogue.
 * @param {Kind} other
 */
export function setKind(other) {
  if (other === kind) return
  kind = other
  t = textsOf(kind)
  fillTexts('items', t)
}
