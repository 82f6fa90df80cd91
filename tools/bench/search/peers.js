// The libraries that the page's search is measured beside, each set up as its documentation says for titles with typing
// errors, and with the more popular item first among equals.

import uFuzzy from '@leeoniya/ufuzzy'
import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'

/** @import { Item } from '../../../www/app/src/items/catalogue.js' */

const textOf = (/** @type {Item} */ { title, otherTitles, year, genres }) =>
  [title, otherTitles, year ?? '', ...genres].join(' ')

export const peers = {
  /** @param {Item[]} items */
  MiniSearch(items) {
    const places = new Map(items.map((item, place) => [item.id, place]))
    const index = new MiniSearch({
      fields: ['title', 'otherTitles', 'year', 'genres'],
      extractField: (item, field) => (field === 'genres' ? item.genres.join(' ') : String(item[field] ?? '')),
      searchOptions: {
        ...{ prefix: true, fuzzy: 0.4, maxFuzzy: 2, combineWith: 'AND', boost: { title: 3 } },
        boostDocument: (id) => 1 + 1 / Math.log2(2 + (places.get(id) ?? 0)),
      },
    })
    index.addAll(items)
    return (/** @type {string} */ query) => index.search(query).map(({ id }) => items[places.get(id) ?? 0])
  },

  /** @param {Item[]} items */
  uFuzzy(items) {
    const texts = uFuzzy.latinize(items.map(textOf))
    const index = new uFuzzy({ intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 })
    return (/** @type {string} */ query) => {
      const [places, info, order] = index.search(texts, query, 1, 1e4)
      if (!places) return []
      return (info && order ? order.map((place) => info.idx[place]) : places).map((place) => items[place])
    }
  },

  /** @param {Item[]} items */
  'Fuse.js'(items) {
    const index = new Fuse(items, {
      keys: [{ name: 'title', weight: 3 }, 'otherTitles', 'genres'],
      ...{ threshold: 0.4, ignoreLocation: true, ignoreDiacritics: true },
    })
    return (/** @type {string} */ query) => index.search(query, { limit: 1000 }).map(({ item }) => item)
  },
}
