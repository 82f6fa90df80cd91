// Accessibility: axe finds no violation in any state, and everything can be done by keyboard.

import { AxeBuilder } from '@axe-core/playwright'
import {
  chooseTables,
  expect,
  fromMenu,
  historyTitles,
  holdCaches,
  learn,
  likeliest,
  look,
  openFilms,
  show,
  table,
  test,
  unfinished,
} from './fixtures.js'
import { rate, root } from './site.js'

/** @param {import('@playwright/test').Page} page */
async function expectNoViolations(page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

const oneLike = {
  name: 'history.json',
  mimeType: 'application/json',
  buffer: Buffer.from(
    JSON.stringify({ format: 'penchant-history', version: 1, events: [{ item: '1', action: 'like', at_ms: 1 }] }),
  ),
}

test.use({ contextOptions: { reducedMotion: 'reduce' } })

const APPEARANCES = {
  light: { colorScheme: /** @type {const} */ ('light') },
  dark: { colorScheme: /** @type {const} */ ('dark') },
  'forced colours': {
    contextOptions: { reducedMotion: /** @type {const} */ ('reduce'), forcedColors: /** @type {const} */ ('active') },
  },
}

for (const [name, appearance] of Object.entries(APPEARANCES)) {
  test.describe(`in ${name}`, () => {
    test.use(appearance)

    test('axe finds no violation among the films', async ({ page }) => {
      await openFilms(page)
      await expectNoViolations(page)
      await rate(page, 'Alien', 1979)
      await rate(page, 'Titanic', 1997, 'Dislike')
      await page.getByLabel('Find a film').fill('star')
      await page.getByText('Adjust variety').click()
      await expectNoViolations(page)
      await page.locator('#found .menu-button').first().click()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.locator('#picks .open').first().click()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.locator('#history .open').first().click()
      await page.getByRole('dialog').getByRole('button', { name: 'Exclude from your taste' }).click()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.locator('#import-file').setInputFiles(oneLike)
      await expect(page.getByRole('dialog')).toContainText('has 1 entry')
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Erase…' }).click()
      await expectNoViolations(page)
    })

    test('axe finds no violation among all films, nor in the picture of a taste', async ({ page }) => {
      await openFilms(page)
      await page.getByRole('link', { name: 'Your taste' }).click()
      await expectNoViolations(page)
      await rate(page, 'Alien', 1979)
      await rate(page, 'Toy Story', 1995)
      await page.getByText('The same as a table').click()
      await expectNoViolations(page)
      await page.getByRole('link', { name: 'All films' }).click()
      await expect(page.locator('#all .card')).not.toHaveCount(0)
      await expectNoViolations(page)
      await page.getByLabel('Genre', { exact: true }).selectOption('IMAX')
      await page.getByLabel('Decade').selectOption('1950')
      await expect(page.getByText('No film has this genre')).toBeVisible()
      await expectNoViolations(page)
    })

    test('axe finds no violation among lists, nor while they are chosen and shared', async ({ page }) => {
      await openFilms(page)
      await look(page, 'Lists')
      await expect(page.getByText('Nothing is here yet.')).toBeVisible()
      await expectNoViolations(page)
      await look(page, 'For you')
      await fromMenu(page, page.locator('#picks .card').first(), 'Want to see')
      await fromMenu(page, page.locator('#picks .card').first(), 'Lists…')
      await page.getByLabel('Or on a new list').fill('Rainy days')
      await page.getByRole('button', { name: 'Make' }).click()
      await expect(page.getByLabel('Rainy days')).toBeChecked()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await look(page, 'Lists')
      await page
        .locator('#list-items')
        .getByRole('button', { name: /^Like: / })
        .click()
      await expect(page.getByRole('heading', { name: 'Seen by now' })).toBeVisible()
      await expectNoViolations(page)
      await page.getByRole('button', { name: /^Rainy days/ }).click()
      await page.getByRole('button', { name: 'Share…' }).click()
      await expect(page.getByLabel('Link', { exact: true })).toBeVisible()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Rename…' }).click()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.goto('./#films/lists?name=Shared&items=1.260')
      await expect(page.getByRole('button', { name: 'Keep this list' })).toBeVisible()
      await expectNoViolations(page)
    })

    test('axe finds no violation among catalogues, while one is made, nor in one without genres', async ({ page }) => {
      await openFilms(page)
      await look(page, 'Catalogues')
      await page.locator('#learn-form').waitFor()
      await expectNoViolations(page)
      await chooseTables(page, { ratings: table('odd.csv', 'who,what\nu,a\n') })
      await expect(page.getByRole('combobox', { name: 'What “who” is' })).toBeVisible()
      await expectNoViolations(page)
      await chooseTables(page, { ratings: table('small.csv', 'user,item,rating\nu,a,5\nv,a,5\nv,b,5\nw,c,nonsense\n') })
      await expect(page.locator('.skipped')).toBeVisible()
      await expectNoViolations(page)
      await learn(page)
      await expectNoViolations(page)
      await page.locator('#picks [data-action=like]').first().click()
      await expectNoViolations(page)
      await look(page, 'Your taste')
      await expectNoViolations(page)
      await look(page, 'Catalogues')
      await chooseTables(page, { ratings: table('small.csv', 'user,item\nu,a\nv,a\nv,b\n') })
      await expect(page.getByText('You have a catalogue with this name')).toBeVisible()
      await expectNoViolations(page)
      await page.getByRole('button', { name: 'Rename small' }).click()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Delete small' }).click()
      await expectNoViolations(page)
      await page.keyboard.press('Escape')
      const films = root('build/data/ml-latest-small/ratings.csv')
      await chooseTables(page, { ratings: films })
      await page.getByLabel('Both added up').check()
      await holdCaches(page)
      await page.getByRole('button', { name: 'Learn it' }).click()
      await expect(page.getByRole('progressbar')).toBeVisible()
      await expectNoViolations(page)
    })

    test('axe finds no violation in an example, nor beside a learning that was stopped', async ({ page }) => {
      await page.goto('./#films?catalogue=music')
      await expect(page.locator('#picks h3').first()).toBeVisible()
      await expectNoViolations(page)
      await page.goto('./#films/all?catalogue=games')
      await expect(page.locator('#all .card')).not.toHaveCount(0)
      await expectNoViolations(page)
      await look(page, 'Catalogues')
      await chooseTables(page, { ratings: table('small.csv', 'user,item\nu,a\nv,a\nv,b\n') })
      await expect(page.getByLabel('It is a catalogue of')).toBeVisible()
      await holdCaches(page, 'own-catalogues')
      await page.getByRole('button', { name: 'Learn it' }).click()
      await expect.poll(() => unfinished(page)).toBe(1)
      await page.reload()
      await expect(page.locator('.stopped')).toBeVisible()
      await expectNoViolations(page)
      await page.getByRole('link', { name: 'For you' }).click()
      await page.reload()
      await expect(page.locator('#notice-message')).toContainText('was stopped')
      await expectNoViolations(page)
    })

    test('axe finds no violation among the pictures', async ({ page }) => {
      await page.goto('./#pictures')
      // The script shows the room that the address names.
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectNoViolations(page)
      await show(page, { name: 'letter.txt', mimeType: 'image/png', buffer: Buffer.from('Dear diary') })
      await expect(page.locator('#picture-error')).toBeVisible()
      await expectNoViolations(page)
      await show(page, root('build/photographs/coffee.png'))
      await expect(likeliest(page)).toContainText('espresso')
      await expectNoViolations(page)
      await page.getByRole('button', { name: 'Look live' }).click()
      await expect(page.locator('#frames')).toHaveText(/frames/)
      await expectNoViolations(page)
      await page.getByRole('button', { name: 'Stop looking' }).click()
      await page.getByRole('button', { name: 'Use your own ONNX model…' }).click()
      await page.getByLabel('ONNX file').setInputFiles(root('build/photographs/coffee.png'))
      await expect(page.locator('#model-failure')).toBeVisible()
      await expectNoViolations(page)
    })

    test('axe finds no violation in the privacy panel', async ({ page }) => {
      await openFilms(page)
      await rate(page, 'Alien', 1979)
      await page.getByRole('link', { name: 'Privacy' }).click()
      await expect(page.locator('[data-part=history] data')).not.toHaveText('nothing')
      await expectNoViolations(page)
      await page.getByText('Every request').click()
      await expectNoViolations(page)
      await page.locator('[data-part=history]').getByRole('button').click()
      await expectNoViolations(page)
    })
  })
}

test('by keyboard: skip, search, like, open the reasons, remove, erase, go to another room', async ({ page }) => {
  await openFilms(page)
  const focused = page.locator(':focus')
  const tabTo = async (/** @type {import('@playwright/test').Locator} */ target, key = 'Tab') => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press(key)
    }
    throw new Error('The keyboard does not lead there.')
  }

  await page.keyboard.press('Tab')
  await expect(focused).toHaveText('Skip to the content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(focused).toHaveAttribute('id', 'query')
  await page.keyboard.type('alien 1979')
  await tabTo(page.locator('#found').getByRole('button', { name: 'Like: Alien (1979)', exact: true }))
  await page.keyboard.press('Enter')
  await expect(historyTitles(page)).toHaveText(['Alien'])

  const cards = page.locator('#picks .card')
  await tabTo(cards.first().locator('.open'))
  await page.keyboard.press('ArrowRight')
  await expect(cards.nth(1).locator('.open')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').locator('tfoot')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(cards.nth(1).locator('.open')).toBeFocused()
  const title = await cards.nth(1).locator('h3').innerText()
  await tabTo(cards.nth(1).getByRole('button', { name: /^Like: / }))
  await page.keyboard.press('Enter')
  await expect(historyTitles(page).first()).toHaveText(title)
  await expect(focused).toHaveAttribute('aria-pressed', 'true')
  await tabTo(cards.nth(1).getByRole('button', { name: /^More: / }))
  await page.keyboard.press('Enter')
  await expect(focused).toContainText('Seen')
  await page.keyboard.press('ArrowDown')
  await expect(focused).toContainText('Not interested')
  await page.keyboard.press('Escape')
  await expect(cards.nth(1).getByRole('button', { name: /^More: / })).toBeFocused()
  // The same button of the last card. One card is one stop: the next one after its buttons is beyond the row.
  await page.keyboard.press('End')
  await expect(cards.last().getByRole('button', { name: /^More: / })).toBeFocused()

  await tabTo(page.getByRole('button', { name: 'Take Alien (1979) out of your history' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(historyTitles(page)).toHaveText([title])
  await expect(focused).toHaveClass('remove')

  await tabTo(page.getByRole('button', { name: 'Erase…' }))
  await page.keyboard.press('Enter')
  await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Erase' }))
  await page.keyboard.press('Enter')
  await expect(historyTitles(page)).toHaveCount(0)

  const pictures = page.getByRole('link', { name: 'Pictures' })
  await pictures.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'What is in the picture?' })).toBeVisible()
  await expect(pictures).toHaveAttribute('aria-current', 'page')
  const chooser = page.waitForEvent('filechooser')
  await tabTo(page.getByRole('button', { name: 'Choose a picture' }))
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(root('build/photographs/coffee.png'))
  await expect(likeliest(page)).toContainText('espresso')
})

test('by keyboard: the form for a model is opened and closed, and what is stored is deleted', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await page.getByRole('link', { name: 'Pictures' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Use your own ONNX model…' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Use your own ONNX model…' })).toBeFocused()
  await page.getByRole('link', { name: 'Privacy' }).focus()
  await page.keyboard.press('Enter')
  const remove = page.getByRole('button', { name: 'Delete: Your history' })
  await expect(remove).toBeEnabled()
  await remove.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus()
  await page.keyboard.press('Enter')
  await expect(remove).toBeDisabled()
})

