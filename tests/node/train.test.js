// Training in Node: it gives the command line's packs for the same tables, and errors with codes.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Recommender } from 'penchant/recommend'
import { inspectTable, train } from 'penchant/train'
import { histories } from '../histories.js'

const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const PENCHANT = process.env.PENCHANT_BIN ?? root('build/penchant')
const RATINGS = root('build/data/ml-latest-small/ratings.csv')
const ITEMS = root('build/data/ml-latest-small/movies.csv')

/** @type {string} */
let folder
before(() => (folder = mkdtempSync(join(tmpdir(), 'penchant-'))))
after(() => rmSync(folder, { recursive: true }))

/** @param {string} model */
function trainedByCommandLine(model) {
  const pack = join(folder, 'films.pack')
  execFileSync(PENCHANT, ['train', RATINGS, '--items', ITEMS, '--model', model, '--output', pack], { stdio: 'pipe' })
  return new Uint8Array(readFileSync(pack))
}

test('a pack has the same bytes as the command line’s', async () => {
  const model = 'ease + content + items(neighbours=20) + transitions + 4..0/5*popularity'
  /** @type {import('penchant/train').TrainProgress[]} */
  const words = []
  /** @type {import('penchant/train').Read[]} */
  const reads = []
  const pack = await train(RATINGS, {
    items: ITEMS,
    model,
    name: 'films',
    onProgress: (word) => words.push(word),
    onRead: (read) => reads.push(read),
  })
  assert.ok(Buffer.from(pack).equals(trainedByCommandLine(model)))
  const { ratings, users, items, table, itemsTable, ...others } = reads[0]
  assert.equal(table.columns[1].role, 'item')
  assert.deepEqual([ratings, users, items], [100004, 671, 9066])
  assert.equal(itemsTable?.columns[0], 'movieId')
  const nothing = { duplicates: 0, unknown: 0, skipped: [], warnings: [], details: [] }
  assert.deepEqual(others, { likes: 51568, small: false, ...nothing })
  assert.ok(words.length > 20)
  for (const [place, { done }] of words.entries()) assert.ok(done >= (words[place - 1]?.done ?? 0) && done <= 1)
  assert.deepEqual([...new Set(words.map(({ stage }) => stage))].slice(-3), ['reading', 'training', 'packing'])
})

// Wasm multiplies and adds in two steps and rounds twice, which shows after some iterations of ALS.
test('with ALS the picks are the same, with scores that differ by rounding only', async () => {
  const ours = await Recommender.load(await train(RATINGS, { items: ITEMS, name: 'films' }))
  const theirs = await Recommender.load(trainedByCommandLine('blend'))
  const items = theirs.items().map(({ item }) => item)
  for (const { events } of histories(items, 12)) {
    const scores = new Map(ours.recommend(events, { n: 20 }).map(({ item, score }) => [item, score]))
    for (const { item, score } of theirs.recommend(events, { n: 10 })) {
      assert.ok(Math.abs((scores.get(item) ?? NaN) - score) < 5e-3 * Math.abs(score), `${item}: ${score}`)
    }
  }
})

test('the model of a small catalogue is chosen, and it is the command line’s', async () => {
  const [header, ...rows] = readFileSync(RATINGS, 'utf8').trim().split('\n')
  // Ratings of films with small numbers: well-known ones, which many people have rated.
  const some = rows.map((row) => row.split(',')).filter(([user, film]) => Number(user) <= 300 && Number(film) < 600)
  const table = join(folder, 'few.csv')
  writeFileSync(table, [header, ...some.map((cells) => cells.join(','))].join('\n'))
  const pack = join(folder, 'few.pack')
  const said = JSON.parse(
    String(execFileSync(PENCHANT, ['train', table, '--predict', 'none', '--json', '--output', pack], { stdio: 'pipe' })),
  )
  /** @type {import('penchant/train').Read[]} */
  const reads = []
  const ours = await Recommender.load(await train(table, { predict: 'none', onRead: (read) => reads.push(read) }))
  assert.equal(reads[0].small, true)
  const { chosen } = ours.manifest.trainedOn
  assert.ok(chosen && chosen.users >= 20)
  assert.equal(chosen.model, said.chosen.model)
  assert.equal(said.model, said.chosen.model)
  assert.ok(chosen.ndcg >= chosen.defaultNdcg)
  assert.ok(Math.abs(chosen.ndcg - said.chosen.ndcg) < 1e-3)
  const theirs = await Recommender.load(new Uint8Array(readFileSync(pack)))
  assert.deepEqual(theirs.manifest.models, ours.manifest.models)
  const named = await train(table, { predict: 'none', model: 'ease' })
  assert.equal((await Recommender.load(named)).manifest.trainedOn.chosen, undefined)
})

