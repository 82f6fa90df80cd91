// After the first visit the page works without a network, both halves of it; and it never talks to another server.

import { appendFile, cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import {
  expect,
  historyStored,
  historyTitles,
  likeliest,
  openFilms,
  picks,
  recognitionKept,
  show,
  test,
} from './fixtures.js'
import { rate, root, serve } from './site.js'

const coffee = root('build/photographs/coffee.png')

test.use({ serviceWorkers: 'allow' })

test('without a network and a server films work after the first visit, and pictures once they were used', async ({
  page,
  context,
}) => {
  const site = await serve()
  await openFilms(page, site.url)
  await rate(page, 'Alien', 1979)
  await expect(page.getByText('Films work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Pictures' }).click()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  await recognitionKept(page)
  await historyStored(page)
  await site.close()
  await context.setOffline(true)

  await page.reload()
  await expect(page.getByText('Offline, and working')).toBeVisible()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  await page.getByRole('link', { name: 'Films' }).click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
  const before = await picks(page).allTextContents()
  await rate(page, 'Fargo', 1996)
  await expect(picks(page)).not.toHaveText(before)
})

test('in a whole visit no request leaves the page’s own origin, and its policy forbids it', async ({
  page,
  context,
  baseURL,
}) => {
  /** @type {string[]} */
  const requests = []
  context.on('request', (request) => requests.push(request.url()))
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await expect(page.getByText('Films work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Pictures' }).click()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'What is in the picture?' })).toBeVisible()

  expect(requests.length).toBeGreaterThan(5)
  const own = new RegExp(`^(${baseURL}|blob:${baseURL}|data:)`)
  expect(requests.filter((url) => !own.test(url))).toEqual([])

  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  expect(policy).toContain("object-src 'none'")
  expect(policy).toContain("connect-src 'self'")
  const refused = await page.evaluate(() => fetch('http://127.0.0.2:9/').catch((error) => error.message))
  expect(refused).toContain('Failed to fetch')
  const response = await page.request.get('./')
  expect(response.headers()['content-security-policy']).toBe(`${policy}; frame-ancestors 'none'`)
})

test('the model is fetched when it is first used, and only then', async ({ page, context }) => {
  /** @type {string[]} */
  const fetched = []
  context.on('request', (request) => {
    if (/\.onnx|infer.*\.wasm/.test(request.url())) fetched.push(new URL(request.url()).pathname)
  })
  await openFilms(page)
  await expect(page.getByText('Films work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Pictures' }).click()
  expect(fetched).toEqual([])
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  expect(fetched.filter((path) => path.endsWith('.onnx')).length).toBeGreaterThan(0)
  // A request that the service worker answers is not one to the network, and so they may be more than one.
  await recognitionKept(page)
  await context.setOffline(true)
  await page.reload()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
})

/**
 * A copy of the built page in a folder of its own, served.
 * @param {(site: { url: string, folder: string }) => Promise<void>} use
 */
async function withCopy(use) {
  const folder = root('build/test-results/copied-app')
  await cp(root('build/app'), folder, { recursive: true })
  const site = await serve(folder)
  try {
    await use({ url: site.url, folder })
  } finally {
    await site.close()
    await rm(folder, { recursive: true })
  }
}

/**
 * Puts another version into the folder: its scripts, styles and modules have other names, and those of the former
 * version are gone.
 * @param {string} folder
 */
