// What is said of imports from other services, in Chinese.

import { NOUNS } from '../../texts/zh.js'

/**
 * @import { Formats } from '../../../shell/formats.js'
 * @import { Kind as Nouns } from '../../texts/en.js'
 * @import { Kind } from '../services.js'
 */

/** @type {Record<Kind, string>} */
const KINDS = {
  ratings: '评分',
  watched: '看过',
  diary: '观影日记',
  liked: '喜欢',
  history: '观看记录',
  library: '书库',
  plays: '播放记录',
  watchlist: '想看',
  list: '列表',
}

/**
 * @param {Formats} format
 * @param {Nouns} [kind]
 * @returns {ReturnType<typeof import('./en.js').en>}
 */
export const zh = ({ bytes, decimal, list, number }, kind = 'films') => {
  const { thing, measure, catalogue, seen: known } = NOUNS[kind]
  const items = (/** @type {number} */ count) => `${number(count)} ${measure}${thing}`
  const stars = (/** @type {number} */ ofTen) => `${decimal(ofTen / 2)} 星（十分制 ${number(ofTen)} 分）`

  return {
    heading: (services) => `从 ${list(services)} 导入？`,
    file: (file, service, kind) => `${file}：${service}，${KINDS[kind]}`,
    rows: (count) => `${number(count)} 行`,
    leftOut: (count) => `略去 ${number(count)} 行，既无评分也未看过`,
    notTaken: '不导入：其中没有看过或喜欢的内容',
    notUsed: (count) => `压缩包中另有 ${number(count)} 个文件用不上`,

    rule: '评分达到多少算喜欢',
    likeFrom: (ofTen) => stars(ofTen),
    ruleText: (ofTen) => `${stars(ofTen)}及以下算不喜欢，介于两者之间算${known}。`,
    heartText: `标为喜欢的算喜欢；没有评分的算${known}。`,
    playsText: (plays) => `播放 ${number(plays)} 次及以上的歌曲算喜欢，其余算${known}。`,

    sentences: (sentences) => sentences.join(''),

    matched: (count) =>
      count === 0 ? `其中没有此${catalogue}里的${thing}。` : `在此${catalogue}中找到 ${items(count)}：`,
    actions: ({ like, dislike, seen }) => `喜欢 ${number(like)}，不喜欢 ${number(dislike)}，${known} ${number(seen)}`,
    added: (count) => `${number(count)} ${measure}是历史记录中没有的`,
    replaced: (count) => `${number(count)} ${measure}比这里的看法更新，将替换原有看法`,
    kept: (count) => `${number(count)} ${measure}已有记录：这里的看法不比它旧，予以保留`,
    nearYear: (count) => `${items(count)}的年份相差一年，仍视为同一${measure}`,
    titleAlone: (count) => `${items(count)}仅凭名称找到，没有年份或艺人可供核对`,
    unclear: (count) => `${number(count)} ${measure}无法确定，不导入`,
    missing: (count) => `${number(count)} ${measure}不在此${catalogue}中`,
    takenAs: (row, item) => `${row}，视为 ${item}`,
    candidates: (row, candidates) => `${row}：可能是 ${candidates.join(' 或 ')}`,
    several: (row, count) => `${row}：有 ${items(count)}同名`,
    song: (track, artist) => `${track}，${artist}`,
    number: (id) => `MovieLens 编号 ${id}`,
    nameless: `文件中只有 MovieLens 编号，只有页面自带的影片才能据此识别。`,
    more: (count) => `另有 ${number(count)} ${measure}`,
    incomplete: '目前只有最热门的影片。等全部影片就绪后，能找到的会更多。',
    stays: '不会上传任何内容。撤销一次即可取消整个导入。',
    merge: '合并',
    nothing: '没有可导入的内容。',

    problem: ({ code, file, count }, services) => {
      const supported = `可以导入 ${list(services)} 的导出文件，以及本页面导出的历史记录。`
      return {
        empty: `${file} 是空文件。请重新导出。`,
        tooLarge: `${file} 超过 ${bytes(count)}，不像是一个人的历史记录。请选择导出的文件本身。`,
        unreadable: `${file} 已无法读取。请重新选择。`,
        notText: `${file} 既不是表格或 JSON，也不是装有它们的 .zip。${supported}`,
        encoding: `${file} 不是 UTF-8 编码，名称会变成乱码。请另存为 UTF-8，或重新导出。`,
        webPage: `${file} 是网页，不是导出文件。请登录该服务后重新下载。`,
        damagedZip: `无法解压 ${file}：文件不完整或设有密码。请重新下载。`,
        zipTooLarge: `${file} 解压后远大于一个人的历史记录，未予打开。请直接选择其中需要的文件。`,
        damagedJson: `${file} 不完整或已损坏：开头是 JSON，后面却不是。请重新导出。`,
        damagedTable: `${file} 已损坏：第 ${number(count)} 行的引号没有配对。请重新导出。`,
        unknownTable: `${file} 不是本页面认识的历史记录：表格有 ${number(count)} 列，与各服务的都不同。${supported}`,
        unknownJson: `${file} 不是本页面认识的历史记录：JSON 的内容与各服务的都不同。${supported}`,
        unknownZip: `${file} 中没有本页面认识的文件。${supported}`,
        noRows: `${file} 中没有任何记录。`,
        whichList:
          `${file} 的列是 Letterboxd 的看过、喜欢和想看列表所共有的。` +
          '请恢复其原名：watched.csv、films.csv 或 watchlist.csv。',
        severalPeople: `${file} 中有 ${number(count)} 人的评分；这里只能导入一个人的。要从中学习，请到“目录”。`,
        withOthers: `${file} 是本页面导出的。请单独导入。`,
      }[code]
    },
  }
}
