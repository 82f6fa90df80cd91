// The sliders: what they are moved to shows in the picks at once.

import { byId, el } from '../../dom.js'
import { t } from '../../language.js'

/**
 * @import { Films } from '../../films.js'
 * @import { Controls, PageStore } from '../../state.js'
 */

const NAMES = /** @type {(keyof Controls)[]} */ (['diversity', 'calibration', 'novelty'])

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showControls(store, films) {
  const element = byId('controls')
  const reset = el('button', { class: 'button small', type: 'button', onclick: () => films.reset() }, t.controls.reset)
  const moved = el('output', { class: 'quiet moved', for: NAMES.map((name) => `control-${name}`).join(' ') })
  const sliders = NAMES.map((name) => {
    const input = el('input', {
      id: `control-${name}`,
      type: 'range',
      min: 0,
      max: 1,
      step: 0.05,
      'aria-describedby': `control-${name}-explained`,
      oninput: () => films.adjust({ [name]: Number(input.value) }),
    })
    return input
  })
  const explanations = NAMES.map((name) => el('p', { class: 'quiet', id: `control-${name}-explained` }))
  const boxes = NAMES.map((name, place) =>
    el(
      'div',
      { class: 'control' },
      el('label', { for: `control-${name}` }, t.controls[name]),
      sliders[place],
      explanations[place],
    ),
  )
  element.append(...boxes, el('div', { class: 'effect' }, moved, reset))

  store.watch(['catalogue'], ({ catalogue }) => {
    NAMES.forEach((name, place) => (explanations[place].textContent = t.controls.explained[name]))
    // Without genres there is nothing to balance.
    boxes[NAMES.indexOf('calibration')].hidden = catalogue !== null && !catalogue.hasGenres
  })

  store.watch(['controls', 'moved', 'picks'], ({ controls, moved: count, picks }) => {
    const untouched = NAMES.every((name) => controls[name] === 0)
    NAMES.forEach((name, place) => {
      sliders[place].value = String(controls[name])
      sliders[place].setAttribute('aria-valuetext', t.format.percent(controls[name]))
    })
    reset.disabled = untouched
    moved.textContent = untouched || picks.length === 0 ? '' : t.controls.moved(count, picks.length)
  })
}
