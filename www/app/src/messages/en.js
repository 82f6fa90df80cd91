// What the page says, in English. zh.js has the same keys; what is not a mere text is a function of what it is about.

import { device } from './en/device.js'
import { pictures } from './en/pictures.js'
import { formats } from './formats.js'

/**
 * @import { Part } from './formats.js'
 * @import { Why } from '../reasons.js'
 */

const format = formats('en')
const { number, plural, titles } = format
const films = (/** @type {number} */ count) => plural(count, { one: '# film', other: '# films' })

/** @param {Part[]} parts */
function capitalised([first, ...rest]) {
  return typeof first === 'string' ? [first[0].toUpperCase() + first.slice(1), ...rest] : [first, ...rest]
}

export const en = {
  format,

  page: {
    title: (/** @type {string} */ part) => `${part} · Penchant`,
    description: 'Films recommended and pictures recognised on your own device. Nothing you like is sent anywhere.',
    skip: 'Skip to the content',
    parts: 'Parts of this page',
    films: 'Films',
    pictures: 'Pictures',
    language: 'Language',
    noScript: 'Penchant computes everything in this page, so it needs JavaScript.',
    update: 'An update is available.',
    reload: 'Reload',
    later: 'Later',
    dismiss: 'Dismiss',
    cancel: 'Cancel',
    undo: 'Undo',
    undone: 'Undone.',
    tryAgain: 'Try again',
  },

  film: {
    unknown: (/** @type {string} */ item) => `Film ${item}`,
    withYear: (/** @type {string} */ title, /** @type {number | null} */ year) =>
      year === null ? title : `${title} (${year})`,
    yearAndGenres: (/** @type {number | null} */ year, /** @type {string[]} */ genres) =>
      [year, genres.join(', ')].filter(Boolean).join(' · '),
    opinion: 'Your opinion',
    like: 'Like',
    dislike: 'Dislike',
    seen: 'Seen',
    about: (/** @type {string} */ action, /** @type {string} */ film) => `${action}: ${film}`,
  },

  search: {
    label: 'Find a film',
    placeholder: 'Title, year or genre',
    found: 'Films found',
    count: (/** @type {number} */ count) => films(count),
    shown: (/** @type {number} */ count, /** @type {number} */ shown) =>
      `${films(count)}, the first ${number(shown)} shown`,
    none: (/** @type {string} */ query) => `No film has “${query}” in its title, year or genres.`,
  },

  picks: {
    forYou: 'Picks for you',
    popular: 'Popular films',
    opening: 'Opening the catalogue…',
    more: 'Show more',
    nothingLeft: 'Nothing is left to recommend: you have said something of every film.',
    noHistory: 'Nothing is in your history yet. Like a film or two, and the picks become yours.',
    noLikes: 'You have liked nothing yet. Like a film or two, and the picks become yours.',
    from: (/** @type {number} */ likes, /** @type {boolean} */ popular) =>
      `From ${plural(likes, { one: 'the film you like', other: 'the # films you like' })}` +
      (popular ? ', and from what is popular until you like more.' : '.'),
    failed: (/** @type {string} */ why) => `The films cannot be shown: ${why}`,
    historyIsSafe: 'Your history is safe: it can be exported as ever.',
  },

  reasons: {
    score: 'Score',
    caption: 'What the score is made of',
    popular: 'Popular with everybody',
    sum: 'Sum = score',
    /**
     * "Because of Alien and Blade Runner, and popular with everybody, despite Titanic".
     * @param {Why} why
     * @returns {Part[]}
     */
    why: ({ because, despite, popular, popularFirst }) => {
      /** @type {Part[][]} */
      const clauses = []
      if (because.length > 0) clauses.push(['because of ', ...titles(because)])
      if (popular) clauses.push(['popular with everybody'])
      if (popularFirst) clauses.reverse()
      if (clauses.length === 2) clauses[1].unshift('and ')
      if (clauses.length === 0) clauses.push(['nothing in your history speaks for it'])
      if (despite.length > 0) clauses.push(['despite ', ...titles(despite)])
      return capitalised(clauses.flatMap((clause, place) => (place > 0 ? [', ', ...clause] : clause)))
    },
  },

  history: {
    heading: 'Your history',
    count: (/** @type {number} */ count) => films(count),
    empty: 'Empty. What you say of films is kept here, on this device only.',
    kept: (/** @type {number} */ count) => `${films(count)}, kept on this device only.`,
    notInCatalogue: (/** @type {number} */ count) =>
      plural(count, {
        one: '# entry is not in this catalogue; it is kept but not counted.',
        other: '# entries are not in this catalogue; they are kept but not counted.',
      }),
    takeOut: 'Take out',
    takeOutOf: (/** @type {string} */ film) => `Take ${film} out of your history`,
    export: 'Export',
    import: 'Import…',
    erase: 'Erase…',
    eraseHeading: 'Erase your whole history?',
    eraseText: (/** @type {number} */ count) =>
      `${films(count)} will be forgotten. This cannot be undone; export first to keep a copy.`,
    keep: 'Keep it',
    eraseNow: 'Erase',
    done: {
      like: (/** @type {string} */ title) => `Liked ${title}.`,
      dislike: (/** @type {string} */ title) => `Disliked ${title}.`,
      seen: (/** @type {string} */ title) => `Marked as seen: ${title}.`,
      takenOut: (/** @type {string} */ title) => `${title} is out of your history.`,
      erased: 'Your history is erased.',
      imported: (/** @type {number} */ added, /** @type {number} */ replaced) =>
        `Imported: ${films(added)} added, ${number(replaced)} replaced by a later opinion.`,
      nothingToImport: 'Nothing to import: your history has all of it.',
    },
    failed: {
      change: (/** @type {string} */ why) => `That was not saved: ${why}`,
      export: (/** @type {string} */ why) => `Nothing was exported: ${why}`,
      import: (/** @type {string} */ why) => `Nothing was imported, and your history is as it was: ${why}`,
    },
  },

  ...pictures(format),
  ...device(format),

  /** A genre of the catalogue in this language, or as the catalogue has it. */
  genre: (/** @type {string} */ name) => name,

  /** What an error says, in this language where its code is known. */
  error: (/** @type {{ code?: string, message: string }} */ { message }) => message,
}

/** @typedef {typeof en} Messages */
