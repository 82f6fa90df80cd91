// What the address says about the items: the view, the open item, the row of similar items, the search, which of all items
// are listed in which order, and which list of the visitor's, or which one that somebody shared.

import { WANTED } from './lists/list.js'
import { readSharedList, writeSharedList } from './lists/shared-list.js'
import { FILTER_AT_REST, VIEWS } from './slice.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { Place } from '../shell/router.js'
 */

const FIRST_VIEW = VIEWS[0]

/**
 * @param {PageStore} store
 * @returns {Place}
 */
export function itemsPlace(store) {
  return {
    watched: { items: ['view', 'sheet', 'moreLike', 'query', 'filter', 'list', 'sharedList'] },
    refinements: ['q', ...Object.keys(FILTER_AT_REST)],
    overlays: ['item'],
    write({ shell: { room }, items: { view, sheet, moreLike, query, filter, list, sharedList } }) {
      if (room !== 'films') return {}
      const chosen = Object.entries(filter).filter(([name, value]) => value !== Reflect.get(FILTER_AT_REST, name))
      const params = {
        ...(view === FIRST_VIEW && moreLike !== null && { like: moreLike }),
        ...(view === 'all' && Object.fromEntries(chosen)),
        ...(view === 'lists' && (sharedList ? writeSharedList(sharedList) : list !== WANTED && { list })),
        ...(query.trim() !== '' && { q: query.trim() }),
        ...(sheet !== null && { item: sheet }),
      }
      return { view: view === FIRST_VIEW ? '' : view, params }
    },
    read({ room, view, params }, { exact }) {
      if (room !== 'films') return store.set('items', { sheet: null })
      const { like: moreLike = null, q: query = '', item: sheet = null, list = WANTED, ...others } = params
      const filter = { ...FILTER_AT_REST }
      for (const name of /** @type {(keyof typeof filter)[]} */ (Object.keys(filter))) {
        if (name in others) filter[name] = others[name]
      }
      const known = VIEWS.find((name) => name === view) ?? FIRST_VIEW
      // A plain link to a view leaves what was searched for there, and listed.
      const isPlain = !exact && Object.keys(params).length === 0
      const sharedList = known === 'lists' ? readSharedList(params) : null
      store.set('items', { view: known, sheet, sharedList, ...(isPlain ? {} : { moreLike, query, filter, list }) })
    },
  }
}
