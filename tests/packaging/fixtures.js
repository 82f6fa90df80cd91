// Fixtures for tests of pages that use the package: they install, build and serve projects, and clean up. `drive` makes a
// page recommend, classify and train, and checks what it downloads for each.

import { gzipSync } from 'node:zlib'
import { expect, test as base } from '@playwright/test'
import { root, serve } from '../browser/site.js'
import { Project, wasmName } from './project.js'

/** @import { Page } from '@playwright/test' */

export { expect }

/**
 * @typedef {object} Serve
 * @property {string} [scripts] that may run besides
 * @property {boolean} [isolated] whether the page may share memory with its workers
 *
 * @typedef {object} Fixtures
 * @property {typeof Project.install} install
 * @property {(folder: string, options?: Serve) => Promise<string>} serveBuilt serves a folder, on the address that it
 *   answers, under a policy that allows what the package asks for, and no more
 * @property {(project: Project, program: string, ...parameters: string[]) => Promise<string>} start runs a server, on the
 *   address that it answers
 */

export const test = base.extend(
  /** @type {import('@playwright/test').Fixtures<Fixtures>} */ ({
    install: async ({}, use) => {
      /** @type {Project[]} */
      const projects = []
      await use((...parameters) => {
        const project = Project.install(...parameters)
        projects.push(project)
        return project
      })
      for (const project of projects) project.remove()
    },

    serveBuilt: async ({}, use) => {
      /** @type {{ close: () => void }[]} */
      const sites = []
      await use(async (folder, { scripts = '', isolated = false } = {}) => {
        const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${scripts}; img-src data:`
        const site = await serve(folder, { 'Content-Security-Policy': policy, ...(!isolated && TOGETHER) })
        sites.push(site)
        return site.url
      })
      for (const site of sites) await site.close()
    },

    start: async ({}, use) => {
      /** @type {{ close: () => void }[]} */
      const servers = []
      await use(async (project, program, ...parameters) => {
        const server = await project.start(program, ...parameters)
        servers.push(server)
        return server.url
      })
      for (const server of servers) server.close()
    },
  }),
)

const TOGETHER = { 'Cross-Origin-Opener-Policy': 'unsafe-none', 'Cross-Origin-Embedder-Policy': 'unsafe-none' }

/**
 * @param {Page} page
 * @param {string} url of a page with picks in `#picks`, and with a field for a picture
 * @param {object} [expected]
 * @param {RegExp} [expected.engine] the wasm that a picture needs
 * @param {boolean} [expected.trains] whether the page has a button that trains
 * @returns {Promise<number>} bytes, after gzip and without the pack, that came before the picks
 */
export async function drive(page, url, { engine = /^infer(-relaxed)?$/, trains = false } = {}) {
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

  if (trains) {
    const before = asked.length
    await page.getByRole('button', { name: 'Learn' }).click()
    await expect(page.locator('#learned')).toHaveText('music-likes: 48')
    expect(wasmOf(await bodies(asked.slice(before))), 'the wasm that training needs').toEqual(['train'])
  }
  expect(wrong).toEqual([])
  expect(new Set(asked.map((url) => new URL(url).origin)), 'where requests went').toEqual(
    new Set([new URL(url).origin]),
  )
  return first
    .filter(({ url }) => !url.endsWith('.pack'))
    .reduce((bytes, { body }) => bytes + gzipSync(body, { level: 9 }).length, 0)
}

/** @param {string[]} urls */
function bodies(urls) {
  return Promise.all(urls.map(async (url) => ({ url, body: Buffer.from(await (await fetch(url)).arrayBuffer()) })))
}

/** @param {{ body: Buffer }[]} bodies */
const wasmOf = (bodies) => bodies.flatMap(({ body }) => wasmName(body) ?? [])
