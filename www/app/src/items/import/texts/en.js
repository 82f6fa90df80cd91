// What is said of imports from other services, in English: what was found, what will become of it, and what is wrong.

import { NOUNS } from '../../texts/en.js'

/**
 * @import { Formats } from '../../../shell/formats.js'
 * @import { Kind as Nouns } from '../../texts/en.js'
 * @import { Kind } from '../services.js'
 * @import { ProblemCode } from '../problem.js'
 *
 * @typedef {object} Problem
 * @property {ProblemCode} code
 * @property {string} file
 * @property {number} count
 */

/** @type {Record<Kind, string>} */
const KINDS = {
  ratings: 'ratings',
  watched: 'watched',
  diary: 'diary',
  liked: 'likes',
  history: 'history',
  library: 'library',
  plays: 'plays',
  watchlist: 'watchlist',
  list: 'list',
}

/**
 * @param {Formats} format
 * @param {Nouns} [kind]
 */
export const en = ({ bytes, decimal, list, number, plural }, kind = 'films') => {
  const { one, other, seen: known } = NOUNS[kind]
  const word = known.toLowerCase()
  const items = (/** @type {number} */ count) => plural(count, { one: `# ${one}`, other: `# ${other}` })
  const rows = (/** @type {number} */ count) => plural(count, { one: '# row', other: '# rows' })
  const stars = (/** @type {number} */ ofTen) => `${decimal(ofTen / 2)} of 5 (${number(ofTen)} of 10)`

  return {
    heading: (/** @type {string[]} */ services) => `Import from ${list(services)}?`,
    file: (/** @type {string} */ file, /** @type {string} */ service, /** @type {Kind} */ kind) =>
      `${file}: ${service}, ${KINDS[kind]}`,
    rows: (/** @type {number} */ count) => rows(count),
    leftOut: (/** @type {number} */ count) =>
      plural(count, {
        one: '# row left out, with neither a rating nor a viewing',
        other: '# rows left out, with neither a rating nor a viewing',
      }),
    notTaken: 'not imported: it does not say what you watched or liked',
    notUsed: (/** @type {number} */ count) =>
      plural(count, {
        one: '# other file of the archive is not used',
        other: '# other files of the archive are not used',
      }),

    rule: 'A rating counts as a like from',
    likeFrom: (/** @type {number} */ ofTen) => stars(ofTen),
    ruleText: (/** @type {number} */ ofTen) =>
      `A rating of ${stars(ofTen)} or less is a dislike; what is between is ${word}.`,
    heartText: `What is marked as liked is a like, and what has no rating is ${word}.`,
    playsText: (/** @type {number} */ plays) =>
      `A song played ${number(plays)} times or more is a like, another one is ${word}.`,

    sentences: (/** @type {string[]} */ sentences) => sentences.join(' '),

    matched: (/** @type {number} */ count) =>
      count === 0 ? `No ${one} of this catalogue was found in it.` : `${items(count)} of this catalogue:`,
    actions: (/** @type {{ like: number, dislike: number, seen: number }} */ { like, dislike, seen }) =>
      `${plural(like, { one: '# like', other: '# likes' })}, ` +
      `${plural(dislike, { one: '# dislike', other: '# dislikes' })}, ${number(seen)} ${word}`,
    added: (/** @type {number} */ count) => `${number(count)} new in your history`,
    replaced: (/** @type {number} */ count) =>
      `${number(count)} more recent than your opinion here, which they replace`,
    kept: (/** @type {number} */ count) => `${number(count)} already known: your opinion here is as recent, and stays`,
    nearYear: (/** @type {number} */ count) => `${items(count)} found though the year differs by one`,
    titleAlone: (/** @type {number} */ count) =>
      `${items(count)} found by title alone, without a year or an artist to compare`,
    unclear: (/** @type {number} */ count) => `${number(count)} unclear, and not imported`,
    missing: (/** @type {number} */ count) => `${number(count)} not in this catalogue`,
    takenAs: (/** @type {string} */ row, /** @type {string} */ item) => `${row}, taken as ${item}`,
    candidates: (/** @type {string} */ row, /** @type {string[]} */ candidates) =>
      `${row}: may be ${candidates.join(' or ')}`,
    several: (/** @type {string} */ row, /** @type {number} */ count) => `${row}: ${items(count)} of that name`,
    song: (/** @type {string} */ track, /** @type {string} */ artist) => `${track}, ${artist}`,
    number: (/** @type {string} */ id) => `MovieLens number ${id}`,
    nameless: `The file names ${other} by their numbers at MovieLens alone, which only the page’s own catalogue knows.`,
    more: (/** @type {number} */ count) => `and ${number(count)} more`,
    incomplete: 'Only the most popular films are open so far. Once all of them are, more will be found.',
    stays: 'Nothing is uploaded. One undo takes the import back.',
    merge: 'Merge',
    nothing: 'There is nothing to import.',

    /** Said after what was not done. */
    problem: (/** @type {Problem} */ { code, file, count }, /** @type {string[]} */ services) => {
      const supported = `It reads the exports of ${list(services)}, and its own.`
      return {
        empty: `${file} is empty. Export it again.`,
        tooLarge: `${file} is larger than ${bytes(count)}, more than a history takes. Choose the export itself.`,
        unreadable: `${file} can no longer be read. Choose it again.`,
        notText: `${file} is neither a table, nor JSON, nor a .zip of them. ${supported}`,
        encoding: `${file} is not in UTF-8, so that its titles would come out wrong. Save it as UTF-8, or export it again.`,
        webPage: `${file} is a web page, not an export. Sign in at the service, and download the export again.`,
        damagedZip: `${file} is a .zip that cannot be unpacked: it is incomplete or has a password. Download it again.`,
        zipTooLarge: `${file} unpacks to far more than a history takes, and was not opened. Choose the files in it that you need.`,
        damagedJson: `${file} breaks off or is damaged: it begins as JSON, but is not. Export it again.`,
        damagedTable: `${file} is damaged: a quotation mark in row ${number(count)} is not closed. Export it again.`,
        unknownTable:
          `${file} is not an exported history that this page knows: a table with ` +
          `${plural(count, { one: '# column', other: '# columns' })} that none of the services has. ${supported}`,
        unknownJson: `${file} is not an exported history that this page knows: JSON with other keys. ${supported}`,
        unknownZip: `${file} has no file that this page knows. ${supported}`,
        noRows: `${file} has no entries.`,
        whichList:
          `${file} has the columns that Letterboxd’s watched, liked and planned films have in common. ` +
          'Give it its name again: watched.csv, films.csv or watchlist.csv.',
        severalPeople: `${file} has the ratings of ${number(count)} people; expected one person’s. To learn from it, use Catalogues.`,
        withOthers: `${file} was exported by this page. Import it alone.`,
      }[code]
    },
  }
}
