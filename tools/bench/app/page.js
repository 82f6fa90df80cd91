// How soon the page is of use: a first visit over a slow link, and later ones without any, in the built page as it is
// served. What was painted, blocked and shifted is read from Chromium's own traces.

import os from 'node:os'
import { chromium as browserType } from '@playwright/test'
import { preview } from 'vite'
import { chromium, freePort, root } from '../../web/site.js'
import { summary } from '../times.js'
import { vitals } from './traces.js'

const VISITS = 5
/** 1.6 Mbit/s down, 750 kbit/s up, 150 ms: a slow mobile network, as Lighthouse has it. */
const LINK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 }
const FIRST_PICK = '#room-films .card h3'
const json = process.argv.includes('--json')

const port = await freePort()
const site = await preview({
  configFile: root('www/app/vite.config.js'),
  logLevel: 'error',
  preview: { port, strictPort: true },
})
const url = `http://127.0.0.1:${port}/`
const browser = await browserType.launch(chromium)

/** Run in the page before anything of it: notes when the first pick stands in a frame that is drawn. */
const noteFirstPick = (/** @type {string} */ selector) => {
  const look = () => {
    if (document.querySelector(selector))
      requestAnimationFrame(() => Object.assign(window, { firstPick: performance.now() }))
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** @param {import('@playwright/test').BrowserContext} context */
async function openPage(context) {
  const page = await context.newPage()
  await page.addInitScript(noteFirstPick, FIRST_PICK)
  return page
}

/** @param {import('@playwright/test').Page} page */
async function slow(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', LINK)
}

/**
 * How long until all films are there. Of a visit without a service worker: through one the whole catalogue would come
 * past the slow link, which is the page's alone.
 * @returns {Promise<number>} milliseconds from the navigation on
 */
async function allFilms() {
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  await slow(page)
  await page.goto(url)
  await page.locator('#room-films[data-catalogue=complete]').waitFor({ state: 'attached', timeout: 120_000 })
  const ms = await page.evaluate(() => performance.now())
  await context.close()
  return ms
}

/**
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<number>} milliseconds from the navigation on
 */
async function firstPick(page) {
  await page.waitForFunction(() => 'firstPick' in window, null, { timeout: 60_000 })
  return page.evaluate(() => /** @type {any} */ (window).firstPick)
}

async function firstVisit() {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 } })
  /** @type {string[]} */
  const requests = []
  context.on('request', (request) => requests.push(request.url()))
  const page = await openPage(context)
  await slow(page)
  await browser.startTracing(page, { categories: ['loading', 'toplevel', 'devtools.timeline', 'blink.user_timing'] })
  await page.goto(url)
  const picks_ms = await firstPick(page)
  await page.locator('#room-films[data-catalogue=complete]').waitFor({ state: 'attached', timeout: 120_000 })
  await page.getByText('Films work offline').waitFor()
  await page.waitForTimeout(500) // The last frame is drawn.
  const trace = JSON.parse((await browser.stopTracing()).toString())
  const files = await page.evaluate((until) => {
    const entries = /** @type {PerformanceResourceTiming[]} */ ([
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ])
    return entries
      .filter(({ responseEnd, transferSize }) => responseEnd > 0 && responseEnd <= until && transferSize > 0)
      .map(({ name, transferSize }) => ({ pack: name.includes('/packs/'), transferSize }))
  }, picks_ms)
  const sum = (/** @type {boolean} */ pack) =>
    files.filter((file) => file.pack === pack).reduce((total, { transferSize }) => total + transferSize, 0)
  return {
    context,
    page,
    result: {
      picks_ms,
      bytes_without_pack: sum(false),
      bytes_of_starter: sum(true),
      model_requests: requests.filter((request) => /\.onnx|infer.*\.wasm/.test(request)).length,
      ...vitals(trace, url),
    },
  }
}

/** @type {Awaited<ReturnType<typeof firstVisit>>['result'][]} */
const firstVisits = []
/** @type {number[]} */
const laterVisits = []
/** @type {number[]} */
const allFilmsVisits = []
for (let visit = 1; visit <= VISITS; visit += 1) {
  const { context, page, result } = await firstVisit()
  firstVisits.push(result)
  await page.close()
  await context.setOffline(true)
  const later = await openPage(context)
  await later.goto(url)
  laterVisits.push(await firstPick(later))
  await context.close()
  allFilmsVisits.push(await allFilms())
}
const version = browser.version()
await browser.close()
await site.close()

const each = (/** @type {keyof (typeof firstVisits)[0]} */ name) => summary(firstVisits.map((visit) => visit[name]))
const result = {
  visits: VISITS,
  first_visit: {
    picks: each('picks_ms'),
    all_films: summary(allFilmsVisits),
    bytes_without_pack: Math.max(...firstVisits.map((visit) => visit.bytes_without_pack)),
    bytes_of_starter: Math.max(...firstVisits.map((visit) => visit.bytes_of_starter)),
    model_requests: Math.max(...firstVisits.map((visit) => visit.model_requests)),
    largest_contentful_paint: each('largest_contentful_paint_ms'),
    total_blocking_time: each('total_blocking_time_ms'),
    layout_shift: Math.max(...firstVisits.map((visit) => visit.layout_shift)),
  },
  later_visit_offline: { picks: summary(laterVisits) },
  chromium: version,
  processor: os.cpus()[0].model,
  cores: os.cpus().length,
}
if (json) {
  console.log(JSON.stringify(result))
} else {
  const { first_visit: first, later_visit_offline: later } = result
  const ms = (/** @type {ReturnType<typeof summary>} */ { median_ms, max_ms }) =>
    `median ${Math.round(median_ms)} ms, longest ${Math.round(max_ms)} ms`
  const kb = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  console.log(`${VISITS} first visits at 1.6 Mbit/s and 150 ms, each followed by one without a network,`)
  console.log(`in Chromium ${version}, headless, 360 × 780, on ${result.cores} cores of ${result.processor}`)
  console.log(`first visit: first picks          ${ms(first.picks)}`)
  console.log(
    `  bytes before them               ${kb(first.bytes_without_pack)}, and ${kb(first.bytes_of_starter)} of films`,
  )
  console.log(`  the image model was fetched      ${first.model_requests} times`)
  console.log(`  all films                       ${ms(first.all_films)}`)
  console.log(`  largest contentful paint        ${ms(first.largest_contentful_paint)}`)
  console.log(`  total blocking time             ${ms(first.total_blocking_time)}`)
  console.log(`  cumulative layout shift         ${first.layout_shift.toFixed(4)}`)
  console.log(`later visit, offline: first picks ${ms(later.picks)}`)
}
