// What the address says about the page: the room.

/**
 * @import { PageStore } from '../main.js'
 * @import { Place } from './router.js'
 */

/**
 * @param {PageStore} store
 * @returns {Place}
 */
export function shellPlace(store) {
  return {
    watched: { shell: ['room'] },
    write: ({ shell: { room } }) => ({ room }),
    read({ room }) {
      const isRoom = document.querySelector(`[data-room="${CSS.escape(room)}"]`) !== null
      if (isRoom) store.set('shell', { room })
    },
  }
}
