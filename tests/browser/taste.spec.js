// The picture of the visitor's taste, drawn from what was liked, and the same in words and in a table.

import { expect, look, openFilms, test } from './fixtures.js'
import { rate } from './site.js'

test('the picture and its table follow the history', async ({ page }) => {
  await openFilms(page)
  await look(page, 'Your taste')
  await expect(page.locator('#taste')).toContainText('as soon as you like a film')
  await rate(page, 'Alien', 1979) // Horror, Sci-Fi
  await rate(page, 'Blade Runner', 1982) // Action, Sci-Fi, Thriller
  await rate(page, 'Titanic', 1997, 'Dislike')
  const picture = page.locator('#taste svg')
  await expect(picture).toHaveAttribute(
    'aria-label',
    /^Genres of 2 films: Horror 25%, Sci-Fi 42%|^Genres of 2 films: Sci-Fi 42%/,
  )
  await expect(picture.locator('rect')).toHaveCount(5)

  await page.getByText('The same as a table').click()
  const rows = page.locator('.as-table tbody tr')
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('Film 1')
  await expect(rows.first()).toContainText('50%')

  await page.getByRole('button', { name: 'By when the films were made' }).click()
  await expect(page.getByRole('button', { name: 'By when the films were made' })).toBeFocused()
  await page.getByText('The same as a table').click()
  await expect(page.locator('.as-table tbody th')).toHaveText(['1970s', '1980s'])
  await expect(page.locator('.compared tbody tr')).not.toHaveCount(0)

  await page
    .locator('#history')
    .getByRole('button', { name: /^Exclude from your taste: Alien/ })
    .click()
  await expect(picture).toHaveAttribute('aria-label', /^Genres of 1 film/)
})
