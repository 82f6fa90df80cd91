// Where models come from: downloaded once and kept, or given as files; and refused after they crashed the engine twice.

import { readFileSync } from 'node:fs'
import { connection, expect, MANIFEST, openVision, test } from './package.js'
import { root } from './site.js'
import { FAULT, hold, onlyWorker } from './workers.js'

const COFFEE = '/photographs/coffee.png'
const MODEL = '/models/efficientnet-lite0.onnx'

/**
 * @import { JSHandle, Page } from '@playwright/test'
 * @import { Vision } from './package.js'
 */

/**
 * Loads the model and classifies with it; gives the label, or the code of the error.
 * @param {JSHandle<Vision>} vision
 * @param {import('penchant/vision').ModelOptions} [options]
 */
function use(vision, options) {
  return vision.evaluate(
    async ({ ImageClassifier }, { manifest, picture, options }) => {
      try {
        const classifier = await ImageClassifier.load(manifest, options)
        const [{ label }] = await classifier.classify(picture)
        classifier.dispose()
        return label
      } catch (error) {
        return /** @type {import('penchant/vision').PenchantError} */ (error).code
      }
    },
    { manifest: MANIFEST, picture: COFFEE, options },
  )
}

/**
 * How often the model was requested from the server.
 * @param {Page} page
 */
function countFetches(page) {
  const fetches = { model: 0 }
  page.on('request', (request) => {
    if (request.url().includes('.onnx')) fetches.model += 1
  })
  return fetches
}

/**
 * How many bytes of models the browser keeps.
 * @param {Page} page
 */
function keptBytes(page) {
  return page.evaluate(async () => {
    const cache = await caches.open('penchant-models')
    const responses = await cache.matchAll()
    const sizes = await Promise.all(responses.map(async (response) => (await response.arrayBuffer()).byteLength))
    return sizes.join()
  })
}

/** Changes a byte of the kept model. */
async function damageKept() {
  const cache = await caches.open('penchant-models')
  const [request] = await cache.keys()
  const bytes = new Uint8Array((await (await cache.match(request))?.arrayBuffer()) ?? [])
  bytes[1_000_000] ^= 0xff
  await cache.put(request, new Response(bytes))
}

/**
 * Opens the model as a session; says whether it is kept, or gives the code of the error.
 * @param {JSHandle<Vision>} vision
 * @param {import('penchant/infer').SessionOptions} [options]
 */
function openSession(vision, options) {
  return vision.evaluate(
    async ({ Session }, { url, options }) => {
      try {
        const session = await Session.load(url, options)
        await session.warmUp()
        const { kept } = session
        session.dispose()
        return kept ? 'kept' : 'not kept'
      } catch (error) {
        return /** @type {import('penchant/vision').PenchantError} */ (error).code
      }
    },
    { url: MODEL, options },
  )
}

/** @type {{ sha256: string }} */
const { sha256 } = JSON.parse(readFileSync(root(`www/app/public${MANIFEST}`), 'utf8'))
const size = String(readFileSync(root(`www/app/public${MODEL}`)).length)

test('a model is downloaded once, with progress, and kept for the next visit', async ({ page, vision, address }) => {
  const fetches = countFetches(page)
  const steps = await vision.evaluate(async ({ ImageClassifier }, manifest) => {
    /** @type {import('penchant').Progress[]} */
    const steps = []
    const classifier = await ImageClassifier.load(manifest, { onProgress: (step) => steps.push(step) })
    if (!classifier.kept) throw new Error('it is not said that the model is kept')
    classifier.dispose()
    return steps
  }, MANIFEST)
  expect(steps[0].file).toBe('engine')
  const progress = steps.filter(({ file }) => file === 'model')
  expect(progress.length).toBeGreaterThan(2)
  expect(new Set(progress.map(({ total }) => String(total)))).toEqual(new Set([size]))
  expect(progress.map(({ loaded }) => loaded)).toEqual(progress.map(({ loaded }) => loaded).toSorted((a, b) => a - b))
  expect(String(progress.at(-1)?.loaded)).toBe(size)

  await expect.poll(() => keptBytes(page)).toBe(size)
  expect(await use(await openVision(page, address))).toBe('espresso')
  expect(fetches.model).toBe(1)
})

test('the addresses of the large files are known in advance', async ({ page, vision }) => {
  /** @type {Set<string>} */
  const fetched = new Set()
  page.context().on('request', (request) => {
    if (/\.onnx|\.wasm/.test(request.url())) fetched.add(request.url())
  })
  const named = await vision.evaluate(({ ImageClassifier }, manifest) => ImageClassifier.files(manifest), MANIFEST)
  expect([...fetched]).toEqual([])
  expect(await use(vision)).toBe('espresso')
  expect(fetched).toEqual(new Set(named))

  const reasons = await vision.evaluate(({ ImageClassifier }, manifest) => {
    const aborted = { signal: AbortSignal.abort('enough') }
    const calls = [ImageClassifier.files(manifest, aborted), ImageClassifier.release(manifest, aborted)]
    return Promise.all(calls.map((call) => Promise.resolve(call).catch((reason) => reason)))
  }, MANIFEST)
  expect(reasons).toEqual(['enough', 'enough'])
})

