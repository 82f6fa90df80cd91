// Lists: what the visitor wants to see, lists with names of the visitor's own, and sharing them and single films.

import {
  chooseTables,
  expect,
  fromMenu,
  historyTitles,
  learn,
  look,
  openFilms,
  picks,
  table,
  test,
} from './fixtures.js'
import { rate } from './site.js'

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page */
const cards = (page) => page.locator('#list-items .card h3')
/** @param {Page} page */
const choices = (page) => page.locator('.list-choice')
/** @param {Page} page */
const heading = (page) => page.locator('#list-heading')

/**
 * Puts a film of the first row on the list of wanted ones.
 * @param {Page} page
 * @param {number} place
 * @returns {Promise<string>} its title
 */
async function want(page, place) {
  const title = await picks(page).nth(place).innerText()
  await fromMenu(page, page.locator('#picks .card').nth(place), 'Want to see')
  await expect(page.getByText(`${title} is now on “Want to see”.`)).toBeVisible()
  return title
}

/**
 * Puts a film of the first row on a new list.
 * @param {Page} page
 * @param {number} place
 * @param {string} name
 */
async function makeList(page, place, name) {
  await fromMenu(page, page.locator('#picks .card').nth(place), 'Lists…')
  const chooser = page.getByRole('dialog')
  await chooser.getByLabel('Or on a new list').fill(name)
  await chooser.getByRole('button', { name: 'Make' }).click()
  await expect(chooser.getByLabel(name)).toBeChecked()
  await chooser.getByRole('button', { name: 'Done' }).click()
}

test('what is wanted is kept, the latest first, and can be undone', async ({ page }) => {
  await openFilms(page)
  const first = await want(page, 0)
  const second = await want(page, 2)
  await look(page, 'Lists')
  await expect(cards(page)).toHaveText([second, first])
  await page.reload()
  await expect(cards(page)).toHaveText([second, first])

  await fromMenu(page, page.locator('#list-items .card').first(), 'Want to see')
  await expect(cards(page)).toHaveText([first])
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await expect(cards(page)).toHaveText([second, first])
  await page.reload()
  await expect(cards(page)).toHaveText([second, first])
})

test('what is wanted says nothing of the taste; once it is known, it is below the others', async ({ page }) => {
  await openFilms(page)
  const before = await picks(page).allTextContents()
  const title = await want(page, 0)
  await want(page, 1)
  expect(await picks(page).allTextContents()).toEqual(before)
  await expect(historyTitles(page)).toHaveCount(0)

  await look(page, 'Lists')
  await page
    .locator('#list-items .card', { hasText: title })
    .getByRole('button', { name: /^Like: / })
    .click()
  await expect(page.getByRole('heading', { name: 'Seen by now' })).toBeVisible()
  await expect(page.locator('#list-known .card h3')).toHaveText([title])
  await expect(cards(page)).toHaveCount(1)
})

test('the details of a film put it on lists too, by keyboard', async ({ page }) => {
  await openFilms(page)
  await page.locator('#picks .open').first().click()
  const sheet = page.locator('#sheet')
  const wanted = sheet.getByRole('button', { name: /^Want to see: / })
  await wanted.focus()
  await page.keyboard.press('Enter')
  await expect(wanted).toHaveAttribute('aria-pressed', 'true')
  await expect(wanted).toBeFocused()
  const lists = sheet.getByRole('button', { name: /^Lists…: / })
  await lists.focus()
  await page.keyboard.press('Enter')
  const chooser = page.locator('.list-chooser')
  await expect(chooser.getByLabel('Want to see')).toBeChecked()
  await chooser.getByLabel('Want to see').focus()
  await page.keyboard.press('Space')
  await expect(wanted).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('Escape')
  await expect(chooser).toBeHidden()
  await expect(sheet).toBeVisible()
})

