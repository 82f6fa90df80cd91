// What the page says of films: picks and their reasons, search, history, taste, catalogues. See ../en.js.

/**
 * @import { Part } from '../formats.js'
 * @import { Why } from '../../reasons.js'
 */

/** @param {Part[]} parts */
function capitalised([first, ...rest]) {
  return typeof first === 'string' ? [first[0].toUpperCase() + first.slice(1), ...rest] : [first, ...rest]
}

/** @param {import('../formats.js').Formats} format */
export const films = ({ bytes, date, number, percent, plural, titles }) => {
  const films = (/** @type {number} */ count) => plural(count, { one: '# film', other: '# films' })

  return {
    film: {
      unknown: (/** @type {string} */ item) => `Film ${item}`,
      withYear: (/** @type {string} */ title, /** @type {number | null} */ year) =>
        year === null ? title : `${title} (${year})`,
      yearAndGenres: (/** @type {number | null} */ year, /** @type {string[]} */ genres) =>
        [year, genres.join(', ')].filter(Boolean).join(' · '),
      opinion: 'Your opinion',
      opinions: {
        like: 'Like',
        dislike: 'Dislike',
        seen: 'Seen',
        'not-interested': 'Not interested',
      },
      more: 'More like this',
      about: (/** @type {string} */ action, /** @type {string} */ film) => `${action}: ${film}`,
    },

    views: {
      label: 'Ways to look at films',
      picks: 'For you',
      all: 'All films',
      taste: 'Your taste',
      catalogues: 'Catalogues',
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

    rows: {
      forYou: 'Picks for you',
      popular: 'Popular films',
      genre: (/** @type {string} */ genre) => `Popular: ${genre}`,
      because: /** @returns {Part[]} */ (/** @type {string} */ title) => ['Because you liked ', { title }],
      different: 'Something different',
      like: /** @returns {Part[]} */ (/** @type {string} */ title) => ['More like ', { title }],
      notes: {
        popular: 'What most people like, and you have said nothing of.',
        different: 'Further from what you know than your picks.',
        because: 'The nearest to it, each with what speaks for it.',
        noHistory: 'Nothing is in your history yet. Like a film or two, and the picks become yours.',
        noLikes: 'You have liked nothing yet. Like a film or two, and the picks become yours.',
      },
      opening: 'Opening the catalogue…',
      nothingLeft: 'Nothing is left to recommend: you have said something of every film.',
      from: (/** @type {number} */ likes, /** @type {boolean} */ popular) =>
        `From ${plural(likes, { one: 'the film you like', other: 'the # films you like' })}` +
        (popular ? ', and from what is popular until you like more.' : '.'),
      failed: (/** @type {string} */ why) => `The films cannot be shown: ${why}`,
      historyIsSafe: 'Your history is safe: it can be exported as ever.',
      back: 'Back',
      forward: 'Forward',
      others: 'Others',
      close: 'Close',
      keys: 'The arrow keys lead from film to film.',
    },

    controls: {
      heading: 'Adjust variety, balance and novelty',
      diversity: 'Variety',
      calibration: 'Balance',
      novelty: 'Novelty',
      explained: {
        diversity: 'Fewer films that are like each other',
        calibration: 'Genres in the proportions of your history',
        novelty: 'Films that fewer people know',
      },
      reset: 'Reset',
      moved: (/** @type {number} */ moved, /** @type {number} */ all) =>
        `${number(moved)} of ${number(all)} picks are others`,
    },

    welcome: {
      heading: 'Name three films you like',
      text: 'Tap them here, or find yours by name. What you say stays on this device.',
      progress: (/** @type {number} */ count) => `${number(count)} of ${number(3)}`,
      skip: 'Skip',
    },

    reasons: {
      open: 'Why this film',
      score: 'Score',
      caption: 'What the score is made of',
      item: 'From',
      contribution: 'Part',
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
      shifted: (/** @type {number} */ from) => `By score alone it would stand at place ${number(from)}.`,
    },

    sheet: {
      close: 'Close',
      also: (/** @type {string} */ titles) => `Also: ${titles}`,
      why: 'Why it is here',
      similar: 'Most like it',
      inHistory: 'In your history',
      whatIf: 'If you took it out',
      whatIfText: 'What would change among your first 24 picks:',
      rises: 'Would rise',
      falls: 'Would fall',
      place: (/** @type {number | null} */ place) => (place === null ? '–' : number(place + 1)),
      move: (/** @type {number | null} */ before, /** @type {number | null} */ after) =>
        before === null
          ? `new, place ${number((after ?? 0) + 1)}`
          : after === null
            ? `from place ${number(before + 1)} out of the list`
            : `from place ${number(before + 1)} to ${number(after + 1)}`,
      noChange: 'Nothing: your picks would be the same.',
    },

    history: {
      heading: 'Your history',
      empty: 'Empty. What you say of films is kept here, on this device only.',
      kept: (/** @type {number} */ count) => `${films(count)}, kept on this device only.`,
      notInCatalogue: (/** @type {number} */ count) =>
        plural(count, {
          one: '# entry is not in this catalogue; it is kept but not counted.',
          other: '# entries are not in this catalogue; they are kept but not counted.',
        }),
      actions: {
        like: 'Liked',
        dislike: 'Disliked',
        seen: 'Seen',
        'not-interested': 'Not interested',
        rate: 'Rated',
        complete: 'Watched to the end',
        skip: 'Skipped',
      },
      on: (/** @type {string} */ action, /** @type {number} */ at) => `${action}, ${date(at)}`,
      excluded: 'not counted',
      exclude: 'Exclude from your taste',
      excludeOf: (/** @type {string} */ film) => `Exclude from your taste: ${film}`,
      takeOut: 'Take out',
      takeOutOf: (/** @type {string} */ film) => `Take ${film} out of your history`,
      undo: 'Undo',
      export: 'Export',
      import: 'Import…',
      erase: 'Erase…',
      eraseHeading: 'Erase your whole history?',
      eraseText: (/** @type {number} */ count) =>
        `${films(count)} will be forgotten. This cannot be undone; export first to keep a copy.`,
      keep: 'Keep it',
      eraseNow: 'Erase',
      importHeading: 'Import this history?',
      importText: (/** @type {string} */ file, /** @type {number} */ count) =>
        `${file} has ${plural(count, { one: '# entry', other: '# entries' })}.`,
      importNew: (/** @type {number} */ count) => `${number(count)} on films you have said nothing of`,
      importLater: (/** @type {number} */ count) => `${number(count)} later than what you said here`,
      importSame: (/** @type {number} */ count) => `${number(count)} that you have already, as late or later`,
      importMissing: (/** @type {number} */ count) => `${number(count)} on films that this catalogue does not have`,
      importOwn: (/** @type {number} */ count) => `Replacing forgets the ${films(count)} that are here now.`,
      merge: 'Merge',
      replace: 'Replace',
      done: {
        like: (/** @type {string} */ title) => `Liked ${title}.`,
        dislike: (/** @type {string} */ title) => `Disliked ${title}.`,
        seen: (/** @type {string} */ title) => `Marked as seen: ${title}.`,
        'not-interested': (/** @type {string} */ title) => `Not interested in ${title}.`,
        takenOut: (/** @type {string} */ title) => `${title} is out of your history.`,
        excluded: (/** @type {string} */ title) => `${title} no longer counts.`,
        included: (/** @type {string} */ title) => `${title} counts again.`,
        erased: 'Your history is erased.',
        imported: (/** @type {number} */ added, /** @type {number} */ replaced) =>
          `Imported: ${films(added)} added, ${number(replaced)} replaced by a later opinion.`,
        replaced: (/** @type {number} */ count) => `Your history is the imported one now: ${films(count)}.`,
        nothingToImport: 'Nothing to import: your history has all of it.',
      },
      failed: {
        change: (/** @type {string} */ why) => `That was not saved: ${why}`,
        export: (/** @type {string} */ why) => `Nothing was exported: ${why}`,
        import: (/** @type {string} */ why) => `Nothing was imported, and your history is as it was: ${why}`,
      },
    },

    taste: {
      heading: 'Your taste',
      empty: 'A picture of what you like is drawn here as soon as you like a film.',
      overTime: 'Genres over time',
      overTimeText: 'The films you like, from the first to the latest, and the genres they are of.',
      said: 'By when you said it',
      made: 'By when the films were made',
      others: 'Other genres',
      period: 'Films',
      column: (/** @type {number} */ from, /** @type {number} */ to) =>
        from === to ? `Film ${number(from)}` : `Films ${number(from)} to ${number(to)}`,
      decade: (/** @type {number} */ decade) => `${decade}s`,
      summary: (/** @type {string} */ list, /** @type {number} */ count) => `Genres of ${films(count)}: ${list}.`,
      share: (/** @type {string} */ genre, /** @type {number} */ share) => `${genre} ${percent(share)}`,
      table: 'The same as a table',
      compared: 'What you like, and what the models make of it',
      comparedText: 'The share of each genre in your history, and in what is rated highest for you.',
      yours: 'Your history',
      models: 'Rated highest for you',
      genre: 'Genre',
    },

    browse: {
      heading: 'All films',
      count: (/** @type {number} */ count) => films(count),
      list: 'Films; the arrow keys lead from one to the next',
      sort: 'Order',
      sorts: { popular: 'Most popular', forYou: 'Best for you', newest: 'Newest', title: 'By title' },
      genre: 'Genre',
      anyGenre: 'All genres',
      decade: 'Decade',
      anyDecade: 'All years',
      none: 'No film is of this genre and this time.',
      showAll: 'Show all films',
    },

    catalogues: {
      heading: 'Catalogues',
      text: 'The page comes with films. Bring a table of ratings of anything, and it is learned from here, on this device.',
      builtIn: 'Films of MovieLens',
      builtInDetail: 'Comes with the page',
      detail: (/** @type {number} */ items, /** @type {number} */ size, /** @type {number} */ at) =>
        `${plural(items, { one: '# item', other: '# items' })}, ${bytes(size)}, learned on ${date(at)}`,
      current: 'In use',
      use: 'Use',
      useOf: (/** @type {string} */ name) => `Use ${name}`,
      delete: 'Delete',
      deleteOf: (/** @type {string} */ name) => `Delete ${name}`,
      deleted: (/** @type {string} */ name) => `${name} is deleted, with what you said of it.`,
      own: 'A catalogue of your own',
      name: 'Name',
      nameDefault: 'My catalogue',
      ratings: 'Ratings (CSV or TSV)',
      ratingsHint: 'One line for each: user, item, rating, and a time if there is one.',
      items: 'Items (CSV or TSV, may be left out)',
      itemsHint: 'One line for each: item, title, genres.',
      model: 'What is learned',
      models: {
        ease: 'EASE: closest to what people like together',
        als: 'ALS: smaller, for many items',
      },
      train: 'Learn it',
      training: 'Reading and learning…',
      step: (/** @type {number} */ share) => `Learning: ${percent(share)}`,
      trained: (/** @type {string} */ name) => `${name} is learned, kept on this device, and in use.`,
      notKept: (/** @type {string} */ name) => `${name} is learned and in use, but there is no room to keep it.`,
      cancelled: 'Stopped. Nothing was kept.',
      failed: 'It could not be learned:',
      noRatings: 'Choose a file of ratings first.',
    },
  }
}
