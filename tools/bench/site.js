// A bench's page, built and served with what else is in build/, and Chromium to open it in.

import { chromium as browserType } from '@playwright/test'
import { build } from 'vite'
import { chromium, root, serve } from '../web/site.js'
import { openTab } from './tab.js'

/**
 * @param {string} name of a folder of tools/bench/ with a page/
 */
export async function serveBench(name) {
  await build({
    configFile: false,
    root: root(`tools/bench/${name}/page`),
    base: './',
    publicDir: false,
    logLevel: 'error',
    // TensorFlow.js hands the text of a function to its threads, which another would not find under a shorter name.
    build: { outDir: root(`build/bench/${name}`), emptyOutDir: true, assetsInlineLimit: 0, minify: false },
    worker: { format: 'es' },
  })
  // It shares its process with no other page, and so may read a finer clock, to 5 µs instead of 100, and share memory
  // among threads. The page's own policy is not for it: under that the peers do not start.
  const site = await serve(root('build'), { 'Content-Security-Policy': '' })
  return { address: `${site.url}bench/${name}/index.html`, close: site.close }
}

export const launch = () => browserType.launch(chromium)

/**
 * What a function of the page gives, and the memory that its process then has, in a browser of its own, so that
 * nothing before it counts.
 * @param {string} address
 * @param {string} name
 * @param {...unknown} parameters
 */
export async function inFreshBrowser(address, name, ...parameters) {
  const browser = await launch()
  try {
    const tab = await openTab(browser, address)
    const empty = await tab.memory()
    const given = await tab.call(name, ...parameters)
    return { ...given, memory: { ...(await tab.memory()), empty_mb: empty?.rss_mb } }
  } finally {
    await browser.close()
  }
}
