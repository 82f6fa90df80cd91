// The messages at the page's lower edge: what was done, with a way back; what went wrong; that an update waits.

import { byId, el } from '../dom.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Message } from '../slice.js'
 */

const SHOWN_MS = 8_000

/** @param {PageStore} store */
export function showMessages(store) {
  const notice = byId('notice-message')
  const error = byId('error-message')
  const update = byId('update-message')

  // A notice disappears by itself, but not while the pointer or the focus is on it.
  let timer = 0
  const hold = () => clearTimeout(timer)
  const release = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => store.set('shell', { notice: null }), SHOWN_MS)
  }
  notice.addEventListener('pointerenter', hold)
  notice.addEventListener('pointerleave', release)
  notice.addEventListener('focusin', hold)
  notice.addEventListener('focusout', release)

  store.watch({ shell: ['notice'] }, ({ shell: { notice: message } }) => {
    const [action] = message?.action ? [message.action] : []
    notice.replaceChildren(...(message ? [bar(message.text, ...(action ? [action] : []))] : []))
    if (message) release()
  })
  store.watch({ shell: ['error'] }, ({ shell: { error: message } }) => {
    const dismiss = { label: t.dismiss, run: () => store.set('shell', { error: null }) }
    const actions = message?.action ? [message.action, dismiss] : [dismiss]
    error.replaceChildren(...(message ? [bar(message.text, ...actions)] : []))
  })
  store.watch({ shell: ['update'] }, ({ shell: { update: reload } }) => {
    const later = { label: t.later, run: () => store.set('shell', { update: null }) }
    update.replaceChildren(...(reload ? [bar(t.update, { label: t.reload, run: reload }, later)] : []))
  })
}

/**
 * @param {string} text
 * @param {...NonNullable<Message['action']>} actions
 */
function bar(text, ...actions) {
  const buttons = actions.map(({ label, run }) =>
    el('button', { class: 'button', type: 'button', onclick: run }, label),
  )
  return el('div', { class: 'message' }, el('p', {}, text), ...buttons)
}
