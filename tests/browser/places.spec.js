// Places have addresses: they are opened cold, and Back leads where one was, as it was.

import { expect, historyTitles, look, openFilms, picks, test } from './fixtures.js'
import { rate } from './site.js'

/** @import { Page } from '@playwright/test' */

const hash = (/** @type {Page} */ page) => page.evaluate(() => location.hash)
const sheet = (/** @type {Page} */ page) => page.getByRole('dialog')
const open = (/** @type {Page} */ page, /** @type {string} */ title) =>
  page.locator('main').getByRole('button', { name: title, exact: true }).first().click()

test('a film has an address, and Back closes its details and returns to what had the focus', async ({ page }) => {
  await openFilms(page)
  const title = String(await picks(page).first().textContent())
  await open(page, title)
  await expect(sheet(page).getByRole('heading', { level: 2 })).toHaveText(title)
  expect(await hash(page)).toMatch(/^#films\?item=\d+$/)
  await expect(page).toHaveTitle(new RegExp(title))
  await page.goBack()
  await expect(sheet(page)).toBeHidden()
  await expect(page.getByRole('button', { name: title, exact: true }).first()).toBeFocused()
  await page.goForward()
  await expect(sheet(page)).toBeVisible()
  // Closing it goes back too, so no entry is added to the browser's history.
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toBeHidden()
  await expect.poll(() => hash(page)).toBe('#films')
  await page.goForward()
  await expect(sheet(page)).toBeVisible()
})

test('details opened from details are left one by one with Back, and all at once by closing them', async ({ page }) => {
  await openFilms(page)
  await open(page, String(await picks(page).first().textContent()))
  const similar = sheet(page).locator('.similar button').first()
  const second = String(await similar.textContent())
  await similar.click()
  await expect(sheet(page).getByRole('heading', { level: 2 })).toHaveText(second)
  await page.goBack()
  await expect(sheet(page).getByRole('heading', { level: 2 })).not.toHaveText(second)
  await page.goForward()
  await expect(sheet(page).getByRole('heading', { level: 2 })).toHaveText(second)
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toBeHidden()
  await expect.poll(() => hash(page)).toBe('#films')
})

test('a film is opened cold from its address, and one that is not there is said to be missing', async ({ page }) => {
  await page.goto('./#films/all?item=1214')
  await expect(sheet(page).getByRole('heading', { level: 2 })).toHaveText('Alien')
  await page.keyboard.press('Escape')
  await expect.poll(() => hash(page)).toBe('#films/all')
  await page.goto('./#films?item=nothing')
  await expect(page.getByText('This is not in the catalogue that is open.')).toBeVisible()
  await expect.poll(() => hash(page)).toBe('#films')
})

test('filters, the order and the search outlast a reload, and can be shared', async ({ page, context }) => {
  await openFilms(page)
  await look(page, 'All films')
  await page.getByLabel('Genre', { exact: true }).selectOption('Horror')
  await page.getByLabel('Decade').selectOption('1970')
  await page.getByLabel('Order', { exact: true }).selectOption('By title')
  await page.getByLabel('Find a film').fill('alien')
  await expect.poll(() => hash(page)).toBe('#films/all?order=title&genre=Horror&decade=1970&q=alien')
  const count = String(await page.locator('#all-count').textContent())
  await page.reload()
  const shared = await context.newPage()
  await shared.goto(page.url())
  for (const tab of [page, shared]) {
    await expect(tab.locator('#all-count')).toHaveText(count)
    await expect(tab.getByLabel('Genre', { exact: true })).toHaveValue('Horror')
    await expect(tab.getByLabel('Order', { exact: true })).toHaveValue('title')
    await expect(tab.getByLabel('Find a film')).toHaveValue('alien')
    await expect(tab.locator('#found').getByRole('button', { name: 'Alien', exact: true })).toBeVisible()
  }
  // Typing adds no entry to the history: Back leads to the previous view.
  await page.goBack()
  await expect(page.locator('#view-picks')).toBeVisible()
})

test('Back returns to where the list of all films was scrolled to, from another room and after a reload', async ({
  page,
}) => {
  await openFilms(page)
  await look(page, 'All films')
  await expect(page.locator('#all .card').first()).toBeVisible()
  await page.evaluate(() => scrollTo(0, 60_000))
  const inSight = () =>
    page.evaluate(() =>
      document
        .elementFromPoint(innerWidth / 2, innerHeight / 2)
        ?.closest('.card')
        ?.getAttribute('data-item'),
    )
  await expect.poll(inSight).toBeTruthy()
  const item = await inSight()
  await page.evaluate(() => (location.hash = '#privacy'))
  await expect(page.locator('[data-room=privacy]')).toBeVisible()
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await page.goBack()
  await expect.poll(inSight).toBe(item)
  await page.reload()
  await expect.poll(inSight).toBe(item)
})

test('a row of similar films has an address, and Back takes it away', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await page.goto('./#films?like=1214')
  await expect(page.getByRole('heading', { name: 'More like Alien' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'More like Alien' })).toHaveCount(0)
})

test('the link past the navigation leads to no other place', async ({ page }) => {
  await page.goto('./#films/taste')
  await expect(page.locator('#view-taste')).toBeVisible()
  await page.locator('.skip').focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => hash(page)).toBe('#films/taste')
  await expect(page.locator('#view-taste')).toBeVisible()
})
