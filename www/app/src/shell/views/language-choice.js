// The choice of the page's language.

import { byId, el } from '../dom.js'
import { chooseLanguage, language, languageNames } from '../language.js'

export function showLanguageChoice() {
  const choice = byId('language', HTMLSelectElement)
  choice.append(
    ...languageNames.map(({ key, name }) => el('option', { value: key, lang: key, selected: key === language }, name)),
  )
  choice.addEventListener('change', () => chooseLanguage(choice.value))
}
