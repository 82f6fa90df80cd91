// The engine on several threads: only where a page may share memory, with the same answers, and none is left over.

import { readdirSync, readFileSync } from 'node:fs'
import { PbfWriter } from 'pbf'
import { picture } from '../npy.js'
import { expect, ISOLATED, openVision, servePackage, test } from './package.js'

/** @import { Page } from '@playwright/test' */

const MODEL = '/models/efficientnet-lite0.onnx'
const SHAPE = [1, 3, 224, 224]
const THREADED = /infer-threads_bg\.wasm/

/** @type {Awaited<ReturnType<typeof servePackage>>} */
let site
test.beforeAll(async () => {
  site = await servePackage(ISOLATED)
})
test.afterAll(() => site.close())

/**
 * The number of the browser's worker threads, as the system counts them: Playwright does not see all workers.
 * @param {Page} page
 */
async function workerThreads(page) {
  const session = await page.context().browser()?.newBrowserCDPSession()
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
  await session?.detach()
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => `/proc/${id}/task`)
  const names = renderers.flatMap((tasks) =>
    readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8')),
  )
  return names.filter((name) => name.startsWith('DedicatedWorker')).length
}

/** y = x x, of any size, and so any amount of work. */
function square() {
  const value = (/** @type {string} */ name) => (/** @type {null} */ _, /** @type {PbfWriter} */ pbf) => {
    pbf.writeStringField(1, name)
    pbf.writeMessage(2, (_, type) => type.writeMessage(1, tensor, null), null)
  }
  const tensor = (/** @type {null} */ _, /** @type {PbfWriter} */ pbf) => {
    pbf.writeVarintField(1, 1)
    const side = (/** @type {null} */ _, /** @type {PbfWriter} */ dim) => dim.writeStringField(2, 'side')
    pbf.writeMessage(
      2,
      (_, shape) => {
        shape.writeMessage(1, side, null)
        shape.writeMessage(1, side, null)
      },
      null,
    )
  }
  const node = (/** @type {null} */ _, /** @type {PbfWriter} */ pbf) => {
    for (const input of ['x', 'x']) pbf.writeStringField(1, input)
    pbf.writeStringField(2, 'y')
    pbf.writeStringField(4, 'MatMul')
  }
  const pbf = new PbfWriter()
  pbf.writeVarintField(1, 7)
  pbf.writeMessage(
    7,
    (_, graph) => {
      graph.writeMessage(1, node, null)
      graph.writeStringField(2, 'square')
      graph.writeMessage(11, value('x'), null)
      graph.writeMessage(12, value('y'), null)
    },
    null,
  )
  pbf.writeMessage(8, (_, opset) => opset.writeVarintField(2, 13), null)
  return [...pbf.finish()]
}

/** Runs in the page: a corner of the square of a matrix of ones, or the code of the error. */
const SQUARE = async (/** @type {any} */ { session, side, after }) => {
  const aborting = new AbortController()
  if (after) setTimeout(() => aborting.abort('enough'), after)
  const x = { data: new Float32Array(side * side).fill(1), shape: [side, side] }
  return session.run({ x }, { signal: aborting.signal }).then(
    (/** @type {any} */ { y }) => y.data[side * side - 1],
    (/** @type {any} */ error) => error.code ?? error,
  )
}

test('an isolated page computes on the requested number of threads, with the same answers', async ({ page }) => {
  const vision = await openVision(page, site.url)
  const answer = (/** @type {number} */ threads) =>
    page.evaluateHandle(
      async ({ vision, url, numbers, shape, threads }) => {
        const session = await vision.Session.load(url, { threads })
        const { logits } = await session.run({ image: { data: Float32Array.from(numbers), shape } })
        return { session, logits: [...logits.data].map(Number) }
      },
      { vision, url: MODEL, numbers: [...picture(SHAPE)], shape: SHAPE, threads },
    )
  expect(await page.evaluate(() => crossOriginIsolated && navigator.hardwareConcurrency > 1)).toBe(true)
  const one = await answer(1)
  await expect.poll(() => workerThreads(page)).toBe(1)
  const two = await answer(2)
  await expect.poll(() => workerThreads(page)).toBe(3)
  const [alone, together] = await Promise.all([one, two].map((of) => of.evaluate(({ logits }) => logits)))
  const largest = Math.max(...alone.map(Math.abs))
  for (const [place, logit] of alone.entries()) {
    expect(Math.abs(together[place] - logit) / largest).toBeLessThan(1e-4)
  }
  for (const of of [one, two]) await of.evaluate(({ session }) => session.dispose())
  await expect.poll(() => workerThreads(page)).toBe(0)
})

