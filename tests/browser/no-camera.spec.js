// A browser that does not let the page use its camera: the page says so, and takes pictures in other ways.

import { expect, likeliest, show, test } from './fixtures.js'
import { chromium, root } from './site.js'

// Without this switch, which grants every permission, none is granted.
const args = (chromium.args ?? []).filter((argument) => argument !== '--use-fake-ui-for-media-stream')
test.use({ launchOptions: { ...chromium, args } })

test('without permission for the camera the page says what to do, for photos and for live video', async ({ page }) => {
  await page.goto('./#pictures')
  for (const name of ['Take a photo', 'Look live']) {
    await page.getByRole('button', { name }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'This page may not use the camera' })
    await expect(alert).toBeVisible()
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await expect(alert).toHaveCount(0)
  }
  await expect(page.locator('#live-video')).toBeHidden()
  await show(page, root('build/photographs/coffee.png'))
  await expect(likeliest(page)).toContainText('espresso')
})
