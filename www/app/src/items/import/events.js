// What is matched as events of a history: one for each item, by a rule that the visitor sees and can change.

/**
 * @import { Matches } from './matching.js'
 * @import { Row } from './row.js'
 *
 * @typedef {object} Rule
 * @property {number} likeFrom the least rating that is a like, of 10
 *
 * @typedef {{ item: string, action: 'like' | 'dislike' | 'seen', at_ms: number }} ImportedEvent as in an exported history
 */

/** Ratings of 10. */
export const LIKE_FROM = [6, 7, 8, 9]
/** @type {Rule} */
export const RULE_AT_REST = { likeFrom: 7 }
/** The best rating that is a dislike, of 10. */
export const DISLIKE_UP_TO = 4
/** A song that was played so often is liked. */
export const LIKED_PLAYS = 5

/**
 * @param {Matches['matched']} matched
 * @param {Rule} rule
 * @param {number} now no event is later
 * @returns {ImportedEvent[]}
 */
export function eventsOf(matched, rule, now) {
  /** @type {Map<string, Row[]>} */
  const rows = new Map()
  for (const { row, item } of matched) rows.set(item.id, [...(rows.get(item.id) ?? []), row])
  return Array.from(rows, ([item, about]) => ({
    item,
    action: actionOf(about, rule),
    at_ms: Math.min(now, Math.max(...about.map(({ at }) => at))),
  }))
}

/**
 * @param {Row[]} rows about one item
 * @param {Rule} rule
 */
function actionOf(rows, { likeFrom }) {
  const plays = rows.reduce((sum, { plays }) => sum + plays, 0)
  if (rows.some(({ liked }) => liked) || plays >= LIKED_PLAYS) return 'like'
  const rating = latestRating(rows)
  if (rating === null) return 'seen'
  return rating >= likeFrom ? 'like' : rating <= DISLIKE_UP_TO ? 'dislike' : 'seen'
}

/** @param {Row[]} rows */
function latestRating(rows) {
  /** @type {Row | null} */
  let latest = null
  for (const row of rows) if (row.rating !== null && (!latest || row.at > latest.at)) latest = row
  return latest?.rating ?? null
}

/**
 * The events as a file that this page can import.
 * @param {ImportedEvent[]} events
 * @param {string} name
 */
export function historyFile(events, name) {
  const history = { format: 'penchant-history', version: 1, events }
  return new File([JSON.stringify(history)], name, { type: 'application/json' })
}
