// A history's storage: whatever happens to it, nothing is lost without an error that says so.

import { eventsOf, expect, itemsOf, like, openHistory, openPackage, storageOf, test } from './history-page.js'
import { leave, LEFT } from './history-versions.js'

/** @import { Page } from '@playwright/test' */

const LASTS = { persistent: true, code: null, name: null }
const lost = (/** @type {string} */ code) => ({ persistent: false, code, name: 'StorageError' })

/** @param {Page} page */
const originOf = (page) => new URL(page.url()).origin

for (const { version, events } of LEFT) {
  test(`a history of version ${version} is migrated`, async ({ page, penchant }) => {
    await page.evaluate(leave, { name: 'test', version, events })
    const history = await openHistory(penchant)
    expect(await storageOf(history)).toEqual(LASTS)
    const [{ events: today }] = LEFT.slice(-1)
    const inOrder = today.toSorted((a, b) => Number(a.at_ms) - Number(b.at_ms))
    expect(await eventsOf(history)).toEqual(inOrder.map(({ at_ms: atMs, ...event }) => ({ ...event, atMs })))
    // A file can hold it.
    const text = await history.evaluate((history) => history.export())
    expect(JSON.parse(text).events).toEqual(inOrder)
  })
}

test('events are stored as files spell them, so that an older version of the page can read them', async ({
  page,
  penchant,
}) => {
  const history = await openHistory(penchant)
  await history.evaluate((history) => history.add({ item: '608', action: 'rate', rating: 4.5, atMs: 5 }))
  const stored = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('penchant-history-test')
        request.onsuccess = () => {
          const all = request.result.transaction('events').objectStore('events').getAll()
          all.onsuccess = () => resolve(all.result)
        }
      }),
  )
  expect(stored).toEqual([{ item: '608', action: 'rate', rating: 4.5, at_ms: 5 }])
  expect(await eventsOf(history)).toEqual([{ item: '608', action: 'rate', rating: 4.5, atMs: 5 }])
})

test('each version of the database has a fixture', async ({ page, penchant }) => {
  await openHistory(penchant)
  const [{ version }] = await page.evaluate(() => indexedDB.databases())
  expect(LEFT.map((left) => left.version)).toEqual(Array.from({ length: Number(version) }, (_, at) => at + 1))
})

test('a history is deleted with its database, and is then empty where it is open', async ({ page, penchant }) => {
  const history = await openHistory(penchant)
  expect(await like(history, 'forgotten')).toBe('stored')
  const names = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(await names()).toEqual(['penchant-history-test'])
  await penchant.evaluate(({ History }) => History.delete('test'))
  expect(await names()).toEqual([])
  expect(await itemsOf(history)).toEqual([])
  expect(await storageOf(history)).toEqual(lost('storage.evicted'))
  await penchant.evaluate(({ History }) => History.delete('one that never was'))
  expect(await names()).toEqual([])
})

test('deleting a history rejects if the browser does not delete it', async ({ page, penchant }) => {
  const history = await openHistory(penchant)
  expect(await like(history, '1')).toBe('stored')
  await page.evaluate(leave, { name: 'newer', version: 99, events: [] })
  const errors = await penchant.evaluate(async ({ History }) => {
    const { prototype } = IDBFactory
    const { open, deleteDatabase } = prototype
    const forbidden = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    /** A failing disk cannot be produced: this request fails instead. */
    const failing = () => open.call(indexedDB, 'penchant-history-newer', 1)
    const codes = []
    for (const broken of [forbidden, failing]) {
      Object.assign(prototype, { open: broken, deleteDatabase: broken })
      codes.push(
        await History.delete('test').then(
          () => 'deleted',
          ({ name, code }) => `${name} ${code}`,
        ),
      )
      Object.assign(prototype, { open, deleteDatabase })
    }
    return codes
  })
  expect(errors).toEqual(['StorageError storage.delete', 'StorageError storage.delete'])
  expect(await itemsOf(await openHistory(penchant))).toEqual(['1'])
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(2)
})

