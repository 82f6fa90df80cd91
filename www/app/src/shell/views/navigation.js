// The rooms that are shown one at a time: the address says which one.

import { t } from '../texts.js'

/** @import { PageStore } from '../../main.js' */

/** @param {PageStore} store */
export function showNavigation(store) {
  /** @type {Map<string, { section: HTMLElement, tab: Element }>} Each section of a room, and the tab that leads there. */
  const rooms = new Map()
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-room]'))) {
    const { room = '' } = section.dataset
    const tab = document.querySelector(`.tabs a[href="#${room}"]`)
    if (!tab) throw new Error(`index.html has no tab for the room ${room}`)
    rooms.set(room, { section, tab })
  }

  const follow = () => {
    const [room] = location.hash.slice(1).split('/')
    if (rooms.has(room)) store.set('shell', { room })
  }
  addEventListener('hashchange', follow)
  follow()

  store.watch({ shell: ['room'] }, ({ shell }) => {
    for (const [room, { section, tab }] of rooms) {
      section.hidden = room !== shell.room
      if (room === shell.room) tab.setAttribute('aria-current', 'page')
      else tab.removeAttribute('aria-current')
    }
    scrollTo(0, 0)
  })
  // The first tab is called after what the catalogue in use is of.
  store.watch({ shell: ['room'], items: ['ownCatalogue'] }, ({ shell }) => {
    document.title = t.title(rooms.get(shell.room)?.tab.textContent ?? '')
  })
}
