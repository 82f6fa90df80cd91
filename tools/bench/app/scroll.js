// How smoothly all films scroll: the time from frame to frame while the page scrolls through them, and whether every
// frame has films wherever one looks. In the built page.

import os from 'node:os'
import { chromium as browserType } from '@playwright/test'
import { chromium, serve } from '../../web/site.js'
import { summary } from '../times.js'

const FRAMES = 600
/** A frame that comes later than this after the one before it has left one out. */
const LATE_MS = 1.5 * (1000 / 60)
const WINDOWS = [
  { width: 1280, height: 860 },
  { width: 360, height: 780 },
]
/** A steady read, a quick wheel, a flick, in pixels for each frame. */
const SPEEDS = [10, 60, 240]
const json = process.argv.includes('--json')

/** Run in the page: scrolls on with each frame. */
const scroll = async (/** @type {{ speed: number, frames: number }} */ { speed, frames }) => {
  const list = /** @type {HTMLElement} */ (document.getElementById('all'))
  const times = []
  let bare = 0
  scrollTo(0, 0)
  await new Promise(requestAnimationFrame)
  let before = await new Promise(requestAnimationFrame)
  for (let frame = 0; frame < frames; frame += 1) {
    scrollBy(0, speed)
    const now = await new Promise(requestAnimationFrame)
    times.push(now - before)
    before = now
    const cards = [...list.querySelectorAll('.card')].map((card) => card.getBoundingClientRect())
    const [top, bottom] = [Math.max(0, list.getBoundingClientRect().top), innerHeight]
    const [first, last] = [Math.min(...cards.map((card) => card.top)), Math.max(...cards.map((card) => card.bottom))]
    // Between two lines there is a gap.
    if (first > top + 32 || last < bottom - 32) bare += 1
  }
  return { times, bare, top: scrollY }
}

const site = await serve()
const browser = await browserType.launch(chromium)
const results = []
let films = ''
for (const viewport of WINDOWS) {
  const page = await browser.newPage({ viewport, serviceWorkers: 'block' })
  await page.goto(site.url)
  await page.locator('#room-films[data-catalogue=complete]').waitFor({ state: 'attached' })
  await page.locator('#views').getByRole('link', { name: 'All films' }).click()
  await page.locator('#all .card').first().waitFor()
  films = (await page.locator('#all-count').textContent()) ?? ''
  for (const speed of SPEEDS) {
    const { times, bare, top } = await page.evaluate(scroll, { speed, frames: FRAMES })
    if (top < 0.9 * speed * FRAMES) throw new Error(`the page scrolled to ${top} of ${speed * FRAMES} pixels`)
    const late = times.filter((time) => time > LATE_MS).length
    results.push({ width: viewport.width, speed, frames: FRAMES, late, bare, between: summary(times) })
  }
  await page.close()
}
const version = browser.version()
await browser.close()
await site.close()

if (json) {
  const machine = { chromium: version, processor: os.cpus()[0].model, cores: os.cpus().length }
  console.log(JSON.stringify({ films, results, ...machine }))
} else {
  console.log(`${films}, ${FRAMES} frames at each speed, in Chromium ${version}, headless,`)
  console.log(`on ${os.cpus().length} cores of ${os.cpus()[0].model}`)
  for (const { width, speed, late, bare, between } of results) {
    const rate = (1000 / between.median_ms).toFixed(1)
    console.log(
      `${width} pixels wide, ${speed} pixels a frame: ${rate} frames a second (median ${between.median_ms} ms, ` +
        `95th percentile ${between.p95_ms} ms), ${late} late, ${bare} with a bare place`,
    )
  }
}
