// The beginning of a table as its cells: columns for the visitor to choose from where the engine, which reads all of
// it, could not tell what they are.

import Papa from 'papaparse'
import { SEPARATOR_WORDS } from './reading.js'

/** @import { Column, Reading } from './reading.js' */

const BEGINNING_BYTES = 64 << 10
const MAX_ROWS = 10

/**
 * @param {File} file
 * @param {Reading} reading what the visitor chose about it
 * @returns {Promise<{ columns: Column[], rows: string[][] }>} no columns if the file is packed, or has none
 */
export async function beginningOf(file, { encoding = 'utf-8', separator = '', header }) {
  // The end may be within a character.
  const bytes = await file.slice(0, BEGINNING_BYTES).arrayBuffer()
  const text = new TextDecoder(encoding).decode(bytes).replace(/\uFFFD$/, '')
  if (text.includes('\0') || text.includes('\uFFFD') || /^\s*[[{]/.test(text)) return { columns: [], rows: [] }
  const delimiter = new Map(Object.entries(SEPARATOR_WORDS)).get(separator) ?? separator
  const { data } = Papa.parse(text, { preview: MAX_ROWS + 1, delimiter, skipEmptyLines: true })
  const rows = /** @type {string[][]} */ (data)
  const names = (rows[0] ?? []).map((cell) => cell.trim())
  // By the engine's rule: a first row with a number in it is not a header.
  const isHeader = header ?? !names.some((name) => name !== '' && !Number.isNaN(Number(name)))
  const columns = names.map((name, place) => {
    const isNamed = isHeader && name !== '' && names.indexOf(name) === place
    return { name: isNamed ? name : String(place + 1), place }
  })
  return { columns, rows: isHeader ? rows.slice(1) : rows.slice(0, MAX_ROWS) }
}
