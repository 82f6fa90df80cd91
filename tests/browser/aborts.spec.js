// An abort ends the waiting at once, whatever is waited for, and its reason is what the call rejects with.

import { expect, openHistory, test } from './history-page.js'
import { hold } from './workers.js'

const PACK = '/packs/movies.pack'

test('for a pack, before it comes and while it does: the reason is the caller’s, or that it took too long', async ({
  page,
  penchant,
}) => {
  const underWay = await penchant.evaluate(({ Recommender }, pack) => {
    const stopping = new AbortController()
    const onProgress = (/** @type {{ loaded: number }} */ { loaded }) => loaded > 0 && stopping.abort('enough')
    return Recommender.load(pack, { signal: stopping.signal, onProgress }).catch((reason) => reason)
  }, PACK)
  expect(underWay).toBe('enough')

  const { release } = await hold(page, `**${PACK}`)
  const before = await penchant.evaluate(({ Recommender }, pack) => {
    const stopping = new AbortController()
    const loading = [stopping.signal, AbortSignal.timeout(1)].map((signal) =>
      Recommender.load(pack, { signal }).catch((reason) => reason.name ?? reason),
    )
    stopping.abort('enough')
    return Promise.all(loading)
  }, PACK)
  expect(before).toEqual(['enough', 'TimeoutError'])
  release()
})

test('for the engine, of which others are in need too', async ({ page, penchant }) => {
  const { release } = await hold(page, '**/recommend_bg.wasm')
  const history = await openHistory(penchant)
  const reasons = await penchant.evaluate(async ({ Recommender }, history) => {
    const stopping = new AbortController()
    const { signal } = stopping
    const calls = [
      Recommender.load(new Blob(['a pack']), { signal }),
      history.export({ signal }),
      history.preview('a file', { signal }),
      history.import('a file', { signal }),
    ]
    stopping.abort('enough')
    return Promise.all(calls.map((call) => call.catch((reason) => reason)))
  }, history)
  expect(reasons).toEqual(['enough', 'enough', 'enough', 'enough'])
  release()
  expect(await history.evaluate((history) => history.export())).toContain('penchant-history')
})

test('for another tab that has the history’s lock', async ({ penchant }) => {
  const outcomes = await penchant.evaluate(async ({ History }) => {
    const history = await History.open('test')
    const gone = new Promise((resolve) => history.addEventListener('storage', resolve, { once: true }))
    indexedDB.deleteDatabase('penchant-history-test')
    await gone
    /** @type {(done: void) => void} */
    let release = () => {}
    const held = new Promise((resolve) => (release = resolve))
    await new Promise((holding) => {
      void navigator.locks.request('penchant-history-test', () => {
        holding(null)
        return held
      })
    })
    const stopping = new AbortController()
    const { signal } = stopping
    const calls = [History.open('test', { signal }), history.reconnect({ signal })]
    stopping.abort('enough')
    const reasons = await Promise.all(calls.map((call) => call.catch((reason) => reason)))
    const stored = new Promise((resolve) => history.addEventListener('storage', resolve, { once: true }))
    release()
    await stored
    return [...reasons, history.persistent]
  })
  expect(outcomes).toEqual(['enough', 'enough', true])
})
