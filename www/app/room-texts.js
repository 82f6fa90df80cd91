// The texts of the page's rooms, found where they are: in src/ROOM/texts/, and in src/ROOM/PART/texts/ what is loaded late.

import { readdirSync } from 'node:fs'
import { formats } from './src/shell/formats.js'

const source = new URL('./src/', import.meta.url)

/** @import { Kind } from './src/items/texts/en.js' */

/**
 * @param {'en' | 'zh'} language
 * @param {Kind} kind what the catalogue in use is of
 * @returns {Promise<Record<string, Record<string, any>>>} by room, such as `items`, or part of one, `catalogues/own`
 */
export async function roomTexts(language, kind) {
  const format = formats({ en: 'en', zh: 'zh-CN' }[language])
  /** @type {Record<string, Record<string, any>>} */
  const texts = {}
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  for (const file of files.sort()) {
    const [, room] = new RegExp(`^(.+)/texts/${language}\\.js$`).exec(file) ?? []
    if (room === undefined) continue
    // eslint-disable-next-line no-unsanitized/method -- these are the page's own files
    const { [language]: textsOf } = await import(new URL(file, source).href)
    texts[room] = textsOf(format, kind)
  }
  return texts
}
