// The page's imports: each service's export is told by what it holds, matched with a catalogue and made into opinions; what
// cannot be read is a problem with a reason. And the table that is exported for Letterboxd.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { strToU8, zipSync } from 'fflate'
import { eventsOf, historyFile, RULE_AT_REST } from '../../www/app/src/items/import/events.js'
import { matchRows } from '../../www/app/src/items/import/matching.js'
import { ImportProblem } from '../../www/app/src/items/import/problem.js'
import { readFiles } from '../../www/app/src/items/import/read-files.js'
import { rowOf } from '../../www/app/src/items/import/row.js'
import { unzip } from '../../www/app/src/items/import/unzip.js'
import { letterboxdTable } from '../../www/app/src/items/letterboxd-table.js'
import { readableTitle } from '../../www/app/src/items/readable-title.js'

/**
 * @import { Item } from '../../www/app/src/items/catalogue.js'
 * @import { ReadFiles } from '../../www/app/src/items/import/read-files.js'
 * @import { Row } from '../../www/app/src/items/import/row.js'
 */

/** @param {string} path */
const bytesOf = async (path) =>
  new Uint8Array(await readFile(fileURLToPath(new URL(`../exports/${path}`, import.meta.url))))

/**
 * A file as a visitor chooses it: its folder is not known.
 * @param {string} path
 */
const exported = async (path) => new File([await bytesOf(path)], path.split('/').at(-1) ?? '')

/** @param {...string} paths */
const read = async (...paths) => readFiles(await Promise.all(paths.map(exported)))

/** @param {...[name: string, content: BlobPart]} files */
const readTexts = (...files) => readFiles(files.map(([name, content]) => new File([content], name)))

/** @param {ReadFiles} read */
const kindsOf = ({ exports }) =>
  exports.map(({ path, service, kind, rows }) => [path, service, kind, rows?.length ?? null])

/** @param {ReadFiles} read */
const codesOf = ({ problems }) => problems.map(({ code, file }) => [code, file])

/** @param {ReadFiles} read */
const rowsOf = ({ exports }) => exports.flatMap(({ rows }) => rows ?? [])

const titles = (/** @type {readonly Row[]} */ rows) => rows.map(({ titles: [title] }) => title)

/**
 * Items as a catalogue has them, by their titles as MovieLens writes them.
 * @param {...[id: string, title: string, year: number | null]} items
 * @returns {Item[]}
 */
const itemsOf = (...items) => items.map(([id, title, year]) => ({ id, ...readableTitle(title), year, genres: [] }))

const FILMS = itemsOf(
  ['2571', 'Matrix, The', 1999],
  ['47', 'Seven (a.k.a. Se7en)', 1995],
  ['1721', 'Titanic', 1997],
  ['3404', 'Titanic', 1953],
  ['3996', 'Crouching Tiger, Hidden Dragon (Wo hu cang long)', 2000],
  ['34048', 'War of the Worlds', 2005],
  ['64997', 'War of the Worlds', 2005],
  ['260', 'Star Wars: Episode IV - A New Hope', 1977],
  ['608', 'Fargo', 1996],
  ['4973', "Amelie (Fabuleux destin d'Amélie Poulain, Le)", 2001],
  ['5444', 'Lilo & Stitch', 2002],
  ['5618', 'Spirited Away (Sen to Chihiro no kamikakushi)', 2001],
)

/**
 * @param {readonly Row[]} rows
 * @param {{ items?: Item[], areMovieLens?: boolean }} [catalogue]
 */
function match(rows, { items = FILMS, areMovieLens = true } = {}) {
  return matchRows(rows, items, { find: (wanted) => items.find(({ id }) => id === wanted), areMovieLens })
}

const NOW = Date.UTC(2026, 0, 1)

/**
 * @param {readonly Row[]} rows
 * @param {Parameters<typeof match>[1]} [catalogue]
 */
function actionsOf(rows, catalogue, rule = RULE_AT_REST) {
  const events = eventsOf(match(rows, catalogue).matched, rule, NOW)
  return Object.fromEntries(events.map(({ item, action }) => [item, action]))
}

/**
 * Noon of a day here.
 * @param {number} year
 * @param {number} month from 1
 * @param {number} day
 */
const day = (year, month, day) => new Date(year, month - 1, day, 12).getTime()

