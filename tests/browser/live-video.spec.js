// Classifying a video while it plays: results do not lag behind, however long the engine takes.

import { expect, test } from './package.js'
import { onlyWorker } from './workers.js'

const COFFEE = '/photographs/coffee.png'
const FLOWER = '/photographs/flower.jpg'

/**
 * @import { JSHandle, Page } from '@playwright/test'
 * @import { Watched } from 'penchant/vision'
 * @import { Classifier } from './package.js'
 */

/**
 * A video that shows a photograph until another one is chosen, and that does not play yet.
 * @param {Page} page
 * @param {string[]} photographs
 */
function showPhotographs(page, photographs) {
  return page.evaluateHandle(async (urls) => {
    const pictures = await Promise.all(urls.map(async (url) => createImageBitmap(await (await fetch(url)).blob())))
    const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 400 })
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
    let place = 0
    const draw = () => context.drawImage(pictures[place], 0, 0, 600, 400)
    draw()
    setInterval(draw, 33)
    const video = Object.assign(document.createElement('video'), { muted: true, srcObject: canvas.captureStream(30) })
    document.body.append(video)
    return { video, choose: (/** @type {number} */ other) => void (place = other) }
  }, photographs)
}

/**
 * A file with a video of one photograph, in a video element that does not play yet.
 * @param {Page} page
 */
function recordVideo(page) {
  return page.evaluateHandle(async (url) => {
    const picture = await createImageBitmap(await (await fetch(url)).blob())
    const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 400 })
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' })
    /** @type {Blob[]} */
    const pieces = []
    recorder.ondataavailable = ({ data }) => pieces.push(data)
    const stopped = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    for (let frame = 0; frame < 30; frame += 1) {
      context.drawImage(picture, 0, 0, 600, 400)
      await new Promise((resolve) => setTimeout(resolve, 33))
    }
    recorder.stop()
    await stopped
    const video = Object.assign(document.createElement('video'), { muted: true })
    video.src = URL.createObjectURL(new Blob(pieces))
    document.body.append(video)
    return video
  }, COFFEE)
}

/**
 * Watches the video, and keeps the results in the page.
 * @param {JSHandle<Classifier>} classifier
 * @param {JSHandle<HTMLVideoElement>} video
 */
function watch(classifier, video) {
  return classifier.evaluateHandle((classifier, video) => {
    const work = new AbortController()
    /** @type {{ labels: string[], last: Watched | null, errors: string[] }} */
    const said = { labels: [], last: null, errors: [] }
    const ended = classifier.watch(video, {
      topK: 1,
      signal: work.signal,
      onResult: ([{ label }], watched) => {
        said.labels.push(label)
        said.last = watched
      },
      onError: (error) => said.errors.push(/** @type {import('penchant').PenchantError} */ (error).code),
    })
    return { work, said, ended: ended.catch((error) => error.code) }
  }, video)
}

/** @param {Awaited<ReturnType<typeof watch>>} watching */
const lastLabel = (watching) => watching.evaluate(({ said }) => said.labels.at(-1))

/** @param {Awaited<ReturnType<typeof showPhotographs>>} screen */
const videoOf = (screen) => screen.evaluateHandle(({ video }) => video)

test('results are of the current frame', async ({ page, classifier }) => {
  const screen = await showPhotographs(page, [COFFEE, FLOWER])
  const watching = await watch(classifier, await videoOf(screen))
  await screen.evaluate(({ video }) => video.play())
  await expect.poll(() => lastLabel(watching)).toBe('espresso')
  await screen.evaluate(({ choose }) => choose(1))
  await expect.poll(() => lastLabel(watching)).toBe('daisy')
  await watching.evaluate(({ work }) => work.abort())
  const { said, ended } = await watching.evaluate(async ({ said, ended }) => ({ ended: await ended, said }))
  const changes = said.labels.filter((label, place) => label !== said.labels[place - 1])
  expect(changes).toEqual(['espresso', 'daisy'])
  expect(said.errors).toEqual([])
  expect(said.last?.frames).toBe(said.labels.length)
  expect(ended.frames).toBe(said.labels.length)
})

test('watching ends with the video', async ({ page, classifier }) => {
  const video = await recordVideo(page)
  const watching = await watch(classifier, video)
  await video.evaluate((video) => video.play())
  const { said, ended } = await watching.evaluate(async ({ said, ended }) => ({ ended: await ended, said }))
  expect(ended.frames).toBe(said.labels.length)
  expect(said.errors).toEqual([])
})

