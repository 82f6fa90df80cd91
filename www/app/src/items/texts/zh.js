// What is said of items, in Chinese.

/**
 * @import { Formats, Part } from '../../shell/formats.js'
 * @import { Kind } from './en.js'
 */

/** @type {Record<string, string>} */
const GENRES = {
  action: '动作',
  adventure: '冒险',
  animation: '动画',
  children: '儿童',
  comedy: '喜剧',
  crime: '犯罪',
  documentary: '纪录片',
  drama: '剧情',
  fantasy: '奇幻',
  'film-noir': '黑色电影',
  horror: '恐怖',
  imax: 'IMAX',
  musical: '歌舞',
  mystery: '悬疑',
  romance: '爱情',
  'sci-fi': '科幻',
  thriller: '惊悚',
  war: '战争',
  western: '西部',
  ambient: '氛围',
  folk: '民谣',
  'hip hop': '嘻哈',
  jazz: '爵士',
  metal: '金属',
  techno: '科技舞曲',
  platformer: '平台跳跃',
  puzzle: '益智',
  racing: '竞速',
  'role-playing': '角色扮演',
  simulation: '模拟',
  strategy: '策略',
}

/** 页面自带的是影片；访客自己的目录可以是任何东西。 */
export const NOUNS = {
  films: {
    ...{ thing: '影片', measure: '部', called: '片名', catalogue: '片库', people: '人' },
    ...{ seen: '看过', done: '已看完', want: '想看', by: '导演' },
  },
  songs: {
    ...{ thing: '歌曲', measure: '首', called: '歌名', catalogue: '曲库', people: '听众' },
    ...{ seen: '听过', done: '已听完', want: '想听', by: '音乐人' },
  },
  games: {
    ...{ thing: '游戏', measure: '款', called: '名称', catalogue: '游戏库', people: '玩家' },
    ...{ seen: '玩过', done: '已通关', want: '想玩', by: '开发' },
  },
  books: {
    ...{ thing: '图书', measure: '本', called: '书名', catalogue: '书库', people: '读者' },
    ...{ seen: '读过', done: '已读完', want: '想读', by: '作者' },
  },
  items: {
    ...{ thing: '条目', measure: '个', called: '名称', catalogue: '目录', people: '人' },
    ...{ seen: '知道', done: '已完成', want: '想要', by: '主创' },
  },
}

/**
 * @param {Formats} format
 * @param {Kind} [kind]
 * @returns {ReturnType<typeof import('./en.js').en>}
 */
