// The visitor's taste as numbers: films that were liked in, the shares of their genres over time out.

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Catalogue, Film } from './catalogue.js'
 *
 * @typedef {object} Column a stretch of time
 * @property {number} from of the films in their order, from 1; or the year that a decade begins with
 * @property {number} to
 * @property {number[]} shares of the genres, in their order; they add up to 1
 *
 * @typedef {object} Taste
 * @property {number} films
 * @property {string[]} genres those that stand for themselves, the strongest first; what is left is the last share
 * @property {number[]} shares over all of the time
 * @property {Column[]} columns
 */

const GENRES = 6
const COLUMNS = 12

/**
 * Each film that was liked and counts has the weight 1, shared evenly by its genres.
 * @param {readonly HistoryEvent[]} events oldest first
 * @param {Catalogue} catalogue
 * @param {'said' | 'made'} time by which they are put in order: when it was said, or when the films were made
 * @returns {Taste | null} null if nothing is liked
 */
export function tasteOf(events, catalogue, time) {
  const liked = events.flatMap(({ item, action, excluded, rating = 0 }) => {
    const film = catalogue.film(item)
    return film && !excluded && (action === 'like' || (action === 'rate' && rating >= 4)) ? [film] : []
  })
  const films = liked.filter(({ genres, year }) => genres.length > 0 && (time === 'said' || year !== null))
  if (films.length === 0) return null

  const totals = [...weigh(films)].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const genres = totals.slice(0, GENRES).map(([genre]) => genre)
  const sharesOf = (/** @type {Film[]} */ some) => {
    const weights = weigh(some)
    const shares = genres.map((genre) => (weights.get(genre) ?? 0) / some.length)
    return [...shares, Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0))]
  }
  const columns = (time === 'said' ? stretches(films) : decades(films)).map(({ from, to, films }) => ({
    from,
    to,
    shares: sharesOf(films),
  }))
  return { films: films.length, genres, shares: sharesOf(films), columns }
}

/** @param {Film[]} films */
function weigh(films) {
  /** @type {Map<string, number>} */
  const weights = new Map()
  for (const { genres } of films) {
    for (const genre of genres) weights.set(genre, (weights.get(genre) ?? 0) + 1 / genres.length)
  }
  return weights
}

/**
 * Of as many films each as can be.
 * @param {Film[]} films
 */
function stretches(films) {
  const count = Math.min(COLUMNS, films.length)
  return Array.from({ length: count }, (_, place) => {
    const begin = Math.round((place * films.length) / count)
    const end = Math.round(((place + 1) * films.length) / count)
    return { from: begin + 1, to: end, films: films.slice(begin, end) }
  })
}

/** @param {Film[]} films with years */
function decades(films) {
  /** @type {Map<number, Film[]>} */
  const byDecade = new Map()
  for (const film of films) {
    const decade = Math.floor((film.year ?? 0) / 10) * 10
    byDecade.set(decade, [...(byDecade.get(decade) ?? []), film])
  }
  return [...byDecade].sort(([a], [b]) => a - b).map(([from, films]) => ({ from, to: from + 9, films }))
}
