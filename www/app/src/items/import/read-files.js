// The files that a visitor chose → the exports in them, and what else there is.

import { documentsOf, isOwnHistory } from './documents.js'
import { ImportProblem } from './problem.js'
import { readExport } from './services.js'

/**
 * @import { Export } from './services.js'
 *
 * @typedef {object} ReadFiles
 * @property {File | null} history if it is one that this page exported
 * @property {Export[]} exports
 * @property {ImportProblem[]} problems
 * @property {string[]} notUsed files of an archive that are of no use here
 */

/** What of an archive needs no word of its own: the other things that a service exports. */
const OF_NO_USE = ['empty', 'noRows', 'unknownTable', 'unknownJson']

/**
 * @param {readonly File[]} files
 * @returns {Promise<ReadFiles>}
 */
export async function readFiles(files) {
  /** @type {ReadFiles} */
  const read = { history: null, exports: [], problems: [], notUsed: [] }
  for (const file of files) {
    try {
      if (await isOwnHistory(file)) {
        if (files.length > 1) throw new ImportProblem('withOthers', file.name)
        return { ...read, history: file }
      }
      await readInto(read, file)
    } catch (error) {
      read.problems.push(problemOf(error, file.name))
    }
  }
  return read
}

/**
 * @param {ReadFiles} read
 * @param {File} file
 */
async function readInto({ exports, problems, notUsed }, file) {
  const before = exports.length + problems.length
  for (const document of await documentsOf(file)) {
    try {
      if (document instanceof ImportProblem) throw document
      exports.push(readExport(document))
    } catch (error) {
      const problem = problemOf(error, file.name)
      if (problem.file !== file.name && OF_NO_USE.includes(problem.code)) notUsed.push(problem.file)
      else problems.push(problem)
    }
  }
  if (exports.length + problems.length === before) throw new ImportProblem('unknownZip', file.name)
}

/**
 * @param {unknown} error
 * @param {string} file
 */
function problemOf(error, file) {
  if (error instanceof ImportProblem) return error
  if (error instanceof DOMException) return new ImportProblem('unreadable', file)
  throw error
}
