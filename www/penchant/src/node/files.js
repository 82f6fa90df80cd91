// Reads files for `fetch.js`, since Node's own fetch does not: the package's wasm, and packs and models.

import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { readFilesWith } from '../runtime/fetch.js'

readFilesWith(async (url) => {
  const file = URL.canParse(url) ? new URL(url) : pathToFileURL(String(url))
  if (file.protocol !== 'file:') return undefined
  const type = file.pathname.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream'
  return new Response(new Uint8Array(await readFile(file)), { headers: { 'Content-Type': type } })
}, pathToFileURL('./').href)
