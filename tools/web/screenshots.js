// Takes the README's pictures of the built page: each of its parts, narrow and wide, light and dark.

import { mkdir, stat } from 'node:fs/promises'
import { chromium as browserType } from '@playwright/test'
import { chromium, rate, root, serve } from './site.js'

const FOLDER = root('docs/screenshots')
const PHOTOGRAPH = root('build/photographs/coffee.png') // CC0: it may be shown again.
const MAX_BYTES = 300_000
const LIKED = /** @type {[string, number][]} */ ([
  ['Alien', 1979],
  ['Blade Runner', 1982],
  ['Amelie', 2001],
  ['Spirited Away', 2001],
  ['Fargo', 1996],
  ['Princess Mononoke', 1997],
])

await mkdir(FOLDER, { recursive: true })
const site = await serve()
const browser = await browserType.launch(chromium)
for (const width of [360, 1280]) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const narrow = width === 360
    const viewport = { width, height: narrow ? 780 : 860 }
    const context = await browser.newContext({ viewport, colorScheme, isMobile: narrow, hasTouch: narrow })
    const page = await context.newPage()
    const take = async (/** @type {string} */ part) => {
      const path = `${FOLDER}/${part}-${width}-${colorScheme}.png`
      await page.evaluate(() => scrollTo(0, 0))
      await page.screenshot({ path, animations: 'disabled' })
      const { size } = await stat(path)
      if (size > MAX_BYTES) throw new Error(`${path} has ${size} bytes, of at most ${MAX_BYTES}`)
    }
    await page.goto(site.url)
    await page.getByText('Films work offline').waitFor({ timeout: 120_000 })
    for (const [title, year] of LIKED) await rate(page, title, year)
    await page.getByRole('status').getByText('Liked').waitFor({ state: 'detached', timeout: 15_000 })
    await take('films')
    await page.getByRole('link', { name: 'Pictures' }).click()
    await page.locator('#picture-file').setInputFiles(PHOTOGRAPH)
    await page.locator('#classes .class').nth(4).waitFor({ timeout: 120_000 })
    await take('pictures')
    await page.getByRole('link', { name: 'Privacy' }).click()
    await page.locator('[data-part=model] data:not([value="0"])').waitFor()
    await take('privacy')
    await context.close()
  }
}
await browser.close()
await site.close()
console.log(`The screenshots are in ${FOLDER}.`)
