// An item as a card: its poster, why it is there, and the buttons to say something about it.

import { el } from '../../shell/dom.js'
import { lineCount } from '../line-count.js'
import { shorterSummaries, summarizeReasons } from '../reason-summary.js'
import { t } from '../texts.js'
import { openButton, opinionButtons } from './item-parts.js'
import { poster } from './poster.js'

/**
 * @import { Pick } from 'penchant'
 * @import { Part } from '../../shell/formats.js'
 * @import { Catalogue, Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 */

/**
 * @param {Item} item
 * @param {Items} items
 * @param {{ reasons?: boolean }} [options] with room for its reasons
 */
export function itemCard(item, items, { reasons = false } = {}) {
  return el(
    'li',
    { class: 'card', 'data-item': item.id },
    poster(item, openButton(item, items)),
    reasons && el('p', { class: 'why' }),
    opinionButtons(item, items),
  )
}

/** The room for reasons on the narrowest card (.card .why): lines, and bold letters in each. */
const WHY_LINES = 3
const WHY_WIDTH = 17

/**
 * Shows as many reasons as fit: a sentence that is cut would end in "and…".
 * @param {Element} element with a `.why`
 * @param {Pick} pick
 * @param {Catalogue} catalogue
 */
export function showReasons(element, pick, catalogue) {
  const summaries = shorterSummaries(summarizeReasons(pick, (id) => catalogue.findOrName(id).title))
  const sentences = summaries.map(t.reasons.why)
  const parts = sentences.find(fits) ?? sentences[sentences.length - 1]
  const why = element.querySelector('.why')
  // Most cards stay and say the same: what did not change need not be laid out again.
  if (why && why.textContent !== parts.map(textOf).join('')) why.replaceChildren(...markTitles(parts))
}

/** @param {Part[]} parts */
function fits(parts) {
  return lineCount(parts.map(textOf).join(''), WHY_WIDTH) <= WHY_LINES
}

/**
 * A sentence with its titles set apart.
 * @param {Part[]} parts
 */
export function markTitles(parts) {
  return parts.map((part) => (typeof part === 'string' ? part : el('cite', { dir: 'auto' }, part.title)))
}

/** @param {Part} part */
function textOf(part) {
  return typeof part === 'string' ? part : part.title
}
