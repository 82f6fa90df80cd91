// For browser tests and benches: the built page on a free port, a Chromium to open it in, and the repository's paths.

import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { cachedByHash } from '../../www/app/as-hosted.js'
import { HEADERS } from '../../www/app/policy.js'

/** A path below the repository's root, as a path of the file system. */
export const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** @type {import('@playwright/test').LaunchOptions} */
export const chromium = {
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
  ],
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/**
 * As hosts send what is no text: as it is, and with its length.
 * @type {import('vite').Plugin}
 */
const uncompressed = {
  name: 'uncompressed',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      delete request.headers['accept-encoding']
      next()
    })
  },
}

/**
 * Keeps the path of each request, with what follows it.
 * @param {string[]} requests
 * @returns {import('vite').Plugin}
 */
const logged = (requests) => ({
  name: 'logged',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      requests.push(request.url ?? '')
      next()
    })
  },
})

/**
 * Serves a built page until it is closed, and keeps a log of the requests.
 * @param {string} [outDir]
 * @param {Record<string, string>} [headers] of every response
 */
export async function serve(outDir = root('build/app'), headers = {}) {
  const port = await freePort()
  /** @type {string[]} */
  const requests = []
  const server = await preview({
    configFile: false,
    root: root('www/app'),
    appType: 'mpa',
    plugins: [logged(requests), cachedByHash, uncompressed],
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port, strictPort: true, cors: false, headers: { ...HEADERS, ...headers } },
  })
  return { url: `http://127.0.0.1:${port}/`, requests, close: () => server.close() }
}

/**
 * Says something of a film by way of the search field.
 * @param {import('@playwright/test').Page} page
 * @param {string} title
 * @param {number} year
 * @param {'Like' | 'Dislike' | 'Seen'} [opinion]
 */
export async function rate(page, title, year, opinion = 'Like') {
  const field = page.getByLabel('Find a film')
  await field.fill(`${title} ${year}`)
  const button = (/** @type {string} */ label) =>
    page.locator('#found').getByRole('button', { name: `${label}: ${title} (${year})`, exact: true })
  if (opinion === 'Seen') {
    await button('More').click()
    await page.locator('#item-menu [data-action=seen]').click()
  } else {
    await button(opinion).click()
  }
  // On a phone the history is not in sight.
  await page.locator('#history').getByText(title, { exact: true }).waitFor({ state: 'attached' })
  await field.fill('')
}
