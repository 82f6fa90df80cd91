// MovieLens: the table of ratings that its website exports, and that of its data sets if it is of one person.

import { Table } from '../documents.js'
import { ImportProblem } from '../problem.js'
import { ratingOf, readRows, rowOf, yearsOf } from '../row.js'

/**
 * @import { Recognised } from '../services.js'
 * @import { Document, TableRow } from '../documents.js'
 */

export const movielens = {
  name: 'MovieLens',

  /**
   * @param {Document} document
   * @returns {Recognised | null}
   */
  recognise(document) {
    if (!(document instanceof Table)) return null
    if (document.has('movie_id', 'imdb_id', 'rating', 'title')) {
      return { kind: 'ratings', read: () => readRows(document.rows(), siteRow) }
    }
    if (!document.has('userId', 'movieId', 'rating')) return null
    const rows = document.rows()
    const people = new Set(rows.map((row) => row('userId'))).size
    if (people > 1) throw new ImportProblem('severalPeople', document.path, people)
    return { kind: 'ratings', read: () => readRows(rows, dataRow) }
  },
}

/** @param {TableRow} row */
function siteRow(row) {
  const rating = ratingOf(row('rating'), 5)
  const [, title, year] = /^(.*) \((\d{4})\)$/.exec(row('title')) ?? ['', row('title'), '']
  const ids = { movielens: row('movie_id'), imdb: row('imdb_id') && `tt${row('imdb_id').replace(/^tt/, '')}` }
  return rating === null ? null : rowOf({ titles: [title], years: yearsOf(year), ids, rating })
}

/** @param {TableRow} row */
function dataRow(row) {
  const rating = ratingOf(row('rating'), 5)
  const at = Math.max(0, Math.round(Number(row('timestamp')) * 1000)) || 0
  return rating === null ? null : rowOf({ ids: { movielens: row('movieId') }, rating, at })
}
