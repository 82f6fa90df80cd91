// Nothing moves under the finger: while the visitor is busy with the picks, newer ones wait, and a button shows them.

import { byId } from '../../shell/dom.js'
import { likedItems } from '../picks-in-rows.js'
import { WELCOME_LIKES } from '../slice.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Items } from '../controller.js'
 */

/** A heading that got the focus because the page led there is not in use. */
const CONTROL_IN_USE = ':is(button, input, summary):focus-visible'

/** A pointer that only crosses the edge comes back sooner. */
const REST_MS = 400

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showNewPicks(store, items) {
  const area = byId('view-picks')
  const button = byId('new-picks', HTMLButtonElement)

  watchBusy(area, (busy) => items.hold(busy))
  store.watch({ items: ['waiting', 'welcome', 'events'] }, ({ items: { waiting, welcome, events } }) => {
    // The first visit's question has a button of its own, once it is answered.
    button.hidden = !waiting || (welcome && likedItems(events).length >= WELCOME_LIKES)
    area.toggleAttribute('data-waiting', waiting)
  })
  button.addEventListener('click', () => {
    items.refresh()
    showBeginning()
  })
}

/** Brings the picks into view from the first one on, and the focus with them. */
export function showBeginning() {
  const area = byId('view-picks')
  for (const list of area.querySelectorAll('.cards')) list.scrollTo({ left: 0, behavior: 'instant' })
  byId('picks-heading').focus({ preventScroll: true })
  area.scrollIntoView({ block: 'start' })
}

/**
 * Tells whether the visitor is busy with a part of the page: the mouse is over it, a finger touched it last, or the
 * keyboard has its focus there.
 * @param {HTMLElement} area
 * @param {(busy: boolean) => void} tell
 */
function watchBusy(area, tell) {
  let pointed = false
  let timer = 0
  const update = () => {
    clearTimeout(timer)
    if (pointed || area.querySelector(CONTROL_IN_USE)) tell(true)
    else timer = window.setTimeout(() => tell(false), REST_MS)
  }
  const point = (/** @type {boolean} */ over) => {
    pointed = over
    update()
  }
  // A finger is nowhere between two taps: it counts as where it was. So does a pointer in the menu of a card.
  document.addEventListener('pointerover', ({ target }) => {
    if (target instanceof Element && !target.closest('[popover]')) point(area.contains(target))
  })
  document.documentElement.addEventListener(
    'pointerleave',
    ({ pointerType }) => pointerType === 'mouse' && point(false),
  )
  area.addEventListener('focusin', update)
  area.addEventListener('focusout', update)
}
