// The examples, copied and started as a user would, with the packed package.

import { createHash } from 'node:crypto'
import { renameSync } from 'node:fs'
import { drive, expect, test } from './fixtures.js'
import { addFiles, emitted } from './project.js'

/** The maximum number of bytes, after gzip and without the pack, before a page recommends. */
const MAX_FIRST_BYTES = 200_000

test('a plain page with an import map', async ({ page, install, serveBuilt }) => {
  const project = install('www/examples/plain')
  addFiles(project.folder)
  const [, map] = /<script type="importmap">(.*?)<\/script>/s.exec(project.read('index.html')) ?? []
  const scripts = `'sha256-${createHash('sha256').update(map).digest('base64')}'`
  await drive(page, await serveBuilt(project.folder, { scripts }))

  const like = page.getByRole('button', { name: 'Like Iron Orchard' })
  await like.click()
  await expect(page.locator('#picks li').first()).toContainText('because you like Iron Orchard')
  // A like is shown before it is on the disk.
  await expect.poll(() => page.evaluate(storedRecords)).toBeGreaterThan(0)
  await page.reload()
  await expect(like).toHaveAttribute('aria-pressed', 'true')
})

/** How many records IndexedDB has; it runs in the page. */
async function storedRecords() {
  const answer = (/** @type {IDBRequest} */ request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  let count = 0
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name ?? ''))
    for (const store of database.objectStoreNames)
      count += await answer(database.transaction(store).objectStore(store).count())
    database.close()
  }
  return count
}

test('Vite: its dev server, its build, and the bytes before the first picks', async ({
  page,
  install,
  start,
  serveBuilt,
}) => {
  const project = install('www/examples/vite')
  addFiles(project.at('public'))
  await drive(page, await start(project, 'vite', '--host=127.0.0.1', '--port=PORT', '--strictPort'))

  project.run('npm', 'run', 'build')
  // The example does not train.
  expect(emitted(project.at('dist'))).toEqual({
    recommend: 1,
    infer: 1,
    'infer-relaxed': 1,
    'infer-threads': 1,
    train: 0,
  })
  const bytes = await drive(page, await serveBuilt(project.at('dist')))
  console.log(`    before the first picks come ${bytes} bytes after gzip, the pack apart`)
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_BYTES)

  await page.getByLabel('Stars for Salt Empires').selectOption('★★★★★')
  await expect(page.locator('#picks li').first()).toContainText('because of Salt Empires')
})

test('Node: training a pack, recommending from it, and running a model', ({ install }) => {
  const project = install('www/examples/node')
  addFiles(project.folder)
  const trained = project.run('node', 'train.js', 'tables/music-likes.csv', 'tables/music.csv', 'packs/own.pack')
  expect(trained).toMatch(/591 likes of 48 items by 80 people\npacks\/own.pack: \d+ bytes/)
  renameSync(project.at('packs/own.pack'), project.at('packs/music.pack'))
  expect(project.run('node', 'recommend.js', 'Iron Orchard')).toContain('Granite Hymns')
  expect(project.run('node', 'model.js')).toMatch(/the likeliest of 1000 classes is \w/)
})

for (const { version, ...versions } of [
  { version: '18.3.1', '@types/react': '18.3.27', '@types/react-dom': '18.3.7' },
  { version: '19.3.1' },
]) {
  test(`React ${version}: development in StrictMode, and the build`, async ({ page, install, start, serveBuilt }) => {
    const project = install('www/examples/react', { react: version, 'react-dom': version, ...versions })
    addFiles(project.at('public'))
    await drive(page, await start(project, 'vite', '--host=127.0.0.1', '--port=PORT', '--strictPort'))
    project.run('npm', 'run', 'build')
    await drive(page, await serveBuilt(project.at('dist')))

    const like = page.getByRole('button', { name: 'Like Iron Orchard' })
    await like.click()
    await expect(page.locator('#picks li').first()).toContainText('because you like Iron Orchard')
    const other = await page.context().newPage()
    await other.goto(page.url())
    await expect(other.getByRole('button', { name: 'Like Iron Orchard' })).toHaveAttribute('aria-pressed', 'true')
    await other.getByRole('button', { name: 'Like Iron Orchard' }).click()
    await expect(like).toHaveAttribute('aria-pressed', 'false')
  })
}
