// Whose export a document is, told by its columns or keys alone, and what it holds.

import { Table } from './documents.js'
import { ImportProblem } from './problem.js'
import { goodreads } from './services/goodreads.js'
import { imdb } from './services/imdb.js'
import { lastfm } from './services/lastfm.js'
import { letterboxd } from './services/letterboxd.js'
import { movielens } from './services/movielens.js'
import { trakt } from './services/trakt.js'

/**
 * @import { Document } from './documents.js'
 * @import { ReadExport, Row } from './row.js'
 *
 * @typedef {'ratings' | 'watched' | 'diary' | 'liked' | 'history' | 'library' | 'plays' | 'watchlist' | 'list'} Kind
 *
 * @typedef {object} Recognised
 * @property {Kind} kind
 * @property {() => ReadExport} [read] missing if it says nothing of what was seen or thought, as a watchlist
 *
 * @typedef {object} Export a document that was recognised and read
 * @property {string} path
 * @property {string} service
 * @property {Kind} kind
 * @property {Row[] | null} rows `null` if this kind is not imported
 * @property {number} count how many rows the document has
 * @property {number} leftOut how many of them say nothing
 */

const SERVICES = [letterboxd, imdb, trakt, goodreads, lastfm, movielens]

export const SERVICE_NAMES = SERVICES.map(({ name }) => name)

/**
 * Throws an `ImportProblem`.
 * @param {Document} document
 * @returns {Export}
 */
export function readExport(document) {
  const { path } = document
  for (const { name: service, recognise } of SERVICES) {
    const recognised = recognise(document)
    if (!recognised) continue
    const { kind, read } = recognised
    if (!read) return { path, service, kind, rows: null, count: 0, leftOut: 0 }
    const { rows, count, leftOut } = read()
    if (count === 0) throw new ImportProblem('noRows', path)
    return { path, service, kind, rows, count, leftOut }
  }
  if (document instanceof Table) throw new ImportProblem('unknownTable', path, document.cells[0]?.length)
  throw new ImportProblem(Array.isArray(document.json) && document.json.length === 0 ? 'noRows' : 'unknownJson', path)
}
