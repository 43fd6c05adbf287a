import sharp from 'sharp'
import type { Picture } from '../../darkroom/values.ts'

export const hairStyles = ['short', 'long', 'curly', 'bald', 'bun'] as const
export type HairStyle = (typeof hairStyles)[number]

/** A drawn person whose opacity is known exactly: the ground truth that no photograph has. */
export interface DrawnFigure {
  /** The figure's own colour, also where it is transparent at the edge. */
  readonly foreground: Picture
  /** 0..1, one float a pixel. */
  readonly alpha: Float32Array
}

/** Mulberry32: small, seeded, good enough to scatter hair. */
const randomOf = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const skins = ['#f1c9a5', '#d9a066', '#a86b3c', '#6b4226', '#f7d9c4']
const hairs = ['#1b1410', '#4a2e1b', '#8a5a2b', '#c9a55c', '#7d7d80']
const clothes = ['#2b3a55', '#7a2230', '#3f4d3a', '#d8d8da', '#1d1d20']

const WIDTH = 900
const HEIGHT = 1200

/** Strands from the scalp out, each a tapering curve about a pixel wide: what mattes lose first. */
const strands = (style: HairStyle, random: () => number): string => {
  if (style === 'bald') return ''
  const count = style === 'curly' ? 900 : 520
  const lines: string[] = []
  for (let index = 0; index < count; index++) {
    const angle = Math.PI * (1.02 + 0.96 * random())
    const x = 450 + 196 * Math.cos(angle)
    const y = 430 + 246 * Math.sin(angle)
    const reach = (style === 'curly' ? 70 : style === 'long' ? 46 : 34) * (0.3 + random())
    const bend = (random() - 0.5) * (style === 'curly' ? 120 : 40)
    const endX = x + reach * Math.cos(angle) + bend * 0.5
    const endY = y + reach * Math.sin(angle) + Math.abs(bend) * 0.3
    const width = (0.7 + 1.6 * random()).toFixed(2)
    lines.push(
      `<path d="M${x.toFixed(1)} ${y.toFixed(1)} q${(bend * 0.6).toFixed(1)} ${(-reach * 0.5).toFixed(1)} ${(endX - x).toFixed(1)} ${(endY - y).toFixed(1)}" stroke-width="${width}"/>`,
    )
  }
  if (style === 'long') {
    for (let index = 0; index < 320; index++) {
      const side = random() < 0.5 ? -1 : 1
      const x = 450 + side * (170 + 60 * random())
      const width = (0.8 + 1.8 * random()).toFixed(2)
      lines.push(
        `<path d="M${x.toFixed(1)} ${(420 + 80 * random()).toFixed(1)} q${(side * 70 * random()).toFixed(1)} 180 ${(side * (10 + 60 * random())).toFixed(1)} ${(300 + 160 * random()).toFixed(1)}" stroke-width="${width}"/>`,
      )
    }
  }
  return lines.join('')
}

const svgOf = (style: HairStyle, seed: number): string => {
  const random = randomOf(seed)
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)]!
  const skin = pick(skins)
  const hair = pick(hairs)
  const cloth = pick(clothes)
  const cap =
    style === 'bald'
      ? ''
      : `<path d="M246 480 C215 80 685 80 654 480 C640 330 560 290 450 292 C340 290 260 330 246 480Z" fill="${hair}"/>`
  const curtain =
    style === 'long'
      ? `<path d="M262 330 C190 520 220 760 250 900 L340 900 L320 420Z M638 330 C710 520 680 760 650 900 L560 900 L580 420Z" fill="${hair}"/>`
      : ''
  const bun = style === 'bun' ? `<ellipse cx="450" cy="150" rx="86" ry="72" fill="${hair}"/>` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
  <defs>
    <radialGradient id="face" cx="0.42" cy="0.4" r="0.75"><stop offset="0" stop-color="${skin}"/><stop offset="1" stop-color="#000" stop-opacity="0.25"/></radialGradient>
    <linearGradient id="cloth" x1="0" x2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.12"/><stop offset="1" stop-color="#000" stop-opacity="0.25"/></linearGradient>
  </defs>
  ${curtain}
  <path d="M60 1200 C60 960 200 900 360 866 L540 866 C700 900 840 960 840 1200Z" fill="${cloth}"/>
  <path d="M60 1200 C60 960 200 900 360 866 L540 866 C700 900 840 960 840 1200Z" fill="url(#cloth)"/>
  <path d="M362 660 L362 880 Q450 960 538 880 L538 660Z" fill="${skin}"/>
  <path d="M362 720 Q450 830 538 720 L538 800 Q450 860 362 800Z" fill="#000" opacity="0.14"/>
  <ellipse cx="252" cy="500" rx="26" ry="52" fill="${skin}"/><ellipse cx="648" cy="500" rx="26" ry="52" fill="${skin}"/>
  <path d="M450 208 C610 208 655 350 646 500 C636 650 560 752 450 752 C340 752 264 650 254 500 C245 350 290 208 450 208Z" fill="${skin}"/>
  <path d="M450 208 C610 208 655 350 646 500 C636 650 560 752 450 752 C340 752 264 650 254 500 C245 350 290 208 450 208Z" fill="url(#face)" opacity="0.8"/>
  ${bun}${cap}
  <g fill="#fff"><ellipse cx="370" cy="470" rx="36" ry="17"/><ellipse cx="530" cy="470" rx="36" ry="17"/></g>
  <g fill="#3a2618"><circle cx="370" cy="470" r="15"/><circle cx="530" cy="470" r="15"/></g>
  <g stroke="${hair}" stroke-width="12" fill="none" stroke-linecap="round"><path d="M325 428 q45 -24 92 -4"/><path d="M483 424 q47 -20 92 4"/></g>
  <path d="M450 480 C440 540 420 570 428 584 Q450 600 472 584" fill="none" stroke="#000" stroke-opacity="0.28" stroke-width="5"/>
  <path d="M385 650 Q450 668 515 650 Q450 692 385 650Z" fill="#a5484a"/>
  <g stroke="${hair}" fill="none" stroke-linecap="round">${strands(style, random)}</g>
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
