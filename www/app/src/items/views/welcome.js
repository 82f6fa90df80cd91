// A first visit asks for three items that the visitor likes; the question can be skipped.

import { byId, clear, el, reconcile } from '../../shell/dom.js'
import { likedItems } from '../picks-in-rows.js'
import { WELCOME_LIKES } from '../slice.js'
import { t } from '../texts.js'
import { titleAndYear } from './item-parts.js'
import { showBeginning } from './new-picks.js'
import { poster } from './poster.js'

/**
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

const MAX_SHOWN = 12

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showWelcome(store, items) {
  const element = byId('welcome')
  const list = byId('well-known')
  const progress = byId('welcome-progress')
  const end = byId('end-welcome')
  end.addEventListener('click', () => {
    items.endWelcome()
    showBeginning()
  })

  store.watch({ items: ['welcome'] }, ({ items: { welcome } }) => {
    const inside = element.contains(document.activeElement)
    element.hidden = !welcome
    // The focus moves on to the picks.
    if (inside && !welcome) byId('picks-heading').focus()
  })
  store.watch({ items: ['welcome', 'catalogue', 'events'] }, ({ items: { welcome, catalogue, events } }) => {
    if (!welcome) return void clear(list)
    const liked = likedItems(events)
    const answered = liked.length >= WELCOME_LIKES
    end.textContent = answered ? t.welcome.done : t.welcome.skip
    end.classList.toggle('primary', answered)
    progress.textContent = t.welcome.progress(Math.min(liked.length, WELCOME_LIKES))
    progress.style.setProperty('--share', String(Math.min(liked.length / WELCOME_LIKES, 1)))
    if (!catalogue) {
      // As much room as the items will take, so that nothing moves when they are there.
      const blanks = Array.from({ length: MAX_SHOWN }, () => el('li', { class: 'blank', 'aria-hidden': 'true' }))
      return void clear(list).append(...blanks)
    }
    if (!list.querySelector('button')) {
      clear(list)
      reconcile(list, items.wellKnown(MAX_SHOWN), {
        key: (id) => id,
        create: (id) => {
          const item = catalogue.findOrName(id)
          const onclick = () => void items.opinions.rate(id, 'like')
          const label = t.item.about(t.item.opinions.like, titleAndYear(item))
          const button = { type: 'button', 'aria-pressed': 'false', 'aria-label': label, 'data-item': id, onclick }
          return el('li', {}, el('button', button, poster(item, item.title, 'p')))
        },
        update: () => {},
      })
    }
    for (const button of list.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(liked.includes(button.dataset.item ?? '')))
    }
  })
}

/** Moves the focus to where another catalogue begins: its first question, or its picks. */
export function focusBeginning() {
  byId(byId('welcome').hidden ? 'picks-heading' : 'welcome-heading').focus()
}
