// Pictures in Node: decoded pixels give the same classes as on the command line, and errors have codes.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ImageClassifier, ImageEmbedder } from 'penchant/vision'
import { PNG } from 'pngjs'

const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const PENCHANT = process.env.PENCHANT_BIN ?? root('build/penchant')
const MANIFEST = root('build/models/efficientnet-lite0.json')
const MODEL = root('build/models/efficientnet-lite0.onnx')
const COFFEE = root('build/photographs/coffee.png')

/** @param {string} file */
function pixels(file) {
  const { data, width, height } = PNG.sync.read(readFileSync(file))
  return { data, width, height }
}

/** @type {ImageClassifier} */
let classifier

before(async () => {
  classifier = await ImageClassifier.load(MANIFEST)
})
after(() => classifier.dispose())

test('the same classes as the command line gives, with the same probabilities', async () => {
  for (const name of ['coffee', 'motorcycle', 'chelsea']) {
    const file = root(`build/photographs/${name}.png`)
    const printed = execFileSync(PENCHANT, ['classify', file, '--model', MANIFEST, '--json'], { encoding: 'utf8' })
    const [{ classes: expected }] = JSON.parse(printed).classifications
    const found = await classifier.classify(pixels(file))
    assert.deepEqual(
      found.map(({ label }) => label),
      expected.map((/** @type {{ label: string }} */ { label }) => label),
    )
    for (const [place, { probability }] of found.entries())
      assert.ok(Math.abs(probability - expected[place].probability) < 1e-3)
  }
})

test('models from file addresses and from bytes, regions, and options for classes', async () => {
  const picture = pixels(COFFEE)
  const { width, height } = picture
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  for (const source of [pathToFileURL(MANIFEST), { manifest, model: new Uint8Array(readFileSync(MODEL)) }]) {
    const other = await ImageClassifier.load(source)
    assert.equal(other.kept, false)
    assert.equal((await other.classify(picture))[0].label, 'espresso')
    other.dispose()
  }
  // A region gives the same classes as the picture that is cropped here.
  const region = { x: 100, y: 50, width: width - 150, height: height - 80 }
  const part = new Uint8ClampedArray(4 * region.width * region.height)
  for (let row = 0; row < region.height; row += 1) {
    const start = 4 * ((region.y + row) * width + region.x)
    part.set(picture.data.subarray(start, start + 4 * region.width), 4 * region.width * row)
  }
  const cut = { data: part, width: region.width, height: region.height }
  assert.deepEqual(await classifier.classify(picture, { region }), await classifier.classify(cut))
  const [only, ...others] = await classifier.classify(picture, { allow: ['daisy'] })
  assert.deepEqual([only.label, others], ['daisy', []])
})

test('embeddings', async () => {
  const embedder = await ImageEmbedder.load(MANIFEST)
  const embedding = await embedder.embed(pixels(COFFEE))
  assert.equal(embedding.length, 1000)
  assert.ok(Math.abs(ImageEmbedder.similarity(embedding, embedding) - 1) < 1e-6)
  embedder.dispose()
})

test('encoded pictures and wrong pixels are refused, with advice', async () => {
  const bytes = readFileSync(COFFEE)
  const { data, width, height } = pixels(COFFEE)
  for (const encoded of [new Blob([bytes]), COFFEE, pathToFileURL(COFFEE)])
    await assert.rejects(classifier.classify(encoded), { code: 'argument', message: /give \{ data, width, height \}/ })
  const wrong = [
    { data, width, height: height + 1 },
    { data, width: 0, height: 0 },
    { data: new Uint8Array(), width: 0, height: 0 },
    { data: [...data.subarray(0, 4)], width: 1, height: 1 },
    { data: new Float32Array(4), width: 1, height: 1 },
  ]
  for (const pixels of wrong)
    await assert.rejects(classifier.classify(/** @type {any} */ (pixels)), { code: 'argument' })
  await assert.rejects(classifier.classify(/** @type {any} */ (null)), { code: 'argument' })
  const outside = { region: { x: width, y: 0, width: 1, height: 1 } }
  await assert.rejects(classifier.classify({ data, width, height }, outside), { code: 'argument' })
  await assert.rejects(ImageClassifier.load(root('no-such-manifest.json')), { code: 'network' })
  const watched = classifier.watch(/** @type {any} */ (undefined), { onResult() {} })
  await assert.rejects(watched, { code: 'argument' })
})
