// Texts as they are compared in a search: lower case, no accents, words separated by one space. "Amélie" and "amelie" are
// the same, and so are "Spider-Man" and "Spiderman".

/**
 * @param {string} text
 */
export function fold(text) {
  return words(letters(text))
}

/**
 * A text in the forms that people search for it: its words as they are, and those that only punctuation parts as one:
 * "spider man" and "spiderman", "e t" and "et". Each character of Chinese and Japanese is a word of its own, because these
 * languages put no spaces between words.
 * @param {string} text
 * @returns {string[]} one form if both are the same
 */
export function searchForms(text) {
  const plain = letters(text).replace(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/gu, ' $& ')
  const parted = words(plain)
  if (!/\S[^\p{L}\p{N}\s]+\S/u.test(plain)) return [parted]
  const joined = words(plain.replace(/(?<=[\p{L}\p{N}])[^\p{L}\p{N}\s]+(?=[\p{L}\p{N}])/gu, ''))
  return parted === joined ? [parted] : [parted, joined]
}

/**
 * @param {string} folded
 */
export function withoutArticle(folded) {
  return folded.replace(/^(the|a|an) (?=.)/, '')
}

/** @param {string} text */
function letters(text) {
  // Most titles have no accent to look for.
  const plain = /^[\x20-\x7E]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '')
  return plain.toLowerCase().replace(/['’]/g, '').replaceAll('&', ' and ')
}

/** @param {string} text */
function words(text) {
  return text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}