test('a page that is not isolated has one thread, and downloads only the build for it', async ({ page, vision }) => {
  /** @type {string[]} */
  const fetched = []
  page.on('request', (request) => fetched.push(request.url()))
  await vision.evaluate(async ({ Session }, url) => void (await Session.load(url, { threads: 2 })), MODEL)
  await expect.poll(() => workerThreads(page)).toBe(1)
  expect(fetched.filter((url) => THREADED.test(url))).toEqual([])
})

test('an isolated page without shared memory, as WebKitGTK has it, computes on one thread', async ({ page }) => {
  /** @type {string[]} */
  const fetched = []
  page.on('request', (request) => fetched.push(request.url()))
  await page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'SharedArrayBuffer'))
  const vision = await openVision(page, site.url)
  expect(await page.evaluate(() => crossOriginIsolated && !('SharedArrayBuffer' in globalThis))).toBe(true)
  await vision.evaluate(async ({ Session }, url) => void (await Session.load(url, { threads: 2 })), MODEL)
  await expect.poll(() => workerThreads(page)).toBe(1)
  expect(fetched.filter((url) => THREADED.test(url))).toEqual([])
})

test('an abort during a computation ends all threads, and the next call gets new ones', async ({ page }) => {
  const vision = await openVision(page, site.url)
  const session = await vision.evaluateHandle(
    ({ Session }, model) => Session.load(Uint8Array.from(model), { threads: 2 }),
    square(),
  )
  expect(await page.evaluate(SQUARE, { session, side: 64 })).toBe(64)
  await expect.poll(() => workerThreads(page)).toBe(2)
  // Minutes of work.
  expect(await page.evaluate(SQUARE, { session, side: 10_000, after: 1000 })).toBe('enough')
  await expect.poll(() => workerThreads(page)).toBe(0)
  expect(await page.evaluate(SQUARE, { session, side: 64 })).toBe(64)
  await expect.poll(() => workerThreads(page)).toBe(2)
})

test('a thread that stops is reported as a crash, although the engine waits for it', async ({ page }) => {
  // A crash of one thread cannot be produced: this thread does not compute, and reports a crash after a while.
  const thread = `onmessage = () => setTimeout(() => postMessage('unreachable'), 500)
  postMessage(null)`
  const stopping = await servePackage(ISOLATED, { '/package/entry/worker/thread.js': thread })
  const vision = await openVision(page, stopping.url)
  const code = await vision.evaluate(async ({ Session }, model) => {
    try {
      const session = await Session.load(Uint8Array.from(model), { threads: 2 })
      const x = { data: new Float32Array(1e6), shape: [1000, 1000] }
      return await session.run({ x }).then(() => 'ran')
    } catch (error) {
      return /** @type {any} */ (error).code
    }
  }, square())
  expect(code).toBe('engine.crashed')
  await expect.poll(() => workerThreads(page)).toBe(0)
  stopping.close()
})

test('a thread that does not load in time is left out, and the session says so', async ({ page }) => {
  // It never says that it has loaded.
  const silent = await servePackage(ISOLATED, { '/package/entry/worker/thread.js': 'onmessage = () => {}' })
  const vision = await openVision(page, silent.url)
  const session = await vision.evaluateHandle(
    ({ Session }, model) => Session.load(Uint8Array.from(model), { threads: 2 }),
    square(),
  )
  expect(await session.evaluate(({ threads }) => threads)).toBe(1)
  expect(await page.evaluate(SQUARE, { session, side: 500 })).toBe(500)
  await expect.poll(() => workerThreads(page)).toBe(1)
  silent.close()
})

test('a thread that cannot be loaded is reported as what it is', async ({ page }) => {
  const vision = await openVision(page, site.url)
  await page.route('**/entry/worker/thread.js', (route) => route.abort())
  const load = () =>
    vision.evaluate(
      ({ Session }, model) =>
        Session.load(Uint8Array.from(model), { threads: 2 }).then(
          ({ threads }) => threads,
          ({ code }) => code,
        ),
      square(),
    )
  expect(await load()).toBe('network')
  await expect.poll(() => workerThreads(page)).toBe(0)
  await page.unroute('**/entry/worker/thread.js')
  expect(await load()).toBe(2)
})

test('the number of threads must be a whole number', async ({ page }) => {
  const vision = await openVision(page, site.url)
  const code = await vision.evaluate(
    ({ Session }, url) => Session.load(url, { threads: 0.5 }).catch(({ code }) => code),
    MODEL,
  )
  expect(code).toBe('argument')
})
