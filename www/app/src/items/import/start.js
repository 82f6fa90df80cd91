// What is loaded when a visitor first chooses files to import: they are read here, in the page, and previewed.

import '../styles/import.css'
import { PenchantError } from 'penchant/recommend'
import { kind } from '../texts.js'
import { readFiles } from './read-files.js'
import { textsOf } from './texts.js'
import { problemText, showImportPreview } from './views/preview.js'

/**
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

/**
 * Shows what importing some files would change, or says why none of them can be imported.
 * @param {readonly File[]} files
 * @param {PageStore} store
 * @param {Items} items
 * @returns {Promise<File | null>} a history that this page exported, which is not for here
 */
export async function startImport(files, store, items) {
  const read = await readFiles(files)
  if (read.history) return read.history
  const t = textsOf(kind)
  if (read.exports.length > 0) showImportPreview(read, t, store, items)
  else {
    const why = t.sentences(read.problems.map((problem) => problemText(problem, t)))
    items.opinions.failImport(new PenchantError('argument', why))
  }
  return null
}
