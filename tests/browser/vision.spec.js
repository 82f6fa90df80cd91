// Image classifiers: every kind of picture that a page has, and the options for classes.

import { readFileSync } from 'node:fs'
import { expect, MANIFEST, photograph, test } from './package.js'

const COFFEE = '/photographs/coffee.png'
const FLOWER = '/photographs/flower.jpg'

test('every kind of picture can be classified', async ({ page, classifier }) => {
  const labels = await page.evaluate(
    async ({ classifier, url }) => {
      const blob = await (await fetch(url)).blob()
      const bitmap = await createImageBitmap(blob)
      const { width, height } = bitmap
      const canvas = Object.assign(document.createElement('canvas'), { width, height })
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
      context.drawImage(bitmap, 0, 0)
      const offscreen = new OffscreenCanvas(width, height)
      offscreen.getContext('2d')?.drawImage(bitmap, 0, 0)
      const video = Object.assign(document.createElement('video'), { muted: true, srcObject: canvas.captureStream(30) })
      const playing = new Promise((resolve) => video.requestVideoFrameCallback(resolve))
      await video.play()
      context.drawImage(bitmap, 0, 0)
      await playing
      const frame = new VideoFrame(canvas, { timestamp: 0 })
      /** @type {Record<string, import('penchant/vision').Picture>} */
      const pictures = {
        file: new File([blob], 'coffee.png'),
        blob,
        url: new URL(url, location.href),
        address: url,
        bitmap,
        bitmapAgain: bitmap,
        image: Object.assign(new Image(), { src: url }),
        canvas,
        offscreen,
        pixels: context.getImageData(0, 0, width, height),
        video,
        frame,
      }
      /** @type {Record<string, string>} */
      const labels = {}
      for (const [name, picture] of Object.entries(pictures)) {
        labels[name] = (await classifier.classify(picture))[0].label
      }
      frame.close()
      return labels
    },
    { classifier, url: COFFEE },
  )
  expect(Object.keys(labels)).toHaveLength(12)
  for (const [name, label] of Object.entries(labels)) expect(label, name).toBe('espresso')
})

test('what is not a picture is refused with a code, and the next picture is classified', async ({
  page,
  classifier,
}) => {
  const codes = await page.evaluate(
    async ({ classifier, url }) => {
      const closed = await createImageBitmap(new ImageData(8, 8))
      closed.close()
      /** @type {Record<string, any>} */
      const pictures = {
        missing: '/photographs/none.png',
        text: '/package/entry/vision.js',
        'no address': 'http://[',
        'no picture': { width: 3 },
        'image that is missing': Object.assign(new Image(), { src: '/photographs/none.png' }),
        'video without a frame': document.createElement('video'),
        'bitmap that was closed': closed,
      }
      const codes = []
      for (const [name, picture] of Object.entries(pictures)) {
        const code = await classifier.classify(picture).then(String, (error) => error.code)
        codes.push(`${name}: ${code}`)
      }
      const [{ label }] = await classifier.classify(url)
      return [...codes, label]
    },
    { classifier, url: COFFEE },
  )
  expect(codes).toEqual([
    'missing: network',
    'text: image.format',
    'no address: argument',
    'no picture: argument',
    'image that is missing: argument',
    'video without a frame: argument',
    'bitmap that was closed: argument',
    'espresso',
  ])
})

/**
 * The photograph with a tag for its orientation: an APP1 segment with one Exif entry, after the JPEG's first marker.
 * @param {Buffer} jpeg
 * @param {number} orientation
 */
function oriented(jpeg, orientation) {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex')
  tiff.writeUInt16BE(orientation, 18)
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const mark = Buffer.from([0xff, 0xe1, 0, 0])
  mark.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), mark, body, jpeg.subarray(2)])
}

