// Wrong arguments are refused by name, with the code `argument`, before the engine gets them.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { History, ImageEmbedder, Recommender, Session } from 'penchant'
import { train } from 'penchant/train'

const PACK = fileURLToPath(new URL('../../build/packs/movies.pack', import.meta.url))

/** @type {any} because types would not allow these calls */
let movies
/** @type {any} */
let history

before(async () => {
  movies = await Recommender.load(PACK)
  history = await History.open('test')
  await history.add({ item: '1', action: 'like' })
})
after(() => movies.dispose())

const NOT_IDS = [0, 1.5, NaN, null, undefined, '', {}, ['1'], true, () => '1']

/**
 * @param {() => unknown} call
 * @param {RegExp} message
 */
async function refuses(call, message) {
  await assert.rejects(async () => call(), { name: 'ArgumentError', code: 'argument', message }, String(call))
}

test('every call with an id refuses what is not an id', async () => {
  for (const id of NOT_IDS) {
    await refuses(() => movies.explain(history, id), /^item is /)
    await refuses(() => movies.whatIfWithout(history, id), /^item is /)
    await refuses(() => movies.similarItems(id), /^item is /)
    await refuses(() => movies.item(id), /^id is /)
    await refuses(() => movies.predict(history, ['1', id]), /^items\[1\] is /)
    await refuses(() => movies.recommend(history, { items: [id] }), /^items\[0\] is /)
    await refuses(() => movies.recommend(history, { exclude: ['1', id] }), /^exclude\[1\] is /)
    await refuses(() => movies.recommend([{ item: id, action: 'like' }]), /^The event at 0's item is /)
    await refuses(() => history.add({ item: id, action: 'like' }), /^The event's item is /)
    await refuses(() => history.exclude(id), /^item is /)
    await refuses(() => history.remove(id), /^item is /)
  }
  for (const ids of [null, undefined, '1', 1, {}]) {
    await refuses(() => movies.predict(history, ids), /^items is /)
    if (ids !== undefined) await refuses(() => movies.recommend(history, { items: ids }), /items is /)
  }
  assert.equal(history.events().length, 1)
})

test('what is not a history or not an event is refused', async () => {
  for (const no of [null, undefined, 1, 'history', {}, { events: [] }]) {
    await refuses(() => movies.recommend(no), /^The history is /)
    await refuses(() => movies.profile(no), /^The history is /)
    await refuses(() => movies.predict(no, ['1']), /^The history is /)
  }
  for (const no of [null, undefined, 1, 'like']) {
    await refuses(() => movies.recommend([no]), /^The event at 0 is /)
    await refuses(() => history.add(no), /^The event is /)
  }
  await refuses(() => movies.recommend([{ item: '1', action: 'adore' }]), /adore/)
  await refuses(() => movies.recommend([{ item: '1', action: 'like', at_ms: 1 }]), /its time is called atMs/)
  await refuses(() => history.add({ item: '1', action: 'like', rated: 1 }), /unknown field rated/)
  await refuses(() => history.add({ item: '1', action: 'like', atMs: null }), /atMs is null/)
})

test('options that are null or not an object are refused', async () => {
  for (const no of [null, 10, 'n']) {
    await refuses(() => movies.recommend(history, no), /^The options are /)
    await refuses(() => movies.explain(history, '1', no), /^The options are /)
    await refuses(() => movies.whatIfWithout(history, '1', no), /^The options are /)
    await refuses(() => movies.profile(history, no), /^The options are /)
    await refuses(() => movies.similarItems('1', no), /^The options are /)
    await refuses(() => history.add({ item: '2', action: 'like' }, no), /^The options are /)
    await refuses(() => history.undo(no), /^The options are /)
    await refuses(() => history.clear(no), /^The options are /)
    await refuses(() => history.export(no), /^The options are /)
    await refuses(() => History.open('test', /** @type {any} */ (no)), /^The options are /)
    await refuses(() => Recommender.load(PACK, /** @type {any} */ (no)), /^The options are /)
    await refuses(() => Session.load('model.onnx', /** @type {any} */ (no)), /^The options are /)
    await refuses(() => train('ratings.csv', /** @type {any} */ (no)), /^The options are /)
  }
  await refuses(() => movies.recommend(history, { items: null }), /^The option items is null/)
  await refuses(() => movies.recommend(history, { n: null }), /^The option n is null/)
  assert.equal(history.events().length, 1)
})

test('options that are not of their type are refused, also NaN, which JSON would turn into null', async () => {
  for (const n of [-1, 1.5, NaN, Infinity, '10']) {
    await refuses(() => movies.recommend(history, { n }), /^n is /)
    await refuses(() => movies.similarItems('1', { n }), /^n is /)
  }
  for (const value of [0, 1, 'false', {}]) {
    await refuses(() => movies.recommend(history, { reasons: value }), /^reasons is /)
  }
  for (const name of ['diversity', 'calibration', 'novelty', 'exploration', 'seed', 'halfLife', 'now', 'shortTerm']) {
    for (const value of [NaN, '0.5', {}]) {
      await refuses(() => movies.recommend(history, { [name]: value }), new RegExp(`^${name} is `))
    }
  }
})

test('wrong hashes, tables and embeddings are refused', async () => {
  await refuses(() => Session.release(/** @type {any} */ (undefined)), /^sha256 is undefined/)
  await refuses(() => train(/** @type {any} */ (5)), /^Give a table/)
  await refuses(() => ImageEmbedder.similarity(/** @type {any} */ (null), [1]), /^The embeddings have lengths of null/)
  await refuses(() => ImageEmbedder.similarity([1], [1, 2]), /^The embeddings have lengths of 1 and 2/)
})

test('every call to a disposed recommender throws engine.disposed', async () => {
  const one = /** @type {any} */ (await Recommender.load(PACK))
  one.dispose()
  one.dispose()
  const calls = [
    () => one.recommend(history),
    () => one.explain(history, '1'),
    () => one.whatIfWithout(history, '1'),
    () => one.profile(history),
    () => one.predict(history, ['1']),
    () => one.similarItems('1'),
    () => one.item('1'),
    () => one.items(),
  ]
  for (const call of calls) assert.throws(call, { name: 'EngineError', code: 'engine.disposed' }, String(call))
})

test('a pack’s manifest is in camelCase', () => {
  assert.ok(movies.manifest.trainedOn.users > 0)
  assert.equal(typeof movies.manifest.trainedOn.positiveAbove, 'number')
  const names = /** @type {string[]} */ ([])
  JSON.stringify(movies.manifest, (name, value) => (names.push(name), value))
  assert.deepEqual(
    names.filter((name) => name.includes('_')),
    [],
  )
})
