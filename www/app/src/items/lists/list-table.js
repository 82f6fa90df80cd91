// A list as a table that spreadsheets and Letterboxd read.

import Papa from 'papaparse'

/** @import { Item } from '../catalogue.js' */

/**
 * @param {Item[]} items
 * @returns {string}
 */
export function listTable(items) {
  const data = items.map(({ title, year }) => [title, year ?? ''])
  // A title that begins as a formula must not become one in a spreadsheet.
  return `${Papa.unparse({ fields: ['Title', 'Year'], data }, { escapeFormulae: true })}\r\n`
}
