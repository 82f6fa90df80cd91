// Whatever stops the worker, the running call rejects with a code, and the next call works.

import { readFileSync } from 'node:fs'
import { expect, MANIFEST, test } from './package.js'
import { root } from './site.js'
import { FAULT, hold, onlyWorker } from './workers.js'

const COFFEE = '/photographs/coffee.png'
const HELD = '/photographs/flower.jpg'

/** Like an engine that never finishes. */
const ENDLESS = () => {
  setTimeout(() => {
    for (;;);
  })
}

/**
 * @import { JSHandle, Page } from '@playwright/test'
 * @import { Classifier } from './package.js'
 */

/**
 * Calls `classify` with each of these addresses at once, and keeps the outcomes in the page: a label, a code,
 * or an abort's reason.
 * @param {Page} page
 * @param {JSHandle<Classifier>} classifier
 * @param {string[]} addresses
 * @param {number} [timeout]
 */
function begin(page, classifier, addresses, timeout) {
  return page.evaluateHandle(
    ({ classifier, addresses, timeout }) => {
      const signals = addresses.map(() => new AbortController())
      const outcomes = addresses.map((address, place) =>
        classifier.classify(address, { signal: signals[place].signal, timeout }).then(
          ([{ label }]) => label,
          (error) => (typeof error?.code === 'string' ? error.code : (error.name ?? error)),
        ),
      )
      return { abort: (/** @type {number} */ place) => signals[place].abort(`aborted ${place}`), outcomes }
    },
    { classifier, addresses, timeout },
  )
}

/** @param {Awaited<ReturnType<typeof begin>>} calls */
const outcomes = (calls) => calls.evaluate(({ outcomes }) => Promise.all(outcomes))

/**
 * @param {Page} page
 * @param {JSHandle<Classifier>} classifier
 */
async function expectWorking(page, classifier) {
  expect(await outcomes(await begin(page, classifier, [COFFEE]))).toEqual(['espresso'])
  // Browsers let a busy worker run on for a moment after it is terminated.
  await expect.poll(() => page.workers().length).toBe(1)
}

test('an abort of the running call terminates its worker, and waiting calls continue in a new one', async ({
  page,
  classifier,
}) => {
  const worker = await onlyWorker(page)
  const { requested, release } = await hold(page, `**${HELD}`)
  const calls = await begin(page, classifier, [HELD, COFFEE, COFFEE])
  await requested
  const closed = worker.waitForEvent('close')
  await calls.evaluate(({ abort }) => abort(0))
  await closed
  expect(await outcomes(calls)).toEqual(['aborted 0', 'espresso', 'espresso'])
  release()
  await expectWorking(page, classifier)
})

test('an abort of a waiting call does not affect the others or the worker', async ({ page, classifier }) => {
  const worker = await onlyWorker(page)
  const { requested, release } = await hold(page, `**${HELD}`)
  const calls = await begin(page, classifier, [HELD, COFFEE, COFFEE])
  await requested
  await calls.evaluate(({ abort }) => abort(1))
  expect(await calls.evaluate(({ outcomes }) => outcomes[1])).toBe('aborted 1')
  release()
  expect(await outcomes(calls)).toEqual(['daisy', 'aborted 1', 'espresso'])
  expect(page.workers()).toEqual([worker])
})

test('an abort while the engine computes stops it', async ({ page, classifier }) => {
  const worker = await onlyWorker(page)
  await worker.evaluate(ENDLESS)
  const calls = await begin(page, classifier, [COFFEE, COFFEE])
  const closed = worker.waitForEvent('close')
  await calls.evaluate(({ abort }) => abort(0))
  await closed
  expect(await outcomes(calls)).toEqual(['aborted 0', 'espresso'])
})

test('a signal that was aborted before, or is aborted afterwards, has no other effect', async ({
  page,
  classifier,
}) => {
  const worker = await onlyWorker(page)
  const results = await page.evaluate(
    async ({ classifier, url }) => {
      const work = new AbortController()
      const [{ label }] = await classifier.classify(url, { signal: work.signal })
      work.abort('late')
      return [label, await classifier.classify(url, { signal: work.signal }).catch((reason) => reason)]
    },
    { classifier, url: COFFEE },
  )
  expect(results).toEqual(['espresso', 'late'])
  expect(page.workers()).toEqual([worker])
})