test('deleting a history rejects if another tab keeps it open, and it is deleted once that tab closes it', async ({
  page,
  context,
  address,
  penchant,
}) => {
  const other = await context.newPage()
  await openPackage(other, address)
  await other.evaluate(leave, { name: 'test', ...LEFT[1] })
  const held = await other.evaluateHandle(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('penchant-history-test')
        request.onsuccess = () => resolve(request.result)
      }),
  )
  const code = await penchant.evaluate(({ History }) =>
    History.delete('test').then(
      () => 'deleted',
      ({ code }) => code,
    ),
  )
  expect(code).toBe('storage.blocked')
  await held.evaluate((database) => /** @type {IDBDatabase} */ (database).close())
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
})

test('a failed migration is reported, and leaves the stored history as it was', async ({ page, penchant }) => {
  await page.evaluate(leave, { name: 'test', ...LEFT[0] })
  const history = await penchant.evaluateHandle(async ({ History }) => {
    const { update } = IDBCursor.prototype
    IDBCursor.prototype.update = () => {
      throw new DOMException('A fault that cannot be produced', 'DataError')
    }
    const history = await History.open('test')
    IDBCursor.prototype.update = update
    return history
  })
  expect(await storageOf(history)).toEqual(lost('storage.unavailable'))
  expect(await history.evaluate((history) => history.reconnect())).toBe(true)
  expect(await itemsOf(history)).toHaveLength(LEFT[0].events.length)
})

test('while an older tab keeps the database open, events stay in memory, and are stored once it closes', async ({
  page,
  context,
  address,
  penchant,
}) => {
  const older = await context.newPage()
  await openPackage(older, address)
  await older.evaluate(leave, { name: 'test', ...LEFT[0] })
  const held = await older.evaluateHandle(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('penchant-history-test', 1)
        request.onsuccess = () => resolve(request.result)
      }),
  )
  const history = await openHistory(penchant)
  expect(await storageOf(history)).toEqual(lost('storage.blocked'))
  expect(await like(history, 'said meanwhile')).toBe('stored')

  const stored = history.evaluate(
    (history) => new Promise((resolve) => history.addEventListener('storage', () => resolve(history.persistent))),
  )
  await held.evaluate((database) => /** @type {IDBDatabase} */ (database).close())
  expect(await stored).toBe(true)
  expect(await storageOf(history)).toEqual(LASTS)
  const again = await openHistory(await openPackage(page, address))
  expect(await itemsOf(again)).toEqual([...(await itemsOf(again)).slice(0, 5), 'said meanwhile'])
})

test('once a newer version of the page has the database, this one goes on in memory, and says to reload', async ({
  page,
  penchant,
}) => {
  const history = await openHistory(penchant)
  await like(history, '1')
  const told = history.evaluate(
    (history) => new Promise((resolve) => history.addEventListener('storage', () => resolve(history.error?.code))),
  )
  await page.evaluate(leave, { name: 'other', version: 99, events: [] })
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('penchant-history-test', 99)
        request.onsuccess = () => resolve(request.result.close())
      }),
  )
  expect(await told).toBe('storage.outdated')
  expect(await like(history, '2')).toBe('stored')
  expect(await itemsOf(history)).toEqual(['1', '2'])
  // And a page that comes back after the newer one.
  const later = await openHistory(penchant)
  expect(await storageOf(later)).toEqual(lost('storage.outdated'))
  expect(await like(later, '3')).toBe('stored')
})

test('without IndexedDB, or where it is forbidden, the history is kept in memory, and says so', async ({
  penchant,
}) => {
  const codes = await penchant.evaluate(async ({ History }) => {
    const { indexedDB: factory } = window
    const codes = []
    const forbidden = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    for (const value of [undefined, { open: forbidden }]) {
      Object.defineProperty(window, 'indexedDB', { value, configurable: true })
      const history = await History.open('test')
      await history.add({ item: '1', action: 'like' })
      codes.push([history.persistent, history.error?.code, history.events().length])
    }
    Object.defineProperty(window, 'indexedDB', { value: factory, configurable: true })
    return codes
  })
  expect(codes).toEqual([
    [false, 'storage.unavailable', 1],
    [false, 'storage.unavailable', 1],
  ])
})

