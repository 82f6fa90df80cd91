// A page that uses the package's modules without a bundler, under our page's policy, and a test with such a page.

import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { HEADERS } from '../../www/app/policy.js'
import { test as base } from './fixtures.js'
import { root } from './site.js'

export { expect } from './fixtures.js'

export const MANIFEST = '/models/efficientnet-lite0.json'

export const photograph = (/** @type {string} */ name) => root(`build/photographs/${name}`)

// With Trusted Types, the page must allow the worker's address.
const SCRIPT = `
  window.trustedTypes?.createPolicy('default', { createScriptURL: (address) => address })
  window.vision = Promise.all([import('/package/entry/infer.js'), import('/package/entry/vision.js')])
    .then(([infer, vision]) => ({ ...infer, ...vision }))
  window.training = async () => ({ ...await import('/package/entry/train.js'), ...await import('/package/entry/recommend.js') })`

const PAGE = {
  '': { type: 'text/html', body: '<!doctype html><title>A page</title><script type="module" src="/page.js"></script>' },
  'page.js': { type: 'text/javascript', body: SCRIPT },
}

const FOLDERS = {
  package: 'www/penchant/src',
  idb: 'node_modules/idb/build',
  packs: 'build/packs',
  models: 'www/app/public/models',
  photographs: 'build/photographs',
  films: 'build/data/ml-latest-small',
}

/** The page's policy allows no import map, so the only bare import gets an address. */
const ADDRESSED = {
  '/package/history/store.js': readFileSync(root('www/penchant/src/history/store.js'), 'utf8').replace(
    "from 'idb'",
    "from '/idb/index.js'",
  ),
}

/** @type {Record<string, string>} */
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.png': 'image/png', '.jpg': 'image/jpeg' }

/**
 * How models are served: how often the connection breaks, after how many bytes, and whether ranges are supported. `froms`
 * has the first byte of each request.
 */
export const connection = { breaks: 0, after: 5_000_000, ranges: true, froms: /** @type {number[]} */ ([]) }

const { 'Cross-Origin-Opener-Policy': opener, 'Cross-Origin-Embedder-Policy': embedder, ...POLICY } = HEADERS

/** With these a page may share memory with its workers, as ours does. */
export const ISOLATED = { 'Cross-Origin-Opener-Policy': opener, 'Cross-Origin-Embedder-Policy': embedder }

/**
 * @param {Record<string, string>} [headers] of every response
 * @param {Record<string, string>} [instead] modules by their paths, for others: not all that workers ask for can be routed
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export function servePackage(headers = {}, instead = {}) {
  /** @type {Record<string, string>} */
  const modules = { ...ADDRESSED, ...instead }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname in modules) {
      response.writeHead(200, { ...POLICY, ...headers, 'Content-Type': TYPES['.js'] }).end(modules[pathname])
      return
    }
    const [, folder, ...rest] = pathname.split('/')
    if (folder in PAGE) {
      const { type, body } = PAGE[/** @type {keyof PAGE} */ (folder)]
      response.writeHead(200, { ...POLICY, ...headers, 'Content-Type': type }).end(body)
      return
    }
    const path = folder in FOLDERS && root(`${FOLDERS[/** @type {keyof FOLDERS} */ (folder)]}/${rest.join('/')}`)
    if (!path || !existsSync(path)) {
      response.writeHead(404).end()
      return
    }
    const { size } = statSync(path)
    const model = extname(path) === '.onnx'
    const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (model) connection.froms.push(asked)
    const start = connection.ranges ? asked : 0
    response.writeHead(start > 0 ? 206 : 200, {
      ...POLICY,
      ...headers,
      'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      'Content-Length': size - start,
      ...(start > 0 && { 'Content-Range': `bytes ${start}-${size - 1}/${size}` }),
    })
    if (!model || connection.breaks === 0) {
      createReadStream(path, { start }).pipe(response)
      return
    }
    connection.breaks -= 1
    const some = createReadStream(path, { start, end: Math.min(size, start + connection.after) - 1 })
    some.pipe(response, { end: false })
    some.on('end', () => setTimeout(() => response.destroy(), 100))
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      resolve({ url: `http://127.0.0.1:${port}/`, close: () => server.close() })
    })
  })
}

/**
 * @import { JSHandle } from '@playwright/test'
 *
 * @typedef {typeof import('penchant/infer') & typeof import('penchant/vision')} Vision
 * @typedef {import('penchant/vision').ImageClassifier} Classifier
 * @typedef {typeof import('penchant/train') & typeof import('penchant/recommend')} Training
 */

export const test = base.extend(
  /**
   * @type {import('@playwright/test').Fixtures<
   *   { vision: JSHandle<Vision>, classifier: JSHandle<Classifier>, training: JSHandle<Training> },
   *   { address: string }, import('@playwright/test').PlaywrightTestArgs>}
   */ ({
    address: [
      async ({}, use) => {
        const site = await servePackage()
        await use(site.url)
        site.close()
      },
      { scope: 'worker' },
    ],
    vision: async ({ page, address }, use) => use(await openVision(page, address)),
    training: async ({ page, address }, use) => {
      await page.goto(address)
      await use(await page.evaluateHandle('window.training()'))
    },
    classifier: async ({ vision }, use) =>
      use(await vision.evaluateHandle(({ ImageClassifier }, url) => ImageClassifier.load(url), MANIFEST)),
  }),
)

/**
 * Opens the page, and gives the package in it.
 * @param {import('@playwright/test').Page} page
 * @param {string} address
 * @returns {Promise<JSHandle<Vision>>}
 */
export async function openVision(page, address) {
  await page.goto(address)
  return page.evaluateHandle('window.vision')
}