test('by keyboard: a catalogue is learned, renamed, left for another, and deleted', async ({ page }) => {
  await openFilms(page)
  const press = async (/** @type {import('@playwright/test').Locator} */ target, key = 'Enter') => {
    await target.focus()
    await page.keyboard.press(key)
  }
  const focused = page.locator(':focus')
  await press(page.getByRole('link', { name: 'Catalogues' }))
  await chooseTables(page, { ratings: table('small.csv', 'user,item\nu,a\nv,a\nv,b\n') })
  await expect(page.getByLabel('What ranks best here')).toBeChecked()
  await press(page.getByLabel('What ranks best here'), 'ArrowDown')
  await expect(page.getByLabel('EASE')).toBeChecked()
  await press(page.getByRole('button', { name: 'Learn it' }))
  await expect(page.locator('#own-name')).toHaveText('small')
  await expect(page.getByRole('heading', { name: 'Name three items you like' })).toBeFocused()
  await press(page.getByRole('link', { name: 'Catalogues' }))
  await press(page.getByRole('button', { name: 'Rename small' }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Few')
  await page.keyboard.press('Enter')
  await expect(page.locator('#own-name')).toHaveText('Few')
  await expect(focused).toHaveText('Catalogues')
  await press(page.getByRole('button', { name: 'Use Films of MovieLens' }))
  await expect(page.getByRole('heading', { name: 'Name three films you like' })).toBeFocused()
  await press(page.getByRole('link', { name: 'Catalogues' }))
  await press(page.getByRole('button', { name: 'Delete Few' }))
  await press(page.getByRole('dialog').getByRole('button', { name: 'Delete' }))
  await expect(page.locator('.catalogue')).toHaveCount(3)
  await expect(focused).toHaveText('Catalogues')
})

test('controls are at least 24 pixels high and wide, on a phone too', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 })
  for (const part of ['pictures', 'privacy', 'films/catalogues']) {
    await page.goto(`./#${part}`)
    if (part === 'pictures') await page.getByRole('button', { name: 'Look live' }).waitFor()
    if (part === 'films/catalogues') await page.locator('#learn-form').waitFor()
    if (part === 'privacy') await page.locator('[data-part=page]').waitFor()
    const small = await page.locator('a, button, summary, select, input').evaluateAll((elements) =>
      elements
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ element, box }) => box.width > 1 && (box.width < 24 || box.height < 24) && element.checkVisibility())
        .map(({ element }) => element.id || element.textContent),
    )
    expect(small).toEqual([])
  }
})

test('from 320 to 2560 pixels nothing overflows sideways', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  for (const width of [320, 360, 768, 1280, 2560]) {
    for (const part of ['Films', 'All films', 'Your taste', 'Catalogues', 'Pictures', 'Privacy']) {
      await page.setViewportSize({ width, height: 800 })
      await page.getByRole('link', { name: part, exact: part === 'Films' }).click()
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow, `${part} at ${width}`).toBeLessThanOrEqual(0)
      if (part === 'Catalogues') await page.getByRole('link', { name: 'For you' }).click()
    }
  }
})