for (const { path, service, kind, rows, leftOut = 0 } of [
  { path: 'letterboxd/ratings.csv', service: 'Letterboxd', kind: 'ratings', rows: 8 },
  { path: 'letterboxd/watched.csv', service: 'Letterboxd', kind: 'watched', rows: 4 },
  { path: 'letterboxd/diary.csv', service: 'Letterboxd', kind: 'diary', rows: 2 },
  { path: 'letterboxd/likes/films.csv', service: 'Letterboxd', kind: 'liked', rows: 1 },
  { path: 'letterboxd/watchlist.csv', service: 'Letterboxd', kind: 'watchlist', rows: null },
  { path: 'imdb/ratings.csv', service: 'IMDb', kind: 'ratings', rows: 4, leftOut: 1 },
  { path: 'imdb/list.csv', service: 'IMDb', kind: 'list', rows: 1, leftOut: 1 },
  { path: 'trakt/ratings-movies.json', service: 'Trakt', kind: 'ratings', rows: 2 },
  { path: 'trakt/watched-movies.json', service: 'Trakt', kind: 'watched', rows: 1 },
  { path: 'trakt/watched-history-1.json', service: 'Trakt', kind: 'history', rows: 1, leftOut: 1 },
  { path: 'trakt/watchlist.json', service: 'Trakt', kind: 'watchlist', rows: null },
  { path: 'trakt/ratings.csv', service: 'Trakt', kind: 'ratings', rows: 1, leftOut: 1 },
  { path: 'goodreads/goodreads_library_export.csv', service: 'Goodreads', kind: 'library', rows: 3, leftOut: 1 },
  { path: 'lastfm/artist-album-track-date.csv', service: 'Last.fm', kind: 'plays', rows: 3 },
  { path: 'lastfm/recenttracks.csv', service: 'Last.fm', kind: 'plays', rows: 1 },
  { path: 'lastfm/lastfmstats.csv', service: 'Last.fm', kind: 'plays', rows: 1 },
  { path: 'movielens/movielens-ratings.csv', service: 'MovieLens', kind: 'ratings', rows: 3 },
  { path: 'movielens/ratings.csv', service: 'MovieLens', kind: 'ratings', rows: 2 },
]) {
  test(`${path} is recognised and read`, async () => {
    const files = await read(path)
    assert.deepEqual(files.problems, [])
    assert.deepEqual(kindsOf(files), [[path.split('/').at(-1), service, kind, rows]])
    assert.equal(files.exports[0].leftOut, leftOut)
  })
}

test('the cells of each service are read as what they are', async () => {
  const [matrix] = rowsOf(await read('letterboxd/ratings.csv'))
  assert.deepEqual(matrix, rowOf({ titles: ['The Matrix'], years: [1999], rating: 9, at: day(2021, 3, 5) }))

  const [amelie] = rowsOf(await read('imdb/ratings.csv'))
  assert.deepEqual(amelie.titles, ['Amélie', "Le fabuleux destin d'Amélie Poulain"])
  assert.deepEqual([amelie.ids.imdb, amelie.rating, amelie.at], ['tt0211915', 9, day(2022, 1, 5)])

  const [rated] = rowsOf(await read('trakt/ratings-movies.json'))
  assert.deepEqual([rated.rating, rated.at], [8, Date.UTC(2023, 1, 3, 19, 20, 21)])

  const [hobbit, flies] = rowsOf(await read('goodreads/goodreads_library_export.csv'))
  assert.deepEqual(hobbit.titles, ['The Hobbit', 'The Hobbit (The Lord of the Rings, #0)'])
  assert.deepEqual(
    [hobbit.years, hobbit.ids.isbn, hobbit.rating, hobbit.at],
    [[1937, 2012], '9780547928227', 10, day(2020, 2, 3)],
  )
  assert.equal(flies.at, day(2020, 1, 2), 'the day it was added, if it is not known when it was read')

  const expected = rowOf({ titles: ['Teardrop'], by: 'Massive Attack', at: Date.UTC(2013, 4, 31, 12, 34) })
  const [song] = rowsOf(await read('lastfm/artist-album-track-date.csv'))
  assert.deepEqual(song, { ...expected, plays: 5 })
  assert.deepEqual(rowsOf(await read('lastfm/recenttracks.csv')), [{ ...expected, plays: 2 }])
  assert.deepEqual(rowsOf(await read('lastfm/lastfmstats.csv')), [{ ...expected, plays: 1 }])

  const [onSite] = rowsOf(await read('movielens/movielens-ratings.csv'))
  assert.deepEqual(onSite.ids, { movielens: '2571', imdb: 'tt0133093' })
  assert.deepEqual([onSite.titles, onSite.years, onSite.rating], [['Matrix, The'], [1999], 10])
  const [inData] = rowsOf(await read('movielens/ratings.csv'))
  assert.deepEqual([inData.titles, inData.ids, inData.at], [[], { movielens: '2571' }, 1112486027000])
})

