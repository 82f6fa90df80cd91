// The choice of the page's language.

import { byId, el } from '../dom.js'
import { chooseLanguage, language, LANGUAGES } from '../language.js'

export function showLanguage() {
  const choice = byId('language', HTMLSelectElement)
  choice.append(
    ...Object.entries(LANGUAGES).map(([code, name]) =>
      el('option', { value: code, lang: code, selected: code === language }, name),
    ),
  )
  choice.addEventListener('change', () => chooseLanguage(choice.value))
}
