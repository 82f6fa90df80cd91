// Search: opened by a key, forgiving of slips, with a page of results that has an address of its own.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, look, openFilms, test } from './fixtures.js'

/** @import { Page } from '@playwright/test' */

const field = (/** @type {Page} */ page) => page.getByLabel('Find a film')
const heading = (/** @type {Page} */ page) => page.locator('#results-heading')
const cards = (/** @type {Page} */ page, /** @type {string} */ list) => page.locator(`#${list} .card h3`)
const hash = (/** @type {Page} */ page) => page.evaluate(() => location.hash)

/** @param {Page} page */
async function expectNoViolations(page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

test('/ leads to the search field from anywhere but where text is typed, and Escape empties it', async ({ page }) => {
  await openFilms(page)
  await page.keyboard.press('/')
  await expect(field(page)).toBeFocused()
  await expect(field(page)).toHaveValue('')
  await page.keyboard.type('face/off')
  await expect(field(page)).toHaveValue('face/off')
  await expect(page.locator('#found .title').first()).toHaveText('Face/Off')
  await page.keyboard.press('Escape')
  await expect(field(page)).toHaveValue('')
  await expect(page.locator('#found .row')).toHaveCount(0)
  await expect.poll(() => hash(page)).toBe('#films')
  // From another room.
  await page.goto('./#privacy')
  await expect(page.locator('[data-room=privacy]')).toBeVisible()
  await page.keyboard.press('/')
  await expect(field(page)).toBeFocused()
  await page.goBack()
  await expect(page.locator('[data-room=privacy]')).toBeVisible()
})

test('/ does nothing while a dialog is open', async ({ page }) => {
  await openFilms(page)
  await page.locator('#picks .open').first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expect(field(page)).not.toBeFocused()
})

test('Enter opens the page of results, whose count is announced, and Back leads where one was', async ({ page }) => {
  await openFilms(page)
  await look(page, 'All films')
  await field(page).fill('star wars')
  await expect(page.getByRole('status').filter({ hasText: /^9 films$/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('9 films for “star wars”')
  await expect(heading(page)).toBeFocused()
  await expect(page.locator('#found-count')).toHaveText('9 films')
  await expect(cards(page, 'results')).toHaveCount(9)
  await expect(page.locator('#found')).toBeHidden()
  expect(await hash(page)).toBe('#films/search?q=star+wars')
  // It is refined in place.
  await field(page).fill('star wars 1977')
  await expect(heading(page)).toHaveText('1 film for “star wars 1977”')
  await page.goBack()
  await expect(page.locator('#view-all')).toBeVisible()
  await expect(field(page)).toHaveValue('star wars')
  await expect(field(page)).toBeFocused()
  await page.goForward()
  await expect(heading(page)).toHaveText('1 film for “star wars 1977”')
})

test('the page of results is opened cold from its address', async ({ page }) => {
  await openFilms(page)
  await page.goto('./#films/search?q=LOTR')
  await page.reload()
  await expect(cards(page, 'results').nth(2)).toHaveText('The Lord of the Rings: The Return of the King')
  await expect(field(page)).toHaveValue('LOTR')
})

test('what is only guessed is said to be a guess', async ({ page }) => {
  await openFilms(page)
  await field(page).fill('godfahter')
  await expect(page.locator('#found-count')).toHaveText('Nothing is called “godfahter”. Did you mean:')
  await expect(page.locator('#found .title').first()).toHaveText('The Godfather')
  await page.getByRole('button', { name: 'Show all', exact: true }).click()
  await expect(heading(page)).toHaveText('Nothing is called “godfahter”')
  const guesses = page.getByRole('region', { name: 'Did you mean …' })
  await expect(guesses.locator('.card h3').first()).toHaveText('The Godfather')
  await field(page).fill('se7en')
  await expect(heading(page)).toHaveText('1 film for “se7en”')
  await expect(cards(page, 'results')).toHaveText(['Seven'])
})

test('an empty page of results has a way out', async ({ page }) => {
  await openFilms(page)
  await field(page).fill('xqzwvkjh')
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('0 films for “xqzwvkjh”')
  await expect(page.locator('#view-search')).toContainText('No film has “xqzwvkjh” in its title, year or genres.')
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Show all films' }).click()
  await expect(page.locator('#all-count')).toHaveText('9,066 films')
  await expect(field(page)).toHaveValue('')
  await page.goBack()
  await field(page).fill('')
  await expect(heading(page)).toHaveText('What are you looking for?')
})

for (const width of [1280, 360]) {
  test(`results are accessible and fit a window of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 })
    await openFilms(page)
    await field(page).fill('star')
    await page.keyboard.press('Enter')
    await expect(heading(page)).toContainText('films for “star”')
    await expect(cards(page, 'results').first()).toBeInViewport()
    await expectNoViolations(page)
    await field(page).fill('godfahter')
    await expect(cards(page, 'guesses').first()).toBeInViewport()
    await expectNoViolations(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    // Few of many are in the document, and each can be reached by keyboard.
    await field(page).fill('a')
    await expect(cards(page, 'results').first()).toBeVisible()
    expect(await cards(page, 'results').count()).toBeLessThan(120)
    await page.locator('#results .open').first().focus()
    await page.keyboard.press('End')
    const last = await page.locator(':focus').evaluate((button) => {
      const card = button.closest('.card')
      return [card?.getAttribute('aria-posinset'), card?.getAttribute('aria-setsize')]
    })
    expect(last[0]).toBe(last[1])
  })
}
