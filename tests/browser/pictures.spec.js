// Pictures: recognised on the device, whatever is shown to the page, while the page stays responsive.

import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { expect, likeliest, show, test } from './fixtures.js'
import { FAULT, hold, onlyWorker, workersOf } from './workers.js'
import { root } from './site.js'

const photograph = (/** @type {string} */ name) => root(`build/photographs/${name}`)

test.beforeEach(({ page }) => page.goto('./#pictures').then(() => {}))

for (const [name, label] of [
  ['coffee.png', 'espresso'],
  ['flower.jpg', 'daisy'],
  ['motorcycle.png', 'moped'],
]) {
  test(`${name} reads ${label} first of five`, async ({ page }) => {
    await show(page, photograph(name))
    await expect(likeliest(page)).toContainText(label)
    const probabilities = await page
      .locator('#classes data')
      .evaluateAll((elements) => elements.map((element) => Number(element.getAttribute('value'))))
    expect(probabilities).toHaveLength(5)
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a))
  })
}

test('recognition runs in a worker, and other parts of the page can be used meanwhile', async ({ page }) => {
  await show(page, photograph('coffee.png'))
  await page.getByRole('link', { name: 'Films' }).click()
  await page.getByLabel('Find a film').fill('alien 1979')
  await expect(page.locator('#found .title').first()).toHaveText('Alien')
  await page.getByRole('link', { name: 'Pictures' }).click()
  await expect(likeliest(page)).toContainText('espresso')
  expect(workersOf(page)).toHaveLength(1)
})

for (const type of ['drop', 'paste']) {
  test(`a picture can come by ${type}`, async ({ page }) => {
    const base64 = readFileSync(photograph('coffee.png'), 'base64')
    await page.evaluate(
      async ({ base64, type }) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
        const data = new DataTransfer()
        data.items.add(new File([bytes], 'coffee.png', { type: 'image/png' }))
        const options = { bubbles: true, cancelable: true }
        document.body.dispatchEvent(
          type === 'drop'
            ? new DragEvent('drop', { ...options, dataTransfer: data })
            : new ClipboardEvent('paste', { ...options, clipboardData: data }),
        )
      },
      { base64, type },
    )
    await expect(likeliest(page)).toContainText('espresso')
  })
}

test('a picture can come from the camera', async ({ page }) => {
  await page.getByRole('button', { name: 'Take a photo' }).click()
  await expect
    .poll(() => page.locator('#viewfinder').evaluate((video) => /** @type {HTMLVideoElement} */ (video).videoWidth))
    .toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Take it' }).click()
  await expect(likeliest(page)).toBeVisible()
})

test('an example is recognised', async ({ page }) => {
  await page.getByRole('button', { name: 'Coffee' }).click()
  await expect(likeliest(page)).toContainText('espresso')
})

test('live video is recognised as it plays, and the camera is closed once something else is looked at', async ({
  page,
}) => {
  const live = page.getByRole('button', { name: 'Look live' })
  const stop = page.getByRole('button', { name: 'Stop looking' })
  const open = () =>
    page.locator('#live-video').evaluate((video) => /** @type {HTMLVideoElement} */ (video).srcObject !== null)
  await live.click()
  await expect(page.locator('#frames')).toHaveText(/^([3-9]|\d\d+) frames/)
  await expect(page.locator('#classes .class')).toHaveCount(5)
  await stop.click()
  await expect(live).toBeVisible()
  expect(await open()).toBe(false)

  for (const leave of [
    () => show(page, photograph('coffee.png')),
    () => page.getByRole('link', { name: 'Films' }).click(),
  ]) {
    await page.getByRole('link', { name: 'Pictures' }).click()
    await live.click()
    await expect(page.locator('#frames')).toHaveText(/frames/)
    await leave()
    await expect.poll(open).toBe(false)
  }
})

