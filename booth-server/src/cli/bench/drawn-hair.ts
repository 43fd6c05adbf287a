/** How the drawn figures wear their hair. `beard`: short hair too. */
export const hairStyles = ['short', 'long', 'curly', 'bald', 'bun', 'beard'] as const
export type HairStyle = (typeof hairStyles)[number]

type Random = () => number

const HEAD = { x: 450, y: 430, radiusX: 196, radiusY: 246 } as const

/** `#rrggbb` lighter or darker by up to `by` levels: no two hairs of a head are alike. */
const shade = (colour: string, by: number, random: Random): string => {
  const change = (random() * 2 - 1) * by
  const level = (at: number) =>
    Math.round(Math.min(Math.max(Number.parseInt(colour.slice(at, at + 2), 16) + change, 0), 255))
  return `#${[1, 3, 5].map((at) => level(at).toString(16).padStart(2, '0')).join('')}`
}

const strand = (path: string, widthPx: number, colour: string) =>
  `<path d="${path}" stroke="${colour}" stroke-width="${widthPx.toFixed(2)}"/>`

const many = (count: number, draw: () => string): string => Array.from({ length: count }, draw).join('')

const onScalp = (random: Random, inset = 0) => {
  const angle = Math.PI * (1.02 + 0.96 * random())
  return {
    angle,
    x: HEAD.x + (HEAD.radiusX - inset) * Math.cos(angle),
    y: HEAD.y + (HEAD.radiusY - inset) * Math.sin(angle),
  }
}

/** From the scalp out, about a pixel wide: what mattes lose first. */
const fringe = (count: number, reachPx: number, bendPx: number, colour: string, random: Random) =>
  many(count, () => {
    const { angle, x, y } = onScalp(random)
    const reach = reachPx * (0.3 + random())
    const bend = (random() - 0.5) * bendPx
    const end = { x: reach * Math.cos(angle) + bend * 0.5, y: reach * Math.sin(angle) + Math.abs(bend) * 0.3 }
    const path = `M${x.toFixed(1)} ${y.toFixed(1)} q${(bend * 0.6).toFixed(1)} ${(-reach * 0.5).toFixed(1)} ${end.x.toFixed(1)} ${end.y.toFixed(1)}`
    return strand(path, 0.7 + 1.3 * random(), shade(colour, 34, random))
  })

/** A few long single hairs that stand off. */
const flyaways = (count: number, colour: string, random: Random) =>
  many(count, () => {
    const { angle, x, y } = onScalp(random)
    const reach = 50 + 60 * random()
    const aside = (random() - 0.5) * 130
    const path = `M${x.toFixed(1)} ${y.toFixed(1)} q${(reach * 0.8 * Math.cos(angle)).toFixed(1)} ${(reach * Math.sin(angle)).toFixed(1)} ${aside.toFixed(1)} ${(reach * 0.7 * Math.sin(angle)).toFixed(1)}`
    return strand(path, 0.6 + 0.5 * random(), shade(colour, 20, random))
  })

/** Ringlets: the backdrop shows through the middle of the outer ones. */
const ringlets = (count: number, colour: string, random: Random) =>
  many(count, () => {
    const { angle, x, y } = onScalp(random, 30)
    const away = 75 * random() ** 0.7
    const centre = { x: x + away * Math.cos(angle), y: y + away * Math.sin(angle) }
    const radius = 9 + 15 * random()
    const turn = random() * 360
    const r = radius.toFixed(1)
    const flat = (radius * (0.55 + 0.4 * random())).toFixed(1)
    const path = `M${(centre.x - radius).toFixed(1)} ${centre.y.toFixed(1)} a${r} ${flat} ${turn.toFixed(0)} 1 1 ${(radius * 1.6).toFixed(1)} ${(radius * 0.6).toFixed(1)}`
    return strand(path, 1.2 + 2.4 * random(), shade(colour, 40, random))
  })

