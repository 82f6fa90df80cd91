// The rows of picks below the first one: a recommender and what the visitor said in, rows of picks out.

/**
 * @import { HistoryEvent, Pick, Recommender } from 'penchant'
 * @import { Catalogue, Film } from './catalogue.js'
 *
 * @typedef {object} Row
 * @property {'like' | 'because' | 'different' | 'popular' | 'genre'} kind
 * @property {string} about the film or the genre that it is about, if there is one
 * @property {Pick[]} picks each with its reasons, which are those of the whole history
 */

const PICKS = 12
/** Rows about the films that were liked last. */
const BECAUSE = 3
/** Among so many of the nearest are enough that the visitor has said nothing of. */
const NEAREST = 60
const GENRES = 4
/** Beyond these nothing is called popular. */
const POPULAR = 400

/**
 * @param {Recommender} recommender
 * @param {Catalogue} catalogue
 * @param {object} wanted
 * @param {readonly HistoryEvent[]} wanted.events
 * @param {Pick[]} wanted.picks those of the first row
 * @param {string | null} wanted.like the film of which more was asked for
 * @param {number} wanted.seed of what is different
 * @returns {Row[]}
 */
export function rowsOf(recommender, catalogue, { events, picks, like, seed }) {
  const known = new Set(events.map(({ item }) => item))
  const liked = likedFilms(events).filter((item) => catalogue.film(item))

  /** @param {string[]} items in the order that they are wanted in */
  const explained = (items) => {
    const wanted = items.filter((item) => !known.has(item)).slice(0, PICKS)
    if (wanted.length === 0) return []
    const scored = recommender.recommend(events, { n: wanted.length, items: wanted })
    const byItem = new Map(scored.map((pick) => [pick.item, pick]))
    return wanted.flatMap((item) => byItem.get(item) ?? [])
  }
  const nearest = (/** @type {string} */ item) =>
    explained(recommender.similarItems(item, { n: NEAREST }).map(({ item }) => item))
  const popular = () => recommender.recommend([], { n: POPULAR }).map(({ item }) => item)

  /** @type {Row[]} */
  const rows = []
  if (like !== null && catalogue.film(like)) rows.push({ kind: 'like', about: like, picks: nearest(like) })
  if (liked.length === 0) {
    const films = popular().map((item) => catalogue.filmOrId(item))
    for (const genre of mostGenres(films)) {
      const ofIt = films.filter(({ genres }) => genres.includes(genre)).map(({ item }) => item)
      rows.push({ kind: 'genre', about: genre, picks: explained(ofIt) })
    }
  } else {
    for (const item of liked.slice(0, BECAUSE)) rows.push({ kind: 'because', about: item, picks: nearest(item) })
    const different = { n: PICKS, diversity: 0.7, novelty: 0.2, exploration: 0.4, seed }
    const exclude = picks.map(({ item }) => item)
    rows.push({ kind: 'different', about: '', picks: recommender.recommend(events, { ...different, exclude }) })
    rows.push({ kind: 'popular', about: '', picks: explained(popular()) })
  }
  return rows.filter((row) => row.picks.length > 0)
}

/**
 * What was liked and counts, latest first.
 * @param {readonly HistoryEvent[]} events oldest first
 */
export function likedFilms(events) {
  return events.flatMap(({ item, action, excluded }) => (action === 'like' && !excluded ? [item] : [])).reverse()
}

/**
 * The genres that most of these films are of.
 * @param {Film[]} films
 */
function mostGenres(films) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const { genres } of films) {
    for (const genre of genres) counts.set(genre, (counts.get(genre) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, GENRES)
    .map(([genre]) => genre)
}
