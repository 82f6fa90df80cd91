// Goodreads: the table of a library. Books that were not read yet, and are not rated, are left out.

import { readableTitle } from '../../readable-title.js'
import { Table } from '../documents.js'
import { ratingOf, readRows, rowOf, timeOf, yearsOf } from '../row.js'

/**
 * @import { Recognised } from '../services.js'
 * @import { Document, TableRow } from '../documents.js'
 */

export const goodreads = {
  name: 'Goodreads',

  /**
   * @param {Document} document
   * @returns {Recognised | null}
   */
  recognise(document) {
    if (!(document instanceof Table) || !document.has('Book Id', 'Title', 'My Rating', 'Exclusive Shelf')) return null
    return { kind: 'library', read: () => readRows(document.rows(), bookRow) }
  },
}

/** @param {TableRow} row */
function bookRow(row) {
  const rating = ratingOf(row('My Rating'), 5)
  if (rating === null && row('Exclusive Shelf') !== 'read') return null
  return rowOf({
    // With its series in brackets, as in "The Hobbit (The Lord of the Rings, #0)".
    titles: [readableTitle(row('Title')).title, row('Title')],
    years: yearsOf(row('Original Publication Year'), row('Year Published')),
    // As in ="9780547928227", which keeps tables from reading it as a number.
    ids: { isbn: (row('ISBN13') || row('ISBN')).replace(/[^\dX]/g, '') },
    rating,
    at: timeOf(row('Date Read'), row('Date Added')),
  })
}