test('with the cache off, no model is kept', async ({ page, vision }) => {
  const fetches = countFetches(page)
  expect(await use(vision, { cache: 'none' })).toBe('espresso')
  expect(await use(vision, { cache: 'none' })).toBe('espresso')
  expect(await keptBytes(page)).toBe('')
  expect(fetches.model).toBe(2)
})

test('a kept model that is damaged is discarded and downloaded again', async ({ page, vision }) => {
  const fetches = countFetches(page)
  expect(await use(vision)).toBe('espresso')
  await expect.poll(() => keptBytes(page)).toBe(size)
  await page.evaluate(damageKept)
  expect(await use(vision)).toBe('espresso')
  expect(fetches.model).toBe(2)
  expect(await use(vision)).toBe('espresso')
  expect(fetches.model).toBe(2)
})

test('a session’s model is kept by its hash, and discarded if it is damaged', async ({ page, vision, address }) => {
  const fetches = countFetches(page)
  expect(await openSession(vision)).toBe('not kept')
  expect(await openSession(vision, { sha256, cache: 'none' })).toBe('not kept')
  expect(await keptBytes(page)).toBe('')
  expect(await openSession(vision, { sha256: '0'.repeat(64) })).toBe('model.checksum')
  expect(await keptBytes(page)).toBe('')
  expect(fetches.model).toBe(3)
  expect(await openSession(vision, { sha256 })).toBe('kept')
  expect(await keptBytes(page)).toBe(size)
  const again = await openVision(page, address)
  expect(await openSession(again, { sha256 })).toBe('kept')
  expect(fetches.model).toBe(4)
  await page.evaluate(damageKept)
  expect(await openSession(again, { sha256 })).toBe('kept')
  expect(fetches.model).toBe(5)
  // A classifier of the same file finds it there.
  expect(await use(again)).toBe('espresso')
  expect(fetches.model).toBe(5)
})

test.describe('a broken download', () => {
  test.beforeEach(() => void Object.assign(connection, { breaks: 0, ranges: true, froms: [] }))
  test.afterAll(() => void Object.assign(connection, { breaks: 0, ranges: true }))

  for (const ranges of [true, false]) {
    const server = ranges ? 'a server that sends ranges' : 'a server that knows no ranges'
    test(`is resumed where it broke, from ${server}`, async ({ page, vision }) => {
      Object.assign(connection, { breaks: 2, ranges })
      expect(await use(vision)).toBe('espresso')
      expect(connection.froms).toHaveLength(3)
      const [first, second, third] = connection.froms
      expect([first, second > 1e6, third > second || !ranges]).toEqual([0, true, true])
      expect(await keptBytes(page)).toBe(size)
    })
  }

  test('that fails for good keeps what has arrived for the next visit', async ({ page, vision, address }) => {
    Object.assign(connection, { breaks: 100, after: 3_000_000 })
    // If no try brings another byte, it is given up.
    await page.route('**/*.onnx*', (route) => (connection.froms.length > 0 ? route.abort() : route.continue()))
    expect(await use(vision)).toBe('network')
    const kept = (await keptBytes(page)).split(',').map(Number)
    expect(kept).toEqual([2 ** 20, 2 ** 20])
    await page.unroute('**/*.onnx*')
    connection.breaks = 0
    expect(await use(await openVision(page, address))).toBe('espresso')
    expect(connection.froms).toEqual([0, 2 ** 21])
    expect(await keptBytes(page)).toBe(size)
  })
})

test('a newer version of a model replaces the older one', async ({ page, vision }) => {
  await page.evaluate(async (url) => {
    const cache = await caches.open('penchant-models')
    await cache.put(`${url}?sha256=0123456789abcdef`, new Response('an older one'))
    await cache.put('/models/another.onnx?sha256=0123456789abcdef', new Response('another'))
  }, MODEL)
  expect(await use(vision)).toBe('espresso')
  await expect.poll(() => keptBytes(page)).toBe(`7,${size}`)
})

test('a model that the browser has no room for is used nevertheless', async ({ page, vision, address }) => {
  const { origin } = new URL(address)
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 })
  expect(await use(vision)).toBe('espresso')
  expect(await keptBytes(page)).toBe('')
})

