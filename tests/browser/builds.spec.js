// The engine's builds for one thread: browsers with relaxed SIMD get the one that uses it, and both give the same answers.

import { picture } from '../npy.js'
import { expect, test } from './package.js'

const MODEL = '/models/efficientnet-lite0.onnx'
const SHAPE = [1, 3, 224, 224]

test('a browser with relaxed SIMD fetches the build for it, and no other', async ({ context, vision }) => {
  /** @type {string[]} */
  const fetched = []
  context.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  await vision.evaluate(async ({ Session }, url) => (await Session.load(url)).dispose(), MODEL)
  expect(fetched.filter((path) => path.endsWith('.wasm'))).toEqual(['/package/wasm/infer-relaxed_bg.wasm'])
})

test('both builds give the same logits', async ({ page, vision }) => {
  expect(await vision.evaluate(({ Session }) => typeof Session)).toBe('function')
  /** @param {string} build */
  const logits = async (build) => {
    // Imported from two addresses, the bindings are two engines.
    const engine = await page.evaluateHandle(`import('/package/wasm/infer.js?${build}')`)
    return page.evaluate(
      async ({ engine, wasm, url, numbers, shape }) => {
        await engine.default({ module_or_path: fetch(wasm) })
        const session = new engine.Session(new Uint8Array(await (await fetch(url)).arrayBuffer()))
        const pixels = new Uint8Array(Float32Array.from(numbers).buffer)
        const [[, , , bytes]] = session.run([['image', 'f32', Uint32Array.from(shape), pixels]])
        return [...new Float32Array(bytes.slice().buffer)]
      },
      {
        engine: /** @type {import('@playwright/test').JSHandle<any>} */ (engine),
        wasm: `/package/wasm/${build}_bg.wasm`,
        url: MODEL,
        numbers: [...picture(SHAPE)],
        shape: SHAPE,
      },
    )
  }
  const [plain, relaxed] = [await logits('infer'), await logits('infer-relaxed')]
  expect(plain).toHaveLength(1000)
  const largest = Math.max(...plain.map(Math.abs))
  for (const [place, logit] of plain.entries()) expect(Math.abs(logit - relaxed[place]) / largest).toBeLessThan(1e-4)
})
