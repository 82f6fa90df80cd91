// After the first visit the page works without a network, both halves of it; and it never talks to another server.

import { appendFile, cp, rm } from 'node:fs/promises'
import { expect, historyTitles, likeliest, openFilms, picks, show, test } from './fixtures.js'
import { rate, root, serve } from './site.js'

const coffee = root('build/photographs/coffee.png')

test.use({ serviceWorkers: 'allow' })

test('after the first visit films work with the network off and the server gone, and pictures once they were used', async ({
  page,
  context,
}) => {
  const site = await serve()
  await openFilms(page, site.url)
  await rate(page, 'Alien', 1979)
  await expect(page.getByText('Ready to work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Pictures' }).click()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
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
  await expect(page.getByText('Ready to work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Pictures' }).click()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'What is in the picture?' })).toBeVisible()

  expect(requests.length).toBeGreaterThan(5)
  const own = new RegExp(`^(${baseURL}|blob:${baseURL}|data:)`)
  expect(requests.filter((url) => !own.test(url))).toEqual([])

  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self'")
  const refused = await page.evaluate(() => fetch('http://127.0.0.2:9/').catch((error) => error.message))
  expect(refused).toContain('Failed to fetch')
  const response = await page.request.get('./')
  expect(response.headers()['content-security-policy']).toBe(`${policy}; frame-ancestors 'none'`)
})

test('the model is fetched when it is first asked for, and only then', async ({ page, context }) => {
  /** @type {string[]} */
  const fetched = []
  context.on('request', (request) => {
    if (/\.onnx|infer.*\.wasm/.test(request.url())) fetched.push(new URL(request.url()).pathname)
  })
  await openFilms(page)
  await expect(page.getByText('Ready to work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Pictures' }).click()
  expect(fetched).toEqual([])
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  expect(fetched.filter((path) => path.endsWith('.onnx')).length).toBeGreaterThan(0)
  // What the service worker has need not be fetched.
  await expect
    .poll(() =>
      page.evaluate(() => caches.match('models/efficientnet-lite0.onnx', { ignoreSearch: true }).then(Boolean)),
    )
    .toBe(true)
  await expect
    .poll(() =>
      page.evaluate(
        async () =>
          (
            await Promise.all(
              (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
            )
          )
            .flat()
            .filter((url) => /infer.*\.wasm/.test(url)).length,
      ),
    )
    .toBe(1)
  await context.setOffline(true)
  await page.reload()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
})

test('an update waits until the visitor asks for it', async ({ page }) => {
  const copy = root('build/test-results/updated-app')
  await cp(root('build/app'), copy, { recursive: true })
  const site = await serve(copy)
  try {
    await openFilms(page, site.url)
    await expect(page.getByText('Ready to work offline')).toBeVisible()
    await page.evaluate(() => Object.assign(window, { sameVisit: true }))
    await appendFile(`${copy}/sw.js`, '\n// A new version.\n')
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
  } finally {
    await site.close()
    await rm(copy, { recursive: true })
  }
})
