// A table's file in, its columns out, for a visitor to choose from: only its beginning is read. What the columns mean is
// found by the engine, which reads the whole of it.

import Papa from 'papaparse'
import { harmless } from './text.js'
import { words } from './words.js'

/**
 * @typedef {object} Column
 * @property {string} value what the engine calls it
 * @property {string} label
 */

const BEGINNING_BYTES = 64 << 10
/** In characters. */
const LONGEST_LABEL = 40
const MOST = 200

/**
 * @param {File} file
 * @returns {Promise<Column[]>} none if it is compressed, or no table that a person would know by its columns
 */
export async function columnsOf(file) {
  // A character may have been cut at its end.
  const text = (await file.slice(0, BEGINNING_BYTES).text()).replace(/\uFFFD$/, '')
  if (text.includes('\0') || text.includes('\uFFFD') || /^\s*[[{]/.test(text)) return []
  const [cells = []] = Papa.parse(text.replace(/^\uFEFF/, ''), { preview: 1 }).data
  const names = /** @type {string[]} */ (cells).slice(0, MOST).map((cell) => cell.trim())
  // As the engine has it: a first row with a number in it is no header.
  const isHeader = !names.some((name) => name !== '' && !Number.isNaN(Number(name)))
  return names.map((name, place) => {
    const label = harmless(name, LONGEST_LABEL)
    const usable = isHeader && name !== '' && names.indexOf(name) === place
    return {
      value: usable ? name : String(place + 1),
      label: isHeader && name !== '' ? label : words.column(place + 1, label),
    }
  })
}
