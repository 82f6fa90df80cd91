// Tables in other encodings than UTF-8, decoded by the browser: the engine's own tables for this would be a larger
// download. What is packed, and what the engine can decode, is left to it.

/**
 * The encodings that are tried where none was told. Of those in which the text has no fault, the one with most letters
 * that are usual in its languages is taken; `usual` says how large their part is.
 * @type {{ name: string, usual: (text: string, bytes: Uint8Array) => number }[]}
 */
const CANDIDATES = [
  // The usual characters of Chinese are in the first rows of these two. Those of Korean are all in the same place as some of
  // the first, so that Korean goes before Chinese if nothing else is in a text.
  { name: 'gb18030', usual: (_, bytes) => 0.99 * partOfPairs(bytes, 0xb0, 0xd7, 0xa1) },
  { name: 'big5', usual: (_, bytes) => 0.99 * partOfPairs(bytes, 0xa4, 0xc6, 0x40) },
  { name: 'euc-kr', usual: (text) => partOf(text, /[가-힣]/g) },
  { name: 'shift_jis', usual: (text) => (partOf(text, /[ぁ-んァ-ヶー]/g) > 0.2 ? 0.995 : 0) },
  { name: 'euc-jp', usual: (text) => (partOf(text, /[ぁ-んァ-ヶー]/g) > 0.2 ? 0.995 : 0) },
  { name: 'windows-1251', usual: (text) => partOf(text, /(?<![A-Za-z])[А-Яа-яЁё]{2,}(?![A-Za-z])/g) },
  { name: 'windows-1252', usual: (text) => partOf(text, /(?<=[A-Za-z])[À-ÿ]|[À-ÿ](?=[A-Za-z])/g) },
]

/**
 * @param {string} text
 * @param {RegExp} usual
 */
function partOf(text, usual) {
  return (text.match(usual) ?? []).join('').length / Math.max([...text].filter((letter) => letter > '\u007f').length, 1)
}

/**
 * The part of a text's pairs of bytes that begin with one of these and go on with at least `second`.
 * @param {Uint8Array} bytes
 * @param {number} first
 * @param {number} last
 * @param {number} second
 */
function partOfPairs(bytes, first, last, second) {
  let [pairs, usual] = [0, 0]
  for (let place = 0; place < bytes.length; place += 1) {
    if (bytes[place] < 128) continue
    pairs += 1
    if (bytes[place] >= first && bytes[place] <= last && bytes[place + 1] >= second) usual += 1
    place += 1
  }
  return usual / Math.max(pairs, 1)
}

/** What the engine decodes by itself. */
const ENGINE_ENCODINGS = /^(utf-?8|utf-16(le|be)?|iso-8859-1|latin1)$/i
/** Bytes of gzip, zip, Zstandard and Parquet, and marks of Unicode. */
const LEFT_TO_ENGINE = [[0x1f, 0x8b], [0x50, 0x4b, 3, 4], [0x28, 0xb5, 0x2f, 0xfd], [0x50, 0x41, 0x52, 0x31], [0xff, 0xfe], [0xfe, 0xff]] // prettier-ignore
const GUESSED_BYTES = 256 << 10

/**
 * @param {Uint8Array} bytes
 * @param {string} [given] the encoding, as it was told
 * @returns {{ bytes: Uint8Array, encoding: string | null, isGuess: boolean, replaced: number, line: number }} `encoding`
 *   is null if nothing was changed; `replaced` places, the first in this line, were not of the encoding
 */
export function toUtf8(bytes, given) {
  const asItIs = { bytes, encoding: null, isGuess: false, replaced: 0, line: 0 }
  if (LEFT_TO_ENGINE.some((start) => start.every((byte, place) => bytes[place] === byte))) return asItIs
  if (given && ENGINE_ENCODINGS.test(given)) return asItIs
  const encoding = given ? known(given) : guess(bytes)
  if (!encoding) return asItIs
  const text = new TextDecoder(encoding).decode(bytes)
  const replaced = text.split('\uFFFD').length - 1
  const line = replaced && text.slice(0, text.indexOf('\uFFFD')).split('\n').length
  return { bytes: new TextEncoder().encode(text), encoding, isGuess: !given, replaced, line }
}

/**
 * The usual name of an encoding; null for one that there is not, about which the engine has a message.
 * @param {string} name
 */
function known(name) {
  try {
    return new TextDecoder(name).encoding
  } catch {
    return null
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {string | null} null for UTF-8 and what is decoded by the engine
 */
function guess(bytes) {
  const first = bytes.findIndex((byte) => byte > 127)
  if (first < 0 || bytes.subarray(0, 4096).includes(0)) return null
  // From the beginning of that line on: headers are in it, and characters are not cut.
  const begin = bytes.lastIndexOf(10, first) + 1
  const end = begin + GUESSED_BYTES
  const sample = bytes.subarray(begin, end < bytes.length ? bytes.lastIndexOf(10, end) + 1 || end : bytes.length)
  const decoded = (/** @type {string} */ name, fatal = true) => {
    try {
      return new TextDecoder(name, { fatal }).decode(sample)
    } catch {
      return null
    }
  }
  if (decoded('utf-8') !== null) return null
  const letters = (/** @type {string} */ text) => [...text].filter((letter) => letter > '\u007f').length
  // A few damaged characters do not make another encoding of a text.
  const damaged = decoded('utf-8', false) ?? ''
  const faults = damaged.split('\uFFFD').length - 1
  if (letters(damaged) - faults > 20 * faults) return null
  const shares = CANDIDATES.map(({ name, usual }) => {
    const text = decoded(name)
    // Control characters and letters of private use are in no table.
    const isPossible = text !== null && !/[\u0080-\u009f\ue000-\uf8ff]/.test(text)
    return { name, share: isPossible ? usual(text, sample) : -1 }
  })
  const best = shares.reduce((a, b) => (b.share > a.share ? b : a))
  return best.share < 0 ? 'windows-1252' : best.name
}
