// What every browser script needs: the built page on a free port, a Chromium to open it in, and the way to its parts.

export { chromium, freePort, root, serve } from '../../tools/web/site.js'

/**
 * Says something of a film by way of the search field.
 * @param {import('@playwright/test').Page} page
 * @param {string} title
 * @param {number} year
 * @param {'Like' | 'Dislike' | 'Seen'} [opinion]
 */
export async function rate(page, title, year, opinion = 'Like') {
  const field = page.getByLabel('Find a film')
  await field.fill(`${title} ${year}`)
  await page
    .locator('#found')
    .getByRole('button', { name: `${opinion}: ${title} (${year})`, exact: true })
    .click()
  // On a phone the history is not in sight.
  await page.locator('#history').getByText(title, { exact: true }).waitFor({ state: 'attached' })
  await field.fill('')
}
