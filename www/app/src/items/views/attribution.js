// Whose data the catalogue in use was made of, and under which terms.

import { byId, el } from '../../shell/dom.js'
import { sanitizeText } from '../../shell/untrusted-text.js'
import { t } from '../texts.js'

/** @import { PageStore } from '../../main.js' */

/** Of a paragraph, in characters. */
const MAX_TERMS_LENGTH = 5_000

/** @param {PageStore} store */
export function showAttribution(store) {
  store.watch({ items: ['pack', 'otherCatalogue'] }, ({ items: { pack, otherCatalogue } }) => {
    byId('terms-of-pack').hidden = otherCatalogue !== null
    byId('invented').hidden = !otherCatalogue?.example
    if (!pack) return
    const { users, interactions, chosen } = pack.trainedOn
    // A pack of factors that were trained elsewhere does not know on what.
    byId('trained-on').replaceChildren(
      users ? t.attribution.trainedOn(interactions, users) : '',
      ...(chosen
        ? [' ', t.attribution.chosen(chosen.users), el('code', { lang: 'en', dir: 'ltr' }, sanitizeText(chosen.model))]
        : []),
    )
    const [summary, ...terms] = unwrapLines(pack.notice)
      .split('\n\n')
      .map((paragraph) => sanitizeText(paragraph, MAX_TERMS_LENGTH))
    byId('notice').textContent = !otherCatalogue
      ? summary
      : otherCatalogue.example
        ? t.attribution.invented
        : t.attribution.own(sanitizeText(otherCatalogue.name))
    byId('terms').textContent = terms.join('\n\n')
  })
}

/**
 * Joins the lines of each paragraph, except those of a list.
 * @param {string} text
 */
function unwrapLines(text) {
  return text.trim().replace(/([^\n])\n(?!\n|- )\s*/g, '$1 ')
}
