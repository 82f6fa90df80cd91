// What the page's head preloads is what the visit needs, and no engine downloads it again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '../../tools/web/site.js'
import { requireBuilt } from '../built.js'
import { chromium } from './drivers/chromium.js'
import { firefox } from './drivers/firefox.js'
import { webkit } from './drivers/webkit.js'
import { cachedUrls, inPage, texts, until } from './tab.js'

/** @import { Tab } from './tab.js' */

requireBuilt({ './build.sh build': ['build/app/index.html'] })

/** A file's name without its hash and type. */
const nameOf = (/** @type {string} */ path) => path.replace(/\?.*$/, '').replace(/^.*\/|[-_.].*$/g, '')

/**
 * The names of the files that the page preloads, once it has shown all films, and keeps what it needs without a network.
 * @param {Tab} tab
 * @returns {Promise<string[]>}
 */
async function preloads(tab) {
  await until(tab, 'all films', async () => (await texts(tab, '[data-catalogue=complete] #picks h3')).length > 0)
  await until(tab, 'all of it in the caches', async () => {
    const names = (await cachedUrls(tab)).map(nameOf)
    return ['index', 'recommend', 'movies'].every((name) => names.includes(name))
  })
  await until(tab, 'the service worker', () => inPage(tab, () => navigator.serviceWorker.controller !== null))
  const paths = await inPage(tab, () =>
    [...document.querySelectorAll('link')]
      .filter(({ rel, as }) => rel === 'preload' && as === 'fetch')
      .map(({ href }) => href),
  )
  return paths.map(nameOf).sort()
}

for (const { engine, downloads } of [
  { engine: chromium, downloads: 1 },
  { engine: firefox, downloads: 1 },
  // A driven WebKit has no cache on the disk, which the page would share with its service worker.
  { engine: webkit, downloads: 2 },
]) {
  test(`${engine.name} uses what is preloaded: downloaded on the first visit, and not on later ones`, async () => {
    const site = await serve()
    const { tab, close } = await engine.open()
    const downloaded = () =>
      site.requests.splice(0).filter((path) => /\/recommend.*\.wasm$|\/movies-starter\.pack/.test(path)).map(nameOf).sort()
    const each = (/** @type {string} */ name) => Array.from({ length: downloads }, () => name)
    try {
      await tab.goto(site.url)
      assert.deepEqual(await preloads(tab), ['movies', 'recommend'])
      assert.deepEqual(downloaded(), [...each('movies'), ...each('recommend')])
      for (const visit of ['second', 'third']) {
        await tab.goto('about:blank')
        await tab.goto(site.url)
        assert.deepEqual(await preloads(tab), ['recommend'], visit)
        assert.deepEqual(downloaded(), [], visit)
      }
    } finally {
      await close()
      await site.close()
    }
  })
}
