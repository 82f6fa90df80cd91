// The visitor's taste as numbers: the shares of the genres of what was liked, over time.

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Catalogue, Item } from './catalogue.js'
 *
 * @typedef {'said' | 'made'} TimeAxis the order of the items: by when they were liked, or by the year that they are from
 *
 * @typedef {object} Column a stretch of time
 * @property {number} from the number of its first item, from 1; or the year that a decade begins with
 * @property {number} to
 * @property {number[]} shares of the genres, in their order; they add up to 1
 *
 * @typedef {object} Taste
 * @property {number} items
 * @property {string[]} genres those that have a share of their own, the strongest first; the last share is of the others
 * @property {number[]} shares over all of the time
 * @property {Column[]} columns
 */

const MAX_GENRES = 6
const MAX_COLUMNS = 12

/**
 * Each item that was liked and is not excluded has the weight 1, shared evenly by its genres.
 * @param {readonly HistoryEvent[]} events oldest first
 * @param {Catalogue} catalogue
 * @param {TimeAxis} axis
 * @returns {Taste | null} null if nothing is liked
 */
export function tasteOf(events, catalogue, axis) {
  const liked = events.flatMap(({ item: id, action, excluded, rating = 0 }) => {
    const item = catalogue.find(id)
    return item && !excluded && (action === 'like' || (action === 'rate' && rating >= 4)) ? [item] : []
  })
  const items = liked.filter(({ genres, year }) => genres.length > 0 && (axis === 'said' || year !== null))
  if (items.length === 0) return null

  const totals = [...genreWeights(items)].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const genres = totals.slice(0, MAX_GENRES).map(([genre]) => genre)
  const sharesOf = (/** @type {Item[]} */ some) => {
    const weights = genreWeights(some)
    const shares = genres.map((genre) => (weights.get(genre) ?? 0) / some.length)
    return [...shares, Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0))]
  }
  const columns = (axis === 'said' ? stretches(items) : decades(items)).map(({ from, to, items }) => ({
    from,
    to,
    shares: sharesOf(items),
  }))
  return { items: items.length, genres, shares: sharesOf(items), columns }
}

/** @param {Item[]} items */
function genreWeights(items) {
  /** @type {Map<string, number>} */
  const weights = new Map()
  for (const { genres } of items) {
    for (const genre of genres) weights.set(genre, (weights.get(genre) ?? 0) + 1 / genres.length)
  }
  return weights
}

/**
 * Of as equal numbers of items as can be.
 * @param {Item[]} items
 */
function stretches(items) {
  const count = Math.min(MAX_COLUMNS, items.length)
  return Array.from({ length: count }, (_, place) => {
    const begin = Math.round((place * items.length) / count)
    const end = Math.round(((place + 1) * items.length) / count)
    return { from: begin + 1, to: end, items: items.slice(begin, end) }
  })
}

/** @param {Item[]} items with years */
function decades(items) {
  /** @type {Map<number, Item[]>} */
  const byDecade = new Map()
  for (const item of items) {
    const decade = Math.floor((item.year ?? 0) / 10) * 10
    byDecade.set(decade, [...(byDecade.get(decade) ?? []), item])
  }
  return [...byDecade].sort(([a], [b]) => a - b).map(([from, items]) => ({ from, to: from + 9, items }))
}
