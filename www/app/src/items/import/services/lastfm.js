// Last.fm: what its exporters write, one line for each time a song was played. They become one row for each song.

import { Table } from '../documents.js'
import { rowOf } from '../row.js'

/**
 * @import { Recognised } from '../services.js'
 * @import { Document } from '../documents.js'
 * @import { ReadExport, Row } from '../row.js'
 *
 * @typedef {{ artist: string, track: string, at: number }} Play
 */

/** As in "31 May 2013 12:34", in UTC. */
const DAY_AND_TIME = /^(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}),? (\d{1,2}):(\d{2})$/
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** So many lines are looked at to tell a table without names of columns. */
const LINES_SEEN = 20

export const lastfm = {
  name: 'Last.fm',

  /**
   * @param {Document} document
   * @returns {Recognised | null}
   */
  recognise(document) {
    if (!(document instanceof Table)) return null
    const plays = playsOf(document)
    return plays && { kind: 'plays', read: () => songsOf(plays()) }
  },
}

/**
 * @param {Table} table
 * @returns {(() => Play[]) | null}
 */
function playsOf(table) {
  if (table.has('uts', 'artist', 'track')) {
    const at = (/** @type {string} */ seconds) => Number(seconds) * 1000
    return () => table.rows().map((row) => ({ artist: row('artist'), track: row('track'), at: at(row('uts')) }))
  }
  // Its last column is "Date#" and the name of the person.
  const date = table.cells[0]?.find((name) => /^Date(#|$)/.test(name.trim()))?.trim()
  if (date !== undefined && table.has('Artist', 'Track')) {
    return () => table.rows().map((row) => ({ artist: row('Artist'), track: row('Track'), at: Number(row(date)) }))
  }
  const beginning = table.cells.slice(0, LINES_SEEN)
  // A play that has just begun has no time yet.
  const isPlay = (/** @type {string[]} */ row) => row.length === 4 && (row[3] === '' || timeOfPlay(row[3]) > 0)
  if (!beginning.every(isPlay) || !beginning.some((row) => row[3] !== '')) return null
  return () => table.cells.map(([artist, , track, time]) => ({ artist, track, at: timeOfPlay(time) }))
}

/** @param {string} [text] */
function timeOfPlay(text = '') {
  const [, day, month, year, hours, minutes] = DAY_AND_TIME.exec(text.trim()) ?? []
  return year ? Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), Number(hours), Number(minutes)) : 0
}

/**
 * @param {Play[]} plays
 * @returns {ReadExport}
 */
function songsOf(plays) {
  /** @type {Map<string, Row>} */
  const songs = new Map()
  let leftOut = 0
  for (const { artist = '', track = '', at } of plays) {
    if (!artist || !track) {
      leftOut += 1
      continue
    }
    const key = `${artist}\n${track}`
    const song = songs.get(key) ?? rowOf({ titles: [track], by: artist })
    songs.set(key, { ...song, plays: song.plays + 1, at: Math.max(song.at, at > 0 ? at : 0) })
  }
  return { rows: [...songs.values()], count: plays.length, leftOut }
}
