// Links to an item or a list, for others: everything they say is behind the `#`.

import { writeAddress } from '../../shell/address.js'
import { writeSharedList } from './shared-list.js'

/**
 * @import { ItemsSlice } from '../slice.js'
 * @import { SharedList } from './shared-list.js'
 */

/**
 * @param {ItemsSlice} slice
 * @param {string | SharedList} what the id of an item, or a list
 * @returns {string | null} null for a catalogue that is on this device alone
 */
export function linkTo({ otherCatalogue }, what) {
  if (otherCatalogue && !otherCatalogue.example) return null
  const [view, looked] = typeof what === 'string' ? ['', { item: what }] : ['lists', writeSharedList(what)]
  const params = { ...(otherCatalogue && { catalogue: otherCatalogue.id }), ...looked }
  return new URL(writeAddress({ room: 'films', view, params }), location.href).href
}
