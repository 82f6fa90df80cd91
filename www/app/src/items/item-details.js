// The details of an item as they come from a pack, made safe to show. Texts are untrusted, and so are links: only those
// of the web are kept.

import { sanitizeText } from '../shell/untrusted-text.js'

/**
 * @import { Item as PackItem } from 'penchant'
 *
 * @typedef {object} Details empty or null where nothing is known
 * @property {string[]} creators
 * @property {string[]} cast
 * @property {string[]} synopsis in paragraphs
 * @property {number | null} minutes
 * @property {URL | null} link
 */

/** In characters, of a name and of a synopsis. */
const MAX_NAME_LENGTH = 80
const MAX_SYNOPSIS_LENGTH = 5_000

/**
 * @param {PackItem} item
 * @returns {Details | null} null if there are none
 */
export function detailsOf({ creators, cast, synopsis, minutes, link }) {
  const details = {
    creators: namesOf(creators),
    cast: namesOf(cast),
    synopsis: paragraphsOf(synopsis),
    minutes: minutes ?? null,
    link: webAddress(link),
  }
  const lists = [details.creators, details.cast, details.synopsis]
  return lists.some(({ length }) => length > 0) || details.minutes || details.link ? details : null
}

/** @param {string[]} [names] */
function namesOf(names = []) {
  return names.map((name) => sanitizeText(name, MAX_NAME_LENGTH).trim()).filter((name) => name !== '')
}

/** @param {string} [text] */
function paragraphsOf(text = '') {
  const cut = text.length > MAX_SYNOPSIS_LENGTH ? `${text.slice(0, MAX_SYNOPSIS_LENGTH)}…` : text
  const paragraphs = cut.split(/\s*\n\s*/).map((paragraph) => sanitizeText(paragraph, MAX_SYNOPSIS_LENGTH + 1).trim())
  return paragraphs.filter((paragraph) => paragraph !== '')
}

/**
 * An address of another kind, such as `javascript:`, may run what is in it.
 * @param {string} [link]
 */
function webAddress(link = '') {
  try {
    const url = new URL(link)
    return ['http:', 'https:'].includes(url.protocol) ? url : null
  } catch {
    return null
  }
}
