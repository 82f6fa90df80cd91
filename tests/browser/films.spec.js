// Films: picks from the visitor's own opinions, with reasons that add up.

import { Recommender } from 'penchant/recommend'
import { expect, fromMenu, historyStored, historyTitles, openFilms, picks, rest, test } from './fixtures.js'
import { rate, root } from './site.js'

test('with an empty history popular films are shown, and the page says so', async ({ page }) => {
  await openFilms(page)
  await expect(page.getByRole('heading', { name: 'Popular films' })).toBeVisible()
  await expect(page.locator('#picks-note')).toContainText('Nothing is in your history yet')
  await expect(page.locator('#picks .why').first()).toHaveText('Popular with everybody; little else is known yet')
  await expect(page.getByRole('heading', { name: /^Popular: / })).toHaveCount(4)
})

test('a first visit asks for three films, and is not asked again once they are liked', async ({ page }) => {
  await openFilms(page)
  const question = page.getByRole('heading', { name: 'Name three films you like' })
  await expect(question).toBeVisible()
  for (const place of [0, 3, 5]) {
    const film = page.locator('#well-known button').nth(place)
    await film.click()
  }
  await expect(page.locator('#welcome-progress')).toHaveText('3 of 3')
  await expect(historyTitles(page)).toHaveCount(3)
  await page.getByRole('button', { name: 'Show my picks' }).click()
  await expect(question).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Picks for you' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Picks for you' })).toBeFocused()
  await page.reload()
  await expect(picks(page).first()).toBeVisible()
  await expect(question).toBeHidden()
})

test('the first visit’s question can be skipped, and is not asked again', async ({ page }) => {
  await openFilms(page)
  const question = page.getByRole('heading', { name: 'Name three films you like' })
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await expect(question).toBeHidden()
  await page.reload()
  await expect(picks(page).first()).toBeVisible()
  await expect(question).toBeHidden()
})

test('the first visit’s question is asked again where it was not answered', async ({ page }) => {
  await openFilms(page)
  await page.locator('#well-known button').first().click()
  await historyStored(page)
  await page.reload()
  await expect(page.locator('#welcome-progress')).toHaveText('1 of 3')
  await expect(page.locator('#well-known [aria-pressed=true]')).toHaveCount(1)
})

test('below the picks are rows about what was liked, what is different and what is popular', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rate(page, 'Fargo', 1996)
  await expect(page.locator('#rows h2')).toHaveText([
    'Because you liked Fargo',
    'Because you liked Alien',
    'Something different',
    'Popular films',
  ])
  const shown = page.locator('#rows .card h3')
  for (const title of ['Alien', 'Fargo']) await expect(shown.getByText(title, { exact: true })).toHaveCount(0)
  for (const why of await page.locator('#rows .why').all()) await expect(why).not.toBeEmpty()

  const different = page.locator('[data-row=different]')
  const before = await different.locator('h3').allTextContents()
  await different.getByRole('button', { name: 'Others' }).click()
  await expect(different.locator('h3')).not.toHaveText(before)
})

test('one tap asks for films like one: a row of them is above the others until it is closed', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  const title = await picks(page).first().innerText()
  await fromMenu(page, page.locator('#picks .card').first(), 'More like this')
  const row = page.locator('[data-row=like]')
  await expect(row.getByRole('heading', { name: `More like ${title}` })).toBeFocused()
  await expect(row.locator('.card')).not.toHaveCount(0)
  await row.getByRole('button', { name: 'Close' }).click()
  await expect(row).toHaveCount(0)
})

test('the sliders change the picks at once, the page says how many, and they stay until they are reset', async ({
  page,
}) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rate(page, 'Toy Story', 1995)
  const before = await picks(page).allTextContents()
  await page.getByText('Adjust variety').click()
  const variety = page.getByLabel('Variety')
  await variety.fill('0.8')
  await expect(picks(page)).not.toHaveText(before)
  await expect(variety).toHaveAttribute('aria-valuetext', '80%')
  await expect(page.locator('.moved')).toContainText('of 24 picks are different')
  const varied = await picks(page).allTextContents()

  await historyStored(page)
  await page.reload()
  await expect(picks(page)).toHaveText(varied)
  await page.getByText('Adjust variety').click()
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect(picks(page)).toHaveText(before)
  await expect(page.locator('.moved')).toHaveText('')
})