test('without room, a change is taken back with an error, and stored events stay', async ({
  page,
  context,
  penchant,
}) => {
  const cdp = await context.newCDPSession(page)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: originOf(page), quotaSize: 5_000_000 })
  const history = await openHistory(penchant)
  expect(await like(history, 'before')).toBe('stored')
  const codes = await history.evaluate(async (history) => {
    /** @type {string[]} */
    const codes = []
    for (let at = 0; at < 20 && !codes.includes('storage.quota'); at += 1) {
      const text = JSON.stringify({
        format: 'penchant-history',
        version: 2,
        events: Array.from({ length: 1000 }, (_, n) => ({
          item: `${at}-${n}-${'x'.repeat(1000)}`,
          action: 'like',
          at_ms: 1,
        })),
      })
      codes.push(
        await history.import(text).then(
          () => 'stored',
          (error) => error.code,
        ),
      )
    }
    return codes
  })
  expect(codes.at(-1)).toBe('storage.quota')
  expect(await like(history, 'after')).toBe('storage.quota')
  expect(await itemsOf(history)).not.toContain('after')
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: originOf(page) })
  expect(await like(history, 'after')).toBe('stored')
  expect(await itemsOf(history)).toContain('before')
})

test('the database is opened once, however often it is requested at the same time', async ({ page, penchant }) => {
  const history = await openHistory(penchant)
  const gone = history.evaluate(
    (history) => new Promise((resolve) => history.addEventListener('storage', () => resolve(history.persistent))),
  )
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase('penchant-history-test').onsuccess = resolve
      }),
  )
  expect(await gone).toBe(false)
  const closed = await history.evaluate(async (history) => {
    const { close } = IDBDatabase.prototype
    let closed = 0
    IDBDatabase.prototype.close = function () {
      closed += 1
      close.call(this)
    }
    await Promise.all([history.reconnect(), history.reconnect(), history.reconnect()])
    return closed
  })
  expect(closed).toBe(2)
  expect(await storageOf(history)).toEqual(LASTS)
  expect(await like(history, '1')).toBe('stored')
})

for (const { fault, put } of [
  {
    fault: 'a request that fails',
    // The second event is for an item that exists.
    put: 'function (event) { return this.add(event) }',
  },
  {
    fault: 'a request that cannot be made',
    put: "function (event) { if (event.item === '1') throw new DOMException('', 'DataCloneError'); put.call(this, event) }",
  },
  {
    fault: 'an abort by the browser',
    put: 'function (event) { put.call(this, event); this.transaction.abort() }',
  },
]) {
  test(`after a write with ${fault}, nothing of it is left in memory or on disk`, async ({
    page,
    address,
    penchant,
  }) => {
    const history = await openHistory(penchant)
    await like(history, '1')
    await like(history, '2')
    const before = await eventsOf(history)
    await page.evaluate(`{
      const { put } = IDBObjectStore.prototype
      IDBObjectStore.prototype.put = ${put}
    }`)
    const code = await history.evaluate((history) => {
      const events = ['new', '1'].map((item) => ({ item, action: 'dislike', at_ms: 1 }))
      const text = JSON.stringify({ format: 'penchant-history', version: 2, events })
      return history.import(text, { mode: 'replace' }).catch(({ code }) => code)
    })
    expect(code).toBe('storage.write')
    expect(await eventsOf(history)).toEqual(before)
    expect(await eventsOf(await openHistory(await openPackage(page, address)))).toEqual(before)
  })
}

