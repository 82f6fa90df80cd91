// Files that arrive damaged from the server: each is refused with a reason, and the history stays as it was.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, historyStored, historyTitles, likeliest, openFilms, picks, show, test } from './fixtures.js'
import { rate, root } from './site.js'

const pack = readFileSync(root('www/app/public/packs/movies.pack'))
const model = readFileSync(root('www/app/public/models/efficientnet-lite0.onnx'))
const manifest = JSON.parse(readFileSync(root('www/app/public/models/efficientnet-lite0.json'), 'utf8'))
const coffee = root('build/photographs/coffee.png')

/**
 * @param {Buffer} bytes
 * @param {number} place
 */
function flipped(bytes, place) {
  const copy = Buffer.from(bytes)
  copy[place] ^= 0xff
  return copy
}

/**
 * @param {Buffer} bytes
 * @param {Buffer | string} from
 * @param {Buffer | string} to of the same length
 */
function replaced(bytes, from, to) {
  const place = bytes.indexOf(from)
  expect(place, 'what is to be replaced is there').toBeGreaterThan(0)
  const copy = Buffer.from(bytes)
  copy.set(Buffer.from(to), place)
  return copy
}

for (const { name, bytes, says } of [
  { name: 'cut off', bytes: pack.subarray(0, pack.length / 2), says: /truncated/ },
  { name: 'of another version', bytes: replaced(pack, '"version":"1"', '"version":"9"'), says: /version 9/ },
  { name: 'with a flipped byte', bytes: flipped(pack, pack.length - 1000), says: /damaged in transit/ },
  { name: 'some other file', bytes: Buffer.from('<!doctype html>'), says: /not a usable pack/ },
]) {
  test(`a catalogue that arrives ${name} is refused with a reason, the history stays, and trying again works`, async ({
    page,
  }) => {
    await openFilms(page)
    await rate(page, 'Alien', 1979)
    await historyStored(page)
    await page.route('**/movies*.pack*', (route) => route.fulfill({ body: bytes }))
    await page.reload()
    const alert = page.getByRole('alert').filter({ hasText: 'The films cannot be shown' })
    await expect(alert).toContainText(says)
    await expect(historyTitles(page)).toHaveText(['Film 1214'])
    await page.unroute('**/movies*.pack*')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await expect(picks(page).first()).toBeVisible()
    await expect(alert).toHaveCount(0)
    await expect(historyTitles(page)).toHaveText(['Alien'])
  })
}

for (const { said, length } of [
  { said: 'too small', length: pack.length - 1000 },
  { said: 'too large', length: 2 * pack.length },
  { said: 'impossibly large', length: 1e15 },
]) {
  test(`a catalogue is opened though its Content-Length is ${said}`, async ({ page }) => {
    await page.route('**/movies.pack*', (route) =>
      route.fulfill({ body: pack, headers: { 'Content-Length': String(length) } }),
    )
    await openFilms(page)
  })
}

test('without a catalogue the page says why, the history stays, and trying again works', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await historyStored(page)
  await page.route('**/movies*.pack*', (route) => route.abort())
  await page.reload()
  const alert = page.getByRole('alert').filter({ hasText: 'Check the connection' })
  await expect(alert).toBeVisible()
  await page.unroute('**/movies*.pack*')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
})

test('without the complete catalogue the popular films are shown, the page says why, and trying again works', async ({
  page,
}) => {
  await page.route('**/movies.pack*', (route) => route.abort())
  await page.goto('./')
  await expect(picks(page).first()).toBeVisible()
  const alert = page.getByRole('alert').filter({ hasText: 'Only the most popular films are here' })
  await expect(alert).toContainText('Check the connection')
  const before = await picks(page).allTextContents()
  await page.unroute('**/movies.pack*')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(page.locator('#room-films[data-catalogue=complete]')).toBeAttached()
  await expect(alert).toHaveCount(0)
  // Without a history both packs have the same films first: nothing moves.
  expect(await picks(page).allTextContents()).toEqual(before)
})

/** A manifest that vouches for these bytes, so that they are looked at. */
const vouching = (/** @type {Buffer} */ bytes) =>
  JSON.stringify({ ...manifest, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })

// The field opset_import of ONNX's ModelProto: domain "", version 13.
const otherOpset = replaced(model, Buffer.from([0x42, 4, 0x0a, 0, 0x10, 13]), Buffer.from([0x42, 4, 0x0a, 0, 0x10, 99]))
const half = model.subarray(0, model.length / 2)

for (const { name, bytes, vouched, says } of [
  { name: 'cut off', bytes: half, vouched: false, says: /the manifest says/ },
  { name: 'cut off though its manifest has its hash', bytes: half, vouched: true, says: /model/ },
  { name: 'with a flipped byte', bytes: flipped(model, 1_000_000), vouched: false, says: /SHA-256/ },
  { name: 'of another opset', bytes: otherOpset, vouched: true, says: /version 99 of the ONNX operators/ },
]) {
  test(`a model that arrives ${name} is refused with a reason, and the next try works`, async ({ page }) => {
    await page.route('**/*.onnx*', (route) => route.fulfill({ body: bytes }))
    if (vouched) await page.route('**/efficientnet-lite0.json*', (route) => route.fulfill({ body: vouching(bytes) }))
    await page.goto('./#pictures')
    await show(page, coffee)
    await expect(page.locator('#picture-error')).toContainText(says)
    await page.unrouteAll()
    await show(page, coffee)
    await expect(likeliest(page)).toContainText('espresso')
  })
}

test('an engine that arrives cut off is refused with a reason, and the next try works', async ({ page }) => {
  await page.route('**/infer*.wasm', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.body()).subarray(0, 10_000) })
  })
  await page.goto('./#pictures')
  await show(page, coffee)
  await expect(page.locator('#picture-error')).toContainText('The engine came damaged')
  await page.unrouteAll()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
})
