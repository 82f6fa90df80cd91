// The view of lists, and the dialogs that choose the lists of an item and share something: loaded when they are first asked
// for.

import { byId } from '../../shell/dom.js'
import { failedPart } from '../../shell/views/failed-part.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Items } from '../controller.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showLists(store, items) {
  const root = byId('lists')
  let loading = false
  const load = async () => {
    loading = true
    try {
      const { startLists } = await import('../lists/start.js')
      root.replaceChildren()
      startLists(store, items, root)
      endWatching()
    } catch (error) {
      loading = false
      root.replaceChildren(failedPart(error, load))
    }
  }
  const watched = /** @type {const} */ ({ items: ['view', 'listing', 'sharing'], shell: ['room'] })
  const endWatching = store.watch(watched, ({ items: { view, listing, sharing }, shell: { room } }) => {
    const isAsked = (view === 'lists' && room === 'films') || listing !== null || sharing !== null
    if (isAsked && !loading) void load()
  })
}