for (const { title, leave } of [
  {
    title: 'a picture is chosen',
    leave: (/** @type {import('@playwright/test').Page} */ page) => show(page, photograph('coffee.png')),
  },
  {
    title: 'the visitor goes elsewhere',
    leave: (/** @type {import('@playwright/test').Page} */ page) => page.getByRole('link', { name: 'Films' }).click(),
  },
]) {
  test(`a camera that opens after ${title} is closed again`, async ({ page }) => {
    await page.evaluate(() => {
      const devices = navigator.mediaDevices
      const getUserMedia = devices.getUserMedia.bind(devices)
      /** @type {any} */
      const held = window
      held.opened = new Promise((resolve) => (held.open = resolve)).then(() => getUserMedia({ video: true }))
      devices.getUserMedia = () => held.opened
    })
    await page.getByRole('button', { name: 'Look live' }).click()
    await leave(page)
    const states = await page.evaluate(async () => {
      /** @type {any} */
      const held = window
      held.open()
      const stream = await held.opened
      await new Promise((resolve) => setTimeout(resolve))
      return stream.getTracks().map((/** @type {MediaStreamTrack} */ track) => track.readyState)
    })
    expect(states).toEqual(['ended'])
    await page.getByRole('link', { name: 'Pictures' }).click()
    await expect(page.getByRole('button', { name: 'Look live' })).toBeVisible()
  })
}

test('when the worker crashes in live video the page says so, and goes on in a new one', async ({ page }) => {
  await page.getByRole('button', { name: 'Look live' }).click()
  await expect(page.locator('#frames')).toHaveText(/frames/)
  const worker = await onlyWorker(page)
  await page.evaluate(() => {
    /** @type {string[]} */
    const said = []
    const frames = /** @type {HTMLElement} */ (document.getElementById('frames'))
    new MutationObserver(() => said.push(String(frames.textContent))).observe(frames, { childList: true })
    Object.assign(window, { said })
  })
  await worker.evaluate(() => {
    self.onmessage = () => {
      setTimeout(() => {
        throw new Error('what nobody expects')
      })
    }
  })
  await expect
    .poll(() =>
      page.evaluate(() =>
        /** @type {any} */ (window).said.some((/** @type {string} */ text) => text.includes('stopped')),
      ),
    )
    .toBe(true)
  await expect(page.locator('#frames')).toHaveText(/frames/)
  expect(await onlyWorker(page)).not.toBe(worker)
  await expect(page.getByRole('button', { name: 'Stop looking' })).toBeVisible()
})

test('without room for the model pictures are recognised, and the page says so', async ({ page, context, baseURL }) => {
  const session = await context.newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(String(baseURL)).origin,
    quotaSize: 5_000_000,
  })
  await show(page, photograph('coffee.png'))
  await expect(likeliest(page)).toContainText('espresso')
  await expect(page.locator('#answer-note')).toContainText('There was no room to keep the model')
})

