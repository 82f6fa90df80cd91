// A film as a card: its poster, why it is there, and the buttons to say something of it.

import { el } from '../../dom.js'
import { t } from '../../language.js'
import { whyOf } from '../../reasons.js'
import { openButton, opinion } from './film.js'
import { poster } from './poster.js'

/**
 * @import { Reason } from 'penchant'
 * @import { Catalogue, Film } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 * @import { Part } from '../../messages/formats.js'
 */

/**
 * @param {Film} film
 * @param {Films} films
 * @param {{ why?: boolean, onrate?: (card: HTMLElement) => void }} [look] with room for its reasons; what else happens
 *   when something is said of it
 */
export function filmCard(film, films, { why = false, onrate } = {}) {
  const card = el(
    'li',
    { class: 'card', 'data-item': film.item },
    poster(film, openButton(film, films)),
    why && el('p', { class: 'why' }),
    opinion(film, films, { onrate: () => onrate?.(card) }),
  )
  return card
}

/**
 * @param {Element} element with a `.why`
 * @param {Reason[]} reasons
 * @param {Catalogue} catalogue
 */
export function showWhy(element, reasons, catalogue) {
  const parts = t.reasons.why(whyOf(reasons, (item) => catalogue.filmOrId(item).title))
  const why = element.querySelector('.why')
  // Most cards stay and say the same: what is not changed need not be laid out again.
  if (why && why.textContent !== parts.map(textOf).join('')) why.replaceChildren(...inParts(parts))
}

/** @param {Part[]} parts */
export function inParts(parts) {
  return parts.map((part) => (typeof part === 'string' ? part : el('cite', { dir: 'auto' }, part.title)))
}

/** @param {Part} part */
export function textOf(part) {
  return typeof part === 'string' ? part : part.title
}
