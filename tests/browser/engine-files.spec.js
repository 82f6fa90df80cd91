// The wasm that the package loads: of its own version, from the caller's address, and with an error that says what is wrong.

import { readFileSync } from 'node:fs'
import { HEADERS } from '../../www/app/policy.js'
import { test } from './fixtures.js'
import { expect, MANIFEST, servePackage } from './package.js'
import { root } from './site.js'

/** @import { JSHandle, Page } from '@playwright/test' */

const PACK = '/packs/movies.pack'
const WASM = '/package/wasm/recommend_bg.wasm'
const [, VERSION] = /^version = "(.+)"$/m.exec(readFileSync(root('Cargo.toml'), 'utf8')) ?? []

/**
 * @typedef {typeof import('penchant/slim')} Slim
 * @typedef {Awaited<ReturnType<typeof servePackage>>} Site
 */

/**
 * Opens the package in a page of the test's own site.
 * @param {Page} page
 * @param {Site} site
 * @param {'slim.js' | 'recommend.js' | 'vision.js'} entry
 * @returns {Promise<JSHandle<Slim>>}
 */
async function open(page, site, entry) {
  await page.goto(site.url)
  return page.evaluateHandle(`import('/package/entry/${entry}')`)
}

/**
 * The result of loading a pack.
 * @param {JSHandle<Slim>} penchant
 */
const loading = (penchant) =>
  penchant.evaluate(
    ({ Recommender }, pack) =>
      Recommender.load(pack).then(
        () => ({ name: 'loaded', code: '', message: '' }),
        ({ name, code, message }) => ({ name, code, message }),
      ),
    PACK,
  )

/** @type {Site} */
let site
test.beforeAll(async () => {
  site = await servePackage()
})
test.afterAll(() => site.close())

test('scripts refuse wasm of another version, and name both versions', async ({ page }) => {
  const other = await servePackage({}, { '/package/wasm/version.js': "export const VERSION = '9.9.9'" })
  const { name, code, message } = await loading(await open(page, other, 'recommend.js'))
  expect([name, code]).toEqual(['EngineError', 'engine.version'])
  expect(message).toContain(`recommend.wasm is of Penchant's version ${VERSION}, and the scripts are of 9.9.9`)

  const vision = await open(page, other, 'vision.js')
  const refused = await vision.evaluate(
    ({ ImageClassifier }, manifest) => ImageClassifier.load(manifest).catch(({ code, message }) => [code, message]),
    MANIFEST,
  )
  expect(refused).toEqual(['engine.version', expect.stringMatching(/^infer.*\.wasm is of Penchant's version/)])
  other.close()
})

test('where the page’s policy forbids WebAssembly, the error names the missing word', async ({ page }) => {
  const policy = HEADERS['Content-Security-Policy'].replace(" 'wasm-unsafe-eval'", '')
  const strict = await servePackage({ 'Content-Security-Policy': policy })
  const { code, message } = await loading(await open(page, strict, 'recommend.js'))
  expect(code).toBe('engine.forbidden')
  expect(message).toContain("'wasm-unsafe-eval'")
  strict.close()
})

for (const { what, answer, expected } of [
  { what: 'is missing', answer: { status: 404 }, expected: ['NetworkError', 'network', /recommend_bg.wasm.*404/] },
  {
    what: 'is a page, as some servers send for a missing file',
    answer: { contentType: 'text/html', body: '<!doctype html>' },
    expected: ['EngineError', 'engine.file', /the server sends it as text\/html/],
  },
  {
    what: 'is damaged',
    answer: { contentType: 'application/wasm', body: 'asm' },
    expected: ['EngineError', 'engine.file', /is damaged, or another file/],
  },
]) {
  test(`wasm that ${what} is refused with a reason, and the next try works`, async ({ page }) => {
    await page.route(`**${WASM}`, (route) => route.fulfill(answer))
    const penchant = await open(page, site, 'recommend.js')
    const { name, code, message } = await loading(penchant)
    expect([name, code, message]).toEqual([expected[0], expected[1], expect.stringMatching(expected[2])])
    await page.unrouteAll()
    expect(await loading(penchant)).toEqual({ name: 'loaded', code: '', message: '' })
  })
}

test('wasm of another content type is compiled nevertheless', async ({ page }) => {
  const bytes = readFileSync(root('www/penchant/src/wasm/recommend_bg.wasm'))
  await page.route(`**${WASM}`, (route) => route.fulfill({ contentType: 'application/octet-stream', body: bytes }))
  expect(await loading(await open(page, site, 'recommend.js'))).toMatchObject({ name: 'loaded' })
})

for (const how of /** @type {const} */ (['address', 'bytes', 'module'])) {
  test(`slim: the caller gives the wasm as ${how}`, async ({ page }) => {
    const penchant = await open(page, site, 'slim.js')
    expect(await loading(penchant)).toMatchObject({ name: 'ArgumentError', code: 'argument' })
    await penchant.evaluate(
      async ({ setWasm }, [how, url]) => {
        const bytes = async () => (await fetch(url)).arrayBuffer()
        const recommend =
          how === 'address' ? url : how === 'bytes' ? await bytes() : await WebAssembly.compile(await bytes())
        setWasm({ recommend })
      },
      [how, WASM],
    )
    expect(await loading(penchant)).toMatchObject({ name: 'loaded' })
  })
}

test('slim: a worker accepts a compiled module, and unknown names are refused', async ({ page }) => {
  const penchant = await open(page, site, 'slim.js')
  const [label, refused] = await penchant.evaluate(async ({ ImageClassifier, setWasm }, manifest) => {
    setWasm({ infer: await WebAssembly.compileStreaming(fetch('/package/wasm/infer_bg.wasm')) })
    const classifier = await ImageClassifier.load(manifest, { threads: 1 })
    const picture = await (await fetch('/photographs/coffee.png')).blob()
    const [{ label }] = await classifier.classify(picture)
    try {
      setWasm(/** @type {any} */ ({ inferno: '/' }))
      return [label, '']
    } catch (error) {
      return [label, /** @type {any} */ (error).message]
    }
  }, MANIFEST)
  expect(label).toBe('espresso')
  expect(refused).toContain('inferno')
})