async function releaseNext(folder) {
  const assets = await readdir(`${folder}/assets`)
  const renamed = assets.map((name) => [name, name.replace(/(\.\w+)$/, '-next$1')])
  const texts = ['index.html', 'sw.js', ...renamed.map(([, next]) => `assets/${next}`)].filter((name) =>
    /\.(html|js|css)$/.test(name),
  )
  for (const [name, next] of renamed) await rename(`${folder}/assets/${name}`, `${folder}/assets/${next}`)
  for (const name of texts) {
    let text = await readFile(`${folder}/${name}`, 'utf8')
    for (const [name, next] of renamed) text = text.replaceAll(name, next)
    // Which version it is, by which its cache is called.
    await writeFile(`${folder}/${name}`, text.replace(/(suffix:`)[0-9a-f]{4}/, '$1next'))
  }
}

/** @param {import('@playwright/test').Page} page */
const scripts = (page) => page.locator('script[src]').getAttribute('src')

test('with two tabs open, one takes a new version, and the other stays with its own until it is reloaded', async ({
  page,
  context,
}) => {
  await withCopy(async ({ url, folder }) => {
    await openFilms(page, url)
    await expect(page.getByText('Films work offline')).toBeVisible()
    const other = await context.newPage()
    await openFilms(other, url)
    await other.getByRole('link', { name: 'Pictures' }).click()
    await other.evaluate(() => Object.assign(window, { sameVisit: true }))
    const former = await scripts(page)
    await releaseNext(folder)
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()))
    const offer = (/** @type {import('@playwright/test').Page} */ tab) =>
      tab.getByRole('status').filter({ hasText: 'An update is available.' })
    await expect(offer(other)).toBeVisible()
    await offer(page).getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => scripts(page)).not.toBe(former)
    await expect(picks(page).first()).toBeVisible()

    // The files of its version are there, which the server does not have any more.
    await expect(offer(other)).toBeVisible()
    expect(await other.evaluate(() => 'sameVisit' in window)).toBe(true)
    await rate(page, 'Alien', 1979)
    await other.getByRole('link', { name: 'Films' }).click()
    await expect(historyTitles(other)).toHaveText(['Alien'])
    expect(await other.evaluate((src) => fetch(src).then(({ ok }) => ok), String(former))).toBe(true)

    await offer(other).getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => scripts(other)).toBe(await scripts(page))
    await expect(historyTitles(other)).toHaveText(['Alien'])
    await other.close()
    // Nobody runs the former version any more.
    await page.reload()
    await expect.poll(() => page.evaluate((src) => caches.match(src).then(Boolean), String(former))).toBe(false)
  })
})

test('the service worker can be retired: the page comes from the network again, and the history stays', async ({
  page,
}) => {
  await withCopy(async ({ url, folder }) => {
    await openFilms(page, url)
    await rate(page, 'Alien', 1979)
    await historyStored(page)
    await expect(page.getByText('Films work offline')).toBeVisible()
    await cp(`${folder}/sw-retired.js`, `${folder}/sw.js`)
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()))
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
      .toBe(0)
    await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([])
    // It does not come back: each visit registers what is there, which takes itself away.
    await openFilms(page, url)
    await expect(historyTitles(page)).toHaveText(['Alien'])
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
      .toBe(0)
  })
})

test('without room for the complete catalogue the page works, and says so', async ({ page, context, baseURL }) => {
  const session = await context.newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(String(baseURL)).origin,
    quotaSize: 2_000_000,
  })
  await openFilms(page)
  await expect(page.locator('#offline-detail')).toHaveText(/There is no room left/)
  await rate(page, 'Alien', 1979)
})

test('the manifest has all that browsers ask for to install the page', async ({ page, context }) => {
  await openFilms(page)
  await expect(page.getByText('Films work offline')).toBeVisible()
  const session = await context.newCDPSession(page)
  const { errors, data } = await session.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  // Playwright's contexts are private windows, where nothing is installed.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([])
  const { id, icons, screenshots } = JSON.parse(String(data))
  expect(id).toBe('./')
  expect(icons.map((/** @type {{ purpose?: string }} */ { purpose }) => purpose)).toContain('maskable')
  expect(new Set(screenshots.map((/** @type {{ form_factor: string }} */ { form_factor }) => form_factor))).toEqual(
    new Set(['narrow', 'wide']),
  )
  for (const { src, sizes } of [
    ...screenshots,
    ...icons.filter((/** @type {{ sizes: string }} */ { sizes }) => sizes !== 'any'),
  ]) {
    const found = await page.evaluate(async (src) => {
      const { width, height } = await createImageBitmap(await (await fetch(src)).blob())
      return `${width}x${height}`
    }, src)
    expect(found, src).toBe(sizes)
  }
})

test('an update waits until the visitor asks for it', async ({ page }) => {
  await withCopy(async ({ url, folder }) => {
    await openFilms(page, url)
    await expect(page.getByText('Films work offline')).toBeVisible()
    await page.evaluate(() => Object.assign(window, { sameVisit: true }))
    await appendFile(`${folder}/sw.js`, '\n// A new version.\n')
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()))

    const offer = page.getByRole('status').filter({ hasText: 'An update is available.' })
    await offer.getByRole('button', { name: 'Later' }).click()
    await expect(offer).toHaveCount(0)
    expect(await page.evaluate(() => 'sameVisit' in window)).toBe(true)

    await page.reload()
    await page.evaluate(() => Object.assign(window, { sameVisit: true }))
    await offer.getByRole('button', { name: 'Reload' }).click()
    await page.waitForFunction(() => !('sameVisit' in window))
    await expect(picks(page).first()).toBeVisible()
    await expect(offer).toHaveCount(0)
  })
})
