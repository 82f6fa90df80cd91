// What is said of catalogues from the start; the rest is loaded with own/.

import { inLanguage } from '../shell/language.js'
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

export const t = inLanguage({ en, zh })