test('faulty tables are reported or refused', async () => {
  /** @type {(text: string, options?: import('penchant/train').TrainOptions) => ReturnType<typeof train>} */
  const learn = (text, options) => train(new Blob([text]), { model: 'items + popularity', ...options })
  const table = 'user,item,rating\nu,a,5\nv,a,4\nv,b,5\nw,c,nonsense\nw,d,1\nw,d,2\nw,e,5\nw\n'
  /** @type {import('penchant/train').Read[]} */
  const reads = []
  const items = new Blob(['id,title\na,First\nb,Second\nc,Third\nd,Fourth\na,Again\n'])
  const pack = await learn(table, { items, onRead: (read) => reads.push(read) })
  assert.equal((await Recommender.load(pack)).manifest.name, 'catalogue')
  const skipped = [
    { table: 'ratings', count: 2, examples: [[5, '"nonsense" is not a rating; expected a finite number'], [9, 'it has 1 cells instead of 3']] }, // prettier-ignore
    { table: 'items', count: 1, examples: [[6, 'the id "a" appears twice']] },
  ]
  const { table: understood, itemsTable, warnings, ...summary } = reads[0]
  assert.deepEqual([itemsTable?.header, itemsTable?.details], [['id', 'title'], []])
  assert.deepEqual(summary, { details: [], ratings: 5, users: 3, items: 4, likes: 3, small: true, duplicates: 1, unknown: 1, skipped })
  assert.equal(understood.positiveAbove, 3.5)
  assert.deepEqual(warnings.map(({ code }) => code), ['replaced', 'unknown-items'])

  const rejects = (/** @type {Promise<unknown>} */ promise, /** @type {string} */ code) => assert.rejects(promise, { code })
  await rejects(learn(table, { maxBadRows: 1 }), 'data.format')
  await rejects(learn('who,what\n1,2\n'), 'data.format')
  await rejects(learn(''), 'data.empty')
  await rejects(learn('user,item,rating\nu,a,1\n', { positiveAbove: 3.5 }), 'data.empty')
  await rejects(learn(table, { model: 'magic' }), 'argument')
  await rejects(learn(table, { columns: { user: 'nobody' } }), 'data.format')
  await rejects(learn(table, Object({ colour: 'red' })), 'argument')
  await rejects(train('no-such-file.csv'), 'network')
  const many = Array.from({ length: 200_001 }, (_, row) => `${row % 1000},${row % 999}\n`)
  await rejects(learn(`user,item\n${many.join('')}`), 'data.limit')
})

test('details of items are packed where the table has them, with links that a template makes', async () => {
  const ratings = new Blob(['user,item\nu,a\nu,b\nv,a\nv,b\n'])
  const table = 'id,title,director,runtime,imdb\na,First,Ana Sol|Bo Lind,117,tt 1\nb,Second,,long,\n'
  const items = new Blob([table])
  /** @type {import('penchant/train').Read[]} */
  const reads = []
  const options = { items, model: 'items + popularity', link: 'https://www.imdb.com/title/{imdb}/' }
  const pack = await train(ratings, { ...options, onRead: (read) => reads.push(read) })
  const recommender = await Recommender.load(pack)
  const first = { item: 'a', title: 'First', year: null, genres: [], creators: ['Ana Sol', 'Bo Lind'], minutes: 117 }
  const second = { item: 'b', title: 'Second', year: null, genres: [] }
  assert.deepEqual(recommender.items(), [{ ...first, link: 'https://www.imdb.com/title/tt%201/' }, second])
  assert.deepEqual(recommender.item('b'), second)
  assert.deepEqual(reads[0].details.map(({ detail, items }) => [detail, items]), [['creators', 1], ['link', 1], ['minutes', 1]]) // prettier-ignore
  const unusable = { code: 'unusable-details', detail: 'minutes', column: 'runtime', count: 1, line: 3, example: 'long' }
  assert.deepEqual(reads[0].warnings, [unusable])

  // The command line makes the same pack.
  writeFileSync(join(folder, 'catalogue.csv'), await ratings.text())
  writeFileSync(join(folder, 'items.csv'), table)
  const [rated, described, out] = ['catalogue.csv', 'items.csv', 'catalogue.pack'].map((name) => join(folder, name))
  const told = ['--items', described, '--model', options.model, '--link', options.link, '--output', out]
  execFileSync(PENCHANT, ['train', rated, ...told], { stdio: 'pipe' })
  assert.deepEqual(readFileSync(out), Buffer.from(pack))

  const refuses = (/** @type {object} */ other, /** @type {RegExp} */ message) =>
    assert.rejects(train(ratings, { ...options, ...other }), message)
  await refuses({ link: 'javascript:alert({id})' }, /does not begin with http/)
  await refuses({ link: 'https://example.org/{isbn}' }, /no column "isbn"/)
  await refuses({ items: undefined }, /link is given without a table of items/)
  await refuses({ columns: { link: 'imdb' } }, /both a column of links and a template/)
})

