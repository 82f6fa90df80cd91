// The one message at the page's edge: what went wrong, else what was done, with a way back, else that an update waits.

import { byId, el } from '../dom.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Message, ShellSlice } from '../slice.js'
 *
 * @typedef {NonNullable<Message['action']>} Action
 */

const SHOWN_MS = 8_000
/** How far a message keeps from what was touched, in CSS pixels. */
const CLEARANCE = 16

/** @param {PageStore} store */
export function showMessages(store) {
  const edge = byId('messages')
  const kinds = { error: byId('error-message'), notice: byId('notice-message'), update: byId('update-message') }
  const dismiss = { label: t.dismiss, run: () => store.set('shell', { error: null }) }
  const later = { label: t.later, run: () => store.set('shell', { update: null }) }

  /** @param {ShellSlice} shell */
  const messageOf = ({ error, notice, update }) => {
    if (error) return /** @type {const} */ (['error', bar(error.text, error.action, dismiss)])
    if (notice) return /** @type {const} */ (['notice', bar(notice.text, notice.action)])
    if (update) return /** @type {const} */ (['update', bar(t.update, { label: t.reload, run: update }, later)])
    return null
  }

  // A notice disappears by itself, but not while the pointer or the focus is on it.
  let timer = 0
  const hold = () => clearTimeout(timer)
  const release = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => store.set('shell', { notice: null }), SHOWN_MS)
  }
  for (const type of ['pointerenter', 'focusin']) kinds.notice.addEventListener(type, hold)
  for (const type of ['pointerleave', 'focusout']) kinds.notice.addEventListener(type, release)

  /** Where the pointer was pressed last. */
  let touched = { x: -1, y: -1 }
  addEventListener('pointerdown', ({ x, y }) => (touched = { x, y }), { capture: true })

  store.watch({ shell: ['error', 'notice', 'update'] }, ({ shell }) => {
    const message = messageOf(shell)
    // Under an open dialog it could be neither seen nor touched.
    const host = document.querySelector('dialog[open]') ?? document.body
    if (edge.parentElement !== host) host.append(edge)
    for (const element of Object.values(kinds)) element.replaceChildren()
    edge.dataset.place = 'bottom'
    clearTimeout(timer)
    if (!message) return
    const [kind, content] = message
    kinds[kind].append(content)
    if (isInTheWay(content.getBoundingClientRect(), touched)) edge.dataset.place = 'top'
    if (kind === 'notice') release()
  })
  // `close` does not bubble.
  document.addEventListener('close', () => document.body.append(edge), { capture: true })

  // What was done in a view is of no interest in another.
  store.watch({ shell: ['room'], items: ['view'] }, () => store.set('shell', { notice: null }))
}

/**
 * Whether a message would cover what was just touched, or what has the focus.
 * @param {DOMRect} message
 * @param {{ x: number, y: number }} touched
 */
function isInTheWay({ left, right, top, bottom }, { x, y }) {
  const focused = document.activeElement === document.body ? null : document.activeElement?.getBoundingClientRect()
  const places = [new DOMRect(x, y, 0, 0), ...(focused && focused.height < innerHeight / 2 ? [focused] : [])]
  return places.some(
    (place) =>
      place.right > left - CLEARANCE &&
      place.left < right + CLEARANCE &&
      place.bottom > top - CLEARANCE &&
      place.top < bottom + CLEARANCE,
  )
}

/**
 * @param {string} text
 * @param {...(Action | undefined)} actions
 */
function bar(text, ...actions) {
  const buttons = actions.map(
    (action) => action && el('button', { class: 'button', type: 'button', onclick: action.run }, action.label),
  )
  return el('div', { class: 'message' }, el('p', {}, text), ...buttons)
}