test('frames that arrive while the engine works are dropped and counted', async ({ page, classifier }) => {
  const screen = await showPhotographs(page, [COFFEE])
  const video = await videoOf(screen)
  // From before it is watched: its first frame may be shown before it plays.
  const counted = await video.evaluateHandle((video) => {
    const counted = { shown: 0 }
    const count = () => {
      counted.shown += 1
      video.requestVideoFrameCallback(count)
    }
    video.requestVideoFrameCallback(count)
    return counted
  })
  const worker = await onlyWorker(page)
  await worker.evaluate(() => {
    const answer = /** @type {(event: MessageEvent) => void} */ (self.onmessage)
    /** @type {MessageEvent[]} */
    const held = []
    self.onmessage = (event) => held.push(event)
    new BroadcastChannel('go on').onmessage = () => {
      self.onmessage = answer
      held.forEach(answer)
    }
  })
  const watching = await watch(classifier, video)
  await screen.evaluate(({ video }) => video.play())
  // The engine works on the first frame until others have been shown, however slowly they are.
  await expect.poll(() => counted.evaluate(({ shown }) => shown)).toBeGreaterThan(3)
  await page.evaluate(() => new BroadcastChannel('go on').postMessage(null))
  await expect.poll(() => watching.evaluate(({ said }) => said.last?.dropped ?? 0)).toBeGreaterThan(0)
  await watching.evaluate(({ work }) => work.abort())
  const ended = await watching.evaluate(({ ended }) => ended)
  expect(ended.frames).toBeGreaterThan(0)
  expect(ended.dropped).toBeGreaterThan(0)
  expect(ended.frames + ended.dropped).toBeLessThanOrEqual(await counted.evaluate(({ shown }) => shown))
})

/** @param {Page} page */
function camera(page) {
  return page.evaluateHandle(async () => {
    const video = document.createElement('video')
    video.muted = true
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true })
    document.body.append(video)
    await video.play()
    return video
  })
}

/** @param {Awaited<ReturnType<typeof watch>>} watching */
const frames = (watching) => watching.evaluate(({ said }) => said.labels.length)

test('a camera is watched until the signal is aborted, and the worker stays', async ({ page, classifier }) => {
  const worker = await onlyWorker(page)
  const watching = await watch(classifier, await camera(page))
  await expect.poll(() => frames(watching)).toBeGreaterThan(2)
  await watching.evaluate(({ work }) => work.abort())
  const { frames: looked } = await watching.evaluate(({ ended }) => ended)
  await classifier.evaluate((classifier, url) => classifier.classify(url), COFFEE)
  expect(await frames(watching)).toBe(looked)
  expect(page.workers()).toEqual([worker])
})

test('a crash is reported, and the next frame gets a new worker', async ({ page, classifier }) => {
  const worker = await onlyWorker(page)
  const watching = await watch(classifier, await camera(page))
  await expect.poll(() => frames(watching)).toBeGreaterThan(0)
  await worker.evaluate(() => {
    // As soon as it gets the next frame, and instead of classifying it.
    self.onmessage = () => {
      setTimeout(() => {
        throw new Error('what nobody expects')
      })
    }
  })
  await expect.poll(() => watching.evaluate(({ said }) => said.errors)).toEqual(['engine.crashed'])
  const before = await frames(watching)
  await expect.poll(() => frames(watching)).toBeGreaterThan(before)
  expect(await onlyWorker(page)).not.toBe(worker)
})

test('watching ends when the classifier is disposed of', async ({ page, classifier }) => {
  const watching = await watch(classifier, await camera(page))
  await expect.poll(() => frames(watching)).toBeGreaterThan(0)
  await classifier.evaluate((classifier) => classifier.dispose())
  expect((await watching.evaluate(({ ended }) => ended)).frames).toBeGreaterThan(0)
})

test('an error of the page’s callback ends the watching, and unknown options are refused', async ({
  page,
  classifier,
}) => {
  const ends = await classifier.evaluate(
    async (classifier, video) => {
      const thrown = classifier.watch(video, {
        onResult: () => {
          throw new Error('the page’s own')
        },
      })
      const wrong = classifier.watch(video, /** @type {any} */ ({ onResult: () => {}, onresult: () => {} }))
      return Promise.all([thrown, wrong].map((promise) => promise.then(String, ({ code, message }) => code ?? message)))
    },
    await camera(page),
  )
  expect(ends).toEqual(['the page’s own', 'argument'])
})

test('without requestVideoFrameCallback, a video is watched at each drawn frame', async ({ page, classifier }) => {
  await page.evaluate(() => {
    Reflect.deleteProperty(HTMLVideoElement.prototype, 'requestVideoFrameCallback')
  })
  const screen = await showPhotographs(page, [COFFEE])
  const watching = await watch(classifier, await videoOf(screen))
  await screen.evaluate(({ video }) => video.play())
  await expect.poll(() => lastLabel(watching)).toBe('espresso')
  await watching.evaluate(({ work }) => work.abort())
  const { said, ended } = await watching.evaluate(async ({ said, ended }) => ({ ended: await ended, said }))
  expect(new Set(said.labels)).toEqual(new Set(['espresso']))
  expect(ended.frames).toBe(said.labels.length)
})