export const zh = ({ date, decimal, number, percent, titles }, kind = 'films') => {
  const { thing, measure, called, catalogue, people, seen, done, want, by } = NOUNS[kind]
  const persons = (/** @type {number} */ count) => `${number(count)} ${people === '人' ? '' : '位'}${people}`
  const said = {
    ...{ like: '喜欢', dislike: '不喜欢', seen, 'not-interested': '没兴趣', rate: '已评分' },
    ...{ complete: done, skip: '已跳过' },
  }
  const items = (/** @type {number} */ count) => `${number(count)} ${measure}${thing}`

  return {
    title: thing,

    genre: (name) => (Object.hasOwn(GENRES, name.toLowerCase()) ? GENRES[name.toLowerCase()] : name),

    item: {
      unknown: (item) => `${thing} ${item}`,
      withYear: (title, year) => (year === null ? title : `${title}（${year}）`),
      yearAndGenres: (year, genres) => [year, genres.join('、')].filter(Boolean).join(' · '),
      opinion: '您的看法',
      opinions: { like: '喜欢', dislike: '不喜欢', seen, 'not-interested': '没兴趣' },
      more: `更多类似${thing}`,
      details: '详情',
      lists: '清单…',
      takeOffList: '移出此清单',
      share: '分享…',
      menu: '更多',
      meanings: {
        seen: '已经知道：不再推荐，也不影响口味。',
        'not-interested': '不再推荐，类似的也会少推荐一些。',
        want: '记下来以后再说，不影响口味。',
        lists: '放进您自己的清单。',
        share: '以链接或文字分享。',
        more: `在最上方列出类似的${thing}。`,
        details: '推荐理由，以及与它相似的内容。',
      },
      about: (action, title) => `${action}：${title}`,
    },

    views: {
      label: `浏览${thing}的方式`,
      picks: '推荐',
      all: `全部${thing}`,
      taste: '您的口味',
      lists: '清单',
      catalogues: '目录',
    },

    lists: {
      wanted: want,
      shared: '分享的清单',
      putOn: (title, list) => `已将 ${title} 放进“${list}”。`,
      takenOff: (title, list) => `已将 ${title} 移出“${list}”。`,
      made: (list) => `已新建清单“${list}”。`,
      renamed: (list) => `清单已改名为“${list}”。`,
      deleted: (list) => `已删除清单“${list}”。`,
      notKept: '这台设备上无法保存清单：关闭页面后就会消失。',
    },

    search: {
      label: `查找${thing}`,
      placeholder: `${called}、年份或类型`,
      found: `找到的${thing}`,
      count: (count) => items(count),
      shown: (count, shown) => `${items(count)}，显示前 ${number(shown)} ${measure}`,
      none: (query) => `没有${thing}的${called}、年份或类型包含“${query}”。`,
      noneYet: (query) => `最热门的${thing}中没有“${query}”，其余${thing}还在加载。`,
      guessed: (query) => `没有名为“${query}”的${thing}。您是不是要找：`,
      nothingCalled: (query) => `没有名为“${query}”的${thing}`,
      didYouMean: '您是不是要找……',
      similar: '拼写相近',
      results: (count, query) => `“${query}”：找到 ${items(count)}`,
      showResults: '查看全部',
      start: '您想找什么？',
      startText: `在搜索框中输入${called}、年份或类型。`,
    },

    rows: {
      forYou: '为您推荐',
      popular: `热门${thing}`,
      genre: (genre) => `热门：${genre}`,
      because: (title) => ['因为您喜欢 ', { title }],
      different: '换换口味',
      like: (title) => ['更多类似 ', { title }],
      notes: {
        popular: `大多数${people}喜欢、而您还没有评价过的${thing}。`,
        different: `离您熟悉的${thing}更远一些。`,
        because: `最能由这份喜欢推知的${thing}，并附上理由。`,
        noHistory: `历史记录还是空的。标出一两${measure}喜欢的${thing}，推荐就会合您的口味。`,
        noLikes: `您还没有喜欢的${thing}。标出一两${measure}，推荐就会合您的口味。`,
      },
      opening: `正在打开${catalogue}…`,
      nothingLeft: `没有可以推荐的了：您已经评价了所有${thing}。`,
      from: (likes, popular) =>
        `依据您喜欢的 ${items(likes)}` + (popular ? `，以及大众的喜好，直到您标出更多喜欢的${thing}。` : '。'),
      failed: (why) => `无法显示${thing}：${why}`,
      historyIsSafe: '您的历史记录没有受到影响，仍可导出。',
      back: '向前翻',
      forward: '向后翻',
      others: '换一批',
      newPicks: '更新推荐',
      close: '收起',
      keys: `用方向键在${thing}之间移动。`,
    },

    sliders: {
      heading: '调整多样与新奇',
      diversity: '多样',
      calibration: '均衡',
      novelty: '新奇',
      explained: {
        diversity: `少推荐彼此相似的${thing}`,
        calibration: '类型比例与历史记录一致',
        novelty: `知道的人较少的${thing}`,
      },
      reset: '复位',
      moved: (moved, all) => `${number(all)} ${measure}推荐中有 ${number(moved)} ${measure}不同`,
    },

    welcome: {
      heading: `说出三${measure}您喜欢的${thing}`,
      text: `在这里点选，或按${called}查找。您的选择只留在这台设备上。`,
      progress: (count) => `已选 ${number(count)} ${measure}，共 ${number(3)} ${measure}`,
      skip: '跳过',
      done: '看看推荐',
    },

    reasons: {
      caption: '得分的构成',
      popular: '大众喜爱',
      sum: '合计 = 得分',
      why: ({ because, despite, popular }) => {
        /** @type {Part[][]} */
        const clauses = []
        if (because.length > 0) clauses.push(['因为您喜欢', ...titles(because)])
        if (popular) clauses.push([because.length > 0 ? '也受大众喜爱' : '受大众喜爱，对您的口味还了解不多'])
        if (clauses.length === 0) clauses.push(['历史记录中没有支持它的理由'])
        if (despite.length > 0) clauses.push(['尽管您不喜欢', ...titles(despite)])
        return clauses.flatMap((clause, place) => (place > 0 ? ['，', ...clause] : clause))
      },
      shifted: (from) => `若只看得分，它排在第 ${number(from)} 位。`,
    },

    stars: { label: '您的星级评分', of: (stars) => (stars === 0 ? '未评分' : `${decimal(stars)} / 5 星`) },

    sheet: {
      close: '关闭',
      also: (titles) => `又名：${titles}`,
      why: '推荐理由',
      similar: '与它最相似',
      notHere: '当前目录中没有这个条目。',
      inHistory: '在您的历史记录中',
      whatIf: '如果将它移出',
      whatIfText: `前 24 ${measure}推荐会有这些变化：`,
      rises: '会上升',
      falls: '会下降',
      move: (before, after) =>
        before === null
          ? `新进入第 ${number((after ?? 0) + 1)} 位`
          : after === null
            ? `从第 ${number(before + 1)} 位移出列表`
            : `从第 ${number(before + 1)} 位到第 ${number(after + 1)} 位`,
      noChange: '没有变化：推荐保持不变。',
    },

    details: {
      creators: by,
      cast: '演员',
      length: '时长',
      names: (names) => names.flatMap((title, place) => (place > 0 ? ['、', { title }] : [{ title }])),
      others: (count) => `另外 ${number(count)} 位`,
      minutes: (minutes) => {
        const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
        return [hours > 0 && `${number(hours)} 小时`, (rest > 0 || hours === 0) && `${number(rest)} 分钟`]
          .filter(Boolean)
          .join(' ')
      },
      more: (host) => `在 ${host} 了解更多`,
      leaves: '将在新标签页中打开，离开本页面：该网站会知道您查看了什么。',
    },

    history: {
      heading: '历史记录',
      empty: `还没有记录。您对${thing}的看法会保存在这里，而且只在这台设备上。`,
      kept: (count) => `${items(count)}，只保存在这台设备上。`,
      notInCatalogue: (count) => `其中 ${number(count)} 条不在此${catalogue}中，会保留但不计入。`,
      said: ({ action, rating }) => (rating === undefined ? said[action] : `评分 ${decimal(rating)} / 5`),
      on: (action, at) => `${action}，${date(at)}`,
      excluded: '不计入',
      exclude: '不计入口味',
      excludeOf: (film) => `不计入口味：${film}`,
      takeOut: '移出',
      takeOutOf: (film) => `将 ${film} 移出历史记录`,
      undo: '撤销',
      export: '导出',
      exportLetterboxd: 'Letterboxd 表格',
      nothingForLetterboxd: `历史记录中没有可导出的${thing}：需要在此${catalogue}中，并且您${seen}或评价过。`,
      import: '导入…',
      importHint: '也可导入 Letterboxd、IMDb、Trakt、Goodreads、Last.fm 和 MovieLens 的导出文件，包括 .zip。',
      erase: '清除…',
      eraseHeading: '清除全部历史记录？',
      eraseText: (count) => `将删除 ${items(count)}。此操作无法撤销；如需保留请先导出。`,
      keep: '保留',
      eraseNow: '清除',
      importHeading: '导入这份历史记录？',
      importText: (file, count) => `${file} 中有 ${number(count)} 条记录。`,
      importNew: (count) => `${number(count)} 条关于您还没有评价的${thing}`,
      importLater: (count) => `${number(count)} 条比这里的看法更新`,
      importSame: (count) => `${number(count)} 条不比这里的看法更新`,
      importMissing: (count) => `${number(count)} 条关于此${catalogue}中没有的${thing}`,
      importOwn: (count) => `替换会删除现有的 ${items(count)}。`,
      merge: '合并',
      replace: '替换',
      done: {
        like: (title) => `已标为喜欢：${title}。`,
        dislike: (title) => `已标为不喜欢：${title}。`,
        seen: (title) => `已标为${seen}：${title}。`,
        'not-interested': (title) => `已标为没兴趣：${title}。`,
        rated: (title, stars) => `已为 ${title} 评分：${decimal(stars)} / 5。`,
        takenOut: (title) => `${title} 已移出历史记录。`,
        excluded: (title) => `${title} 不再计入。`,
        included: (title) => `${title} 重新计入。`,
        erased: '历史记录已清除。',
        imported: (added, replaced) => `已导入：新增 ${items(added)}，${number(replaced)} ${measure}以较新的看法替换。`,
        replaced: (count) => `历史记录已替换为导入的内容：${items(count)}。`,
        letterboxd: (written, leftOut) =>
          `已为 Letterboxd 导出 ${items(written)}，日期为您标记的日子` +
          (leftOut > 0 ? `；略去 ${number(leftOut)} ${measure}，没有看过或不在此${catalogue}中。` : '。'),
        nothingToImport: '没有需要导入的内容：历史记录中已全部包含。',
      },
      failed: {
        change: (why) => `未能保存：${why}`,
        export: (why) => `未导出任何内容：${why}`,
        import: (why) => `未导入任何内容，历史记录保持原样：${why}`,
      },
    },

    taste: {
      heading: '您的口味',
      noGenres: '此目录没有类型信息，因此画不出您的口味。',
      empty: `您标出喜欢的${thing}后，这里会画出您的口味。`,
      overTime: '类型随时间的变化',
      overTimeText: `您喜欢的${thing}，从最早到最近，以及它们的类型。`,
      said: '按您标记的时间',
      made: `按${thing}的年代`,
      others: '其他类型',
      period: thing,
      column: (from, to) =>
        from === to ? `第 ${number(from)} ${measure}` : `第 ${number(from)} 至 ${number(to)} ${measure}`,
      decade: (decade) => `${decade} 年代`,
      summary: (list, count) => `${items(count)}的类型：${list}。`,
      share: (genre, share) => `${genre} ${percent(share)}`,
      table: '以表格显示',
      compared: '您的喜好与模型的理解',
      comparedText: `各类型在历史记录中的比例，以及在为您评分最高的${thing}中的比例。`,
      yours: '您的历史记录',
      models: '为您评分最高',
      genre: '类型',
    },

    browse: {
      heading: `全部${thing}`,
      count: (count) => items(count),
      list: `${thing}；用方向键逐${measure}移动`,
      sort: '排序',
      sorts: { popular: '最热门', forYou: '最合口味', newest: '最新', title: `按${called}` },
      genre: '类型',
      anyGenre: '所有类型',
      decade: '年代',
      anyDecade: '所有年份',
      none: `没有这个类型、这个年代的${thing}。`,
      showAll: `显示全部${thing}`,
    },

    attribution: {
      own: (name) => `“${name}”由您带来：其中的名称和评分没有发送到任何地方。`,
      invented: `这些${thing}和它们的${people}都是虚构的，供您试用。`,
      trainedOn: (likes, count) =>
        `推荐器从 ${persons(count)}的 ${number(likes)} 个${kind === 'films' ? '好评' : '喜好'}中学习。`,
      chosen: (count) =>
        count > 0
          ? `所用模型最能猜中其中 ${persons(count)}后来的喜好：`
          : `喜好足够多的${people}太少，无法比较模型，因此使用默认模型：`,
      terms: 'MovieLens 条款全文',
    },

    catalogue: {
      onlyPopular: (why) => `目前只有最热门的影片。${why}`,
      gone: '这台设备上已不再保存它。',
      notOpened: (name, why) => `无法打开 ${name}，现在显示页面自带的影片：${why}`,
    },
  }
}
