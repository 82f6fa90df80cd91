// The privacy panel: what is stored and how large it is, that it can be deleted, and which requests were made.

import { historyTitles, likeliest, expect, openFilms, show, test } from './fixtures.js'
import { rate, root } from './site.js'

test.use({ serviceWorkers: 'allow' })

const coffee = root('build/photographs/coffee.png')

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} part
 */
const part = (page, part) => page.locator(`[data-part=${part}]`)

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 */
const bytes = (page, name) => part(page, name).locator('data').getAttribute('value').then(Number)

test('what is stored is listed part by part, and each part can be deleted', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await expect(page.getByText('Films work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Privacy' }).click()
  await expect.poll(() => bytes(page, 'films')).toBeGreaterThan(2_000_000)
  expect(await bytes(page, 'page')).toBeGreaterThan(400_000)
  expect(await bytes(page, 'history')).toBeGreaterThan(20)
  expect(await bytes(page, 'model')).toBe(0)
  await expect(part(page, 'model').getByRole('button')).toBeDisabled()
  await expect(page.locator('#stored-total')).toContainText(/MB in all, of [\d.]+ GB/)

  await page.getByRole('button', { name: 'Save the rest' }).click()
  await expect.poll(() => bytes(page, 'model'), { timeout: 60_000 }).toBeGreaterThan(10_000_000)
  await expect.poll(() => bytes(page, 'engine')).toBeGreaterThan(5_000_000)
  await expect(page.getByRole('button', { name: 'Save the rest' })).toBeHidden()
  for (const name of ['model', 'engine', 'films', 'page']) {
    await part(page, name).getByRole('button').click()
    await expect.poll(() => bytes(page, name), { message: name }).toBe(0)
  }
  await part(page, 'history').getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => bytes(page, 'history')).toBe(0)
  await expect(page.getByText('Films work offline')).toHaveCount(0)

  await page.goto('./#films')
  await page.reload()
  await expect(page.getByText('Films work offline')).toBeVisible()
  await expect(historyTitles(page)).toHaveCount(0)
})

test('requests are counted as they happen, those of workers and blocked ones too', async ({ page }) => {
  await openFilms(page)
  await expect(page.getByText('Films work offline')).toBeVisible()
  await page.getByRole('link', { name: 'Privacy' }).click()
  await expect(page.locator('#sent')).toHaveText('Nothing was sent since you opened this page.')
  await page.getByText('Every request').click()
  const requests = page.locator('#requests li')
  await expect(requests.filter({ hasText: 'packs/movies.pack' })).not.toHaveCount(0)
  const before = await requests.count()
  await page.getByRole('link', { name: 'Pictures' }).click()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
  await page.getByRole('link', { name: 'Privacy' }).click()
  await expect(requests.filter({ hasText: '.onnx' })).not.toHaveCount(0)
  await expect(requests.filter({ hasText: /infer.*\.wasm/ })).not.toHaveCount(0)
  expect(await requests.count()).toBeGreaterThan(before)
  await expect(page.locator('#foreign')).toHaveText('Requests to other servers: 0')
  await expect(page.locator('#blocked')).toHaveText('Requests that the security policy blocked: 0')

  await page.evaluate(() => fetch('https://example.com/').catch(() => {}))
  await expect(page.locator('#blocked')).toHaveText('Requests that the security policy blocked: 1')
  // What is sent, though to this site, is not passed over either.
  await page.evaluate(() => fetch('./', { method: 'POST', body: 'something' }).catch(() => {}))
  await expect(page.locator('#sent')).toHaveAttribute('data-clean', 'false')
})