test('photographs are turned upright by their Exif tag, and regions refer to the upright picture', async ({
  page,
  classifier,
}) => {
  const base64 = oriented(readFileSync(photograph('flower.jpg')), 6).toString('base64')
  const [turned, asFile, asImage, asStored, turnedPart, part] = await page.evaluate(
    async ({ classifier, url, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const file = new File([bytes], 'flower.jpg', { type: 'image/jpeg' })
      const stored = await createImageBitmap(await (await fetch(url)).blob(), { colorSpaceConversion: 'none' })
      const canvas = new OffscreenCanvas(stored.height, stored.width)
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'))
      context.rotate(Math.PI / 2)
      context.drawImage(stored, 0, -stored.height)
      // At the lower end of the upright picture, beyond that of the stored one.
      const region = { x: 10, y: canvas.height - 320, width: 300, height: 320 }
      const image = Object.assign(new Image(), { src: URL.createObjectURL(file) })
      return [
        await classifier.classify(canvas),
        await classifier.classify(file),
        await classifier.classify(image),
        await classifier.classify(stored),
        await classifier.classify(canvas, { region }),
        await classifier.classify(file, { region }),
      ]
    },
    { classifier, url: FLOWER, base64 },
  )
  expectSame(asFile, turned)
  expectSame(asImage, turned)
  expectSame(part, turnedPart)
  expect(Math.abs(asStored[0].probability - turned[0].probability)).toBeGreaterThan(0.01)
  expect(Math.abs(part[0].probability - turned[0].probability)).toBeGreaterThan(0.01)
})

/**
 * @param {import('penchant/vision').Class[]} classes
 * @param {import('penchant/vision').Class[]} expected
 */
function expectSame(classes, expected) {
  expect(classes.map(({ index }) => index)).toEqual(expected.map(({ index }) => index))
  for (const [place, { probability }] of classes.entries())
    expect(probability).toBeCloseTo(expected[place].probability, 4)
}

test('a region is cropped to the pixel from every kind of picture', async ({ page, classifier }) => {
  const [cut, ...all] = await page.evaluate(
    async ({ classifier, url }) => {
      const blob = await (await fetch(url)).blob()
      const bitmap = await createImageBitmap(blob)
      const region = { x: 151, y: 83, width: 240, height: 200 }
      const part = new OffscreenCanvas(region.width, region.height)
      part.getContext('2d')?.drawImage(bitmap, -region.x, -region.y)
      const whole = new OffscreenCanvas(bitmap.width, bitmap.height)
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (whole.getContext('2d'))
      context.drawImage(bitmap, 0, 0)
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height)
      const results = [await classifier.classify(part)]
      for (const picture of [blob, bitmap, whole, pixels]) results.push(await classifier.classify(picture, { region }))
      return results
    },
    { classifier, url: COFFEE },
  )
  for (const classes of all) expectSame(classes, cut)
})

test('options select classes, and never change their probabilities', async ({ page, classifier }) => {
  const { all, ...chosen } = await page.evaluate(
    async ({ classifier, url }) => ({
      all: await classifier.classify(url, { topK: 1000 }),
      five: await classifier.classify(url),
      two: await classifier.classify(url, { topK: 2 }),
      likely: await classifier.classify(url, { topK: 1000, threshold: 0.01 }),
      allowed: await classifier.classify(url, { allow: ['daisy', 967, 'sunglasses'], topK: 10 }),
      denied: await classifier.classify(url, { deny: ['espresso'] }),
      both: await classifier.classify(url, { allow: ['espresso', 'daisy'], deny: [967] }),
      none: await classifier.classify(url, { allow: [] }),
    }),
    { classifier, url: COFFEE },
  )
  expect(all).toHaveLength(1000)
  expect(chosen.five).toEqual(all.slice(0, 5))
  expect(chosen.two).toEqual(all.slice(0, 2))
  expect(chosen.likely).toEqual(all.filter(({ probability }) => probability >= 0.01))
  expect(chosen.likely.length).toBeLessThan(10)
  // Two classes have this label.
  expect(chosen.allowed).toEqual(all.filter(({ label }) => ['daisy', 'espresso', 'sunglasses'].includes(label)))
  expect(chosen.allowed).toHaveLength(4)
  expect(chosen.denied).toEqual(all.slice(1, 6))
  expect(chosen.both).toEqual(all.filter(({ label }) => label === 'daisy'))
  expect(chosen.none).toEqual([])
})

