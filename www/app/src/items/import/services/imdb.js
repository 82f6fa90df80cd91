// IMDb: its table of ratings, and those of lists, of which only the rated rows say something.

import { Table } from '../documents.js'
import { ratingOf, readRows, rowOf, timeOf, yearsOf } from '../row.js'

/**
 * @import { Recognised } from '../services.js'
 * @import { Document, TableRow } from '../documents.js'
 */

/** They have titles of their own, or those of films. */
const NO_FILMS = /episode|game/i

export const imdb = {
  name: 'IMDb',

  /**
   * @param {Document} document
   * @returns {Recognised | null}
   */
  recognise(document) {
    if (!(document instanceof Table) || !document.has('Const', 'Title', 'Your Rating')) return null
    const kind = document.has('Position') ? 'list' : 'ratings'
    return { kind, read: () => readRows(document.rows(), rated) }
  },
}

/** @param {TableRow} row */
function rated(row) {
  const rating = ratingOf(row('Your Rating'), 10)
  if (rating === null || NO_FILMS.test(row('Title Type'))) return null
  return rowOf({
    titles: [row('Title'), row('Original Title')],
    years: yearsOf(row('Year')),
    ids: { imdb: row('Const') },
    rating,
    at: timeOf(row('Date Rated')),
  })
}
