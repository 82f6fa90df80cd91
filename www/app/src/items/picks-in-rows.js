// The rows of picks below the first one, from a recommender and the history.

import { rankIds } from './rank-ids.js'

/**
 * @import { HistoryEvent, Pick, Recommender } from 'penchant'
 * @import { Catalogue, Item } from './catalogue.js'
 *
 * @typedef {object} Row
 * @property {'like' | 'because' | 'different' | 'popular' | 'genre'} kind
 * @property {string} about the id of the item, or the genre, that it is about, if there is one
 * @property {Pick[]} picks each with its reasons, which are those of the whole history
 */

const ROW_PICKS = 12
/** Rows about the items that were liked last. */
const BECAUSE_ROWS = 3
/** Among so many of the nearest are enough that are not in the history. */
const NEAREST = 60
/** A pick is there because of an item that adds at least this share of what speaks for it. */
const MIN_ADDED_SHARE = 0.01
const GENRE_ROWS = 4
/** How far down the list an item still counts as popular. */
const MAX_POPULAR = 400

/**
 * @param {Recommender} recommender
 * @param {Catalogue} catalogue
 * @param {object} wanted
 * @param {readonly HistoryEvent[]} wanted.events
 * @param {Pick[]} wanted.picks those of the first row
 * @param {string | null} wanted.moreLike the id of the item that a row of similar ones was asked for
 * @param {number} wanted.seed of the row of different items
 * @returns {Row[]}
 */
export function rowsOf(recommender, catalogue, { events, picks, moreLike, seed }) {
  const inHistory = new Set(events.map(({ item }) => item))
  const liked = likedItems(events).filter((id) => catalogue.find(id))

  /** @param {string[]} ids in the order that they are shown in */
  const explain = (ids, count = ROW_PICKS) => {
    const items = ids.filter((id) => !inHistory.has(id)).slice(0, count)
    if (items.length === 0) return []
    const scored = recommender.recommend(events, { n: items.length, items })
    const byId = new Map(scored.map((pick) => [pick.item, pick]))
    return items.flatMap((id) => byId.get(id) ?? [])
  }
  const nearest = (/** @type {string} */ id, count = ROW_PICKS) =>
    explain(
      recommender.similarItems(id, { n: NEAREST }).map(({ item }) => item),
      count,
    )
  const because = (/** @type {string} */ id) => mostAdded(nearest(id, NEAREST), id).slice(0, ROW_PICKS)
  const popular = () => rankIds(recommender, [], { n: MAX_POPULAR })

  /** @type {Row[]} */
  const rows = []
  if (moreLike !== null && catalogue.find(moreLike)) {
    rows.push({ kind: 'like', about: moreLike, picks: nearest(moreLike) })
  }
  if (liked.length === 0) {
    const items = popular().map((id) => catalogue.findOrName(id))
    for (const genre of mostFrequentGenres(items)) {
      const ids = items.filter(({ genres }) => genres.includes(genre)).map(({ id }) => id)
      rows.push({ kind: 'genre', about: genre, picks: explain(ids) })
    }
  } else {
    for (const id of liked.slice(0, BECAUSE_ROWS)) rows.push({ kind: 'because', about: id, picks: because(id) })
    const different = { n: ROW_PICKS, diversity: 0.7, novelty: 0.2, exploration: 0.4, seed }
    const exclude = picks.map(({ item }) => item)
    rows.push({ kind: 'different', about: '', picks: recommender.recommend(events, { ...different, exclude }) })
    rows.push({ kind: 'popular', about: '', picks: explain(popular()) })
  }
  return rows.filter((row) => row.picks.length > 0)
}

/**
 * The picks to which an item of the history adds something, those first to which it adds most. That is its part of the
 * score, which has no popularity in it, and which the models shrink where few people like both.
 * @param {Pick[]} picks
 * @param {string} id
 */
function mostAdded(picks, id) {
  const measured = picks.map((pick) => {
    const total = pick.reasons.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0)
    return { pick, total, added: pick.reasons.find(({ item }) => item === id)?.contribution ?? 0 }
  })
  return measured
    .filter(({ added, total }) => added > 0 && added >= total * MIN_ADDED_SHARE)
    .sort((a, b) => b.added - a.added)
    .map(({ pick }) => pick)
}

/** So many stars say as much as a like. */
const LIKED_STARS = 4

/**
 * Ids of what was liked, or rated highly, and is not excluded, latest first.
 * @param {readonly HistoryEvent[]} events oldest first
 */
export function likedItems(events) {
  const isLike = (/** @type {HistoryEvent} */ { action, rating = 0 }) => action === 'like' || rating >= LIKED_STARS
  return events.flatMap((event) => (isLike(event) && !event.excluded ? [event.item] : [])).reverse()
}

/** @param {Item[]} items */
function mostFrequentGenres(items) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const { genres } of items) {
    for (const genre of genres) counts.set(genre, (counts.get(genre) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, GENRE_ROWS)
    .map(([genre]) => genre)
}
