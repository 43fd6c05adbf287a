import sharp from 'sharp'
import type { Picture } from '../../photo/imaging/values.ts'
import { type HairStyle, hairBehind, hairInFront, singleHairs } from './drawn-hair.ts'
import { randomOf } from './random.ts'

/** A drawn person whose opacity is known exactly: the ground truth that no photograph has. */
export interface DrawnFigure {
  /** The figure's own colour, also where it is transparent at the edge. */
  readonly foreground: Picture
  /** 0..1, one float a pixel. */
  readonly alpha: Float32Array
}

const skins = ['#f1c9a5', '#d9a066', '#a86b3c', '#6b4226', '#f7d9c4']
const hairs = ['#1b1410', '#4a2e1b', '#8a5a2b', '#c9a55c', '#7d7d80']
const clothes = ['#2b3a55', '#7a2230', '#3f4d3a', '#d8d8da', '#1d1d20']

const WIDTH = 900
const HEIGHT = 1200

const svgOf = (style: HairStyle, seed: number): string => {
  const random = randomOf(seed)
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)]!
  const skin = pick(skins)
  const hair = pick(hairs)
  const cloth = pick(clothes)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
  <defs>
    <radialGradient id="face" cx="0.42" cy="0.4" r="0.75"><stop offset="0" stop-color="${skin}"/><stop offset="1" stop-color="#000" stop-opacity="0.25"/></radialGradient>
    <linearGradient id="cloth" x1="0" x2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.12"/><stop offset="1" stop-color="#000" stop-opacity="0.25"/></linearGradient>
  </defs>
  ${hairBehind(style, hair)}
  <path d="M60 1200 C60 960 200 900 360 866 L540 866 C700 900 840 960 840 1200Z" fill="${cloth}"/>
  <path d="M60 1200 C60 960 200 900 360 866 L540 866 C700 900 840 960 840 1200Z" fill="url(#cloth)"/>
  <path d="M362 660 L362 880 Q450 960 538 880 L538 660Z" fill="${skin}"/>
  <path d="M362 720 Q450 830 538 720 L538 800 Q450 860 362 800Z" fill="#000" opacity="0.14"/>
  <ellipse cx="252" cy="500" rx="26" ry="52" fill="${skin}"/><ellipse cx="648" cy="500" rx="26" ry="52" fill="${skin}"/>
  <path d="M450 208 C610 208 655 350 646 500 C636 650 560 752 450 752 C340 752 264 650 254 500 C245 350 290 208 450 208Z" fill="${skin}"/>
  <path d="M450 208 C610 208 655 350 646 500 C636 650 560 752 450 752 C340 752 264 650 254 500 C245 350 290 208 450 208Z" fill="url(#face)" opacity="0.8"/>
  ${hairInFront(style, hair)}
  <g fill="#fff"><ellipse cx="370" cy="470" rx="36" ry="17"/><ellipse cx="530" cy="470" rx="36" ry="17"/></g>
  <g fill="#3a2618"><circle cx="370" cy="470" r="15"/><circle cx="530" cy="470" r="15"/></g>
  <g stroke="${hair}" stroke-width="12" fill="none" stroke-linecap="round"><path d="M325 428 q45 -24 92 -4"/><path d="M483 424 q47 -20 92 4"/></g>
  <path d="M450 480 C440 540 420 570 428 584 Q450 600 472 584" fill="none" stroke="#000" stroke-opacity="0.28" stroke-width="5"/>
  <path d="M385 650 Q450 668 515 650 Q450 692 385 650Z" fill="#a5484a"/>
  <g fill="none" stroke-linecap="round">${singleHairs(style, hair, random)}</g>
</svg>`
}

/** Draws a figure of `widthPx`, three by four, anti-aliased; the same seed draws the same figure. */
export const drawFigure = async (style: HairStyle, seed: number, widthPx = WIDTH): Promise<DrawnFigure> => {
  const { data, info } = await sharp(Buffer.from(svgOf(style, seed)), { density: (72 * widthPx) / WIDTH })
    .resize(widthPx, Math.round((widthPx * HEIGHT) / WIDTH), { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = info.width * info.height
  const alpha = new Float32Array(pixels)
  const rgb = new Uint8Array(pixels * 3)
  for (let at = 0; at < pixels; at++) {
    alpha[at] = data[at * 4 + 3]! / 255
    rgb.set(data.subarray(at * 4, at * 4 + 3), at * 3)
  }
  return { foreground: { data: rgb, width: info.width, height: info.height }, alpha }
}

/** The photograph that a camera would take: each pixel the mixture that alpha says, plus a little sensor noise. */
export const compose = ({ foreground, alpha }: DrawnFigure, backdrop: Uint8Array, seed: number): Picture => {
  const random = randomOf(seed)
  const data = new Uint8Array(foreground.data.length)
  for (let at = 0; at < alpha.length; at++) {
    const a = alpha[at]!
    const noise = (random() + random() + random() - 1.5) * 3
    for (let channel = 0; channel < 3; channel++) {
      const index = at * 3 + channel
      const value = a * foreground.data[index]! + (1 - a) * backdrop[index]! + noise
      data[index] = Math.min(Math.max(Math.round(value), 0), 255)
    }
  }
  return { data, width: foreground.width, height: foreground.height }
}