test('a list has a name and an address, can be renamed, and deleted with a way back', async ({ page }) => {
  await openFilms(page)
  const title = await picks(page).nth(1).innerText()
  await makeList(page, 1, 'Rainy days')
  await look(page, 'Lists')
  await choices(page).getByRole('button', { name: 'Rainy days, 1 film' }).click()
  await expect(page).toHaveURL(/#films\/lists\?list=rainy-days$/)
  const address = page.url()
  await page.goto('about:blank')
  await page.goto(address)
  await expect(heading(page)).toHaveText('Rainy days')
  await expect(cards(page)).toHaveText([title])

  await page.getByRole('button', { name: 'Rename…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Sunny days')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await expect(heading(page)).toHaveText('Sunny days')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(heading(page)).toHaveText('Want to see')
  await expect(choices(page).getByRole('button')).toHaveCount(2)
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await choices(page).getByRole('button', { name: 'Sunny days, 1 film' }).click()
  await expect(cards(page)).toHaveText([title])
  await fromMenu(page, page.locator('#list-items .card').first(), 'Take off this list')
  await expect(cards(page)).toHaveCount(0)
  await expect(page.getByText('Nothing is on this list yet.')).toBeVisible()

  await page.goto('./#films/lists?list=no-such')
  await expect(heading(page)).toHaveText('There is no such list on this device.')
})

test('a shared list is in the link itself, and kept only when that is wished', async ({ page, browser }) => {
  await openFilms(page)
  await makeList(page, 0, 'For Ann: 100 % & more')
  const title = await picks(page).first().innerText()
  await look(page, 'Lists')
  await choices(page)
    .getByRole('button', { name: /^For Ann/ })
    .click()
  await page.getByRole('button', { name: 'Share…' }).click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue(
    new RegExp(`^For Ann: 100 % & more\n\n- ${title} `),
  )
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy the link' }).click()
  await expect(page.getByText('Copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  expect((await saving).suggestedFilename()).toMatch(/^For Ann.*\.csv$/)

  const other = await (await browser.newContext()).newPage()
  await other.goto(`${link}.no-such-film`)
  await expect(heading(other)).toHaveText('For Ann: 100 % & more')
  await expect(cards(other)).toHaveText([title])
  await expect(other.getByText('not kept yet. 1 is not in this catalogue.')).toBeVisible()
  await other.reload()
  await expect(choices(other).getByRole('button')).toHaveText(['Want to see0', 'New list…'])
  await other.getByRole('button', { name: 'Keep this list' }).click()
  await expect(choices(other).getByRole('button', { name: 'For Ann: 100 % & more, 1 film' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await other.reload()
  await expect(cards(other)).toHaveText([title])
  await other.context().close()
})

test('a film is shared as a link that opens its details', async ({ page, browser }) => {
  await openFilms(page)
  const title = await picks(page).first().innerText()
  await fromMenu(page, page.locator('#picks .card').first(), 'Share…')
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue(new RegExp(`^${title} `))
  const other = await (await browser.newContext()).newPage()
  await other.goto(link)
  await expect(other.locator('#sheet-heading')).toHaveText(title)
  await other.context().close()
})

test('a catalogue of one’s own has lists of its own, and no link, and they go with it', async ({ page }) => {
  await openFilms(page)
  await want(page, 0)
  await look(page, 'Catalogues')
  await chooseTables(page, { ratings: table('small.csv', 'user,item\nu,a\nv,a\nv,b\nw,b\nw,c\n') })
  await learn(page)
  await look(page, 'Lists')
  await expect(page.getByText('Nothing is here yet.')).toBeVisible()
  await look(page, 'For you')
  await fromMenu(page, page.locator('#picks .card').first(), 'Want')
  await fromMenu(page, page.locator('#picks .card').first(), 'Share…')
  await expect(page.getByText('There is no link')).toBeVisible()
  await expect(page.locator('#share-link')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Delete small' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.locator('.catalogue')).toHaveCount(3)
  const stored = () =>
    page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.open('penchant-lists')
          request.onerror = () => reject(request.error)
          request.onsuccess = () => {
            const keys = request.result.transaction('lists').objectStore('lists').getAllKeys()
            keys.onsuccess = () => {
              request.result.close()
              resolve(keys.result)
            }
          }
        }),
    )
  expect(await stored()).toEqual(['movies'])
})

test('two tabs change the same lists without losing anything', async ({ page, context }) => {
  await openFilms(page)
  const other = await context.newPage()
  await openFilms(other)
  await look(other, 'Lists')
  const first = await want(page, 0)
  await expect(cards(other)).toHaveText([first])
  await look(other, 'For you')
  const second = await want(other, 1)
  await look(page, 'Lists')
  await expect(cards(page)).toHaveText([second, first])
})

test('where lists cannot be stored, they last until the page is closed, and the page says so', async ({ page }) => {
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open
    /** @type {typeof open} */
    IDBFactory.prototype.open = function (name, version) {
      if (name === 'penchant-lists') throw new DOMException('It is forbidden.', 'SecurityError')
      return open.call(this, name, version)
    }
  })
  await openFilms(page)
  const title = await picks(page).first().innerText()
  await fromMenu(page, page.locator('#picks .card').first(), 'Want to see')
  await expect(page.getByText('Your lists cannot be stored on this device')).toBeVisible()
  await fromMenu(page, page.locator('#picks .card').nth(1), 'Want to see')
  await look(page, 'Lists')
  await expect(cards(page)).toHaveCount(2)
  await expect(cards(page).last()).toHaveText(title)
})

test('the privacy panel shows and deletes lists', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await want(page, 0)
  await page.getByRole('link', { name: 'Privacy' }).click()
  const part = page.locator('[data-part=lists]')
  await expect(part.locator('data')).not.toHaveText('nothing')
  await part.getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(part.locator('data')).toHaveText('nothing')
  await page.goto('./#films/lists')
  await expect(page.getByText('Nothing is here yet.')).toBeVisible()
  await expect(historyTitles(page)).toHaveText(['Alien'])
})
