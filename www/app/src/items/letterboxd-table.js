// The films of a history as a table that Letterboxd imports: what was watched, or has an opinion.

import Papa from 'papaparse'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Item } from './catalogue.js'
 */

const COLUMNS = ['Title', 'Year', 'Rating', 'WatchedDate']

/** They do not say that it was watched, which is what Letterboxd takes every row for. */
const NOT_WATCHED = ['not-interested', 'skip']

/**
 * @param {readonly HistoryEvent[]} events
 * @param {(id: string) => Item | undefined} find
 */
export function letterboxdTable(events, find) {
  const rows = events.flatMap(({ item: id, action, rating, atMs }) => {
    const item = find(id)
    if (!item || NOT_WATCHED.includes(action)) return []
    return [[item.title, item.year ?? '', rating ?? '', atMs > 0 ? dayOf(atMs) : '']]
  })
  // A title that begins as a formula must not become one in a spreadsheet.
  const text = Papa.unparse({ fields: COLUMNS, data: rows }, { escapeFormulae: true })
  return { text: `${text}\r\n`, written: rows.length, leftOut: events.length - rows.length }
}

/**
 * The day here, as in 2021-03-05.
 * @param {number} atMs
 */
function dayOf(atMs) {
  const day = new Date(atMs)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
