// What is said of films, or of whatever else a catalogue is of, in English: picks and their reasons, search, history,
// taste.

/**
 * @import { Formats, Part } from '../../shell/formats.js'
 * @import { ReasonSummary } from '../reason-summary.js'
 *
 * @typedef {keyof typeof NOUNS} Kind what a catalogue is of: the page's own is of films, a visitor's may be of anything
 */

/** What things of each kind are called, and the people who have opinions on them. */
export const NOUNS = {
  films: {
    ...{ a: 'a film', one: 'film', other: 'films', people: 'people' },
    ...{ seen: 'Seen', done: 'Watched to the end', want: 'Want to see', by: 'Directed by' },
  },
  songs: {
    ...{ a: 'a song', one: 'song', other: 'songs', people: 'listeners' },
    ...{ seen: 'Heard', done: 'Heard to the end', want: 'Want to hear', by: 'By' },
  },
  games: {
    ...{ a: 'a game', one: 'game', other: 'games', people: 'players' },
    ...{ seen: 'Played', done: 'Played to the end', want: 'Want to play', by: 'Made by' },
  },
  books: {
    ...{ a: 'a book', one: 'book', other: 'books', people: 'readers' },
    ...{ seen: 'Read', done: 'Read to the end', want: 'Want to read', by: 'Written by' },
  },
  items: {
    ...{ a: 'an item', one: 'item', other: 'items', people: 'people' },
    ...{ seen: 'Known', done: 'Finished', want: 'Want', by: 'By' },
  },
}

/** @param {Part[]} parts */
function capitalised([first, ...rest]) {
  return typeof first === 'string' ? [capital(first), ...rest] : [first, ...rest]
}

const capital = (/** @type {string} */ text) => text[0].toUpperCase() + text.slice(1)

/**
 * @param {Formats} format
 * @param {Kind} [kind]
 */
