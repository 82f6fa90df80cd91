// What is said of lists, in English.

import { NOUNS } from '../../texts/en.js'

/**
 * @import { Formats } from '../../../shell/formats.js'
 * @import { Kind } from '../../texts/en.js'
 */

/**
 * @param {Formats} format
 * @param {Kind} [kind]
 */
export const en = ({ number, plural }, kind = 'films') => {
  const { one, other, seen, want } = NOUNS[kind]
  const items = (/** @type {number} */ count) => plural(count, { one: `# ${one}`, other: `# ${other}` })

  return {
    choose: 'Which list',
    named: (/** @type {string} */ name, /** @type {number} */ count) => `${name}, ${items(count)}`,
    count: (/** @type {number} */ count) => items(count),
    known: `${seen} by now`,
    unknown: (/** @type {number} */ count) =>
      plural(count, { one: '# is not in this catalogue.', other: '# are not in this catalogue.' }),
    missing: 'There is no such list on this device.',
    wantedEmpty: `Nothing is here yet. The menu of each ${one} has “${want}” and “Lists…”.`,
    empty: `Nothing is on this list yet. The menu of each ${one} has “Lists…”.`,

    new: 'New list…',
    newHeading: 'A new list',
    name: 'Name',
    make: 'Make it',
    rename: 'Rename…',
    renameHeading: (/** @type {string} */ name) => `Another name for “${name}”`,
    renameIt: 'Rename',
    delete: 'Delete',
    share: 'Share…',

    shared: (/** @type {number} */ count) => `${items(count)}. This list came with the link and is not kept yet.`,
    keep: 'Keep this list',
    leave: 'Leave it',

    listsWith: (/** @type {string} */ title) => `Lists for ${title}`,
    newHere: 'Or on a new list',
    makeHere: 'Make',
    done: 'Done',

    shareHeading: (/** @type {string} */ name) => `Share ${name}`,
    shareText: 'Nothing is sent by this page: the link holds all there is, and goes only where you send it.',
    tooLong: (/** @type {number} */ most) => `The link has the first ${number(most)} ${other} only, the text has all.`,
    noLink: 'There is no link, because this catalogue is on this device alone.',
    link: 'Link',
    text: 'Text',
    copyLink: 'Copy the link',
    copyText: 'Copy the text',
    copied: 'Copied.',
    copyYourself: 'It is selected: copy it with your keyboard or menu.',
    send: 'Share by…',
    save: 'Save as CSV',
    close: 'Close',
  }
}
