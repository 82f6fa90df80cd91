// A page that is not served securely: browsers have no Cache API for it, and the model is fetched each time.

import { expect, MANIFEST, openVision, test } from './package.js'
import { chromium } from './site.js'

const HOST = 'penchant.test'

test.use({
  launchOptions: { ...chromium, args: [...(chromium.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`] },
})

test('without a Cache API models load', async ({ page, address }) => {
  const vision = await openVision(page, address.replace('127.0.0.1', HOST))
  expect(await page.evaluate('typeof caches')).toBe('undefined')
  const label = await vision.evaluate(async ({ ImageClassifier }, manifest) => {
    const classifier = await ImageClassifier.load(manifest)
    return (await classifier.classify('/photographs/coffee.png'))[0].label
  }, MANIFEST)
  expect(label).toBe('espresso')
})
