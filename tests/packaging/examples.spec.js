// The examples, each as somebody would start it who copied it, on the packed package.

import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { drive, serveBuilt } from './drive.js'
import { addFiles, emitted, Project } from './project.js'

/** Most bytes, after gzip and without the pack, that a page may fetch before it recommends. */
const FIRST_BYTES = 200_000

test('a plain page with an import map', async ({ page }) => {
  const project = Project.install('www/examples/plain')
  addFiles(project.folder)
  const [, map] = /<script type="importmap">(.*?)<\/script>/s.exec(project.read('index.html')) ?? []
  const site = await serveBuilt(project.folder, { scripts: `'sha256-${createHash('sha256').update(map).digest('base64')}'` })
  await drive(page, site.url)

  await page.getByRole('button', { name: 'Like Iron Orchard' }).click()
  await expect(page.locator('#picks li').first()).toContainText('because you like Iron Orchard')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Like Iron Orchard' })).toHaveAttribute('aria-pressed', 'true')
  await site.close()
  project.remove()
})

test('Vite: its dev server, its build, and the bytes before the first picks', async ({ page }) => {
  const project = Project.install('www/examples/vite')
  addFiles(project.at('public'))
  const development = await project.start('vite', '--host=127.0.0.1', '--port=PORT', '--strictPort')
  await drive(page, development.url)
  development.close()

  project.run('npm', 'run', 'build')
  for (const { name, times } of emitted(project.at('dist'))) expect(times, `how often ${name} was emitted`).toBe(1)
  const site = await serveBuilt(project.at('dist'))
  const bytes = await drive(page, site.url)
  console.log(`    before the first picks come ${bytes} bytes after gzip, the pack apart`)
  expect(bytes).toBeLessThanOrEqual(FIRST_BYTES)

  await page.getByLabel('Stars for Salt Empires').selectOption('★★★★★')
  await expect(page.locator('#picks li').first()).toContainText('because of Salt Empires')
  await site.close()
  project.remove()
})

test('Node: recommendations and a model, at the command line', () => {
  const project = Project.install('www/examples/node')
  addFiles(project.folder)
  expect(project.run('node', 'recommend.js', 'Iron Orchard')).toContain('Granite Hymns')
  expect(project.run('node', 'model.js')).toMatch(/the likeliest of 1000 classes is \w/)
  project.remove()
})
