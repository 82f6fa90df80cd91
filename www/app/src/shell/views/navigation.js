// The rooms that are shown one at a time, and what the browser calls the page.

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

  store.watch({ shell: ['room'] }, ({ shell }) => {
    for (const [room, { section, tab }] of rooms) {
      section.hidden = room !== shell.room
      if (room === shell.room) tab.setAttribute('aria-current', 'page')
      else tab.removeAttribute('aria-current')
    }
  })
  // The first tab is called after what the catalogue in use is of.
  const watched = /** @type {const} */ ({ shell: ['room'], items: ['otherCatalogue', 'sheet', 'catalogue'] })
  store.watch(watched, ({ shell, items: { sheet, catalogue } }) => {
    const open = sheet === null ? undefined : catalogue?.find(sheet)?.title
    document.title = t.title(open ?? rooms.get(shell.room)?.tab.textContent ?? '')
  })
}
