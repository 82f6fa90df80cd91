// Titles as people write them, from those of a table: "Matrix, The (a.k.a. …)" is "The Matrix", and has another title.

const ARTICLES =
  /^(.+), (The|A|An|Le|La|Les|L'|Il|Lo|Gli|I|El|Los|Las|Der|Die|Das|Den|Det|De|Het|O|Os|As|Un|Une|Ein|Eine)$/

/**
 * Takes "Matrix, The (a.k.a. …)" apart, and puts the article in front.
 * @param {string} text
 */
export function readableTitle(text) {
  const [, title, brackets] = /^(.+?)((?: \([^()]*\))*)$/.exec(text) ?? ['', text, '']
  const others = Array.from(brackets.matchAll(/\(([^()]*)\)/g), ([, other]) => putArticleFirst(other))
  return { title: putArticleFirst(title), otherTitles: others.join(', ') }
}

/** @param {string} title */
function putArticleFirst(title) {
  return title.replace(ARTICLES, (_, rest, article) => article + (article.endsWith("'") ? '' : ' ') + rest)
}
