// The page's security policy: no text becomes markup or script, and no script comes from elsewhere.

import { expect, openFilms, test } from './fixtures.js'

for (const [what, attempt] of /** @type {[string, () => void][]} */ ([
  ['markup', () => void Reflect.set(document.body, 'innerHTML', '<img src=x>')],
  ['a script from elsewhere', () => void new Worker('https://example.com/worker.js')],
  ['a script out of a text', () => void new Worker('data:text/javascript,0')],
])) {
  test(`the page cannot be given ${what}`, async ({ page }) => {
    await openFilms(page)
    const thrown = await page.evaluate(attempt).then(
      () => 'nothing',
      (error) => String(error),
    )
    expect(thrown).toContain('TypeError')
  })
}

test('the policy is in the page too, for hosts that send no header', async ({ page, baseURL }) => {
  await page.route(String(baseURL), async (route) => {
    const response = await route.fetch()
    const { 'content-security-policy': sent, ...headers } = response.headers()
    expect(sent).toContain('require-trusted-types-for')
    await route.fulfill({ response, headers })
  })
  await openFilms(page)
  const thrown = await page
    .evaluate(() => void Reflect.set(document.body, 'innerHTML', '<img src=x>'))
    .catch((error) => String(error))
  expect(thrown).toContain('TypeError')
})

for (const [directive, attempt] of /** @type {[string, () => void][]} */ ([
  ['frame-src', () => void document.body.append(Object.assign(document.createElement('iframe'), { src: './sw.js' }))],
  ['object-src', () => void document.body.append(Object.assign(document.createElement('object'), { data: './sw.js' }))],
  ['font-src', () => void new FontFace('other', 'url(./font.woff2)').load().catch(() => {})],
  ['connect-src', () => void fetch('https://example.com/').catch(() => {})],
])) {
  test(`the page loads nothing that ${directive} forbids`, async ({ page }) => {
    await openFilms(page)
    const violated = page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective))
        }),
    )
    await page.evaluate(attempt)
    expect(await violated).toBe(directive)
  })
}
