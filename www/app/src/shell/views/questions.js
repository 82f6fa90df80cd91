// A dialog that asks for one thing, and is gone once it is answered.

import { el } from '../dom.js'
import { t } from '../texts.js'

/**
 * @param {object} question
 * @param {string} question.heading
 * @param {string} question.text
 * @param {string} question.action the button that says yes
 * @returns {Promise<boolean>}
 */
export async function confirm({ heading, text, action }) {
  const answer = await ask(heading, el('p', {}, text), el('button', { class: 'button danger', value: 'yes' }, action))
  return answer === 'yes'
}

/**
 * @param {object} question
 * @param {string} question.heading
 * @param {string} question.label of the field
 * @param {string} question.action the button that says yes
 * @param {number} question.maxLength
 * @param {string} [question.value] that the field has at first
 * @returns {Promise<string | null>} another text than the first one, if one was given
 */
export async function askForText({ heading, label, action, maxLength, value = '' }) {
  const field = el('input', { value, maxlength: maxLength, autocomplete: 'off', required: true, dir: 'auto' })
  const answer = await ask(
    heading,
    el('label', { class: 'field' }, el('span', {}, label), field),
    el('button', { class: 'button primary', value: 'yes' }, action),
  )
  const given = field.value.trim()
  return answer === 'yes' && given !== '' && given !== value ? given : null
}

/**
 * @param {string} heading
 * @param {HTMLElement} content
 * @param {HTMLButtonElement} button that says yes
 * @returns {Promise<string>} what the button says, or nothing
 */
export function ask(heading, content, button) {
  const cancel = el('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, t.cancel)
  const id = 'question-heading'
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
