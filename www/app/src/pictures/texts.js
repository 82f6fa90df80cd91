// What is said of pictures, in the page's language.

import { inLanguage } from '../shell/language.js'
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

export const t = inLanguage({ en, zh })
