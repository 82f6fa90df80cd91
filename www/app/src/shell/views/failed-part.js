// A part of the page that could not be loaded: says why, and offers to try again.

import { el } from '../dom.js'
import { t, messageOf } from '../texts.js'

/**
 * @param {unknown} error
 * @param {() => unknown} tryAgain
 */
export function failedPart(error, tryAgain) {
  return el(
    'div',
    { class: 'failure', role: 'alert' },
    el('p', {}, messageOf(error)),
    el('button', { class: 'button', type: 'button', onclick: () => void tryAgain() }, t.tryAgain),
  )
}
