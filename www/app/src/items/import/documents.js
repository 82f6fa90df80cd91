// A visitor's file as documents: unpacked if it is a .zip, decoded, and parsed as a table or as JSON. What cannot be read
// is an `ImportProblem`, before anything is made of it.

import Papa from 'papaparse'
import { ImportProblem } from './problem.js'
import { unzip } from './unzip.js'

/**
 * @typedef {{ path: string, json: unknown }} JsonDocument
 * @typedef {Table | JsonDocument} Document
 * @typedef {(column: string) => string} TableRow gives the cell in a column, empty if there is none
 */

/** Far more than a person's history takes: a hundred bytes for each of 300,000 plays. */
const MAX_FILE_BYTES = 2 ** 25

/** Where an exported history says that it is one; it may be larger than what others export. */
const BEGINNING_BYTES = 2 ** 10

/** A table with the names of its columns in the first row, if it has them. */
export class Table {
  #places

  /**
   * @param {string} path
   * @param {string[][]} cells
   */
  constructor(path, cells) {
    this.path = path
    this.cells = cells
    this.#places = new Map(cells[0]?.map((name, place) => [name.trim(), place]))
  }

  /** @param {...string} columns */
  has(...columns) {
    return columns.every((column) => this.#places.has(column))
  }

  /**
   * The rows below the first.
   * @returns {TableRow[]}
   */
  rows() {
    return this.cells.slice(1).map((row) => (column) => (row[this.#places.get(column) ?? -1] ?? '').trim())
  }
}

/**
 * Whether a file is a history that this page exported, of any version.
 * @param {Blob} file
 */
export async function isOwnHistory(file) {
  const beginning = await file.slice(0, BEGINNING_BYTES).text()
  return /"format"\s*:\s*"penchant-history"/.test(beginning)
}

/**
 * The documents of a file, or why one of them cannot be read.
 *
 * Rejects with an `ImportProblem` if none can.
 * @param {File} file
 * @returns {Promise<(Document | ImportProblem)[]>}
 */
export async function documentsOf(file) {
  if (file.size > MAX_FILE_BYTES) throw new ImportProblem('tooLarge', file.name, MAX_FILE_BYTES)
  const buffer = await file.arrayBuffer().catch(() => {
    // A file on the visitor's disk may have been changed or deleted.
    throw new ImportProblem('unreadable', file.name)
  })
  const bytes = new Uint8Array(buffer)
  if (!isZip(bytes)) return [documentOf(file.name, bytes)]
  return unzip(bytes, file.name).map(({ path, bytes }) => {
    try {
      return documentOf(path, bytes)
    } catch (error) {
      if (error instanceof ImportProblem) return error
      throw error
    }
  })
}

/**
 * Throws an `ImportProblem`.
 * @param {string} path
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Document}
 */
function documentOf(path, bytes) {
  const text = decoded(path, bytes)
  if (text.trim() === '') throw new ImportProblem('empty', path)
  if (/^\s*<(!doctype|!--|html|head|body|\?xml)/i.test(text)) throw new ImportProblem('webPage', path)
  if (!/^\s*[[{]/.test(text)) return tableOf(path, text)
  try {
    return { path, json: JSON.parse(text) }
  } catch {
    throw new ImportProblem('damagedJson', path)
  }
}

/**
 * @param {string} path
 * @param {string} text
 */
function tableOf(path, text) {
  const { data, errors } = Papa.parse(text, { skipEmptyLines: 'greedy', delimitersToGuess: [',', ';', '\t'] })
  const broken = errors.find(({ type }) => type === 'Quotes')
  if (broken) throw new ImportProblem('damagedTable', path, (broken.row ?? 0) + 1)
  return new Table(path, /** @type {string[][]} */ (data))
}

/**
 * @param {string} path
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function decoded(path, bytes) {
  const encoding = ENCODINGS[`${bytes[0]} ${bytes[1]}`] ?? 'utf-8'
  if (encoding === 'utf-8' && bytes.subarray(0, BEGINNING_BYTES).includes(0)) throw new ImportProblem('notText', path)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // Decoding it as something else would spoil titles without a word.
    throw new ImportProblem('encoding', path)
  }
}

/** @type {Record<string, string>} By the two bytes that texts in UTF-16 begin with. */
const ENCODINGS = { '255 254': 'utf-16le', '254 255': 'utf-16be' }

/** @param {Uint8Array} bytes */
const isZip = (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] <= 8 && bytes[3] <= 8
