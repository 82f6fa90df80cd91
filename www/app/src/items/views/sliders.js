// The sliders: moving one changes the picks at once.

import { byId, el } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Items } from '../controller.js'
 * @import { Sliders } from '../slice.js'
 */

const NAMES = /** @type {(keyof Sliders)[]} */ (['diversity', 'calibration', 'novelty'])

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showSliders(store, items) {
  const element = byId('sliders')
  const reset = el('button', { class: 'button small', type: 'button', onclick: () => items.reset() }, t.sliders.reset)
  const moved = el('output', { class: 'quiet moved', for: NAMES.map((name) => `slider-${name}`).join(' ') })
  const inputs = NAMES.map((name) => {
    const input = el('input', {
      id: `slider-${name}`,
      type: 'range',
      min: 0,
      max: 1,
      step: 0.05,
      'aria-describedby': `slider-${name}-explained`,
      oninput: () => items.adjust({ [name]: Number(input.value) }),
    })
    return input
  })
  const explanations = NAMES.map((name) => el('p', { class: 'quiet', id: `slider-${name}-explained` }))
  const boxes = NAMES.map((name, place) =>
    el(
      'div',
      { class: 'slider' },
      el('label', { for: `slider-${name}` }, t.sliders[name]),
      inputs[place],
      explanations[place],
    ),
  )
  element.append(...boxes, el('div', { class: 'effect' }, moved, reset))

  store.watch({ items: ['catalogue'] }, ({ items: { catalogue } }) => {
    NAMES.forEach((name, place) => (explanations[place].textContent = t.sliders.explained[name]))
    // Without genres there is nothing to balance.
    boxes[NAMES.indexOf('calibration')].hidden = catalogue !== null && !catalogue.hasGenres
  })

  store.watch({ items: ['sliders', 'moved', 'picks'] }, ({ items: { sliders, moved: count, picks } }) => {
    const untouched = NAMES.every((name) => sliders[name] === 0)
    NAMES.forEach((name, place) => {
      inputs[place].value = String(sliders[name])
      inputs[place].setAttribute('aria-valuetext', format.percent(sliders[name]))
    })
    reset.disabled = untouched
    moved.textContent = untouched || picks.length === 0 ? '' : t.sliders.moved(count, picks.length)
  })
}