test('a table is inspected without learning', async () => {
  const table = 'when;who;what;stars\n2017-07-27;ann;north;5\n2017-07-28;ann;south;2\n2017-07-29;bob;north;4\n'
  const { table: understood, likes } = await inspectTable(new Blob([table]), { columns: { user: 'who', item: 'what' } })
  assert.equal(likes, 2)
  assert.deepEqual(understood.columns.map(({ role }) => role ?? ''), ['time', 'user', 'item', 'rating'])
  assert.equal(understood.layout.separator, ';')
  assert.deepEqual([understood.times?.unit, understood.times?.from, understood.times?.to], ['dates', '2017-07-27', '2017-07-29'])
  assert.deepEqual([understood.scale?.min, understood.scale?.max, understood.positiveAbove], [2, 5, 3.5])
  assert.deepEqual(understood.preview[0], ['2017-07-27', 'ann', 'north', '5'])
  await assert.rejects(inspectTable(new Blob([table]), Object({ model: 'ease' })), { code: 'argument' })
  // Messages name the options that are here.
  await assert.rejects(inspectTable(new Blob([table])), /no column for the user.*: give columns\.user; /)
  const quoted = "user;item;rating\n'ann';'north; far';4,5\n'bob';'south; near';2,5\n"
  const read = await inspectTable(new Blob([quoted]), { quote: "'", decimalComma: true })
  assert.deepEqual(read.table.preview[0], ['ann', 'north; far', '4,5'])
  assert.deepEqual([read.table.layout.quote, read.table.scale?.max], ["'", 4.5])
})

test('tables in other encodings are decoded, and it is said', async () => {
  const bytes = (/** @type {string} */ hex) => new Blob([Buffer.from(hex, 'hex')])
  // By Python's codecs gb18030 and windows-1252: 用户,物品 with 张,北 and user,item with ann,Köln.
  const chinese = bytes('d3c3bba72cceefc6b70ad5c52cb1b10a')
  const german = bytes('757365722c6974656d0a616e6e2c4bf66c6e0a')
  const first = await inspectTable(chinese)
  assert.deepEqual([first.table.layout.encoding, first.table.layout.encodingBy], ['gb18030', 'content'])
  assert.deepEqual(first.table.preview, [['张', '北']])
  const second = await inspectTable(german, { encoding: 'latin2' })
  assert.deepEqual([second.table.layout.encoding, second.table.layout.encodingBy], ['iso-8859-2', 'option'])
  assert.deepEqual((await inspectTable(german)).table.preview, [['ann', 'Köln']])
  // By Python's codecs euc-kr, shift_jis, big5 and windows-1251: user,item with 서울,영화, with まち,えいが, with 電影,時間 and with Анна,Книга.
  const others = { 'euc-kr': 'bcadbfef2cbfb5c8ad', shift_jis: '82dc82bf2c82a682a282aa', big5: 'b971bc762caec9b6a1', 'windows-1251': 'c0edede02ccaede8e3e0' } // prettier-ignore
  for (const [encoding, hex] of Object.entries(others)) {
    const { layout } = (await inspectTable(bytes(`757365722c6974656d0a${hex}0a`))).table
    assert.equal(layout.encoding, encoding)
  }
  await assert.rejects(inspectTable(german, { encoding: 'klingon' }), { code: 'argument' })
})

test('an abort ends the work', async () => {
  const aborting = new AbortController()
  const training = train(RATINGS, {
    signal: aborting.signal,
    onProgress: ({ stage }) => stage === 'training' && aborting.abort(new Error('enough')),
  })
  await assert.rejects(training, /enough/)
})