test('loading can be cancelled and started again', async ({ page }) => {
  /** @type {(go: void) => void} */
  let go = () => {}
  const held = new Promise((resolve) => (go = resolve))
  await page.route('**/*.onnx*', async (route) => {
    await held
    await route.continue().catch(() => {})
  })
  await show(page, photograph('coffee.png'))
  await expect(page.locator('#work-progress')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Cancelled.')).toBeVisible()
  go()
  await show(page, photograph('coffee.png'))
  await expect(likeliest(page)).toContainText('espresso')
})

test('recognition that crashed twice is not started again until the visitor asks for it', async ({ page }) => {
  for (const says of ['The engine stopped', 'The engine stopped', 'stopped twice on this device']) {
    const { requested, release } = await hold(page, '**/*.onnx*')
    await show(page, photograph('coffee.png'))
    if (says === 'The engine stopped') {
      await requested
      await (await onlyWorker(page)).evaluate(FAULT)
    }
    await expect(page.locator('#picture-error')).toContainText(says)
    release()
    await page.unroute('**/*.onnx*')
  }
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(likeliest(page)).toContainText('espresso')
})

test('recognition can be cancelled, and the next picture is recognised', async ({ page }) => {
  await show(page, photograph('coffee.png'))
  await expect(likeliest(page)).toContainText('espresso')
  await page.evaluate(() => {
    const cancel = /** @type {HTMLElement} */ (document.getElementById('cancel'))
    const note = /** @type {HTMLElement} */ (document.getElementById('answer-note'))
    // In the page itself, and at once: the work may be done before a click arrives from here.
    const observer = new MutationObserver(() => {
      if (note.textContent !== 'Looking…') return
      observer.disconnect()
      cancel.click()
    })
    observer.observe(note, { childList: true })
  })
  await show(page, photograph('flower.jpg'))
  await expect(page.getByText('Cancelled.')).toBeVisible()
  await show(page, photograph('flower.jpg'))
  await expect(likeliest(page)).toContainText('daisy')
})

/**
 * A PNG of this size that is white, or only its beginning.
 * @param {number} width
 * @param {number} height
 */
function png(width, height) {
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const checksum = Buffer.alloc(4)
    checksum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, checksum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(height * (width + 1), 255).fill(0, 0, 1))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** @param {Buffer} bytes */
function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

test('a picture of one pixel is recognised', async ({ page }) => {
  await show(page, { name: 'pixel.png', mimeType: 'image/png', buffer: png(1, 1) })
  await expect(page.locator('#classes .class')).toHaveCount(5)
})

/** Red, of 16 × 16 pixels. */
const AVIF = Buffer.from(
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0' +
    'bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAJgAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBy' +
    'cAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1h' +
    'AAAAAAAAAAEAAQQBAoMEAAAALm1kYXQSAAoJGAz/2yAhoNCAMhccR4eF3cAALAAAAHV9Wb3MseWq6qqG2A==',
  'base64',
)

/** The first entries of a TIFF: a width and a height of 16 pixels, and nothing else. */
const TIFF = Buffer.from('49492a000800000002000001030001000000100000000101030001000000100000000000', 'hex')

test('a picture of a format that this browser decodes is recognised', async ({ page }) => {
  await show(page, { name: 'picture.avif', mimeType: 'image/avif', buffer: AVIF })
  await expect(page.locator('#classes .class')).toHaveCount(5)
})

for (const { name, buffer, says } of [
  { name: 'a file that is not a picture', buffer: Buffer.from('Dear diary'), says: /not a picture of a known format/ },
  { name: 'an empty file', buffer: Buffer.alloc(0), says: /not a picture of a known format/ },
  {
    name: 'a PNG that is cut off',
    buffer: readFileSync(photograph('coffee.png')).subarray(0, 100_000),
    says: /damaged or cut off/,
  },
  {
    name: 'a JPEG that is cut off',
    buffer: readFileSync(photograph('flower.jpg')).subarray(0, 50_000),
    says: /damaged or cut off/,
  },
  {
    name: 'a PNG whose pixels are damaged',
    buffer: readFileSync(photograph('coffee.png')).fill(0, 1000, 400_000),
    says: /damaged/,
  },
  { name: 'an AVIF whose pixels are damaged', buffer: Buffer.from(AVIF).fill(0, 280), says: /damaged/ },
  {
    name: 'a HEIC',
    buffer: Buffer.from(
      AVIF.toString('latin1')
        .replaceAll(/av(?=if)/g, 'he')
        .replaceAll('heif', 'heic'),
      'latin1',
    ),
    says: /a format that cannot be read here \(HEIC\).*convert it to PNG or JPEG/,
  },
  { name: 'a TIFF', buffer: TIFF, says: /a format that cannot be read here \(TIFF\)/ },
  { name: 'a picture of 20,000 × 20,000 pixels', buffer: png(20_000, 20_000), says: /too large: 20000 × 20000/ },
]) {
  test(`${name} is refused with a reason, and the next one is recognised`, async ({ page }) => {
    await show(page, { name: 'picture.png', mimeType: 'image/png', buffer })
    await expect(page.locator('#picture-error')).toContainText(says)
    await show(page, photograph('coffee.png'))
    await expect(likeliest(page)).toContainText('espresso')
    await expect(page.locator('#picture-error')).toBeHidden()
  })
}