test('wrong options are refused by name', async ({ page, classifier }) => {
  /** @type {{ options: any, says: RegExp }[]} */
  const wrong = [
    { options: { topk: 3 }, says: /no option topk/ },
    { options: { topK: 0 }, says: /topK/ },
    { options: { threshold: 2 }, says: /threshold/ },
    { options: { allow: ['daisy', 'triffid'] }, says: /no class triffid/ },
    { options: { deny: [1000] }, says: /no class 1000/ },
    { options: { timeout: -1 }, says: /timeout/ },
    { options: { region: { x: 0, y: 0, width: 0, height: 10 } }, says: /region/ },
    { options: { region: { x: 0.5, y: 0, width: 10, height: 10 } }, says: /whole pixels/ },
    { options: { region: { x: 599, y: 0, width: 2, height: 10 } }, says: /not within the picture of 600 × 400/ },
  ]
  for (const { options, says } of wrong) {
    const error = await page.evaluate(
      ({ classifier, url, options }) =>
        classifier.classify(url, options).then(String, ({ code, message }) => ({ code, message })),
      { classifier, url: COFFEE, options },
    )
    expect(error).toEqual({ code: 'argument', message: expect.stringMatching(says) })
  }
})

test('wrong options of loading are refused', async ({ vision }) => {
  const codes = await vision.evaluate(async ({ ImageClassifier }, url) => {
    /** @type {any[]} */
    const wrong = [{ onprogress: () => {} }, { cache: 'always' }, { timeout: 0 }]
    return Promise.all(wrong.map((options) => ImageClassifier.load(url, options).then(String, ({ code }) => code)))
  }, MANIFEST)
  expect(codes).toEqual(['argument', 'argument', 'argument'])
})

test('each of many pictures has its result, and one that fails does not affect the others', async ({
  page,
  classifier,
}) => {
  const { labels, progress } = await page.evaluate(
    async ({ classifier, urls }) => {
      /** @type {{ done: number, total: number }[]} */
      const progress = []
      const results = await classifier.classifyAll(urls, { topK: 1, onProgress: (step) => progress.push(step) })
      const labels = results.map((result) =>
        result.status === 'fulfilled' ? result.value.map(({ label }) => label).join() : result.reason.code,
      )
      return { labels, progress }
    },
    { classifier, urls: [COFFEE, '/package/entry/vision.js', FLOWER, '/photographs/none.png'] },
  )
  expect(labels).toEqual(['espresso', 'image.format', 'daisy', 'network'])
  expect(progress).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4 })))
})

test('classifying many pictures can be aborted', async ({ page, classifier }) => {
  const { reason, done } = await page.evaluate(
    async ({ classifier, urls }) => {
      const work = new AbortController()
      let done = 0
      const onProgress = () => {
        done += 1
        work.abort('enough')
      }
      const reason = await classifier.classifyAll(urls, { signal: work.signal, onProgress }).catch((reason) => reason)
      return { reason, done }
    },
    { classifier, urls: [COFFEE, FLOWER, COFFEE] },
  )
  expect({ reason, done }).toEqual({ reason: 'enough', done: 1 })
})

test('two classifiers have separate workers', async ({ page, vision, classifier }) => {
  const other = await vision.evaluateHandle(({ ImageClassifier }, url) => ImageClassifier.load(url), MANIFEST)
  expect(page.workers()).toHaveLength(2)
  const label = await page.evaluate(
    async ({ classifier, other, url }) => {
      classifier.dispose()
      return (await other.classify(url))[0].label
    },
    { classifier, other, url: COFFEE },
  )
  expect(label).toBe('espresso')
  await expect.poll(() => page.workers().length).toBe(1)
})
