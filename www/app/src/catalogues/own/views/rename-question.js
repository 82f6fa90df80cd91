// Asks for a catalogue's new name, and for what it is of.

import { el } from '../../../shell/dom.js'
import { ask } from '../../../shell/views/questions.js'
import { MAX_NAME_LENGTH } from '../naming.js'
import { t } from '../texts.js'
import { kindChoice } from './kind-choice.js'

/**
 * @import { Kind } from '../../../items/texts/en.js'
 * @import { OwnCatalogue } from '../../kept-packs.js'
 */

/**
 * @param {Pick<OwnCatalogue, 'name' | 'kind'>} own
 * @returns {Promise<{ name: string, kind: Kind } | null>} what it is to be, if that is something else
 */
export async function askForName({ name, kind }) {
  const attributes = { maxlength: MAX_NAME_LENGTH, autocomplete: 'off', required: true, dir: 'auto' }
  const field = el('input', { value: name, ...attributes })
  const kinds = kindChoice(kind)
  const answer = await ask(
    t.renameOf(name),
    el(
      'div',
      { class: 'fields' },
      el('label', { class: 'field' }, el('span', {}, t.name), field),
      el('label', { class: 'field' }, el('span', {}, t.kind), kinds),
    ),
    el('button', { class: 'button primary', value: 'yes' }, t.rename),
  )
  const wanted = { name: field.value.trim(), kind: /** @type {Kind} */ (kinds.value) }
  const isOther = wanted.name !== name || wanted.kind !== kind
  return answer === 'yes' && wanted.name !== '' && isOther ? wanted : null
}
