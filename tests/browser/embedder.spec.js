// Embeddings: those of a picture and its detail are similar, and those of other pictures are not.

import { expect, MANIFEST, test } from './package.js'

test('each picture has a vector of length 1, and similar pictures have similar vectors', async ({ page, vision }) => {
  const said = await vision.evaluate(async ({ ImageEmbedder, ImageClassifier }, manifest) => {
    const embedder = await ImageEmbedder.load(manifest)
    const coffee = await embedder.embed('/photographs/coffee.png')
    // The same cup, from a little closer.
    const closer = await embedder.embed('/photographs/coffee.png', {
      region: { x: 30, y: 20, width: 540, height: 360 },
    })
    const flower = await embedder.embed('/photographs/flower.jpg')
    const output = await embedder.embed('/photographs/coffee.png', { normalise: false })
    const wrong = await embedder
      .embed('/photographs/coffee.png', /** @type {any} */ ({ normalize: true }))
      .catch(String)
    embedder.dispose()
    const classifier = await ImageClassifier.load(manifest)
    const [{ index }] = await classifier.classify('/photographs/coffee.png')
    classifier.dispose()
    return {
      kind: coffee.constructor.name,
      length: Math.hypot(...coffee),
      itself: ImageEmbedder.similarity(coffee, output),
      alike: ImageEmbedder.similarity(coffee, closer),
      other: ImageEmbedder.similarity(coffee, flower),
      likeliest: output.indexOf(Math.max(...output)) === index,
      wrong,
    }
  }, MANIFEST)
  expect(said.kind).toBe('Float32Array')
  expect(said.length).toBeCloseTo(1, 5)
  expect(said.itself).toBeCloseTo(1, 5)
  expect(said.alike).toBeGreaterThan(0.8)
  expect(said.other).toBeLessThan(0.6)
  expect(said.likeliest).toBe(true)
  expect(said.wrong).toContain('no option normalize')
  await expect.poll(() => page.workers().length).toBe(0)
})

test('an embedder’s manifest needs no labels, and a classifier refuses it', async ({ vision }) => {
  const found = await vision.evaluate(async ({ ImageEmbedder, ImageClassifier }, url) => {
    const classifying = await (await fetch(url)).json()
    const model = await (await fetch(new URL(classifying.url, new URL(url, location.href)))).blob()
    const others = { ...classifying, labels: undefined }
    const manifest = { ...others, task: 'image-embedding' }
    const code = (/** @type {Promise<unknown>} */ loading) => loading.then(String, ({ code }) => code)
    const picture = '/photographs/coffee.png'
    const embedder = await ImageEmbedder.load({ manifest, model })
    const asBefore = await ImageEmbedder.load(url)
    const [one, other] = [await embedder.embed(picture), await asBefore.embed(picture)]
    const unnamed = { ...manifest, output: { name: 'no such output' } }
    const found = {
      length: one.length,
      similarity: ImageEmbedder.similarity(one, other),
      classifier: await code(ImageClassifier.load({ manifest, model })),
      unlabelled: await code(ImageClassifier.load({ manifest: others, model })),
      unnamed: await code(ImageEmbedder.load({ manifest: unnamed, model })),
      unknown: await code(ImageEmbedder.load({ manifest: { ...manifest, task: 'poetry' }, model })),
    }
    embedder.dispose()
    asBefore.dispose()
    return found
  }, MANIFEST)
  expect(found.similarity).toBeCloseTo(1, 5)
  expect({ ...found, similarity: 1 }).toEqual({
    length: 1000,
    similarity: 1,
    classifier: 'manifest.format',
    unlabelled: 'manifest.format',
    unnamed: 'model.shape',
    unknown: 'manifest.format',
  })
})
