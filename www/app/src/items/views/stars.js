// Stars in halves: a slider, so that the arrow keys and a screen reader know it, drawn as five stars.

import { drawing, el } from '../../shell/dom.js'
import { t } from '../texts.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 */

const MAX_STARS = 5

/**
 * @param {Item} item
 * @param {HistoryEvent | undefined} event of the history
 * @param {Items} items
 */
export function starSlider(item, event, items) {
  const rating = event?.rating ?? 0
  const stars = () => Array.from({ length: MAX_STARS }, () => drawing('icon-star', 'icon'))
  const input = el('input', {
    type: 'range',
    min: 0,
    max: MAX_STARS,
    step: 0.5,
    value: rating,
    'aria-label': t.stars.label,
    oninput: () => show(),
    onchange: () =>
      void (Number(input.value) === 0
        ? items.opinions.takeOut(item.id)
        : items.opinions.rateInStars(item.id, Number(input.value))),
  })
  const words = el('output', { class: 'quiet' })
  const element = el(
    'div',
    { class: 'stars' },
    el(
      'span',
      { class: 'drawn' },
      el('span', { 'aria-hidden': 'true' }, ...stars()),
      el('span', { class: 'given', 'aria-hidden': 'true' }, ...stars()),
      input,
    ),
    words,
  )
  const show = () => {
    const value = Number(input.value)
    element.style.setProperty('--share', String(value / MAX_STARS))
    words.textContent = t.stars.of(value)
    input.setAttribute('aria-valuetext', t.stars.of(value))
  }
  show()
  return element
}
