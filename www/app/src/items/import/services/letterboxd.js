// Letterboxd: the tables of its export, and the one that it imports, which this page writes too.

import { Table } from '../documents.js'
import { ImportProblem } from '../problem.js'
import { ratingOf, readRows, rowOf, timeOf, yearsOf } from '../row.js'

/**
 * @import { Recognised } from '../services.js'
 * @import { Document, TableRow } from '../documents.js'
 */

/** Lists that have the same columns: which one it is, only the name of the file says. */
const LISTS = /** @type {const} */ ([
  ['watchlist', /watchlist[^/]*$/i],
  ['watched', /watched[^/]*$/i],
  ['liked', /(^|\/)likes\/|films[^/]*$/i],
])

export const letterboxd = {
  name: 'Letterboxd',

  /**
   * @param {Document} document
   * @returns {Recognised | null}
   */
  recognise(document) {
    if (!(document instanceof Table)) return null
    if (document.has('Name', 'Year', 'Letterboxd URI')) return recogniseExport(document)
    if (document.has('Title', 'Year') && ['Rating', 'Rating10', 'WatchedDate'].some((column) => document.has(column))) {
      return { kind: 'watched', read: () => readRows(document.rows(), importedRow) }
    }
    return null
  },
}

/**
 * @param {Table} table
 * @returns {Recognised}
 */
function recogniseExport(table) {
  const kind = table.has('Watched Date')
    ? 'diary'
    : table.has('Rating')
      ? 'ratings'
      : LISTS.find(([, name]) => name.test(table.path))?.[0]
  if (!kind) throw new ImportProblem('whichList', table.path)
  if (kind === 'watchlist') return { kind }
  const read = (/** @type {TableRow} */ row) =>
    rowOf({
      titles: [row('Name')],
      years: yearsOf(row('Year')),
      rating: ratingOf(row('Rating'), 5),
      liked: kind === 'liked',
      at: timeOf(row('Watched Date'), row('Date')),
    })
  return { kind, read: () => readRows(table.rows(), read) }
}

/** @param {TableRow} row */
function importedRow(row) {
  return rowOf({
    titles: [row('Title')],
    years: yearsOf(row('Year')),
    ids: { imdb: row('imdbID') },
    rating: ratingOf(row('Rating'), 5) ?? ratingOf(row('Rating10'), 10),
    at: timeOf(row('WatchedDate')),
  })
}
