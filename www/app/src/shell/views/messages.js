// What the page says at its lower edge: what was done, with a way back; what went wrong; that an update waits.

import { byId, el } from '../dom.js'
import { t } from '../language.js'

/**
 * @import { Message, PageStore } from '../state.js'
 */

const SHOWN_MS = 8_000

/** @param {PageStore} store */
export function showMessages(store) {
  const notice = byId('notice-message')
  const error = byId('error-message')
  const update = byId('update-message')

  // A notice goes by itself, though not while somebody is at it.
  let timer = 0
  const hold = () => clearTimeout(timer)
  const release = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => store.set({ notice: null }), SHOWN_MS)
  }
  notice.addEventListener('pointerenter', hold)
  notice.addEventListener('pointerleave', release)
  notice.addEventListener('focusin', hold)
  notice.addEventListener('focusout', release)

  store.watch(['notice'], ({ notice: message }) => {
    const [action] = message?.action ? [message.action] : []
    notice.replaceChildren(...(message ? [bar(message.text, ...(action ? [action] : []))] : []))
    if (message) release()
  })
  store.watch(['error'], ({ error: message }) => {
    const dismiss = { label: t.page.dismiss, run: () => store.set({ error: null }) }
    const actions = message?.action ? [message.action, dismiss] : [dismiss]
    error.replaceChildren(...(message ? [bar(message.text, ...actions)] : []))
  })
  store.watch(['update'], ({ update: reload }) => {
    const later = { label: t.page.later, run: () => store.set({ update: null }) }
    update.replaceChildren(...(reload ? [bar(t.page.update, { label: t.page.reload, run: reload }, later)] : []))
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