test('an archive is read whole, but for what was deleted and what is of no use', async () => {
  const contents = {
    'profile.csv': strToU8('Date Joined,Username\n2019-01-01,someone\n'),
    'ratings.csv': await bytesOf('letterboxd/ratings.csv'),
    'watched.csv': await bytesOf('letterboxd/watched.csv'),
    'watchlist.csv': await bytesOf('letterboxd/watchlist.csv'),
    'likes/films.csv': await bytesOf('letterboxd/likes/films.csv'),
    'deleted/diary.csv': await bytesOf('letterboxd/diary.csv'),
    'orphaned/diary.csv': await bytesOf('letterboxd/diary.csv'),
    'readme.txt': strToU8('Hello'),
  }
  const files = await readTexts(['letterboxd-someone.zip', new Uint8Array(zipSync(contents))])
  assert.deepEqual(kindsOf(files), [
    ['ratings.csv', 'Letterboxd', 'ratings', 8],
    ['watched.csv', 'Letterboxd', 'watched', 4],
    ['watchlist.csv', 'Letterboxd', 'watchlist', null],
    ['likes/films.csv', 'Letterboxd', 'liked', 1],
  ])
  assert.deepEqual(files.problems, [])
  assert.deepEqual(files.notUsed, ['profile.csv'])
})

test('an archive that unpacks to more than the limit is not unpacked, whatever it says of its sizes', () => {
  const packed = zipSync({ 'ratings.csv': new Uint8Array(3e6) })
  const problem = (/** @type {string} */ code) => (/** @type {unknown} */ error) =>
    error instanceof ImportProblem && error.code === code
  assert.throws(() => unzip(packed, 'bomb.zip', 2e6), problem('zipTooLarge'))
  const claim = new DataView(packed.buffer, packed.byteOffset)
  // The unpacked size in the header of the file.
  claim.setUint32(22, 10, true)
  assert.throws(() => unzip(packed, 'bomb.zip', 2e6), problem('zipTooLarge'))
  assert.equal(unzip(packed, 'large.zip', 4e6)[0].bytes.length, 3e6)
})

test('what cannot be read is a problem that says why', async () => {
  const zip = zipSync({ 'ratings.csv': await bytesOf('letterboxd/ratings.csv') })
  const damaged = zip.slice()
  damaged.fill(0xff, 45, 80)
  const header = 'Date,Name,Year,Letterboxd URI,Rating\n'
  for (const [code, name, content] of /** @type {[string, string, BlobPart][]} */ ([
    ['empty', 'a.csv', ''],
    ['empty', 'a.csv', '\r\n \n'],
    ['noRows', 'ratings.csv', header],
    ['noRows', 'ratings-movies.json', '[]'],
    ['webPage', 'ratings.csv', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['notText', 'ratings.csv', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])],
    ['encoding', 'ratings.csv', Buffer.from(`${header}2021-04-01,Amélie,2001,https://boxd.it/2aA6,4\n`, 'latin1')],
    ['tooLarge', 'ratings.csv', new Uint8Array(50e6)],
    ['damagedJson', 'ratings-movies.json', '[{"rated_at": "2023'],
    ['damagedTable', 'ratings.csv', `${header}2021-04-01,"Amélie,2001,https://boxd.it/2aA6,4\n`],
    ['unknownTable', 'a.csv', 'film,stars\nAlien,5\n'],
    ['unknownJson', 'a.json', '{"films": ["Alien"]}'],
    ['unknownJson', 'a.json', '[1, null, "Alien"]'],
    ['whichList', 'letterboxd.csv', 'Date,Name,Year,Letterboxd URI\n2021-04-01,Alien,1979,https://boxd.it/2awY\n'],
    ['severalPeople', 'ratings.csv', 'userId,movieId,rating,timestamp\n1,2,3.5,4\n2,2,3.5,4\n'],
    ['damagedZip', 'a.zip', new Uint8Array(zip.slice(0, zip.length / 2))],
    ['damagedZip', 'a.zip', new Uint8Array(damaged)],
    ['unknownZip', 'a.zip', new Uint8Array(zipSync({ 'readme.txt': strToU8('Hello') }))],
  ])) {
    const files = await readTexts([name, content])
    assert.deepEqual(codesOf(files), [[code, name]], `${code} of ${name}`)
    assert.deepEqual(files.exports, [])
  }
})