test('a model may be given as a file, which a new worker gets too', async ({ page, vision }) => {
  const fetches = countFetches(page)
  const labels = await vision.evaluate(
    async ({ ImageClassifier }, { manifest, model, picture }) => {
      const json = await (await fetch(manifest)).json()
      const bytes = new Uint8Array(await (await fetch(model)).arrayBuffer())
      const labels = []
      for (const files of [
        { manifest: json, model: new File([bytes], 'model.onnx') },
        { manifest: new File([JSON.stringify(json)], 'model.json'), model: new Blob([bytes]) },
        { manifest: json, model: bytes },
        { manifest: json, model: bytes.buffer },
      ]) {
        const classifier = await ImageClassifier.load(files)
        const work = new AbortController()
        const aborted = classifier.classify(picture, { signal: work.signal }).catch((reason) => reason)
        setTimeout(() => work.abort('aborted'))
        labels.push(await aborted, (await classifier.classify(picture))[0].label)
        classifier.dispose()
      }
      const wrong = ImageClassifier.load({ manifest: json, model: bytes.subarray(1) })
      labels.push(await wrong.then(String, ({ code }) => code))
      const none = ImageClassifier.load({ manifest: new Blob(['no manifest']), model: bytes })
      labels.push(await none.then(String, ({ code }) => code))
      return labels
    },
    { manifest: MANIFEST, model: MODEL, picture: COFFEE },
  )
  const each = ['aborted', 'espresso']
  expect(labels).toEqual([...each, ...each, ...each, ...each, 'model.checksum', 'manifest.format'])
  expect(fetches.model, 'the test’s own').toBe(1)
  expect(await keptBytes(page)).toBe('')
})

/**
 * Begins to load the model, and crashes the engine meanwhile.
 * @param {Page} page
 * @param {JSHandle<Vision>} vision
 * @param {typeof use | typeof openSession} load
 * @param {{ sha256?: string }} [options]
 */
async function crashWhileLoading(page, vision, load = use, options) {
  await expect.poll(() => page.workers().length).toBe(0)
  const { requested, release } = await hold(page, '**/*.onnx*')
  const outcome = load(vision, { ...options, cache: 'none' })
  await requested
  await (await onlyWorker(page)).evaluate(FAULT)
  expect(await outcome).toBe('engine.crashed')
  release()
  await page.unroute('**/*.onnx*')
}

test('a model that crashed the engine twice is refused, also after a reload, until it is released', async ({
  page,
  vision,
  address,
}) => {
  await crashWhileLoading(page, vision)
  await crashWhileLoading(page, vision)
  expect(await use(vision)).toBe('model.quarantined')
  await expect.poll(() => page.workers().length).toBe(0)

  const again = await openVision(page, address)
  expect(await use(again)).toBe('model.quarantined')
  await again.evaluate(({ ImageClassifier }, manifest) => ImageClassifier.release(manifest), MANIFEST)
  expect(await use(again)).toBe('espresso')
})

test('a run between two crashes resets their count', async ({ page, vision }) => {
  await crashWhileLoading(page, vision)
  expect(await use(vision)).toBe('espresso')
  await crashWhileLoading(page, vision)
  expect(await use(vision)).toBe('espresso')
})

test('a crash at the first run counts, and the next worker refuses the model too', async ({ page, vision }) => {
  await crashWhileLoading(page, vision)
  const classifier = await vision.evaluateHandle(({ ImageClassifier }, url) => ImageClassifier.load(url), MANIFEST)
  const { requested, release } = await hold(page, `**${COFFEE}`)
  const classify = () =>
    classifier.evaluate((classifier, url) => classifier.classify(url).then(String, ({ code }) => code), COFFEE)
  const first = classify()
  await requested
  await (await onlyWorker(page)).evaluate(FAULT)
  expect(await first).toBe('engine.crashed')
  expect(await classify()).toBe('model.quarantined')
  release()
})

test('without storage, crashes count until the page is closed', async ({ page, address }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      },
    })
  })
  const vision = await openVision(page, address)
  await crashWhileLoading(page, vision)
  await crashWhileLoading(page, vision)
  expect(await use(vision)).toBe('model.quarantined')
  expect(await use(await openVision(page, address))).toBe('espresso')
})

test('a quarantine is for one version of a model', async ({ page, vision }) => {
  await crashWhileLoading(page, vision)
  await crashWhileLoading(page, vision)
  const manifest = JSON.parse(readFileSync(root(`www/app/public${MANIFEST}`), 'utf8'))
  await page.route(`**${MANIFEST}`, (route) => route.fulfill({ json: { ...manifest, sha256: '0'.repeat(64) } }))
  expect(await use(vision)).toBe('model.checksum')
})

test('a session’s model that crashed the engine twice is refused by its hash, until it is released', async ({
  page,
  vision,
  address,
}) => {
  await crashWhileLoading(page, vision, openSession, { sha256 })
  await crashWhileLoading(page, vision, openSession, { sha256: sha256.toUpperCase() })
  expect(await openSession(vision, { sha256 })).toBe('model.quarantined')
  const again = await openVision(page, address)
  expect(await openSession(again, { sha256 })).toBe('model.quarantined')
  // Without a hash the model cannot be recognised.
  expect(await openSession(again)).toBe('not kept')
  await again.evaluate(({ Session }, sha256) => Session.release(sha256), sha256)
  expect(await openSession(again, { sha256 })).toBe('kept')
})
