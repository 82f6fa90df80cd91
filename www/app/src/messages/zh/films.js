// What the page says of films, in Chinese. See ../en/films.js.

/**
 * @import { Messages } from '../en.js'
 * @import { Part } from '../formats.js'
 */

/**
 * @param {import('../formats.js').Formats} format
 * @returns {Pick<Messages, 'film' | 'views' | 'search' | 'rows' | 'controls' | 'welcome' | 'reasons' | 'sheet' | 'history' | 'taste' | 'browse' | 'catalogues'>}
 */
export const films = ({ bytes, date, number, percent, titles }) => {
  const films = (/** @type {number} */ count) => `${number(count)} 部影片`

  return {
    film: {
      unknown: (item) => `影片 ${item}`,
      withYear: (title, year) => (year === null ? title : `${title}（${year}）`),
      yearAndGenres: (year, genres) => [year, genres.join('、')].filter(Boolean).join(' · '),
      opinion: '您的看法',
      opinions: { like: '喜欢', dislike: '不喜欢', seen: '看过', 'not-interested': '没兴趣' },
      more: '更多类似影片',
      about: (action, film) => `${action}：${film}`,
    },

    views: { label: '浏览影片的方式', picks: '推荐', all: '全部影片', taste: '您的口味', catalogues: '片库' },

    search: {
      label: '查找影片',
      placeholder: '片名、年份或类型',
      found: '找到的影片',
      count: (count) => films(count),
      shown: (count, shown) => `${films(count)}，显示前 ${number(shown)} 部`,
      none: (query) => `没有影片的片名、年份或类型包含“${query}”。`,
    },

    rows: {
      forYou: '为您推荐',
      popular: '热门影片',
      genre: (genre) => `热门：${genre}`,
      because: (title) => ['因为您喜欢 ', { title }],
      different: '换换口味',
      like: (title) => ['更多类似 ', { title }],
      notes: {
        popular: '大多数人喜欢、而您还没有评价过的影片。',
        different: '离您熟悉的影片更远一些。',
        because: '与它最接近的影片，各附理由。',
        noHistory: '历史记录还是空的。标出一两部喜欢的影片，推荐就会合您的口味。',
        noLikes: '您还没有喜欢的影片。标出一两部，推荐就会合您的口味。',
      },
      opening: '正在打开片库…',
      nothingLeft: '没有可以推荐的了：您已经评价了所有影片。',
      from: (likes, popular) =>
        `依据您喜欢的 ${films(likes)}` + (popular ? '，以及大众的喜好，直到您标出更多喜欢的影片。' : '。'),
      failed: (why) => `无法显示影片：${why}`,
      historyIsSafe: '您的历史记录安然无恙，仍可导出。',
      back: '向前翻',
      forward: '向后翻',
      others: '换一批',
      close: '收起',
      keys: '用方向键在影片之间移动。',
    },

    controls: {
      heading: '调整多样、均衡与新奇',
      diversity: '多样',
      calibration: '均衡',
      novelty: '新奇',
      explained: {
        diversity: '少推荐彼此相似的影片',
        calibration: '类型比例与历史记录一致',
        novelty: '知道的人较少的影片',
      },
      reset: '复位',
      moved: (moved, all) => `${number(all)} 部推荐中有 ${number(moved)} 部不同`,
    },

    welcome: {
      heading: '说出三部您喜欢的影片',
      text: '在这里点选，或按片名查找。您的选择只留在这台设备上。',
      progress: (count) => `第 ${number(count)} 部，共 ${number(3)} 部`,
      skip: '跳过',
    },

    reasons: {
      open: '为什么推荐',
      score: '得分',
      caption: '得分的构成',
      item: '来自',
      contribution: '分值',
      popular: '大众喜爱',
      sum: '合计 = 得分',
      why: ({ because, despite, popular, popularFirst }) => {
        /** @type {Part[][]} */
        const clauses = []
        if (because.length > 0) clauses.push(['因为您喜欢', ...titles(because)])
        if (popular) clauses.push(['大众喜爱'])
        if (popularFirst) clauses.reverse()
        if (clauses.length === 0) clauses.push(['历史记录中没有支持它的理由'])
        if (despite.length > 0) clauses.push(['尽管您不喜欢', ...titles(despite)])
        return clauses.flatMap((clause, place) => (place > 0 ? ['，', ...clause] : clause))
      },
      shifted: (from) => `若只看得分，它排在第 ${number(from)} 位。`,
    },

    sheet: {
      close: '关闭',
      also: (titles) => `又名：${titles}`,
      why: '推荐理由',
      similar: '与它最相似',
      inHistory: '在您的历史记录中',
      whatIf: '如果将它移出',
      whatIfText: '前 24 部推荐会有这些变化：',
      rises: '会上升',
      falls: '会下降',
      place: (place) => (place === null ? '–' : number(place + 1)),
      move: (before, after) =>
        before === null
          ? `新进入第 ${number((after ?? 0) + 1)} 位`
          : after === null
            ? `从第 ${number(before + 1)} 位移出列表`
            : `从第 ${number(before + 1)} 位到第 ${number(after + 1)} 位`,
      noChange: '没有变化：推荐保持不变。',
    },

    history: {
      heading: '历史记录',
      empty: '空。您对影片的看法保存在这里，只在这台设备上。',
      kept: (count) => `${films(count)}，只保存在这台设备上。`,
      notInCatalogue: (count) => `其中 ${number(count)} 条不在此片库中，会保留但不计入。`,
      actions: {
        like: '喜欢',
        dislike: '不喜欢',
        seen: '看过',
        'not-interested': '没兴趣',
        rate: '已评分',
        complete: '已看完',
        skip: '已跳过',
      },
      on: (action, at) => `${action}，${date(at)}`,
      excluded: '不计入',
      exclude: '不计入口味',
      excludeOf: (film) => `不计入口味：${film}`,
      takeOut: '移出',
      takeOutOf: (film) => `将 ${film} 移出历史记录`,
      undo: '撤销',
      export: '导出',
      import: '导入…',
      erase: '清除…',
      eraseHeading: '清除全部历史记录？',
      eraseText: (count) => `将忘记 ${films(count)}。此操作无法撤销；如需保留请先导出。`,
      keep: '保留',
      eraseNow: '清除',
      importHeading: '导入这份历史记录？',
      importText: (file, count) => `${file} 中有 ${number(count)} 条记录。`,
      importNew: (count) => `${number(count)} 条关于您还没有评价的影片`,
      importLater: (count) => `${number(count)} 条比这里的看法更新`,
      importSame: (count) => `${number(count)} 条这里已有同样新或更新的看法`,
      importMissing: (count) => `${number(count)} 条关于此片库中没有的影片`,
      importOwn: (count) => `替换会忘记现有的 ${films(count)}。`,
      merge: '合并',
      replace: '替换',
      done: {
        like: (title) => `已标为喜欢：${title}。`,
        dislike: (title) => `已标为不喜欢：${title}。`,
        seen: (title) => `已标为看过：${title}。`,
        'not-interested': (title) => `已标为没兴趣：${title}。`,
        takenOut: (title) => `${title} 已移出历史记录。`,
        excluded: (title) => `${title} 不再计入。`,
        included: (title) => `${title} 重新计入。`,
        erased: '历史记录已清除。',
        imported: (added, replaced) => `已导入：新增 ${films(added)}，${number(replaced)} 部以较新的看法替换。`,
        replaced: (count) => `历史记录已替换为导入的内容：${films(count)}。`,
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
      empty: '您标出喜欢的影片后，这里会画出您的口味。',
      overTime: '类型随时间的变化',
      overTimeText: '您喜欢的影片，从最早到最近，以及它们的类型。',
      said: '按您标记的时间',
      made: '按影片的年代',
      others: '其他类型',
      period: '影片',
      column: (from, to) => (from === to ? `第 ${number(from)} 部` : `第 ${number(from)} 至 ${number(to)} 部`),
      decade: (decade) => `${decade} 年代`,
      summary: (list, count) => `${films(count)}的类型：${list}。`,
      share: (genre, share) => `${genre} ${percent(share)}`,
      table: '以表格显示',
      compared: '您的喜好与模型的理解',
      comparedText: '各类型在历史记录中的比例，以及在为您评分最高的影片中的比例。',
      yours: '您的历史记录',
      models: '为您评分最高',
      genre: '类型',
    },

    browse: {
      heading: '全部影片',
      count: (count) => films(count),
      list: '影片；用方向键逐部移动',
      sort: '排序',
      sorts: { popular: '最热门', forYou: '最合口味', newest: '最新', title: '按片名' },
      genre: '类型',
      anyGenre: '所有类型',
      decade: '年代',
      anyDecade: '所有年份',
      none: '没有这个类型、这个年代的影片。',
      showAll: '显示全部影片',
    },

    catalogues: {
      heading: '片库',
      text: '页面自带影片。您也可以带来任何评分表，就在这台设备上学习。',
      builtIn: 'MovieLens 影片',
      builtInDetail: '页面自带',
      detail: (items, size, at) => `${number(items)} 个条目，${bytes(size)}，学习于 ${date(at)}`,
      current: '使用中',
      use: '使用',
      useOf: (name) => `使用 ${name}`,
      delete: '删除',
      deleteOf: (name) => `删除 ${name}`,
      deleted: (name) => `已删除 ${name} 以及您对其中条目的看法。`,
      own: '您自己的片库',
      name: '名称',
      nameDefault: '我的片库',
      ratings: '评分（CSV 或 TSV）',
      ratingsHint: '每行一条：用户、条目、评分，以及时间（如果有）。',
      items: '条目（CSV 或 TSV，可省略）',
      itemsHint: '每行一条：条目、标题、类型。',
      model: '学习的模型',
      models: { ease: 'EASE：最贴近人们共同的喜好', als: 'ALS：更小，适合条目很多的情形' },
      train: '开始学习',
      training: '正在读取和学习…',
      step: (share) => `正在学习：${percent(share)}`,
      trained: (name) => `${name} 已学完，保存在这台设备上，并已启用。`,
      notKept: (name) => `${name} 已学完并启用，但没有空间保存。`,
      cancelled: '已停止，没有保存任何内容。',
      failed: '无法学习：',
      noRatings: '请先选择评分文件。',
    },
  }
}