test('three films liked change the picks, and both survive a reload', async ({ page }) => {
  await openFilms(page)
  const before = await picks(page).allTextContents()
  await rate(page, 'Alien', 1979)
  await rate(page, 'Blade Runner', 1982)
  await rate(page, 'Fargo', 1996)
  const after = await picks(page).allTextContents()
  expect(after).not.toEqual(before)
  for (const title of ['Alien', 'Blade Runner', 'Fargo']) expect(after).not.toContain(title)
  await expect(page.locator('#picks .why', { hasText: 'because of' }).first()).toBeVisible()

  await historyStored(page)
  await page.reload()
  await expect(historyTitles(page)).toHaveText(['Fargo', 'Blade Runner', 'Alien'])
  await expect(picks(page)).toHaveText(after)
})

test('no card cuts its reasons between titles', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await openFilms(page)
  await rate(page, 'Star Wars: Episode V - The Empire Strikes Back', 1980)
  await rate(page, 'Terminator 2: Judgment Day', 1991)
  await rate(page, 'Alien', 1979)
  await expect(page.locator('#rows h2').first()).toHaveText('Because you liked Alien')
  const cut = () =>
    page
      .locator('.card .why')
      .evaluateAll((all) =>
        all.flatMap((why) =>
          why.scrollHeight > why.clientHeight + 1 && why.querySelectorAll('cite').length > 1 ? [why.textContent] : [],
        ),
      )
  expect(await cut()).toEqual([])
  await page.getByLabel('Language').selectOption('zh')
  await expect(page.locator('.card .why').first()).toContainText('因为您喜欢')
  expect(await cut()).toEqual([])
})

test('a row is scrolled to its first card when another card becomes the first', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rate(page, 'Amelie', 2001)
  await rate(page, 'Spirited Away', 2001)
  await expect(page.locator('#rows h2').first()).toHaveText('Because you liked Spirited Away')
  await expect(page.locator('#picks > *').first()).toBeInViewport()
  expect(await page.locator('#picks').evaluate(({ scrollLeft }) => scrollLeft)).toBe(0)
})

test('a pick moves to the history when an opinion on it is clicked', async ({ page }) => {
  await openFilms(page)
  for (const [action, said] of [
    ['Like', 'Liked'],
    ['Dislike', 'Disliked'],
    ['Seen', 'Marked as seen'],
    ['Not interested', 'Not interested in'],
  ]) {
    const title = await picks(page).first().innerText()
    const card = page.locator('#picks .card').first()
    if (action.endsWith('ike')) await card.getByRole('button', { name: new RegExp(`^${action}: `) }).click()
    else await fromMenu(page, card, action)
    await expect(historyTitles(page).first()).toHaveText(title)
    await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible()
    await rest(page)
    await expect(picks(page).filter({ hasText: title })).toHaveCount(0)
  }
})

test('nothing moves under the pointer: picks that change wait until it has gone', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  const rows = page.locator('#view-picks h3')
  const before = await rows.allTextContents()
  const card = page.locator('#rows .card').nth(1)
  const title = await card.locator('h3').innerText()
  const like = card.getByRole('button', { name: /^Like: / })
  await like.hover()
  const place = await like.boundingBox()

  await like.click()
  await expect(historyTitles(page).first()).toHaveText(title)
  await expect(like).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('button', { name: 'New picks' })).toBeVisible()
  expect(await rows.allTextContents()).toEqual(before)
  expect(await like.boundingBox()).toEqual(place)

  await rest(page)
  await expect(page.locator('#rows h2').first()).toHaveText(`Because you liked ${title}`)
  await expect(page.locator('#view-picks [aria-pressed=true]')).toHaveCount(0)
})

