// What all exports are read into: rows, each about one item, with what a person did or thinks. Cells become ratings and
// times here.

/**
 * @typedef {object} Row
 * @property {string[]} titles of the item, the best one first; none if it only has ids
 * @property {string} by whose it is, of a song: its artist; empty if that is not known, or does not tell items apart
 * @property {number[]} years any of which may be the item's; none if that is not known
 * @property {{ imdb?: string, movielens?: string, isbn?: string }} ids as the catalogues of others may have them
 * @property {number | null} rating from 1 to 10
 * @property {boolean} liked whether it was said in so many words
 * @property {number} plays of a song; 0 for whatever is not played
 * @property {number} at when, in milliseconds since 1970; 0 if that is not known
 *
 * @typedef {object} ReadExport
 * @property {Row[]} rows
 * @property {number} count how many the file has
 * @property {number} leftOut how many say neither that something was seen nor what was thought of it
 */

/** In characters: more than titles have. */
const MAX_TITLE_LENGTH = 300

/**
 * @param {Partial<Row>} known
 * @returns {Row}
 */
export function rowOf({ titles = [], ...known }) {
  const usable = titles.map((title) => title.trim().slice(0, MAX_TITLE_LENGTH)).filter((title) => title !== '')
  return {
    ...{ by: '', years: [], ids: {}, rating: null, liked: false, plays: 0, at: 0 },
    ...known,
    titles: [...new Set(usable)],
  }
}

/**
 * The rows that a reader makes of each record; `null` for a record that is left out.
 * @template T
 * @param {readonly T[]} records
 * @param {(record: T) => Row | null} read
 * @returns {ReadExport}
 */
export function readRows(records, read) {
  const rows = records.map(read).filter((row) => row !== null)
  return { rows, count: records.length, leftOut: records.length - rows.length }
}

/**
 * The years among some cells.
 * @param {...unknown} cells
 */
export function yearsOf(...cells) {
  return [...new Set(cells.map(Number).filter((year) => Number.isInteger(year) && year > 0))]
}

/**
 * A rating, from 1 to 10.
 * @param {unknown} cell
 * @param {5 | 10} best the best one there is
 */
export function ratingOf(cell, best) {
  const rating = cell === '' || cell === null ? NaN : (Number(cell) * 10) / best
  return rating >= 1 && rating <= 10 ? rating : null
}

/**
 * The first time among some cells: a day, such as 2021-03-05 or 2021/03/05, or a moment in ISO 8601.
 * @param {...unknown} cells
 */
export function timeOf(...cells) {
  for (const cell of cells) {
    const text = typeof cell === 'string' ? cell : ''
    const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? []
    // A day has no hour: at noon here it is the same day for those who read it nearby.
    const at = year ? new Date(Number(year), Number(month) - 1, Number(day), 12).getTime() : Date.parse(text)
    if (at > 0) return at
  }
  return 0
}

/**
 * A value of JSON as text, empty if it is neither a text nor a number.
 * @param {unknown} value
 */
export const textOf = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
