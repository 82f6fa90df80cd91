// The app for every bundler: it recommends at once, and classifies or trains on request.

/**
 * @param {Pick<typeof import('penchant/slim'), 'History' | 'ImageClassifier' | 'Recommender' | 'train'>} penchant
 */
export async function start({ History, ImageClassifier, Recommender, train }) {
  const recommender = await Recommender.load('packs/music.pack')
  const history = await History.open('music')
  await history.add({ item: recommender.items()[0].item, action: 'like' })
  show(
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
    show('class', label)
  })

  document.getElementById('learn')?.addEventListener('click', async () => {
    const pack = await train('tables/music-likes.csv', { items: 'tables/music.csv', positiveAbove: 0 })
    const learned = await Recommender.load(pack)
    show('learned', `${learned.manifest.name}: ${learned.items().length}`)
  })
}

/**
 * @param {string} id
 * @param {string} text
 */
function show(id, text) {
  const element = document.getElementById(id)
  if (element) element.textContent = text
}
