// What the page says where catalogues are made: loaded with that, and in the page's language as all else.

import { language, t } from './language.js'
import { catalogues as english } from './messages/en/catalogues.js'
import { catalogues as chinese } from './messages/zh/catalogues.js'

export const words = { en: english, zh: chinese }[language](t.format)
