// What tests need that is built or fetched before: without it they end at once, and say which command makes it.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @param {Record<string, string[]>} needed paths below the repository's root, by the command that makes them
 */
export function requireBuilt(needed) {
  for (const [command, paths] of Object.entries(needed)) {
    const missing = paths.filter((path) => !existsSync(fileURLToPath(new URL(`../${path}`, import.meta.url))))
    if (missing.length > 0) throw new Error(`${missing.join(', ')} missing: ${command} makes what these tests need`)
  }
}
