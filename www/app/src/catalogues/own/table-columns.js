// The columns of a table, for the visitor to choose from: only its beginning is read. The engine, which reads all of it,
// finds out what they mean.

import Papa from 'papaparse'
import { sanitizeText } from '../../shell/untrusted-text.js'
import { t } from './texts.js'

/**
 * @typedef {object} Column
 * @property {string} value the engine's name for it
 * @property {string} label
 */

const BEGINNING_BYTES = 64 << 10
/** In characters. */
const MAX_LABEL_LENGTH = 40
const MAX_COLUMNS = 200

/**
 * @param {File} file
 * @returns {Promise<Column[]>} none if the file is compressed, or not a table with columns
 */
export async function columnsOf(file) {
  // The end may be within a character.
  const text = (await file.slice(0, BEGINNING_BYTES).text()).replace(/\uFFFD$/, '')
  if (text.includes('\0') || text.includes('\uFFFD') || /^\s*[[{]/.test(text)) return []
  const [cells = []] = Papa.parse(text.replace(/^\uFEFF/, ''), { preview: 1 }).data
  const names = /** @type {string[]} */ (cells).slice(0, MAX_COLUMNS).map((cell) => cell.trim())
  // By the engine's rule: a first row with a number in it is not a header.
  const isHeader = !names.some((name) => name !== '' && !Number.isNaN(Number(name)))
  return names.map((name, place) => {
    const label = sanitizeText(name, MAX_LABEL_LENGTH)
    const usable = isHeader && name !== '' && names.indexOf(name) === place
    return {
      value: usable ? name : String(place + 1),
      label: isHeader && name !== '' ? label : t.column(place + 1, label),
    }
  })
}
