// What the address says about catalogues: which of the examples is in use. One of the visitor's own is known on this
// device alone, and so has no address.

import { keptChoice } from '../items/slice.js'
import { EXAMPLES } from './examples.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { Place } from '../shell/router.js'
 */

/**
 * @param {PageStore} store
 * @returns {Place} to be read before that of the items, which are looked at in it
 */
export function cataloguesPlace(store) {
  return {
    watched: { items: ['otherCatalogue'] },
    write: ({ shell: { room }, items: { otherCatalogue } }) =>
      room === 'films' && otherCatalogue?.example ? { params: { catalogue: otherCatalogue.id } } : {},
    read({ room, params: { catalogue } }, { exact }) {
      if (room !== 'films') return
      const example = EXAMPLES.find(({ id }) => id === catalogue)
      if (example) store.set('items', { otherCatalogue: example })
      else if (exact && store.state.items.otherCatalogue?.example) store.set('items', { otherCatalogue: keptChoice() })
    },
  }
}
