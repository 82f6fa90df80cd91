// Two questions of catalogues: whether one is really to be deleted, and what one is to be called.

import { LONGEST_NAME } from '../../catalogues.js'
import { el } from '../../dom.js'
import { t } from '../../language.js'
import { words } from '../../words.js'

/**
 * @param {string} heading
 * @param {string} text
 * @param {string} action
 * @returns {Promise<boolean>}
 */
export async function confirmed(heading, text, action) {
  const answer = await ask(heading, el('p', {}, text), el('button', { class: 'button danger', value: 'yes' }, action))
  return answer === 'yes'
}

/**
 * @param {string} name what it is called
 * @returns {Promise<string | null>} what it is to be called, if anything else
 */
export async function named(name) {
  const field = el('input', { value: name, maxlength: LONGEST_NAME, autocomplete: 'off', required: true, dir: 'auto' })
  const answer = await ask(
    words.renameOf(name),
    el('label', { class: 'field' }, el('span', {}, words.name), field),
    el('button', { class: 'button primary', value: 'yes' }, words.rename),
  )
  const wanted = field.value.trim()
  return answer === 'yes' && wanted !== '' && wanted !== name ? wanted : null
}

/**
 * @param {string} heading
 * @param {HTMLElement} content
 * @param {HTMLButtonElement} button that says yes
 * @returns {Promise<string>} what the button says, or nothing
 */
function ask(heading, content, button) {
  const cancel = el('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, t.page.cancel)
  const id = 'catalogue-question'
  const dialog = el(
    'dialog',
    { 'aria-labelledby': id },
    el(
      'form',
      { method: 'dialog' },
      el('h2', { id, dir: 'auto' }, heading),
      content,
      el('div', { class: 'toolbar' }, cancel, button),
    ),
  )
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue)
    })
  })
}