/** Lines over the cap of hair, so that it isn't one flat colour. */
const grain = (count: number, colour: string, random: Random) =>
  many(count, () => {
    const x = 262 + 376 * random()
    const lean = (x - HEAD.x) * 0.45
    const top = 205 + 70 * ((x - HEAD.x) / 196) ** 2 + 20 * random()
    return strand(
      `M${x.toFixed(1)} ${top.toFixed(1)} q${(lean * 0.3).toFixed(1)} 25 ${(lean * 0.5).toFixed(1)} ${(45 + 40 * random()).toFixed(1)}`,
      1.5 + 2 * random(),
      shade(colour, 26, random),
    )
  })

const curtainEnds = (colour: string, random: Random) =>
  many(420, () => {
    const side = random() < 0.5 ? -1 : 1
    const x = HEAD.x + side * (165 + 60 * random())
    const y = 400 + 100 * random()
    const path = `M${x.toFixed(1)} ${y.toFixed(1)} q${(side * 80 * random()).toFixed(1)} 180 ${(side * (5 + 75 * random())).toFixed(1)} ${(320 + 170 * random()).toFixed(1)}`
    return strand(path, 0.8 + 1.8 * random(), shade(colour, 30, random))
  })

const whiskers = (colour: string, random: Random) =>
  many(1500, () => {
    const angle = Math.PI * (0.02 + 0.96 * random())
    const depth = random() ** 0.6
    const x = HEAD.x + (110 + 88 * depth) * Math.cos(angle)
    const y = 560 + (100 + 92 * depth) * Math.sin(angle)
    const reach = 12 + 26 * random()
    const bend = (random() - 0.5) * 16
    const path = `M${x.toFixed(1)} ${y.toFixed(1)} q${bend.toFixed(1)} ${(reach * 0.5).toFixed(1)} ${(reach * 0.5 * Math.cos(angle)).toFixed(1)} ${(reach * (0.4 + 0.6 * Math.sin(angle))).toFixed(1)}`
    return strand(path, 0.8 + 1.2 * random(), shade(colour, 36, random))
  })

/** What lies behind the shoulders and the face. */
export const hairBehind = (style: HairStyle, colour: string): string => {
  if (style === 'long')
    return `<path d="M262 330 C190 520 220 760 250 900 L340 900 L320 420Z M638 330 C710 520 680 760 650 900 L560 900 L580 420Z" fill="${colour}"/>`
  if (style === 'curly') return `<ellipse cx="450" cy="390" rx="236" ry="262" fill="${colour}"/>`
  return ''
}

/** What lies over the head, without its single hairs. */
export const hairInFront = (style: HairStyle, colour: string): string => {
  if (style === 'bald') return ''
  const bun = style === 'bun' ? `<ellipse cx="450" cy="150" rx="86" ry="72" fill="${colour}"/>` : ''
  const beard =
    style === 'beard'
      ? `<path d="M258 540 C262 700 340 782 450 782 C560 782 638 700 642 540 C600 640 560 620 520 628 Q450 610 380 628 C340 620 300 640 258 540Z M385 655 Q450 672 515 655 Q450 700 385 655Z" fill-rule="evenodd" fill="${colour}"/>`
      : ''
  return `${bun}<path d="M246 480 C215 80 685 80 654 480 C640 330 560 290 450 292 C340 290 260 330 246 480Z" fill="${colour}"/>${beard}`
}

/** The single hairs, each with its own shade; the group sets caps and no fill. */
export const singleHairs = (style: HairStyle, colour: string, random: Random): string => {
  switch (style) {
    case 'bald':
      return ''
    case 'short':
      return grain(260, colour, random) + fringe(520, 34, 40, colour, random)
    case 'beard':
      return grain(260, colour, random) + fringe(420, 26, 40, colour, random) + whiskers(colour, random)
    case 'bun':
      return grain(260, colour, random) + fringe(200, 26, 60, colour, random) + flyaways(60, colour, random)
    case 'long':
      return (
        grain(260, colour, random) +
        fringe(260, 22, 40, colour, random) +
        flyaways(40, colour, random) +
        curtainEnds(colour, random)
      )
    case 'curly':
      return grain(160, colour, random) + ringlets(1100, colour, random) + flyaways(50, colour, random)
  }
}
