// What the page's head preloads is what the visit needs.

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

/**
 * The names of the files that the page preloads.
 * @param {Tab} tab
 * @returns {Promise<string[]>}
 */
async function preloads(tab) {
  await until(tab, 'all films', async () => (await texts(tab, '[data-catalogue=complete] #picks h3')).length > 0)
  const paths = await inPage(tab, () =>
    [...document.querySelectorAll('link')]
      .filter(({ rel, as }) => rel === 'preload' && as === 'fetch')
      .map(({ href }) => new URL(href).pathname),
  )
  return paths.map((path) => path.replace(/^.*\/|[-_.].*$/g, '')).sort()
}

for (const { name, open } of [chromium, firefox, webkit]) {
  test(`${name} preloads the small catalogue on the first visit, and not where the complete one is kept`, async () => {
    const site = await serve()
    const { tab, close } = await open()
    try {
      await tab.goto(site.url)
      assert.deepEqual(await preloads(tab), ['movies', 'recommend'])
      await until(tab, 'the complete catalogue in a cache', async () =>
        (await cachedUrls(tab)).some((url) => /\/movies\.pack/.test(url)),
      )
      await tab.goto('about:blank')
      await tab.goto(site.url)
      assert.deepEqual(await preloads(tab), ['recommend'])
    } finally {
      await close()
      await site.close()
    }
  })
}
