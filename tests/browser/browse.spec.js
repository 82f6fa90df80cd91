// The view of all films: each can be reached, also by keyboard, though few are in the document.

import { expect, look, openFilms, test } from './fixtures.js'
import { rate } from './site.js'

/** @param {import('@playwright/test').Page} page */
const cards = (page) => page.locator('#all .card')

test('only the films in sight are in the document, wherever the page is scrolled to', async ({ page }) => {
  await openFilms(page)
  await look(page, 'All films')
  await expect(page.locator('#all-count')).toHaveText('9,066 films')
  for (const share of [0, 0.3, 1]) {
    await page.evaluate((share) => scrollTo(0, (document.querySelector('#all')?.scrollHeight ?? 0) * share), share)
    await expect(cards(page).first()).toBeVisible()
    await expect(page.locator('#all .card:has-text("")')).not.toHaveCount(0)
    expect(await cards(page).count()).toBeLessThan(120)
    const places = await cards(page).evaluateAll((all) => all.map((card) => Number(card.getAttribute('aria-posinset'))))
    expect(places).toEqual(places.map((_, place) => places[0] + place))
    if (share === 1) await expect.poll(() => cards(page).last().getAttribute('aria-posinset')).toBe('9066')
  }
})

test('the arrow keys lead through all films, also to those that are not in the document yet', async ({ page }) => {
  await openFilms(page)
  await look(page, 'All films')
  await cards(page).first().locator('.open').focus()
  const place = () => page.evaluate(() => Number(document.activeElement?.closest('.card')?.getAttribute('data-place')))
  await page.keyboard.press('ArrowRight')
  expect(await place()).toBe(1)
  await page.keyboard.press('ArrowDown')
  const columns = (await place()) - 1
  expect(columns).toBeGreaterThan(2)
  for (let presses = 1; presses <= 10; presses += 1) await page.keyboard.press('PageDown')
  expect(await place()).toBe(1 + columns + 40 * columns)
  await page.keyboard.press('End')
  expect(await place()).toBe(9065)
  await expect(page.locator(':focus')).toBeInViewport()
  await page.keyboard.press('Home')
  expect(await place()).toBe(0)
  await expect(page.locator(':focus')).toBeInViewport()
})

test('films are sorted, and filtered by genre and decade', async ({ page }) => {
  await openFilms(page)
  await look(page, 'All films')
  const credits = cards(page).locator('.credits')
  await page.getByLabel('Genre', { exact: true }).selectOption('Western')
  await page.getByLabel('Decade').selectOption('1960')
  await page.getByLabel('Order', { exact: true }).selectOption('newest')
  await expect(credits.first()).toContainText('1969')
  for (const text of await credits.allTextContents()) expect(text).toMatch(/^196\d.*/)
  await page.getByLabel('Decade').selectOption('')
  await page.getByLabel('Order', { exact: true }).selectOption('title')
  const titles = await cards(page).locator('h3').allTextContents()
  expect(titles).toEqual([...titles].sort(new Intl.Collator('en', { numeric: true }).compare))
  await page.getByLabel('Genre', { exact: true }).selectOption('IMAX')
  await page.getByLabel('Decade').selectOption('1950')
  await page.getByRole('button', { name: 'Show all films' }).click()
  await expect(page.locator('#all-count')).toHaveText('9,066 films')
})

test('an opinion on any of them is kept, and the card shows it', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await look(page, 'All films')
  const like = cards(page)
    .nth(2)
    .getByRole('button', { name: /^Like: / })
  await like.click()
  await expect(like).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('#history .row')).toHaveCount(2)
})
