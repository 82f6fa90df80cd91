// Drives a page that was made with the package: a recommendation, then a classification, and what it fetched for each.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect } from '@playwright/test'
import { root, serve } from '../browser/site.js'
import { STAGED } from './project.js'

/** @import { Page } from '@playwright/test' */

/**
 * Serves a folder under a policy that allows what the package asks for, and no more.
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.scripts] that may run besides
 * @param {boolean} [options.isolated] whether the page may share memory with its workers
 */
export function serveBuilt(folder, { scripts = '', isolated = false } = {}) {
  const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${scripts}; img-src data:`
  return serve(folder, { 'Content-Security-Policy': policy, ...(!isolated && TOGETHER) })
}

const TOGETHER = { 'Cross-Origin-Opener-Policy': 'unsafe-none', 'Cross-Origin-Embedder-Policy': 'unsafe-none' }

/**
 * @param {Page} page
 * @param {string} url of a page with picks in `#picks`, and with a field for a picture
 * @param {RegExp} [engine] the wasm that a picture needs
 * @returns {Promise<number>} bytes, after gzip and without the pack, that came before the picks
 */
export async function drive(page, url, engine = /^infer(-relaxed)?$/) {
  /** @type {string[]} */
  const asked = []
  page.context().on('request', (request) => {
    if (request.url().startsWith('http')) asked.push(request.url())
  })
  /** @type {string[]} */
  const wrong = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))

  await page.goto(url)
  await expect(page.locator('#picks')).toHaveText(/\w/)
  const first = await bodies(asked)
  expect(wasmOf(first), 'the wasm that comes before the picks').toEqual(['recommend'])

  await page.locator('input[type=file]').setInputFiles(root('build/photographs/coffee.png'))
  await expect(page.getByText(/espresso/)).toBeVisible()
  const then = await bodies(asked.slice(first.length))
  expect(wasmOf(then), 'the wasm that a picture needs').toEqual([expect.stringMatching(engine)])
  expect(wrong).toEqual([])
  return first
    .filter(({ url }) => !url.endsWith('.pack'))
    .reduce((bytes, { body }) => bytes + gzipSync(body, { level: 9 }).length, 0)
}

/** @param {string[]} urls */
function bodies(urls) {
  return Promise.all(
    urls.map(async (url) => ({ url, body: Buffer.from(await (await fetch(url)).arrayBuffer()) })),
  )
}

/** @param {{ body: Buffer }[]} bodies */
function wasmOf(bodies) {
  const digest = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest('hex')
  const folder = `${STAGED}/src/wasm`
  const packed = readdirSync(folder).filter((name) => name.endsWith('.wasm'))
  const names = new Map(packed.map((name) => [digest(readFileSync(`${folder}/${name}`)), name.replace('_bg.wasm', '')]))
  return bodies.flatMap(({ body }) => names.get(digest(body)) ?? [])
}
