// Two dialogs: one confirms that a catalogue is deleted, one asks for its new name.

import { el } from '../../../shell/dom.js'
import { t as shellTexts } from '../../../shell/texts.js'
import { MAX_NAME_LENGTH } from '../naming.js'
import { t } from '../texts.js'

/**
 * @param {string} heading
 * @param {string} text
 * @param {string} action
 * @returns {Promise<boolean>}
 */
export async function confirm(heading, text, action) {
  const answer = await ask(heading, el('p', {}, text), el('button', { class: 'button danger', value: 'yes' }, action))
  return answer === 'yes'
}

/**
 * @param {string} name
 * @returns {Promise<string | null>} another name, if one was given
 */
export async function askForName(name) {
  const field = el('input', {
    value: name,
    maxlength: MAX_NAME_LENGTH,
    autocomplete: 'off',
    required: true,
    dir: 'auto',
  })
  const answer = await ask(
    t.renameOf(name),
    el('label', { class: 'field' }, el('span', {}, t.name), field),
    el('button', { class: 'button primary', value: 'yes' }, t.rename),
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
  const cancel = el('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, shellTexts.cancel)
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
