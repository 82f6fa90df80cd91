// Why a file cannot be imported, as a code and what belongs to it: the texts say it in the page's language.

/**
 * @typedef {'empty' | 'tooLarge' | 'unreadable' | 'notText' | 'encoding' | 'webPage' | 'damagedZip' | 'zipTooLarge'
 *   | 'damagedJson' | 'damagedTable' | 'unknownTable' | 'unknownJson' | 'noRows' | 'whichList' | 'severalPeople'
 *   | 'withOthers' | 'unknownZip'} ProblemCode
 */

export class ImportProblem extends Error {
  /**
   * @param {ProblemCode} code
   * @param {string} file its name
   * @param {number} [count] of bytes, columns, people or whatever the code is about
   */
  constructor(code, file, count = 0) {
    super(code)
    this.name = 'ImportProblem'
    this.code = code
    this.file = file
    this.count = count
  }
}
