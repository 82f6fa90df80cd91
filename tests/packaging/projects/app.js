// What every bundler is given: an app that recommends at once, and looks at a picture when it is asked to.

/**
 * @param {Pick<typeof import('penchant'), 'History' | 'ImageClassifier' | 'Recommender'>} penchant
 */
export async function start({ History, ImageClassifier, Recommender }) {
  const recommender = await Recommender.load('packs/music.pack')
  const history = await History.open('music')
  await history.add({ item: recommender.items()[0].item, action: 'like' })
  say(
    'picks',
    recommender
      .recommend(history)
      .map(({ item }) => item)
      .join(' '),
  )

  const picture = /** @type {HTMLInputElement} */ (document.getElementById('picture'))
  picture.addEventListener('change', async () => {
    const classifier = await ImageClassifier.load('models/efficientnet-lite0.json')
    const [{ label }] = await classifier.classify(/** @type {FileList} */ (picture.files)[0])
    say('class', label)
  })
}

/**
 * @param {string} id
 * @param {string} text
 */
function say(id, text) {
  const element = document.getElementById(id)
  if (element) element.textContent = text
}
