// node recommend.js "Iron Orchard" "Ash Parade": what else may please who likes these records, and why.

import { Recommender } from 'penchant/recommend'

const recommender = await Recommender.load('packs/music.pack')
const items = recommender.items()
const likes = process.argv.slice(2).map((title) => {
  const found = items.find((item) => item.title.toLowerCase() === title.toLowerCase())
  if (!found) throw new Error(`There is no record called ${title}.`)
  return { item: found.item, action: 'like', atMs: Date.now() }
})

for (const { item, score, reasons } of recommender.recommend(likes, { n: 5 })) {
  const because = reasons
    .map((reason) => `${reason.item === null ? 'popularity' : titleOf(reason.item)} ${reason.contribution.toFixed(3)}`)
    .join(', ')
  console.log(`${titleOf(item).padEnd(26)} ${score.toFixed(3)}  ${because}`)
}

function titleOf(id) {
  return items.find(({ item }) => item === id)?.title ?? id
}