test('a file that cannot be read does not keep others from being read', async () => {
  const files = await readFiles([await exported('letterboxd/ratings.csv'), new File([''], 'diary.csv')])
  assert.equal(files.exports.length, 1)
  assert.deepEqual(codesOf(files), [['empty', 'diary.csv']])
})

test('a table in UTF-16 is read as well', async () => {
  const text = '\uFEFFuserId,movieId,rating,timestamp\n7,2571,4.5,1112486027\n'
  const files = await readTexts(['ratings.csv', Buffer.from(text, 'utf16le')])
  assert.deepEqual(kindsOf(files), [['ratings.csv', 'MovieLens', 'ratings', 1]])
})

test('a history that this page exported is left to the package, alone', async () => {
  const own = historyFile([{ item: '1', action: 'like', at_ms: 1 }], 'history.json')
  assert.equal((await readFiles([own])).history, own)
  const both = await readFiles([await exported('imdb/ratings.csv'), own])
  assert.deepEqual([both.history, codesOf(both)], [null, [['withOthers', 'history.json']]])
})

test('rows are matched by title and year, whatever the article, the signs and the other titles', async () => {
  const { matched } = match([
    ...rowsOf(await read('letterboxd/ratings.csv')),
    ...rowsOf(await read('letterboxd/watched.csv')),
    ...rowsOf(await read('letterboxd/diary.csv')),
  ])
  const found = new Map(matched.map(({ row, item, by }) => [row.titles[0], [item.id, by]]))
  assert.deepEqual(Object.fromEntries(found), {
    'The Matrix': ['2571', 'title'],
    Se7en: ['47', 'title'],
    Titanic: ['1721', 'title'],
    'Crouching Tiger, Hidden Dragon': ['3996', 'title'],
    Fargo: ['608', 'nearYear'],
    Amélie: ['4973', 'title'],
    'Lilo and Stitch': ['5444', 'title'],
    'Spirited Away': ['5618', 'title'],
  })
})

test('what is not clear is shown with what it may be, and what is missing is named, each once', async () => {
  const rows = [...rowsOf(await read('letterboxd/ratings.csv')), ...rowsOf(await read('letterboxd/watched.csv'))]
  const { unclear, missing } = match(rows)
  assert.deepEqual(
    unclear.map(({ row, candidates }) => [row.titles[0], candidates.map(({ id }) => id)]),
    [
      ['War of the Worlds', ['34048', '64997']],
      ['Star Wars', ['260']],
    ],
  )
  assert.deepEqual(titles(missing), ['Past Lives'])
})

test('a year that is off by one is taken only if one item is so near, and never two years', () => {
  const items = itemsOf(['1', 'Emma', 1996], ['2', 'Emma', 1998])
  const of = (/** @type {number} */ year) => match([rowOf({ titles: ['Emma'], years: [year] })], { items })
  assert.deepEqual(of(1997).matched, [])
  assert.deepEqual(
    of(1997).unclear.map(({ candidates }) => candidates.map(({ id }) => id)),
    [['1', '2']],
  )
  assert.deepEqual(
    of(1995).matched.map(({ item, by }) => [item.id, by]),
    [['1', 'nearYear']],
  )
  assert.equal(of(2000).missing.length, 1)
})

test('ids of MovieLens are compared with those of the page’s catalogue only', async () => {
  const rows = rowsOf(await read('movielens/ratings.csv'))
  assert.deepEqual(
    match(rows).matched.map(({ item, by }) => [item.id, by]),
    [
      ['2571', 'id'],
      ['1721', 'id'],
    ],
  )
  const own = match(rows, { areMovieLens: false })
  assert.deepEqual([own.matched, own.missing.length], [[], 2])
})

test('an own catalogue is matched by the ids of IMDb or by ISBN, where it has them', async () => {
  const films = itemsOf(['tt0133093', 'Matrix', null])
  assert.deepEqual(actionsOf(rowsOf(await read('trakt/ratings-movies.json')), { items: films, areMovieLens: false }), {
    tt0133093: 'like',
  })
  const books = itemsOf(['9780547928227', 'There and Back Again', null], ['b', 'Lord of the Flies', 1954])
  const library = rowsOf(await read('goodreads/goodreads_library_export.csv'))
  assert.deepEqual(actionsOf(library, { items: books, areMovieLens: false }), { 9780547928227: 'like', b: 'dislike' })
})

