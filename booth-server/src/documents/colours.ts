import type { Backdrop } from './document.ts'

/**
 * The backdrops that authorities name. They name colours, never values: each sRGB value here is this project's own
 * choice of a colour that anyone would call by that name, light enough to print as meant.
 */
export const colours = {
  white: { id: 'white', name: { en: 'White', 'zh-CN': '白色' }, colour: '#ffffff' },
  'off-white': { id: 'off-white', name: { en: 'Off-white', 'zh-CN': '米白色' }, colour: '#f7f5ef' },
  'light-grey': { id: 'light-grey', name: { en: 'Light grey', 'zh-CN': '浅灰色' }, colour: '#d9dadb' },
  grey: { id: 'grey', name: { en: 'Grey', 'zh-CN': '灰色' }, colour: '#b4b6b8' },
  cream: { id: 'cream', name: { en: 'Cream', 'zh-CN': '奶油色' }, colour: '#f5eedc' },
  beige: { id: 'beige', name: { en: 'Beige', 'zh-CN': '米色' }, colour: '#e9dfcb' },
  'light-blue': { id: 'light-blue', name: { en: 'Light blue', 'zh-CN': '浅蓝色' }, colour: '#c4dcef' },
  blue: { id: 'blue', name: { en: 'Blue', 'zh-CN': '蓝色' }, colour: '#3f8ed8' },
  red: { id: 'red', name: { en: 'Red', 'zh-CN': '红色' }, colour: '#c9252d' },
} as const satisfies Record<string, Backdrop>

export type ColourId = keyof typeof colours
export const colourIds = Object.keys(colours) as ColourId[]