export const en = ({ date, decimal, number, percent, plural, titles }, kind = 'films') => {
  const { a, one, other, people, seen, done, want, by } = NOUNS[kind]
  const said = {
    ...{ like: 'Liked', dislike: 'Disliked', seen, 'not-interested': 'Not interested', rate: 'Rated' },
    ...{ complete: done, skip: 'Skipped' },
  }
  const items = (/** @type {number} */ count) => plural(count, { one: `# ${one}`, other: `# ${other}` })

  return {
    title: capital(other),

    /** A genre of the catalogue in this language, or as the catalogue has it. */
    genre: (/** @type {string} */ name) => name,

    item: {
      unknown: (/** @type {string} */ item) => `${capital(one)} ${item}`,
      withYear: (/** @type {string} */ title, /** @type {number | null} */ year) =>
        year === null ? title : `${title} (${year})`,
      yearAndGenres: (/** @type {number | null} */ year, /** @type {string[]} */ genres) =>
        [year, genres.join(', ')].filter(Boolean).join(' · '),
      opinion: 'Your opinion',
      opinions: {
        like: 'Like',
        dislike: 'Dislike',
        seen,
        'not-interested': 'Not interested',
      },
      more: 'More like this',
      details: 'Details',
      lists: 'Lists…',
      takeOffList: 'Take off this list',
      share: 'Share…',
      menu: 'More',
      /** What each of the menu's entries does. */
      meanings: {
        seen: 'You know it: not recommended again, and says nothing of your taste.',
        'not-interested': 'Not recommended again, and others like it a little less.',
        want: 'A list to come back to. It says nothing of your taste.',
        lists: 'Put it on lists of your own.',
        share: 'As a link or as text.',
        more: `A row of similar ${other} above the others.`,
        details: 'Why it is here, and what is similar.',
      },
      about: (/** @type {string} */ action, /** @type {string} */ title) => `${action}: ${title}`,
    },

    views: {
      label: `Ways to look at ${other}`,
      picks: 'For you',
      all: `All ${other}`,
      taste: 'Your taste',
      lists: 'Lists',
      catalogues: 'Catalogues',
    },

    lists: {
      wanted: want,
      /** The name of a list that was shared without one. */
      shared: 'A shared list',
      putOn: (/** @type {string} */ title, /** @type {string} */ list) => `${title} is now on “${list}”.`,
      takenOff: (/** @type {string} */ title, /** @type {string} */ list) => `${title} is no longer on “${list}”.`,
      made: (/** @type {string} */ list) => `The list “${list}” was made.`,
      renamed: (/** @type {string} */ list) => `The list is now called “${list}”.`,
      deleted: (/** @type {string} */ list) => `The list “${list}” was deleted.`,
      notKept: 'Your lists cannot be stored on this device: they last until this page is closed.',
    },

    search: {
      label: `Find ${a}`,
      placeholder: 'Title, year or genre',
      found: `${capital(other)} found`,
      count: (/** @type {number} */ count) => items(count),
      shown: (/** @type {number} */ count, /** @type {number} */ shown) =>
        `${items(count)}, the first ${number(shown)} shown`,
      none: (/** @type {string} */ query) => `No ${one} has “${query}” in its title, year or genres.`,
      noneYet: (/** @type {string} */ query) =>
        `“${query}” is not among the best-known ${other}. The others are still loading.`,
      guessed: (/** @type {string} */ query) => `Nothing is called “${query}”. Did you mean:`,
      nothingCalled: (/** @type {string} */ query) => `Nothing is called “${query}”`,
      didYouMean: 'Did you mean …',
      similar: 'Similar spellings',
      results: (/** @type {number} */ count, /** @type {string} */ query) => `${items(count)} for “${query}”`,
      showResults: 'Show all',
      start: 'What are you looking for?',
      startText: 'Type a title, a year or a genre into the search field.',
    },

    rows: {
      forYou: 'Picks for you',
      popular: `Popular ${other}`,
      genre: (/** @type {string} */ genre) => `Popular: ${genre}`,
      because: /** @returns {Part[]} */ (/** @type {string} */ title) => ['Because you liked ', { title }],
      different: 'Something different',
      like: /** @returns {Part[]} */ (/** @type {string} */ title) => ['More like ', { title }],
      notes: {
        popular: `Liked by most ${people}, and not in your history yet.`,
        different: 'Less like what you know than your picks.',
        because: 'Where this like adds most, each with its reasons.',
        noHistory: `Nothing is in your history yet. Like ${a} or two, and the picks become yours.`,
        noLikes: `You have liked nothing yet. Like ${a} or two, and the picks become yours.`,
      },
      opening: 'Opening the catalogue…',
      nothingLeft: `Nothing is left to recommend: every ${one} is in your history.`,
      from: (/** @type {number} */ likes, /** @type {boolean} */ popular) =>
        `From ${plural(likes, { one: `the ${one} you like`, other: `the # ${other} you like` })}` +
        (popular ? ', and from what is popular until you like more.' : '.'),
      failed: (/** @type {string} */ why) => `The ${other} cannot be shown: ${why}`,
      historyIsSafe: 'Your history is safe, and can still be exported.',
      back: 'Back',
      forward: 'Forward',
      others: 'Others',
      newPicks: 'New picks',
      close: 'Close',
      keys: `The arrow keys lead from ${one} to ${one}.`,
    },

    sliders: {
      heading: 'Adjust variety and novelty',
      diversity: 'Variety',
      calibration: 'Balance',
      novelty: 'Novelty',
      explained: {
        diversity: `Fewer ${other} that are like each other`,
        calibration: 'Genres in the proportions of your history',
        novelty: `${capital(other)} that fewer people know`,
      },
      reset: 'Reset',
      moved: (/** @type {number} */ moved, /** @type {number} */ all) =>
        `${number(moved)} of ${number(all)} picks are different`,
    },

    welcome: {
      heading: `Name three ${other} you like`,
      text: 'Tap them here, or find yours by name. What you say stays on this device.',
      progress: (/** @type {number} */ count) => `${number(count)} of ${number(3)}`,
      skip: 'Skip',
      done: 'Show my picks',
    },

    reasons: {
      caption: 'What the score is made of',
      popular: 'Popular with everybody',
      sum: 'Sum = score',
      /**
       * "Because of Alien and Blade Runner, and popular with everybody, despite Titanic".
       * @param {ReasonSummary} summary
       * @returns {Part[]}
       */
      why: ({ because, despite, popular }) => {
        /** @type {Part[][]} */
        const clauses = []
        if (because.length > 0) clauses.push(['because of ', ...titles(because)])
        if (popular && because.length > 0) clauses.push(['and popular with everybody'])
        if (popular && because.length === 0) clauses.push(['popular with everybody; little else is known yet'])
        if (clauses.length === 0) clauses.push(['nothing in your history speaks for it'])
        if (despite.length > 0) clauses.push(['despite ', ...titles(despite)])
        return capitalised(clauses.flatMap((clause, place) => (place > 0 ? [', ', ...clause] : clause)))
      },
      shifted: (/** @type {number} */ from) => `By score alone it would be at place ${number(from)}.`,
    },

    stars: {
      label: 'Your rating in stars',
      of: (/** @type {number} */ stars) => (stars === 0 ? 'Not rated' : `${decimal(stars)} of 5 stars`),
    },

    sheet: {
      close: 'Close',
      also: (/** @type {string} */ titles) => `Also: ${titles}`,
      why: 'Why it is here',
      similar: 'Most similar',
      notHere: 'This is not in the catalogue that is open.',
      inHistory: 'In your history',
      whatIf: 'If you took it out',
      whatIfText: 'What would change among your first 24 picks:',
      rises: 'Would rise',
      falls: 'Would fall',
      move: (/** @type {number | null} */ before, /** @type {number | null} */ after) =>
        before === null
          ? `new, place ${number((after ?? 0) + 1)}`
          : after === null
            ? `from place ${number(before + 1)} out of the list`
            : `from place ${number(before + 1)} to ${number(after + 1)}`,
      noChange: 'Nothing: your picks would be the same.',
    },

    details: {
      creators: by,
      cast: 'Cast',
      length: 'Length',
      names: /** @returns {Part[]} */ (/** @type {string[]} */ names) => titles(names),
      others: (/** @type {number} */ count) => plural(count, { one: '# more name', other: '# more names' }),
      minutes: (/** @type {number} */ minutes) => {
        const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
        return [hours > 0 && `${number(hours)} h`, (rest > 0 || hours === 0) && `${number(rest)} min`]
          .filter(Boolean)
          .join(' ')
      },
      more: (/** @type {string} */ host) => `More about it at ${host}`,
      leaves: 'Opens in a new tab and leaves this page: that site sees which one you look up.',
    },

    history: {
      heading: 'Your history',
      empty: `Empty. Your opinions on ${other} are kept here, on this device only.`,
      kept: (/** @type {number} */ count) => `${items(count)}, kept on this device only.`,
      notInCatalogue: (/** @type {number} */ count) =>
        plural(count, {
          one: '# entry is not in this catalogue; it is kept but not counted.',
          other: '# entries are not in this catalogue; they are kept but not counted.',
        }),
      /** What an event says, with its stars. */
      said: (/** @type {import('penchant').HistoryEvent} */ { action, rating }) =>
        rating === undefined ? said[action] : `Rated ${decimal(rating)} of 5`,
      on: (/** @type {string} */ action, /** @type {number} */ at) => `${action}, ${date(at)}`,
      excluded: 'not counted',
      exclude: 'Exclude from your taste',
      excludeOf: (/** @type {string} */ film) => `Exclude from your taste: ${film}`,
      takeOut: 'Take out',
      takeOutOf: (/** @type {string} */ film) => `Take ${film} out of your history`,
      undo: 'Undo',
      export: 'Export',
      exportLetterboxd: 'Letterboxd CSV',
      nothingForLetterboxd: `No ${one} of this history is both known here and one that you have an opinion on.`,
      import: 'Import…',
      importHint:
        'Import takes exports of Letterboxd, IMDb, Trakt, Goodreads, Last.fm and MovieLens too, also as .zip.',
      erase: 'Erase…',
      eraseHeading: 'Erase your whole history?',
      eraseText: (/** @type {number} */ count) =>
        `${items(count)} will be deleted. This cannot be undone; export first to keep a copy.`,
      keep: 'Keep it',
      eraseNow: 'Erase',
      importHeading: 'Import this history?',
      importText: (/** @type {string} */ file, /** @type {number} */ count) =>
        `${file} has ${plural(count, { one: '# entry', other: '# entries' })}.`,
      importNew: (/** @type {number} */ count) => `${number(count)} on ${other} that are not in your history`,
      importLater: (/** @type {number} */ count) => `${number(count)} more recent than your opinion here`,
      importSame: (/** @type {number} */ count) => `${number(count)} no more recent than your opinion here`,
      importMissing: (/** @type {number} */ count) => `${number(count)} on ${other} that this catalogue does not have`,
      importOwn: (/** @type {number} */ count) => `Replacing deletes the ${items(count)} that are here now.`,
      merge: 'Merge',
      replace: 'Replace',
      done: {
        like: (/** @type {string} */ title) => `Liked ${title}.`,
        dislike: (/** @type {string} */ title) => `Disliked ${title}.`,
        seen: (/** @type {string} */ title) => `Marked as ${seen.toLowerCase()}: ${title}.`,
        'not-interested': (/** @type {string} */ title) => `Not interested in ${title}.`,
        rated: (/** @type {string} */ title, /** @type {number} */ stars) => `Rated ${title}: ${decimal(stars)} of 5.`,
        takenOut: (/** @type {string} */ title) => `${title} is out of your history.`,
        excluded: (/** @type {string} */ title) => `${title} no longer counts.`,
        included: (/** @type {string} */ title) => `${title} counts again.`,
        erased: 'Your history is erased.',
        imported: (/** @type {number} */ added, /** @type {number} */ replaced) =>
          `Imported: ${items(added)} added, ${number(replaced)} replaced by a later opinion.`,
        replaced: (/** @type {number} */ count) => `Your history is the imported one now: ${items(count)}.`,
        letterboxd: (/** @type {number} */ written, /** @type {number} */ leftOut) =>
          `${items(written)} for Letterboxd, each with the day you said it` +
          (leftOut > 0 ? `; ${number(leftOut)} left out, not watched or not in this catalogue.` : '.'),
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
      noGenres: 'This catalogue has no genres, and so there is no picture of your taste.',
      empty: `A picture of what you like is drawn here as soon as you like ${a}.`,
      overTime: 'Genres over time',
      overTimeText: `The ${other} you like, from the first to the latest, and the genres they are of.`,
      said: 'By when you liked them',
      made: `By when the ${other} were made`,
      others: 'Other genres',
      period: capital(other),
      column: (/** @type {number} */ from, /** @type {number} */ to) =>
        from === to ? `${capital(one)} ${number(from)}` : `${capital(other)} ${number(from)} to ${number(to)}`,
      decade: (/** @type {number} */ decade) => `${decade}s`,
      summary: (/** @type {string} */ list, /** @type {number} */ count) => `Genres of ${items(count)}: ${list}.`,
      share: (/** @type {string} */ genre, /** @type {number} */ share) => `${genre} ${percent(share)}`,
      table: 'The same as a table',
      compared: 'What you like, and what the models make of it',
      comparedText: 'The share of each genre in your history, and in what is rated highest for you.',
      yours: 'Your history',
      models: 'Rated highest for you',
      genre: 'Genre',
    },

    browse: {
      heading: `All ${other}`,
      count: (/** @type {number} */ count) => items(count),
      list: `${capital(other)}; the arrow keys lead from one to the next`,
      sort: 'Order',
      sorts: { popular: 'Most popular', forYou: 'Best for you', newest: 'Newest', title: 'By title' },
      genre: 'Genre',
      anyGenre: 'All genres',
      decade: 'Decade',
      anyDecade: 'All years',
      none: `No ${one} has this genre and this decade.`,
      showAll: `Show all ${other}`,
    },

    attribution: {
      own: (/** @type {string} */ name) => `“${name}” was brought by you: its titles and ratings were sent nowhere.`,
      invented: `These ${other} and their ${people} are invented, to try the page with.`,
      trainedOn: (/** @type {number} */ likes, /** @type {number} */ count) =>
        `The recommender learned from ${number(likes)} ${kind === 'films' ? 'good ratings' : 'likes'} by ` +
        `${number(count)} ${people}.`,
      chosen: (/** @type {number} */ count) =>
        count > 0
          ? `Its model ranked best for ${number(count)} ${people} whose later likes it had to find: `
          : `Too few ${people} have likes enough to choose a model by, so it has the default: `,
      terms: 'The terms of MovieLens in full',
    },

    catalogue: {
      onlyPopular: (/** @type {string} */ why) => `Only the most popular films are here. ${why}`,
      gone: 'It is not kept on this device any more.',
      notOpened: (/** @type {string} */ name, /** @type {string} */ why) =>
        `${name} cannot be opened, and the page’s films are shown: ${why}`,
    },
  }
}