test('by keyboard too, and a button shows the new picks from the first one on', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rest(page)
  const before = await picks(page).allTextContents()
  await page.locator('#picks .open').first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const like = page
    .locator('#picks .card')
    .nth(1)
    .getByRole('button', { name: /^Like: / })
  await expect(like).toHaveAttribute('aria-pressed', 'true')
  await expect(like).toBeFocused()
  expect(await picks(page).allTextContents()).toEqual(before)
  const button = page.getByRole('button', { name: 'New picks' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(picks(page)).not.toHaveText(before)
  await expect(page.getByRole('heading', { name: 'Picks for you' })).toBeFocused()
  await expect(button).toBeHidden()
})

test('an entry of the history can be changed, removed and brought back', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rate(page, 'Titanic', 1997)
  const withBoth = await picks(page).allTextContents()

  await page.getByRole('button', { name: 'Take Titanic (1997) out of your history' }).click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await expect(picks(page)).not.toHaveText(withBoth)
  await page.locator('.message').getByRole('button', { name: 'Undo' }).click()
  await expect(historyTitles(page)).toHaveText(['Titanic', 'Alien'])
  await rest(page)
  await expect(picks(page)).toHaveText(withBoth)

  await page.locator('#history').getByRole('button', { name: 'Titanic', exact: true }).click()
  const dislike = page.getByRole('dialog').getByRole('button', { name: 'Dislike: Titanic (1997)' })
  await dislike.click()
  await expect(dislike).toHaveAttribute('aria-pressed', 'true')
  await dislike.click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
})

test('every pick says why in words, and its contributions add up to its score', async ({ page }) => {
  await openFilms(page)
  for (const [title, year] of /** @type {[string, number][]} */ ([
    ['Alien', 1979],
    ['Blade Runner', 1982],
    ['Toy Story', 1995],
    ['Fargo', 1996],
    ['Amelie', 2001],
  ])) {
    await rate(page, title, year)
  }
  await rate(page, 'Titanic', 1997, 'Dislike')
  const cards = page.locator('#picks .card')
  const sheet = page.getByRole('dialog')
  for (const card of (await cards.all()).slice(0, 12)) {
    await expect(card.locator('.why')).not.toBeEmpty()
    await card.locator('.open').click()
    await expect(sheet.locator('tfoot data')).toBeVisible()
    const values = (/** @type {string} */ selector) =>
      sheet
        .locator(selector)
        .evaluateAll((elements) => elements.map((element) => Number(element.getAttribute('value'))))
    const score = Number(await sheet.locator('[data-score]').getAttribute('data-score'))
    const contributions = await values('tbody data')
    const sum = contributions.reduce((total, contribution) => total + contribution, 0)
    expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-5)
    expect(await values('tfoot data')).toEqual([sum])
    await page.keyboard.press('Escape')
  }
  await expect(page.locator('#picks .why', { hasText: 'despite' }).first()).toBeVisible()
})

test('in the package, the contributions of every item add up to its score', async () => {
  const recommender = await Recommender.load(root('www/app/public/packs/movies.pack'))
  const items = recommender.items()
  const history = items.slice(0, 30).map(({ item }, place) => ({
    item,
    action: /** @type {const} */ (['like', 'dislike', 'seen'])[place % 3],
    atMs: place,
  }))
  for (let length = 0; length <= history.length; length += 3) {
    const ranked = recommender.recommend(history.slice(0, length), { n: items.length })
    expect(ranked).toHaveLength(items.length - length)
    const differences = ranked.map(({ score, reasons }) =>
      Math.abs(reasons.reduce((total, { contribution }) => total + contribution, 0) - score),
    )
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5)
  }
})

test('films are found as the query is typed, by title, year and genre, whatever the accents', async ({ page }) => {
  await openFilms(page)
  const field = page.getByLabel('Find a film')
  const found = page.locator('#found .title')
  for (const [query, first] of [
    ['toy st', 'Toy Story'],
    ['matrix 1999', 'The Matrix'],
    ['les miserables', 'Les Misérables'],
    ['WALL E', 'WALL·E'],
    ['film noir 1944', 'Double Indemnity'],
    ['scifi 1982', 'Blade Runner'],
  ]) {
    await field.fill(query)
    await expect(found.first()).toHaveText(first)
  }
  await field.fill('zzzz')
  await expect(page.locator('#found-count')).toHaveText('No film has “zzzz” in its title, year or genres.')
  await field.fill('')
  await expect(found).toHaveCount(0)
})
