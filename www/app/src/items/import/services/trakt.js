// Trakt: its JSON files of ratings, of what was watched, and of each time; and the tables of the same.

import { Table } from '../documents.js'
import { ratingOf, readRows, rowOf, textOf, timeOf, yearsOf } from '../row.js'

/**
 * @import { Recognised } from '../services.js'
 * @import { Document, TableRow } from '../documents.js'
 *
 * @typedef {Record<string, any>} Entry
 */

/** By the time that an entry has. */
const KINDS = /** @type {const} */ ({
  rated_at: 'ratings',
  last_watched_at: 'watched',
  watched_at: 'history',
  listed_at: 'watchlist',
  collected_at: 'list',
})

const TIMES = /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS))
/** They say nothing of having watched it. */
const PLANNED = ['watchlist', 'list']

export const trakt = {
  name: 'Trakt',

  /**
   * @param {Document} document
   * @returns {Recognised | null}
   */
  recognise(document) {
    if (document instanceof Table) {
      const time = TIMES.find((time) => document.has(time, 'type', 'title', 'trakt_id'))
      return time ? recognised(time, () => readRows(document.rows(), tableRow)) : null
    }
    const { json } = document
    if (!Array.isArray(json)) return null
    const entries = /** @type {unknown[]} */ (json).filter(isEntry)
    const time = TIMES.find((time) => entries.length > 0 && time in entries[0])
    return time ? recognised(time, () => readRows(entries, entryRow)) : null
  },
}

/**
 * @param {keyof typeof KINDS} time
 * @param {NonNullable<Recognised['read']>} read
 * @returns {Recognised}
 */
function recognised(time, read) {
  const kind = KINDS[time]
  return PLANNED.includes(kind) ? { kind } : { kind, read }
}

/** @param {unknown} entry @returns {entry is Entry} */
const isEntry = (entry) =>
  Object(entry) === entry && ['movie', 'show', 'season', 'episode'].some((type) => type in Object(entry))

/** @param {Entry} entry */
function entryRow({ movie, show, season, episode, rating, rated_at, last_watched_at, watched_at }) {
  const whole = Object(movie ?? show)
  // A rating of an episode is not one of its show.
  if (episode || season || !textOf(whole.title)) return null
  return rowOf({
    titles: [textOf(whole.title)],
    years: yearsOf(whole.year),
    ids: { imdb: textOf(whole.ids?.imdb) },
    rating: ratingOf(rating ?? null, 10),
    at: timeOf(rated_at, last_watched_at, watched_at),
  })
}

/** @param {TableRow} row */
function tableRow(row) {
  if (!['movie', 'show'].includes(row('type'))) return null
  return rowOf({
    titles: [row('title')],
    years: yearsOf(row('year')),
    ids: { imdb: row('imdb_id') },
    rating: ratingOf(row('rating'), 10),
    at: timeOf(row('rated_at'), row('last_watched_at'), row('watched_at')),
  })
}
