// The visitor's own image classifier: checked before it is used, kept until it is forgotten.

import { readFileSync } from 'node:fs'
import { expect, likeliest, show, test } from './fixtures.js'
import { root } from './site.js'

const MODEL = root('www/app/public/models/efficientnet-lite0.onnx')
const MANIFEST = root('www/app/public/models/efficientnet-lite0.json')
const { labels } = JSON.parse(readFileSync(MANIFEST, 'utf8'))
const coffee = root('build/photographs/coffee.png')

const text = (/** @type {string} */ content) => ({
  name: 'labels.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
})

test.beforeEach(async ({ page }) => {
  await page.goto('./#pictures')
  await page.getByRole('button', { name: 'Use your own ONNX model…' }).click()
})

test('a model with a file of labels recognises pictures, in later visits too, until it is forgotten', async ({
  page,
}) => {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('ONNX file').setInputFiles({ name: 'mine.onnx', mimeType: '', buffer: readFileSync(MODEL) })
  await dialog
    .getByLabel('Names of its classes')
    .setInputFiles(text(labels.map((/** @type {string} */ label) => `my ${label}`).join('\n')))
  await dialog.getByLabel('Resized by').selectOption('bicubic')
  await dialog.getByLabel('Values of pixels').selectOption('as given here')
  await dialog.getByLabel('Mean of').fill('127, 127, 127')
  await dialog.getByLabel('Divided by').fill('128 128 128')
  await expect(dialog.getByLabel('Width')).toHaveValue('224')
  await expect(dialog.getByLabel('Width')).not.toBeEditable()
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('#model-name')).toHaveText('mine, yours, of 1,000 classes')
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('my espresso')

  await page.reload()
  await expect(page.locator('#model-name')).toHaveText('mine, yours, of 1,000 classes')
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('my espresso')

  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(page.locator('#model-name')).toContainText('EfficientNet')
  await show(page, coffee)
  await expect(likeliest(page)).toHaveText(/^espresso/)
})

test('a manifest gives the labels and fills in the preprocessing', async ({ page }) => {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('ONNX file').setInputFiles(MODEL)
  await dialog.getByLabel('Names of its classes').setInputFiles(MANIFEST)
  await expect(dialog.getByLabel('Resized by')).toHaveValue('bicubic')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(dialog).toBeHidden()
  await show(page, coffee)
  await expect(likeliest(page)).toContainText('espresso')
})

test('files that do not fit are refused with a reason, and can be replaced in the form', async ({ page }) => {
  const dialog = page.getByRole('dialog')
  const alert = dialog.getByRole('alert')
  await dialog
    .getByLabel('ONNX file')
    .setInputFiles({ name: 'letter.onnx', mimeType: '', buffer: Buffer.from('Dear diary') })
  await expect(alert).toContainText(/model/)
  await dialog.getByLabel('ONNX file').setInputFiles(MODEL)
  await expect(alert).toBeHidden()
  await dialog.getByLabel('Names of its classes').setInputFiles(text('{"a": 1'))
  await expect(alert).toContainText('no names of classes')
  await dialog.getByLabel('Names of its classes').setInputFiles(text('cat\ndog\n'))
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(alert).toContainText('1,000 classes, and the file names 2')
  await dialog.getByLabel('Names of its classes').setInputFiles(MANIFEST)
  await dialog.getByLabel('Mean of').fill('1, 2')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(alert).toContainText('three numbers')
  await dialog.getByLabel('Mean of').fill('127 127 127')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(dialog).toBeHidden()
})