test('when the browser deletes the database, the page keeps its events, and stores them again on request', async ({
  page,
  context,
  address,
  penchant,
}) => {
  const history = await openHistory(penchant)
  await like(history, '1')
  const told = history.evaluate(
    (history) => new Promise((resolve) => history.addEventListener('storage', () => resolve(history.error?.code))),
  )
  const cdp = await context.newCDPSession(page)
  await cdp.send('Storage.clearDataForOrigin', { origin: originOf(page), storageTypes: 'indexeddb' })
  expect(await told).toBe('storage.evicted')
  await like(history, '2')
  expect(await itemsOf(history)).toEqual(['1', '2'])
  // Whoever deletes a page's data does not want it stored again without being asked.
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([])

  // While the browser is still deleting, it opens no database.
  await expect.poll(() => history.evaluate((history) => history.reconnect())).toBe(true)
  expect(await storageOf(history)).toEqual(LASTS)
  expect(await itemsOf(await openHistory(await openPackage(page, address)))).toEqual(['1', '2'])
})

test('two tabs that erase and like at the same time end with the same events as the database', async ({
  context,
  address,
  page,
  penchant,
}) => {
  const other = await context.newPage()
  const histories = [await openHistory(penchant), await openHistory(await openPackage(other, address))]
  await Promise.all(
    histories.map((history, tab) =>
      history.evaluate(async (history, tab) => {
        const waiting = []
        for (let at = 0; at < 100; at += 1) {
          waiting.push(at % 10 === 5 * tab ? history.clear() : history.add({ item: `${at % 7}`, action: 'like' }))
          if (at % 3 === tab) await new Promise((resolve) => setTimeout(resolve))
        }
        await Promise.all(waiting)
      }, tab),
    ),
  )
  await histories[0].evaluate((history) => history.add({ item: 'last', action: 'like' }))
  await expect.poll(() => itemsOf(histories[1])).toContain('last')
  const [one, two] = await Promise.all(histories.map(eventsOf))
  expect(one).toEqual(two)
  expect(await eventsOf(await openHistory(await openPackage(page, address)))).toEqual(one)
})

test('a clock that is set back does not reorder events', async ({ page, address }) => {
  await page.clock.setFixedTime('2026-01-02')
  const history = await openHistory(await openPackage(page, address))
  await like(history, 'first')
  await page.clock.setFixedTime('2025-01-01')
  await like(history, 'second')
  await like(history, 'third')
  expect(await itemsOf(history)).toEqual(['first', 'second', 'third'])
  const again = await openHistory(await openPackage(page, address))
  await like(again, 'fourth')
  expect(await itemsOf(again)).toEqual(['first', 'second', 'third', 'fourth'])
})

test('persistent storage is requested after the first like, once', async ({ page, penchant }) => {
  await page.evaluate(() => {
    const asked = { times: 0 }
    const { persist } = StorageManager.prototype
    StorageManager.prototype.persist = function () {
      asked.times += 1
      return persist.call(this)
    }
    Object.assign(window, { asked })
  })
  const history = await openHistory(penchant)
  const times = () => page.evaluate('window.asked.times')
  await history.evaluate((history) => history.add({ item: '1', action: 'seen' }))
  expect(await times()).toBe(0)
  await like(history, '2')
  expect(await times()).toBe(1)
  await like(history, '3')
  expect(await times()).toBe(1)
})

test('100,000 events are imported, read, recommended from, changed and read again', async ({
  page,
  address,
  penchant,
}) => {
  const history = await openHistory(penchant)
  const COUNT = 100_000
  const imported = await history.evaluate((history, count) => {
    const events = Array.from({ length: count }, (_, at) => ({ item: String(at), action: 'like', at_ms: at }))
    return history.import(JSON.stringify({ format: 'penchant-history', version: 2, events }))
  }, COUNT)
  expect(imported).toEqual({ added: COUNT, replaced: 0, removed: 0 })
  expect(await like(history, 'one more')).toBe('stored')
  const picks = await penchant.evaluate(
    async ({ Recommender }, history) => (await Recommender.load('/packs/movies.pack')).recommend(history).length,
    history,
  )
  expect(picks).toBeGreaterThan(0)
  const again = await openHistory(await openPackage(page, address))
  expect(await again.evaluate((history) => [history.events().length, history.events().at(-1)?.item])).toEqual([
    COUNT + 1,
    'one more',
  ])
})