test('songs are matched with their artist, or by title alone if only one artist has it', async () => {
  const plays = rowsOf(await read('lastfm/artist-album-track-date.csv'))
  const named = itemsOf(['1', 'Massive Attack - Teardrop', null], ['2', 'Fire (Kids See Ghosts)', null])
  const withArtist = match(plays, { items: named, areMovieLens: false })
  assert.deepEqual(
    withArtist.matched.map(({ item, by }) => [item.id, by]),
    [['1', 'title']],
  )
  const bare = itemsOf(['1', 'Teardrop', 1998], ['2', 'Fire', null])
  const alone = match(plays, { items: bare, areMovieLens: false })
  assert.deepEqual(
    alone.matched.map(({ item, by }) => [item.id, by]),
    [['1', 'titleAlone']],
  )
  assert.deepEqual(
    alone.unclear.map(({ row }) => row.by),
    ['Bruce Springsteen & The E Street Band', 'Kids See Ghosts'],
  )
  assert.deepEqual(actionsOf(plays, { items: bare, areMovieLens: false }), { 1: 'like' })
})

test('ratings become opinions by the rule, hearts are likes, and what was watched is seen', async () => {
  const ratings = rowsOf(await read('letterboxd/ratings.csv'))
  const watched = rowsOf(await read('letterboxd/watched.csv'))
  const hearts = rowsOf(await read('letterboxd/likes/films.csv'))
  const all = [...ratings, ...watched, ...hearts]
  const expected = { 2571: 'like', 47: 'like', 608: 'like', 1721: 'dislike', 3996: 'seen', 5444: 'seen', 4973: 'like' }
  assert.deepEqual(actionsOf(all), expected)
  assert.deepEqual(actionsOf(all, {}, { likeFrom: 9 }), { ...expected, 47: 'seen', 608: 'seen' })
  assert.deepEqual(actionsOf(all, {}, { likeFrom: 6 }), { ...expected, 3996: 'like' })
})

test('of several ratings of one film the latest counts, dated by the latest row, and never later than now', async () => {
  const rows = rowsOf(await read('letterboxd/ratings.csv', 'letterboxd/diary.csv'))
  const of = (/** @type {string} */ id, now = NOW) =>
    eventsOf(match(rows).matched, RULE_AT_REST, now).find(({ item }) => item === id)
  assert.deepEqual(of('1721'), { item: '1721', action: 'like', at_ms: day(2021, 6, 1) })
  assert.deepEqual(of('1721', 5), { item: '1721', action: 'like', at_ms: 5 })
})

test('the films of a history are a table that Letterboxd imports, and that is read back', async () => {
  const items = [...FILMS, ...itemsOf(['formula', '=1+1, "The" Film', 2020])]
  const [noon, later] = [day(2021, 3, 5), day(2021, 12, 31)]
  const { text, written, leftOut } = letterboxdTable(
    [
      { item: '2571', action: 'like', atMs: noon },
      { item: '1721', action: 'rate', rating: 1.5, atMs: later },
      { item: 'formula', action: 'seen', atMs: 0 },
      { item: '608', action: 'not-interested', atMs: noon },
      { item: 'unheard-of', action: 'like', atMs: noon },
    ],
    (wanted) => items.find(({ id }) => id === wanted),
  )
  assert.deepEqual(text.split('\r\n'), [
    'Title,Year,Rating,WatchedDate',
    'The Matrix,1999,,2021-03-05',
    'Titanic,1997,1.5,2021-12-31',
    `"'=1+1, ""The"" Film",2020,,`,
    '',
  ])
  assert.deepEqual([written, leftOut], [3, 2])
  const back = await readTexts(['penchant-letterboxd.csv', text])
  assert.deepEqual(kindsOf(back), [['penchant-letterboxd.csv', 'Letterboxd', 'watched', 3]])
  const events = eventsOf(match(rowsOf(back), { items }).matched, RULE_AT_REST, NOW)
  assert.deepEqual(events, [
    { item: '2571', action: 'seen', at_ms: noon },
    { item: '1721', action: 'dislike', at_ms: later },
    { item: 'formula', action: 'seen', at_ms: 0 },
  ])
})
