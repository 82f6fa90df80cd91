// Exported histories: previewed before they are imported, imported completely or not at all, and undone.

import { eventsOf, expect, itemsOf, like, openHistory, openPackage, test } from './history-page.js'

const exported = (/** @type {Record<string, unknown>[]} */ ...events) =>
  JSON.stringify({ format: 'penchant-history', version: 2, events })

const FILE = exported(
  { item: 'new', action: 'like', at_ms: 5 },
  { item: 'later', action: 'dislike', at_ms: 20 },
  { item: 'earlier', action: 'dislike', at_ms: 1 },
)
const HERE = [
  { item: 'later', action: 'like', at_ms: 10 },
  { item: 'earlier', action: 'like', at_ms: 11 },
  { item: 'mine', action: 'like', at_ms: 12 },
]

/** The same events, as the package spells them. */
const EVENTS = HERE.map(({ at_ms: atMs, ...event }) => ({ ...event, atMs }))

/** @param {import('@playwright/test').JSHandle<import('./history-page.js').Package>} penchant */
async function withHistory(penchant) {
  const history = await openHistory(penchant)
  await history.evaluate((history, text) => history.import(text), exported(...HERE))
  return history
}

test('a preview changes nothing, and merging does what it says', async ({ penchant }) => {
  const history = await withHistory(penchant)
  const preview = await history.evaluateHandle((history, text) => history.preview(new Blob([text])), FILE)
  expect(await preview.evaluate(({ added, replaced, kept, events }) => [added, replaced, kept, events.length])).toEqual(
    [1, 1, 1, 3],
  )
  expect(await eventsOf(history)).toEqual(EVENTS)
  expect(await history.evaluate((history, preview) => history.import(preview), preview)).toEqual({
    added: 1,
    replaced: 1,
    removed: 0,
  })
  expect(await itemsOf(history)).toEqual(['new', 'earlier', 'mine', 'later'])
})

test('a file replaces the history, and undo restores it, also for the next visit', async ({
  page,
  address,
  penchant,
}) => {
  const history = await withHistory(penchant)
  const replaced = await history.evaluate((history, text) => history.import(text, { mode: 'replace' }), FILE)
  expect(replaced).toEqual({ added: 1, replaced: 2, removed: 1 })
  expect(await itemsOf(history)).toEqual(['earlier', 'new', 'later'])
  expect(await history.evaluate((history) => history.undo())).toBe(true)
  expect(await eventsOf(history)).toEqual(EVENTS)
  expect(await eventsOf(await openHistory(await openPackage(page, address)))).toEqual(EVENTS)
})

test('undo reverts changes one by one, except items that changed since, and nothing after an erasure', async ({
  context,
  address,
  penchant,
}) => {
  const history = await openHistory(penchant)
  const other = await openHistory(await openPackage(await context.newPage(), address))
  await like(history, '1')
  await like(history, '2')
  await history.evaluate((history) => history.exclude('1'))
  await other.evaluate((history) => history.add({ item: '2', action: 'dislike' }))
  await expect.poll(async () => (await eventsOf(history)).find(({ item }) => item === '2')?.action).toBe('dislike')

  const undo = () => history.evaluate((history) => history.undo())
  expect(await undo()).toBe(true)
  expect((await eventsOf(history)).find(({ item }) => item === '1')).not.toHaveProperty('excluded')
  expect(await undo()).toBe(true)
  expect(await itemsOf(history)).toEqual(['1', '2'])
  expect(await undo()).toBe(true)
  expect(await itemsOf(history)).toEqual(['2'])
  expect(await undo()).toBe(false)

  await like(history, '3')
  await history.evaluate((history) => history.clear())
  expect(await history.evaluate((history) => history.undoable)).toBe(false)
  await expect.poll(() => itemsOf(other)).toEqual([])
})

test('a file of 50 MB is imported or refused by its number of events, and refused if it is not a history', async ({
  penchant,
}) => {
  const history = await withHistory(penchant)
  const codes = await history.evaluate(async (history) => {
    const codeOf = (/** @type {Blob | string} */ file) =>
      history.import(file).then(
        () => 'imported',
        (error) => `${error.name} ${error.code}`,
      )
    const junk = new Uint8Array(50_000_000).fill(123)
    // Long ids make a large file with few events, and short ids one with more events than a history may have.
    const long = Array.from(
      { length: 3000 },
      (_, at) => `{"item":"${String(at).padEnd(16_000, 'x')}","action":"like","at_ms":1}`,
    )
    const short = Array.from({ length: 1_000_001 }, (_, at) => `{"item":"${at}","action":"like","at_ms":1}`)
    const file = (/** @type {string[]} */ events) =>
      new Blob([`{"format":"penchant-history","version":2,"events":[${events.join()}]}`])
    return [
      await codeOf(new Blob([junk])),
      await codeOf(new Blob([junk, junk])),
      await codeOf(file(short)),
      [file(long).size, file(short).size].every((size) => size > 40_000_000),
      await codeOf(file(long)),
    ]
  })
  expect(codes).toEqual([
    'HistoryError history.format',
    'HistoryError history.limit',
    'HistoryError history.limit',
    true,
    'imported',
  ])
  expect(await history.evaluate((history) => history.events().length)).toBe(3003)
})

test('every call can be aborted, and then changes nothing', async ({ penchant }) => {
  const history = await withHistory(penchant)
  const reasons = await history.evaluate(async (history, text) => {
    const aborted = { signal: AbortSignal.abort('enough') }
    const reason = (/** @type {Promise<unknown>} */ promise) =>
      promise.then(
        () => 'done',
        (error) => error,
      )
    const stopping = new AbortController()
    const stopped = reason(history.add({ item: 'x', action: 'like' }, { signal: stopping.signal }))
    stopping.abort('stopped')
    return Promise.all([
      stopped,
      ...[
        history.add({ item: 'x', action: 'like' }, aborted),
        history.remove('mine', aborted),
        history.exclude('mine', true, aborted),
        history.clear(aborted),
        history.undo(aborted),
        history.export(aborted),
        history.preview(text, aborted),
        history.import(text, aborted),
        history.reconnect(aborted),
      ].map(reason),
    ])
  }, FILE)
  expect(reasons).toEqual(['stopped', ...Array.from({ length: 9 }, () => 'enough')])
  expect(await eventsOf(history)).toEqual(EVENTS)
  const opening = await penchant.evaluate(({ History }) =>
    History.open('other', { signal: AbortSignal.abort('enough') }).catch((reason) => reason),
  )
  expect(opening).toBe('enough')
})

test('wrong events and unknown options are refused', async ({ penchant }) => {
  const history = await openHistory(penchant)
  const refused = await history.evaluate(async (history) => {
    const given = /** @type {any[]} */ ([
      undefined,
      { item: '', action: 'like' },
      { item: '1', action: 'adore' },
      { item: '1', action: 'rate' },
      { item: '1', action: 'rate', rating: 6 },
      { item: '1', action: 'like', rating: 5 },
      { item: '1', action: 'like', atMs: -1 },
      { item: '1', action: 'like', atMs: Number.NaN },
      { item: 'x'.repeat(20_000), action: 'like' },
    ])
    const errors = [...given.map((event) => history.add(event)), history.undo(/** @type {any} */ ({ sginal: null }))]
    return Promise.all(errors.map((call) => call.then(String, ({ name, code }) => `${name} ${code}`)))
  })
  expect(new Set(refused)).toEqual(new Set(['ArgumentError argument']))
  expect(await eventsOf(history)).toEqual([])
})
