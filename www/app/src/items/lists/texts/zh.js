// What is said of lists, in Chinese.

import { NOUNS } from '../../texts/zh.js'

/**
 * @import { Formats } from '../../../shell/formats.js'
 * @import { Kind } from '../../texts/en.js'
 */

/**
 * @param {Formats} format
 * @param {Kind} [kind]
 * @returns {ReturnType<typeof import('./en.js').en>}
 */
export const zh = ({ number }, kind = 'films') => {
  const { thing, measure, seen, want } = NOUNS[kind]
  const items = (/** @type {number} */ count) => `${number(count)} ${measure}${thing}`

  return {
    choose: '选择清单',
    named: (name, count) => `${name}，${items(count)}`,
    count: items,
    known: `已经${seen}`,
    unknown: (count) => `其中 ${number(count)} ${measure}不在此目录中。`,
    missing: '这台设备上没有这份清单。',
    wantedEmpty: `这里还是空的。每${measure}${thing}的菜单里都有“${want}”和“清单…”。`,
    empty: `这份清单还是空的。每${measure}${thing}的菜单里都有“清单…”。`,

    new: '新建清单…',
    newHeading: '新建清单',
    name: '名称',
    make: '新建',
    rename: '改名…',
    renameHeading: (name) => `给“${name}”改名`,
    renameIt: '改名',
    delete: '删除',
    share: '分享…',

    shared: (count) => `${items(count)}。这份清单来自链接，尚未保存。`,
    keep: '保存这份清单',
    leave: '不保存',

    listsWith: (title) => `将 ${title} 放进清单`,
    newHere: '或放进新清单',
    makeHere: '新建',
    done: '完成',

    shareHeading: (name) => `分享 ${name}`,
    shareText: '本页不会发送任何内容：清单全在链接里，只到达您发送的地方。',
    tooLong: (most) => `链接只含前 ${number(most)} ${measure}，文字则包含全部。`,
    noLink: '没有链接，因为此目录只在这台设备上。',
    link: '链接',
    text: '文字',
    copyLink: '复制链接',
    copyText: '复制文字',
    copied: '已复制。',
    copyYourself: '已选中：请用键盘或菜单复制。',
    send: '通过其他应用分享…',
    save: '保存为 CSV',
    close: '关闭',
  }
}
