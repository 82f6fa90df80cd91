// What is said of lists, in the page's language: of films, or of whatever the catalogue in use has.

import { inLanguage } from '../../shell/language.js'
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

/** @import { Kind } from '../texts/en.js' */

/** @param {Kind} kind */
export const textsOf = (kind) => inLanguage({ en, zh }, kind)