for (const { name, kill, code } of [
  {
    name: 'an error that nobody catches',
    kill: FAULT,
    code: 'engine.crashed',
  },
  {
    name: 'memory that is not to be had',
    kill: () => {
      setTimeout(() => new ArrayBuffer(2 ** 53 - 1))
    },
    code: 'engine.memory',
  },
]) {
  test(`${name}: the running and the waiting calls reject with ${code}, and the next one works`, async ({
    page,
    classifier,
  }) => {
    const worker = await onlyWorker(page)
    const { requested, release } = await hold(page, `**${HELD}`)
    const calls = await begin(page, classifier, [HELD, COFFEE])
    await requested
    await worker.evaluate(kill)
    expect(await outcomes(calls)).toEqual([code, code])
    release()
    await expectWorking(page, classifier)
    expect(page.workers()).not.toEqual([worker])
  })
}

for (const { name, kill } of [
  {
    name: 'closed itself',
    kill: () => {
      setTimeout(() => self.close())
    },
  },
  { name: 'does not come to an end', kill: ENDLESS },
]) {
  test(`a worker that ${name} is noticed by its silence: the call rejects with engine.timeout, and the next one works`, async ({
    page,
    classifier,
  }) => {
    const worker = await onlyWorker(page)
    await worker.evaluate(kill)
    const calls = await begin(page, classifier, [COFFEE, COFFEE], 500)
    expect(await outcomes(calls)).toEqual(['engine.timeout', 'engine.timeout'])
    await expectWorking(page, classifier)
  })
}

test('a worker that stopped between two calls is replaced', async ({ page, classifier }) => {
  const worker = await onlyWorker(page)
  const closed = worker.waitForEvent('close')
  await worker.evaluate(FAULT)
  await closed
  await expectWorking(page, classifier)
})

test('an engine without enough memory rejects with engine.memory, and the next try works', async ({ page, vision }) => {
  await page.route('**/infer*.wasm', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)
    return route.fulfill({ body: limited(readFileSync(root(`www/penchant/src/wasm/${name}`))), contentType: WASM })
  })
  const load = () =>
    vision.evaluate(
      ({ ImageClassifier }, url) =>
        ImageClassifier.load(url).then(
          (classifier) => classifier.dispose(),
          ({ code }) => code,
        ),
      MANIFEST,
    )
  expect(await load()).toBe('engine.memory')
  await expect.poll(() => page.workers().length).toBe(0)
  await page.unroute('**/infer*.wasm')
  expect(await load()).toBe(undefined)
})

const WASM = 'application/wasm'

/**
 * A module whose memory may not grow beyond 16 MiB, which is less than the model's weights.
 * @param {Buffer} module
 */
function limited(module) {
  // One memory with a maximum: its minimum in one byte, its maximum in three.
  const section = Buffer.from([5, 6, 1, 1])
  const place = module.indexOf(section)
  expect(place, 'the memory section is there').toBeGreaterThan(0)
  const [most, pages] = [place + section.length + 1, [0x80, 0x82, 0x00]]
  return Buffer.concat([module.subarray(0, most), Buffer.from(pages), module.subarray(most + pages.length)])
}

test('running, waiting and later calls reject with engine.disposed once the classifier is disposed of', async ({
  page,
  classifier,
}) => {
  const { requested, release } = await hold(page, `**${HELD}`)
  const calls = await begin(page, classifier, [HELD, COFFEE])
  await requested
  await classifier.evaluate((classifier) => classifier.dispose())
  expect(await outcomes(calls)).toEqual(['engine.disposed', 'engine.disposed'])
  expect(await outcomes(await begin(page, classifier, [COFFEE]))).toEqual(['engine.disposed'])
  await expect.poll(() => page.workers().length).toBe(0)
  release()
})

test('loading can be aborted, and leaves no worker behind', async ({ page, vision }) => {
  const { requested, release } = await hold(page, '**/*.onnx*')
  const loading = await vision.evaluateHandle(({ ImageClassifier }, url) => {
    const work = new AbortController()
    const outcome = ImageClassifier.load(url, { signal: work.signal }).then(String, (reason) => reason)
    return { work, outcome }
  }, MANIFEST)
  await requested
  await loading.evaluate(({ work }) => work.abort('enough'))
  expect(await loading.evaluate(({ outcome }) => outcome)).toBe('enough')
  await expect.poll(() => page.workers().length).toBe(0)
  release()
})
