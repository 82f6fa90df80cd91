// Whether catalogues other than the films work without a network: the examples, and the engine that learns others.

import trainer from 'penchant/train.wasm?url'
import { isCached } from '../shell/cache-names.js'
import { areExamplesKept, EXAMPLES, keepExamples } from './examples.js'

/** Whether all of it is kept. */
export async function areCataloguesKept() {
  return (await areExamplesKept()) && (await isCached(trainer))
}

/** Fetches all of it, which the service worker keeps. Without one, or without a network, nothing happens. */
export async function keepCatalogues() {
  await keepExamples(EXAMPLES)
  if (navigator.serviceWorker?.controller && !(await isCached(trainer))) await fetch(trainer).catch(() => {})
}
