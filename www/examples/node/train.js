// node train.js likes.csv items.csv own.pack: trains on a table of likes and one of items, and writes the pack.

import { writeFile } from 'node:fs/promises'
import { train } from 'penchant/train'

const [likes, items, pack] = process.argv.slice(2)
const bytes = await train(likes, {
  items,
  positiveAbove: 0, // whatever the rating: who has an item likes it
  onRead: ({ ratings, users, items }) => console.log(`${ratings} likes of ${items} items by ${users} people`),
})
await writeFile(pack, bytes)
console.log(`${pack}: ${bytes.length} bytes`)
